import { describe, expect, test } from 'vitest';

import { freshCloud, makeVolume, resultOf, tagged } from './callers.ts';
import type { VolumeAsked } from './callers.ts';
import type { Cloud } from './cloud.ts';
import type { Statement } from './iam.ts';
import type { SnapshotWish } from './wishes.ts';

function create(cloud: Cloud, asked: VolumeAsked) {
  return makeVolume(cloud, { VolumeType: 'gp3', ...asked });
}

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
  const restored = tagged({ restored: 'yes' }, 'volume');
  const DENIED = 'UnauthorizedOperation 403';

  test.for<[string, Statement[], SnapshotWish, VolumeAsked, string]>([
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
