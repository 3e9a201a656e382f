import { CreateVolumeCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, makeVolume, messageOf, resultOf } from './callers.ts';
import type { VolumeAsked } from './callers.ts';
import { SECOND } from './clock.ts';

describe('a new volume', () => {
  test('is creating at first and available five seconds later', async () => {
    const cloud = await freshCloud({ at: '2026-01-01T03:00:00Z' });
    const region = cloud.region('eu-west-1');
    const snapshot = region.snapshot({ size: 20 });

    const made = await makeVolume(cloud, {
      SnapshotId: snapshot.id,
      VolumeType: 'gp3',
      Iops: 4000,
      Throughput: 250,
      VolumeInitializationRate: 200,
      TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'data' }] }],
    });

    const told = {
      Size: 20,
      SnapshotId: snapshot.id,
      AvailabilityZone: 'eu-west-1a',
      AvailabilityZoneId: 'euw1-az1',
      CreateTime: new Date('2026-01-01T03:00:00Z'),
      VolumeType: 'gp3',
      Iops: 4000,
      Throughput: 250,
      Encrypted: false,
      MultiAttachEnabled: false,
      VolumeInitializationRate: 200,
      Tags: [{ Key: 'Name', Value: 'data' }],
    };
    expect(made).toMatchObject({ ...told, State: 'creating' });
    const read = () => ec2Of(cloud).send(new DescribeVolumesCommand({ VolumeIds: [made.VolumeId ?? ''] }));
    cloud.clock.advance(5 * SECOND - 1);
    expect((await read()).Volumes).toMatchObject([{ ...told, State: 'creating', Attachments: [] }]);
    cloud.clock.advance(1);
    expect((await read()).Volumes).toMatchObject([{ ...told, State: 'available' }]);
  });

  test('stays creating for ever, if a test wants it', async () => {
    const cloud = await freshCloud();
    cloud.availableAfter = 'never';
    await makeVolume(cloud, { Size: 1 });
    cloud.clock.advance(1e9);
    expect(cloud.region('eu-west-1').volumes()).toMatchObject([{ state: 'creating' }]);
  });

  test('that takes no time is answered as creating all the same', async () => {
    const cloud = await freshCloud();
    cloud.availableAfter = 0;
    expect(await makeVolume(cloud, { Size: 1 })).toMatchObject({ State: 'creating' });
    expect(cloud.region('eu-west-1').volumes()).toMatchObject([{ state: 'available' }]);
  });

  test.for<[VolumeAsked, object]>([
    [{ Size: 50 }, { VolumeType: 'gp2', Iops: 150 }],
    [
      { Size: 1, VolumeType: 'gp3' },
      { Iops: 3000, Throughput: 125 },
    ],
    [
      { Size: 125, VolumeType: 'st1' },
      { VolumeType: 'st1', Size: 125 },
    ],
    [{ Size: 4, VolumeType: 'io1', Iops: 200, MultiAttachEnabled: true }, { MultiAttachEnabled: true }],
    [
      { Size: 8, AvailabilityZone: undefined, AvailabilityZoneId: 'euw1-az2' },
      { AvailabilityZone: 'eu-west-1b' },
    ],
  ])('asked for as %j is %j', async ([asked, told]) => {
    const cloud = await freshCloud();
    expect(await makeVolume(cloud, asked)).toMatchObject(told);
  });

  test('of a snapshot has its size, or a greater one', async () => {
    const cloud = await freshCloud();
    const { id: SnapshotId } = cloud.region('eu-west-1').snapshot({ size: 20 });
    expect(await makeVolume(cloud, { SnapshotId })).toMatchObject({ Size: 20 });
    expect(await makeVolume(cloud, { SnapshotId, Size: 21 })).toMatchObject({ Size: 21 });
    expect(await resultOf(makeVolume(cloud, { SnapshotId, Size: 19 }))).toBe('InvalidParameterValue 400');
  });
});

