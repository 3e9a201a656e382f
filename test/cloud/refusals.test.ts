import {
  CreateSnapshotCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
} from '@aws-sdk/client-ec2';
import type { EC2Client } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';

test.for<[string, string, (ec2: EC2Client, id: string) => Promise<unknown>]>([
  ['i-00000000000000000', 'InvalidInstanceID.NotFound 400', instanceById],
  ['vol-00000000000000000', 'InvalidVolume.NotFound 400', volumeById],
  ['snap-00000000000000000', 'InvalidSnapshot.NotFound 400', snapshotById],
  ['ami-00000000', 'InvalidAMIID.NotFound 400', imageById],
  ['web', 'InvalidInstanceID.Malformed 400', instanceById],
  ['vol-1', 'InvalidVolumeID.Malformed 400', volumeById],
  ['vol-00000000', 'InvalidSnapshotID.Malformed 400', snapshotById],
])('%s leads nowhere: %s', async ([id, expected, lookUp]) => {
  const cloud = await freshCloud();
  expect(await resultOf(lookUp(ec2Of(cloud), id))).toBe(expected);
});

test('what the cloud does not know it refuses, rather than guess', async () => {
  const cloud = await freshCloud();
  const VolumeId = cloud.region('eu-west-1').volume().id;
  const OutpostArn = 'arn:aws:outposts:eu-west-1:123456789012:outpost/op-0123456789abcdef0';
  const onOutpost = ec2Of(cloud).send(new CreateSnapshotCommand({ VolumeId, OutpostArn }));
  expect(await resultOf(onOutpost)).toBe('UnsupportedOperation 400');
});

function instanceById(ec2: EC2Client, id: string) {
  return ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
}

function volumeById(ec2: EC2Client, id: string) {
  return ec2.send(new DescribeVolumesCommand({ VolumeIds: [id] }));
}

function snapshotById(ec2: EC2Client, id: string) {
  return ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [id] }));
}

function imageById(ec2: EC2Client, id: string) {
  return ec2.send(new DescribeImagesCommand({ ImageIds: [id] }));
}
