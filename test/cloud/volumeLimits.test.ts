import { CreateVolumeCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import type { CreateVolumeCommandInput } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, messageOf, resultOf } from './callers.ts';
import { MINUTE, SECOND } from './clock.ts';
import type { Cloud } from './cloud.ts';
import type { Statement } from './iam.ts';
import type { SnapshotWish } from './wishes.ts';
import type { Zone } from './zones.ts';

const OTHER = '222222222222';

type Asked = Partial<CreateVolumeCommandInput>;

function create(cloud: Cloud, asked: Asked = {}, caller?: string) {
  const whole = { AvailabilityZone: 'eu-west-1a', VolumeType: 'gp3' as const, ...asked };
  return ec2Of(cloud, 'eu-west-1', caller).send(new CreateVolumeCommand(whole));
}

function tagged(tags: Record<string, string>): Asked {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return { TagSpecifications: [{ ResourceType: 'volume', Tags }] };
}

describe('a snapshot gives a volume only', () => {
  test.for<[SnapshotWish, string]>([
    [{ state: 'completed' }, 'ok'],
    [{ state: 'pending' }, 'IncorrectState 400'],
    [{ state: 'error' }, 'IncorrectState 400'],
    [{ tier: 'archive' }, 'IncorrectState 400'],
    [{ tier: 'archive', restoreExpiresAt: '2026-01-02T00:00:00Z' }, 'ok'],
    [{ tier: 'archive', restoreExpiresAt: '2026-01-01T00:00:00Z' }, 'IncorrectState 400'],
  ])('%j: %s', async ([wish, result]) => {
    const cloud = await freshCloud({ at: '2026-01-01T03:00:00Z' });
    const { id } = cloud.region('eu-west-1').snapshot(wish);
    expect(await resultOf(create(cloud, { SnapshotId: id }))).toBe(result);
  });

  test.for<[SnapshotWish, string]>([
    [{}, 'InvalidSnapshot.NotFound 400'],
    [{ sharedWith: [OTHER] }, 'ok'],
    [{ public: true }, 'ok'],
  ])('to another account as %j: %s', async ([wish, result]) => {
    const cloud = await freshCloud();
    const { id } = cloud.region('eu-west-1').snapshot(wish);
    expect(await resultOf(create(cloud, { SnapshotId: id }, OTHER))).toBe(result);
    expect(cloud.region('eu-west-1').volumes()).toEqual([]);
  });

  test('with its product codes', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const productCodes = [{ id: 'abc123', type: 'marketplace' }] as const;
    await create(cloud, { SnapshotId: region.snapshot({ productCodes }).id });
    expect(region.volumes()).toMatchObject([{ productCodes }]);
  });
});

describe('a zone gives a volume only', () => {
  test.for<[Partial<Zone>, string]>([
    [{}, 'ok'],
    [{ state: 'impaired' }, 'ok'],
    [{ state: 'unavailable' }, 'Unavailable 503'],
    [{ volumeTypes: ['gp2'] }, 'VolumeTypeNotAvailableInZone 400'],
    [{ exhausted: ['gp3'] }, 'InsufficientVolumeCapacity 500'],
    [{ exhausted: ['io2'] }, 'ok'],
    [{ optIn: 'not-opted-in' }, 'InvalidZone.NotFound 400'],
  ])('if it is %j: %s', async ([change, result]) => {
    const cloud = await freshCloud();
    Object.assign(cloud.region('eu-west-1').zone('eu-west-1a'), change);
    expect(await resultOf(create(cloud, { Size: 8 }))).toBe(result);
    expect(await resultOf(create(cloud, { Size: 8, AvailabilityZone: 'eu-west-1b' }))).toBe('ok');
  });
});

describe('the quotas of a region', () => {
  test('limit the storage of each type', async () => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').volumeLimits.storage = 100;
    expect(await resultOf(create(cloud, { Size: 60 }))).toBe('ok');
    expect(await resultOf(create(cloud, { Size: 41 }))).toBe('VolumeLimitExceeded 400');
    expect(await resultOf(create(cloud, { Size: 40 }))).toBe('ok');
    expect(await resultOf(create(cloud, { Size: 100, VolumeType: 'gp2' }))).toBe('ok');
  });

  test('limit the IOPS that are provisioned', async () => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').volumeLimits.iops = 1000;
    const asked = { Size: 100, VolumeType: 'io2' } as const;
    expect(await resultOf(create(cloud, { ...asked, Iops: 600 }))).toBe('ok');
    expect(await resultOf(create(cloud, { ...asked, Iops: 401 }))).toBe('MaxIOPSLimitExceeded 400');
    expect(await resultOf(create(cloud, { ...asked, Iops: 400 }))).toBe('ok');
    expect(await resultOf(create(cloud, { Size: 100, Iops: 3000 }))).toBe('ok');
  });
});