describe('the limits of each type', () => {
  const A = 'InvalidParameterValue 400';
  const B = 'InvalidParameterCombination 400';
  test.for<[VolumeAsked, string]>([
    [{ VolumeType: 'gp2', Size: 0 }, A],
    [{ VolumeType: 'gp2', Size: 16_384 }, 'ok'],
    [{ VolumeType: 'gp2', Size: 16_385 }, A],
    [{ VolumeType: 'gp2', Size: 8, Iops: 100 }, B],
    [{ VolumeType: 'gp2', Size: 8, Throughput: 125 }, B],
    [{ VolumeType: 'gp2', Size: 8, MultiAttachEnabled: true }, B],
    [{ VolumeType: 'gp3', Size: 65_536 }, 'ok'],
    [{ VolumeType: 'gp3', Size: 65_537 }, A],
    [{ VolumeType: 'gp3', Size: 1, Iops: 3000 }, 'ok'],
    [{ VolumeType: 'gp3', Size: 8, Iops: 2999 }, A],
    [{ VolumeType: 'gp3', Size: 8, Iops: 4000 }, 'ok'],
    [{ VolumeType: 'gp3', Size: 8, Iops: 4001 }, A],
    [{ VolumeType: 'gp3', Size: 1000, Iops: 80_001 }, A],
    [{ VolumeType: 'gp3', Size: 8, Throughput: 124 }, A],
    [{ VolumeType: 'gp3', Size: 8, Throughput: 750 }, 'ok'],
    [{ VolumeType: 'gp3', Size: 8, Throughput: 751 }, A],
    [{ VolumeType: 'gp3', Size: 160, Iops: 80_000, Throughput: 2000 }, 'ok'],
    [{ VolumeType: 'gp3', Size: 160, Iops: 80_000, Throughput: 2001 }, A],
    [{ VolumeType: 'io1', Size: 8 }, B],
    [{ VolumeType: 'io1', Size: 3, Iops: 100 }, A],
    [{ VolumeType: 'io1', Size: 4, Iops: 99 }, A],
    [{ VolumeType: 'io1', Size: 4, Iops: 201 }, A],
    [{ VolumeType: 'io1', Size: 1280, Iops: 64_000 }, 'ok'],
    [{ VolumeType: 'io1', Size: 2000, Iops: 64_001 }, A],
    [{ VolumeType: 'io2', Size: 8 }, B],
    [{ VolumeType: 'io2', Size: 4, Iops: 4000 }, 'ok'],
    [{ VolumeType: 'io2', Size: 4, Iops: 4001 }, A],
    [{ VolumeType: 'io2', Size: 256, Iops: 256_000 }, 'ok'],
    [{ VolumeType: 'io2', Size: 8, Iops: 100, Throughput: 125 }, B],
    [{ VolumeType: 'st1', Size: 124 }, A],
    [{ VolumeType: 'sc1', Size: 125, Iops: 100 }, B],
    [{ VolumeType: 'standard', Size: 1025 }, A],
    [{}, 'MissingParameter 400'],
    [{ Size: 8, AvailabilityZone: undefined }, 'MissingParameter 400'],
    [{ Size: 8, AvailabilityZoneId: 'euw1-az1' }, B],
    [{ Size: 8, AvailabilityZone: 'eu-west-1z' }, 'InvalidZone.NotFound 400'],
    [{ Size: 8, VolumeInitializationRate: 200 }, B],
    [{ Size: 8, SnapshotId: 'snap-0123456789abcdef0' }, 'InvalidSnapshot.NotFound 400'],
    [{ Size: 8, SnapshotId: 'vol-0123456789abcdef0' }, 'InvalidSnapshotID.Malformed 400'],
    [{ Size: 8, KmsKeyId: 'alias/aws/ebs' }, 'InvalidParameterDependency 400'],
    [{ Size: 8, ClientToken: 'x'.repeat(65) }, 'InvalidClientToken 400'],
    [{ Size: 8, OutpostArn: 'arn:aws:outposts:…' }, 'UnsupportedOperation 400'],
    [{ Size: 8, TagSpecifications: [{ ResourceType: 'snapshot', Tags: [] }] }, A],
    [{ Size: 8, DryRun: true }, 'DryRunOperation 412'],
  ])('%j is %s', async ([asked, result]) => {
    const cloud = await freshCloud();
    expect(await resultOf(makeVolume(cloud, asked))).toBe(result);
    expect(cloud.region('eu-west-1').volumes()).toHaveLength(result === 'ok' ? 1 : 0);
  });

  test.for(['gp4', 'toString'])('know no type %s', async (VolumeType) => {
    const cloud = await freshCloud();
    const client = ec2Of(cloud);
    // The SDK's own type has only the real ones.
    const asked: object = { VolumeType };
    const sent = client.send(new CreateVolumeCommand({ AvailabilityZone: 'eu-west-1a', Size: 8, ...asked }));
    expect(await resultOf(sent)).toBe('UnknownVolumeType 400');
  });

  test('are told in the words of EC2', async () => {
    const cloud = await freshCloud();
    const said = (asked: VolumeAsked) => messageOf(makeVolume(cloud, asked));
    expect(await said({ VolumeType: 'gp3', Size: 20, Iops: 15_000 })).toBe(
      'Iops to volume size ratio of 750.000000 is too high; maximum is 500.',
    );
    expect(await said({ VolumeType: 'gp3', Size: 20, Throughput: 1000 })).toBe(
      'Throughput (MiBps) to iops ratio of 0.333333 is too high; maximum is 0.250000 MiBps per iops.',
    );
  });
});
