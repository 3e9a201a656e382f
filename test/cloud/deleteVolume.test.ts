import { DeleteVolumeCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import type { Filter } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';

import { ec2Of, freshCloud, makeVolume, resultOf } from './callers.ts';
import { MINUTE, SECOND } from './clock.ts';
import type { Cloud } from './cloud.ts';

function remove(cloud: Cloud, VolumeId: string) {
  return ec2Of(cloud).send(new DeleteVolumeCommand({ VolumeId }));
}

test('a volume is deleting for a while, and then gone; its snapshots stay', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const volume = region.volume();
  region.snapshot({ of: volume });
  expect(await resultOf(remove(cloud, volume.id))).toBe('ok');
  expect(volume.state).toBe('deleting');
  expect(await resultOf(remove(cloud, volume.id))).toBe('IncorrectState 400');
  cloud.clock.advance(3 * SECOND);
  expect(region.volumes()).toEqual([]);
  expect(cloud.snapshotsOf(volume)).toHaveLength(1);
  expect(await resultOf(remove(cloud, volume.id))).toBe('InvalidVolume.NotFound 400');
  expect(await resultOf(remove(cloud, 'none'))).toBe('InvalidVolumeID.Malformed 400');
});

test('one in use stays, and so does one that is being made', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  expect(await resultOf(remove(cloud, region.attachedVolume().id))).toBe('VolumeInUse 400');
  const { VolumeId = '' } = await makeVolume(cloud, { Size: 1, VolumeType: 'gp3' });
  expect(await resultOf(remove(cloud, VolumeId))).toBe('IncorrectState 400');
  cloud.clock.advance(MINUTE);
  expect(await resultOf(remove(cloud, VolumeId))).toBe('ok');
});

test('permission can ask for a tag', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const [ours, other] = [region.volume({ tags: { proof: 'yes' } }), region.volume()];
  cloud.policy = [
    {
      Effect: 'Allow',
      Action: 'ec2:DeleteVolume',
      Resource: 'arn:aws:ec2:eu-west-1:123456789012:volume/*',
      Condition: { Null: { 'aws:ResourceTag/proof': 'false' } },
    },
  ];
  expect(await resultOf(remove(cloud, other.id))).toBe('UnauthorizedOperation 403');
  expect(await resultOf(remove(cloud, ours.id))).toBe('ok');
  expect(other.state).toBe('available');
});

test('volumes are listed by a tag and by its key', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const [one, two] = [region.volume({ tags: { proof: 'a' } }), region.volume({ tags: { proof: 'b' } })];
  region.volume();
  const listed = async (filter: Filter) => {
    const { Volumes = [] } = await ec2Of(cloud).send(new DescribeVolumesCommand({ Filters: [filter] }));
    return Volumes.map(({ VolumeId }) => VolumeId);
  };
  expect(await listed({ Name: 'tag-key', Values: ['proof'] })).toEqual([one.id, two.id].toSorted());
  expect(await listed({ Name: 'tag:proof', Values: ['b'] })).toEqual([two.id]);
});
