import { DescribeSnapshotsCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, makeVolume, resultOf } from './callers.ts';
import type { VolumeAsked } from './callers.ts';
import { SECOND } from './clock.ts';
import type { Cloud } from './cloud.ts';
import type { KeyState } from './keys.ts';
import type { SnapshotWish } from './wishes.ts';

const OTHER = '222222222222';
const EBS = 'arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-4000-8000-000000000000';

function create(cloud: Cloud, asked: VolumeAsked) {
  return makeVolume(cloud, { Size: 8, ...asked });
}

/** What has become of a new volume once it is decided. */
async function fateOf(cloud: Cloud, asked: VolumeAsked): Promise<string> {
  const { VolumeId = '' } = await create(cloud, asked);
  const look = () => ec2Of(cloud).send(new DescribeVolumesCommand({ VolumeIds: [VolumeId] }));
  expect((await look()).Volumes).toMatchObject([{ State: 'creating' }]);
  cloud.clock.advance(5 * SECOND);
  const listed = await ec2Of(cloud).send(new DescribeVolumesCommand({}));
  const isListed = listed.Volumes?.some((volume) => volume.VolumeId === VolumeId);
  const result = await resultOf(look());
  expect(isListed).toBe(result === 'ok');
  return result === 'ok' ? ((await look()).Volumes?.[0]?.State ?? '') : result;
}

const GONE = 'InvalidVolume.NotFound 400';

describe('which key a new volume has', () => {
  /** Names stand for the ARNs of keys. */
  type Named = 'none' | 'ebs' | 'first' | 'second';
  const rows: readonly [string, Named, 'off' | 'on', VolumeAsked, Named][] = [
    ['no snapshot', 'none', 'off', {}, 'none'],
    ['no snapshot', 'none', 'off', { Encrypted: true }, 'ebs'],
    ['no snapshot', 'none', 'on', {}, 'ebs'],
    ['no snapshot', 'none', 'on', { Encrypted: false }, 'ebs'],
    ['own', 'none', 'off', {}, 'none'],
    ['own', 'none', 'off', { Encrypted: true }, 'ebs'],
    ['own', 'none', 'off', { Encrypted: true, KmsKeyId: 'second' }, 'second'],
    ['own', 'none', 'on', {}, 'ebs'],
    ['own', 'ebs', 'off', {}, 'ebs'],
    ['own', 'first', 'off', {}, 'first'],
    ['own', 'first', 'off', { Encrypted: false }, 'first'],
    ['own', 'first', 'off', { Encrypted: true }, 'first'],
    ['own', 'first', 'off', { Encrypted: true, KmsKeyId: 'second' }, 'second'],
    ['own', 'first', 'on', {}, 'ebs'],
    ['own', 'first', 'on', { Encrypted: true, KmsKeyId: 'first' }, 'first'],
    ['shared', 'none', 'off', {}, 'none'],
    ['shared', 'first', 'off', {}, 'ebs'],
    ['shared', 'first', 'off', { Encrypted: true, KmsKeyId: 'second' }, 'second'],
  ];
  test.for(rows)('%s snapshot under key %s, by default %s, asked %j: %s', async (row) => {
    const [source, ofSnapshot, byDefault, asked, expected] = row;
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const owner = source === 'shared' ? cloud.account(OTHER).region('eu-west-1') : region;
    const first = owner.key();
    first.usableBy.push('123456789012');
    const arns = { none: undefined, ebs: EBS, first: first.arn, second: region.key().arn };
    region.encryptByDefault = byDefault === 'on';
    const wish: SnapshotWish =
      ofSnapshot === 'first' ? { kmsKeyId: first.arn } : { encrypted: ofSnapshot === 'ebs' };
    const snapshot = owner.snapshot({ ...wish, sharedWith: ['123456789012'] });
    const { KmsKeyId } = asked;
    const made = await create(cloud, {
      ...asked,
      ...(source !== 'no snapshot' && { SnapshotId: snapshot.id }),
      ...(KmsKeyId === 'first' || KmsKeyId === 'second' ? { KmsKeyId: arns[KmsKeyId] } : {}),
    });
    expect(made).toMatchObject({ Encrypted: expected !== 'none' });
    expect(made.KmsKeyId).toBe(arns[expected]);
    cloud.clock.advance(5 * SECOND);
    expect(region.volumes()).toMatchObject([{ state: 'available' }]);
  });

  test.for([
    'alias/aws/ebs',
    'arn:aws:kms:eu-west-1:123456789012:alias/aws/ebs',
    EBS.slice(EBS.indexOf('/') + 1),
  ])('can be said as %s', async (KmsKeyId) => {
    const cloud = await freshCloud();
    expect(await create(cloud, { Encrypted: true, KmsKeyId })).toMatchObject({ KmsKeyId: EBS });
  });

  test('goes on to its snapshots', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const { arn } = region.key();
    const volume = region.volume({ kmsKeyId: arn });
    region.snapshot({ of: volume });
    const { Snapshots } = await ec2Of(cloud).send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    expect(Snapshots).toMatchObject([{ Encrypted: true, KmsKeyId: arn }]);
  });
});