describe('a rate of initialization', () => {
  test.for([
    [99, 'InvalidParameterValue 400'],
    [100, 'ok'],
    [300, 'ok'],
    [301, 'InvalidParameterValue 400'],
  ] as const)('of %i is %s', async ([VolumeInitializationRate, result]) => {
    const cloud = await freshCloud();
    const { id: SnapshotId } = cloud.region('eu-west-1').snapshot();
    expect(await resultOf(create(cloud, { SnapshotId, VolumeInitializationRate }))).toBe(result);
  });

  test('is refused beyond 5000 MiB/s at once', async () => {
    const cloud = await freshCloud();
    const { id: SnapshotId } = cloud.region('eu-west-1').snapshot({ size: 100 });
    const fast = () => resultOf(create(cloud, { SnapshotId, VolumeInitializationRate: 250 }));
    const results = await Promise.all(Array.from({ length: 20 }, fast));
    expect(new Set(results)).toEqual(new Set(['ok']));
    expect(await fast()).toBe('ResourceLimitExceeded 400');
    expect(await resultOf(create(cloud, { SnapshotId }))).toBe('ok');
    cloud.clock.advance(7 * MINUTE);
    expect(await fast()).toBe('ok');
  });

  test('is refused in a Local Zone', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('us-west-2');
    region.zone('us-west-2-lax-1a', { type: 'local-zone' });
    const { id: SnapshotId } = region.snapshot();
    const send = (asked: Asked) => {
      const whole = { AvailabilityZone: 'us-west-2-lax-1a', SnapshotId, ...asked };
      return resultOf(ec2Of(cloud, 'us-west-2').send(new CreateVolumeCommand(whole)));
    };
    expect(await send({ VolumeInitializationRate: 100 })).toBe('InvalidParameterCombination 400');
    expect(await send({})).toBe('ok');
  });
});

describe('a client token', () => {
  const ClientToken = 'one';
  const MISMATCH = 'IdempotentParameterMismatch 400';

  test('makes one volume of many equal requests', async () => {
    const cloud = await freshCloud();
    const asked = { Size: 8, ClientToken, ...tagged({ Name: 'data' }) };
    const made = await create(cloud, asked);
    cloud.clock.advance(5 * SECOND);
    expect(await create(cloud, asked)).toMatchObject({ VolumeId: made.VolumeId, State: 'available' });
    expect(cloud.region('eu-west-1').volumes()).toHaveLength(1);
    expect((await create(cloud, { ...asked, ClientToken: 'two' })).VolumeId).not.toBe(made.VolumeId);
  });

  test.for<Asked>([
    { Size: 9 },
    { VolumeType: 'gp2' },
    { AvailabilityZone: 'eu-west-1b' },
    tagged({ Name: 'x' }),
  ])('refuses to be used again with %j', async (other) => {
    const cloud = await freshCloud();
    await create(cloud, { Size: 8, ClientToken });
    const again = { Size: 8, ClientToken, ...other };
    expect(await resultOf(create(cloud, again))).toBe(MISMATCH);
    expect(await messageOf(create(cloud, again))).toContain('Parameters on this idempotent request');
    expect(cloud.region('eu-west-1').volumes()).toHaveLength(1);
  });

  test('refuses to be used again for a volume that failed', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const { arn: KmsKeyId } = region.key({ state: 'Disabled' });
    const asked = { Size: 8, ClientToken, Encrypted: true, KmsKeyId };
    expect(await resultOf(create(cloud, asked))).toBe('ok');
    expect(await resultOf(create(cloud, asked))).toBe('ok');
    cloud.clock.advance(5 * SECOND);
    expect(await resultOf(create(cloud, asked))).toBe(MISMATCH);
    expect(await messageOf(create(cloud, asked))).toContain('already deleted');
    expect(await resultOf(create(cloud, { ...asked, ClientToken: 'two' }))).toBe('ok');
  });

  test('of a refused request is free', async () => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').zone('eu-west-1a').exhausted.push('gp3');
    expect(await resultOf(create(cloud, { Size: 8, ClientToken }))).toBe('InsufficientVolumeCapacity 500');
    expect(await resultOf(create(cloud, { Size: 8, ClientToken, VolumeType: 'gp2' }))).toBe('ok');
  });

  test('is each account its own', async () => {
    const cloud = await freshCloud();
    expect(await resultOf(create(cloud, { Size: 8, ClientToken }))).toBe('ok');
    expect(await resultOf(create(cloud, { Size: 9, ClientToken }, OTHER))).toBe('ok');
  });
});

