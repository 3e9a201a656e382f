import { DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, makeVolume, messageOf, resultOf, tagged } from './callers.ts';
import type { Caller, VolumeAsked } from './callers.ts';
import { MINUTE, SECOND } from './clock.ts';
import type { Cloud } from './cloud.ts';

const OTHER = '222222222222';

function create(cloud: Cloud, asked: VolumeAsked = {}, caller?: Caller) {
  return makeVolume(cloud, { VolumeType: 'gp3', ...asked }, caller);
}

describe('a client token', () => {
  const ClientToken = 'one';
  const MISMATCH = 'IdempotentParameterMismatch 400';

  test('makes one volume of many equal requests', async () => {
    const cloud = await freshCloud();
    const asked = { Size: 8, ClientToken, ...tagged({ Name: 'data' }, 'volume') };
    const made = await create(cloud, asked);
    cloud.clock.advance(5 * SECOND);
    expect(await create(cloud, asked)).toMatchObject({ VolumeId: made.VolumeId, State: 'available' });
    expect(cloud.region('eu-west-1').volumes()).toHaveLength(1);
    expect((await create(cloud, { ...asked, ClientToken: 'two' })).VolumeId).not.toBe(made.VolumeId);
  });

  test.for<VolumeAsked>([
    { Size: 9 },
    { VolumeType: 'gp2' },
    { AvailabilityZone: 'eu-west-1b' },
    tagged({ Name: 'x' }, 'volume'),
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

describe('a listing finds new volumes', () => {
  test.for([
    [{ Name: 'tag:restore', Values: ['r1'] }],
    [{ Name: 'tag-key', Values: ['restore'] }],
    [{ Name: 'status', Values: ['creating'] }],
  ])('by %j', async ([filter]) => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').volume();
    const { VolumeId } = await create(cloud, { Size: 8, ...tagged({ restore: 'r1' }, 'volume') });
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