describe('a volume whose key cannot be used', () => {
  test.for<[KeyState, string]>([
    ['Enabled', 'available'],
    ['Disabled', GONE],
    ['PendingDeletion', GONE],
    ['PendingImport', GONE],
    ['Unavailable', GONE],
  ])('because it is %s is then %s', async ([state, fate]) => {
    const cloud = await freshCloud();
    const key = cloud.region('eu-west-1').key({ state });
    expect(await fateOf(cloud, { Encrypted: true, KmsKeyId: key.id })).toBe(fate);
  });

  test('because the key of its snapshot is disabled vanishes, whatever its own is', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [bad, good] = [region.key({ state: 'Disabled' }), region.key()];
    const { id: SnapshotId } = region.snapshot({ kmsKeyId: bad.arn });
    expect(await fateOf(cloud, { SnapshotId })).toBe(GONE);
    expect(await fateOf(cloud, { SnapshotId, Encrypted: true, KmsKeyId: good.arn })).toBe(GONE);
  });

  test.for(['alias/mine', '11111111-2222-4333-8444-555555555555', EBS.replace('eu-west-1', 'us-east-1')])(
    'because there is no %s vanishes',
    async (KmsKeyId) => {
      const cloud = await freshCloud();
      expect(await fateOf(cloud, { Encrypted: true, KmsKeyId })).toBe(GONE);
    },
  );

  test('because it is of another account vanishes, until it is shared', async () => {
    const cloud = await freshCloud();
    const key = cloud.account(OTHER).region('eu-west-1').key();
    const asked = { Encrypted: true, KmsKeyId: key.arn };
    expect(await fateOf(cloud, asked)).toBe(GONE);
    key.usableBy.push('123456789012');
    expect(await fateOf(cloud, asked)).toBe('available');
  });

  test('because the caller may not use it vanishes; the key that EBS made is for everybody', async () => {
    const cloud = await freshCloud();
    const key = cloud.region('eu-west-1').key();
    const volumes = {
      Effect: 'Allow',
      Action: ['ec2:CreateVolume', 'ec2:DescribeVolumes'],
      Resource: '*',
    } as const;
    const grant = {
      Effect: 'Allow',
      Action: 'kms:CreateGrant',
      Resource: key.arn,
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    } as const;
    const others = {
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncrypt*'],
      Resource: key.arn,
    } as const;
    const asked = { Encrypted: true, KmsKeyId: key.arn };
    cloud.policy = [volumes];
    expect(await fateOf(cloud, asked)).toBe(GONE);
    expect(await fateOf(cloud, { Encrypted: true })).toBe('available');
    cloud.policy = [volumes, others];
    expect(await fateOf(cloud, asked)).toBe(GONE);
    cloud.policy = [volumes, others, grant];
    expect(await fateOf(cloud, asked)).toBe('available');
  });

  test('stays creating, if a test wants that', async () => {
    const cloud = await freshCloud();
    cloud.withoutKey = 'stays creating';
    const { arn } = cloud.region('eu-west-1').key({ state: 'Disabled' });
    expect(await fateOf(cloud, { Encrypted: true, KmsKeyId: arn })).toBe('creating');
    expect(await fateOf(cloud, { Encrypted: true })).toBe('available');
  });
});