describe('permission to make a volume', () => {
  const volume = 'arn:aws:ec2:eu-west-1:123456789012:volume/*';
  const onVolume: Statement = {
    Effect: 'Allow',
    Action: 'ec2:CreateVolume',
    Resource: volume,
    Condition: { StringEquals: { 'aws:RequestTag/restored': 'yes', 'ec2:VolumeType': 'gp3' } },
  };
  const onSnapshot: Statement = {
    Effect: 'Allow',
    Action: 'ec2:CreateVolume',
    Resource: 'arn:aws:ec2:eu-west-1::snapshot/*',
    Condition: { StringEquals: { 'aws:ResourceTag/mine': 'yes', 'ec2:Owner': '123456789012' } },
  };
  const onTags: Statement = {
    Effect: 'Allow',
    Action: 'ec2:CreateTags',
    Resource: volume,
    Condition: { StringEquals: { 'ec2:CreateAction': 'CreateVolume' } },
  };
  const restored = tagged({ restored: 'yes' });
  const DENIED = 'UnauthorizedOperation 403';

  test.for<[string, Statement[], SnapshotWish, Asked, string]>([
    ['all of it', [onVolume, onSnapshot, onTags], { tags: { mine: 'yes' } }, restored, 'ok'],
    ['no snapshot', [onVolume, onTags], { tags: { mine: 'yes' } }, restored, DENIED],
    ['no tags', [onVolume, onSnapshot], { tags: { mine: 'yes' } }, restored, DENIED],
    ['no volume', [onSnapshot, onTags], { tags: { mine: 'yes' } }, restored, DENIED],
    ['a foreign snapshot', [onVolume, onSnapshot, onTags], { tags: { mine: 'no' } }, restored, DENIED],
    ['no tag asked', [onVolume, onSnapshot, onTags], { tags: { mine: 'yes' } }, {}, DENIED],
    [
      'another type',
      [onVolume, onSnapshot, onTags],
      { tags: { mine: 'yes' } },
      { ...restored, VolumeType: 'gp2' },
      DENIED,
    ],
  ])('with %s is %s', async ([, policy, wish, asked, result]) => {
    const cloud = await freshCloud();
    const { id: SnapshotId } = cloud.region('eu-west-1').snapshot(wish);
    cloud.policy = policy;
    expect(await resultOf(create(cloud, { SnapshotId, ...asked }))).toBe(result);
    const dry = result === 'ok' ? 'DryRunOperation 412' : result;
    expect(await resultOf(create(cloud, { SnapshotId, ...asked, DryRun: true }))).toBe(dry);
    expect(cloud.region('eu-west-1').volumes()).toHaveLength(result === 'ok' ? 1 : 0);
  });

  test.for([
    ['ec2:AvailabilityZone', 'eu-west-1a'],
    ['ec2:Encrypted', 'true'],
    ['ec2:KmsKeyId', 'alias/aws/ebs'],
    ['ec2:VolumeSize', '20'],
    ['ec2:VolumeType', 'gp3'],
    ['ec2:VolumeIops', '4000'],
    ['ec2:VolumeThroughput', '250'],
    ['ec2:VolumeInitializationRate', '100'],
    ['ec2:ParentSnapshot', 'arn:aws:ec2:eu-west-1::snapshot/*'],
    ['ec2:Region', 'eu-west-1'],
  ] as const)('can ask for %s', async ([key, value]) => {
    const cloud = await freshCloud();
    const { id: SnapshotId } = cloud.region('eu-west-1').snapshot({ size: 20 });
    const rest: Statement = { Effect: 'Allow', Action: 'ec2:CreateVolume', Resource: 'arn:*:snapshot/*' };
    const asked = {
      SnapshotId,
      Iops: 4000,
      Throughput: 250,
      Encrypted: true,
      KmsKeyId: 'alias/aws/ebs',
      VolumeInitializationRate: 100,
    };
    for (const [wanted, result] of [
      [value, 'ok'],
      ['other', DENIED],
    ] as const) {
      const Condition = { StringLike: { [key]: wanted } };
      cloud.policy = [rest, { Effect: 'Allow', Action: 'ec2:CreateVolume', Resource: volume, Condition }];
      expect(await resultOf(create(cloud, asked))).toBe(result);
    }
  });
});

describe('a listing finds new volumes', () => {
  test.for([
    [{ Name: 'tag:restore', Values: ['r1'] }],
    [{ Name: 'tag-key', Values: ['restore'] }],
    [{ Name: 'status', Values: ['creating'] }],
  ])('by %j', async ([filter]) => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').volume();
    const { VolumeId } = await create(cloud, { Size: 8, ...tagged({ restore: 'r1' }) });
    const { Volumes } = await ec2Of(cloud).send(
      new DescribeVolumesCommand({ Filters: filter ? [filter] : [] }),
    );
    expect(Volumes?.map((volume) => volume.VolumeId)).toEqual([VolumeId]);
  });

  test('late, where listings lag, and by id at once', async () => {
    const cloud = await freshCloud();
    const old = cloud.region('eu-west-1').volume();
    cloud.listLag = MINUTE;
    const { VolumeId = '' } = await create(cloud, { Size: 8 });
    const listed = async (VolumeIds?: string[]) => {
      const { Volumes = [] } = await ec2Of(cloud).send(new DescribeVolumesCommand({ VolumeIds }));
      return new Set(Volumes.map((volume) => volume.VolumeId));
    };
    expect(await listed()).toEqual(new Set([old.id]));
    expect(await listed([VolumeId])).toEqual(new Set([VolumeId]));
    cloud.clock.advance(MINUTE);
    expect(await listed()).toEqual(new Set([old.id, VolumeId]));
  });
});
