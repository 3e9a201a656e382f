import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeLockedSnapshotsCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
} from '@aws-sdk/client-ec2';
import type { DescribeImagesCommandInput } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';

describe('what the SDK reads is what the test put there', () => {
  test('an instance, in its reservation', async () => {
    const cloud = await freshCloud({ at: '2026-01-01T03:00:00Z' });
    const region = cloud.region('eu-west-1');
    const web = region.instance({ tags: { Name: 'web' }, state: 'stopped', type: 'm7g.large' });
    const twin = region.instance({ launchedWith: web });
    const root = region.volume({ attachedTo: web });

    const { Reservations } = await ec2Of(cloud).send(new DescribeInstancesCommand({}));

    expect(Reservations).toHaveLength(1);
    expect(Reservations?.[0]).toMatchObject({ ReservationId: web.reservation, OwnerId: '123456789012' });
    const instances = Reservations?.[0]?.Instances ?? [];
    expect(instances.map(({ InstanceId = '' }) => InstanceId).toSorted()).toEqual(
      [web.id, twin.id].toSorted(),
    );
    expect(instances.find(({ InstanceId }) => InstanceId === web.id)).toMatchObject({
      State: { Code: 80, Name: 'stopped' },
      InstanceType: 'm7g.large',
      LaunchTime: new Date('2026-01-01T03:00:00Z'),
      Placement: { AvailabilityZone: 'eu-west-1a' },
      RootDeviceName: '/dev/xvda',
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { VolumeId: root.id, DeleteOnTermination: true } },
      ],
      Tags: [{ Key: 'Name', Value: 'web' }],
    });
  });

  test('a volume that two instances share', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [a, b] = [region.instance(), region.instance()];
    const shared = region.volume({
      attachedTo: [a, b],
      device: '/dev/sdf',
      type: 'io2',
      size: 500,
      encrypted: true,
    });

    const { Volumes } = await ec2Of(cloud).send(new DescribeVolumesCommand({ VolumeIds: [shared.id] }));

    expect(Volumes).toEqual([
      expect.objectContaining({
        VolumeId: shared.id,
        State: 'in-use',
        Size: 500,
        VolumeType: 'io2',
        Encrypted: true,
        MultiAttachEnabled: true,
        CreateTime: cloud.clock.now(),
        Attachments: [a, b].map(({ id }) =>
          expect.objectContaining({
            InstanceId: id,
            VolumeId: shared.id,
            Device: '/dev/sdf',
            State: 'attached',
          }),
        ),
      }),
    ]);
  });

  test('a snapshot with all that can be known of one', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const old = region.snapshot({
      of: region.volume({ size: 2000, encrypted: true }),
      startedAt: '2025-12-24T18:00:00.500Z',
      completedAt: '2025-12-24T19:00:00Z',
      description: 'before the feast',
      tier: 'archive',
      restoreExpiresAt: '2026-02-01T00:00:00Z',
      tags: { Name: 'old' },
    });

    const { Snapshots } = await ec2Of(cloud).send(new DescribeSnapshotsCommand({ SnapshotIds: [old.id] }));

    expect(Snapshots).toEqual([
      {
        SnapshotId: old.id,
        VolumeId: old.volumeId,
        VolumeSize: 2000,
        FullSnapshotSizeInBytes: 2000 * 1024 ** 3,
        State: 'completed',
        Progress: '100%',
        StartTime: new Date('2025-12-24T18:00:00.500Z'),
        CompletionTime: new Date('2025-12-24T19:00:00Z'),
        OwnerId: '123456789012',
        Description: 'before the feast',
        Encrypted: true,
        KmsKeyId: expect.stringContaining(':key/'),
        StorageTier: 'archive',
        RestoreExpiryTime: new Date('2026-02-01T00:00:00Z'),
        Tags: [{ Key: 'Name', Value: 'old' }],
      },
    ]);
  });

  test.for(['<a & "b" \'c\'>', '  spaces  ', 'line\nbreak\r\n\ttab', '', 'Grüße 😀 日本', '&amp;', ']]>'])(
    'the tag value %j',
    async (value) => {
      const cloud = await freshCloud();
      cloud.region('eu-west-1').volume({ tags: { Name: value } });
      const { Volumes } = await ec2Of(cloud).send(new DescribeVolumesCommand({}));
      expect(Volumes?.[0]?.Tags).toEqual([{ Key: 'Name', Value: value }]);
    },
  );
});

describe('snapshots of others', () => {
  test('come with every listing that does not ask by owner, described as ours and without their tags', async () => {
    const cloud = await freshCloud();
    const own = cloud.region('eu-west-1').snapshot({ description: 'autosnap: x' });
    const ec2 = ec2Of(cloud);
    const Filters = [{ Name: 'description', Values: ['autosnap: *'] }];

    const everybodys = await ec2.send(new DescribeSnapshotsCommand({ Filters }));
    const ours = await ec2.send(new DescribeSnapshotsCommand({ Filters, OwnerIds: ['self'] }));
    const amazons = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['amazon'] }));

    expect(everybodys.Snapshots?.length).toBeGreaterThan(1);
    expect(everybodys.Snapshots?.flatMap(({ Tags }) => Tags)).toEqual([]);
    expect(ours.Snapshots?.map(({ SnapshotId }) => SnapshotId)).toEqual([own.id]);
    expect(amazons.Snapshots?.map(({ OwnerAlias }) => OwnerAlias)).toEqual(['amazon']);
    expect(cloud.region('eu-west-1').snapshots()).toEqual([own]);
  });

  test('are seen when public or shared, and not otherwise', async () => {
    const cloud = await freshCloud();
    const other = cloud.account('222222222222').region('eu-west-1');
    const open = other.snapshot({ public: true });
    const shared = other.snapshot({ sharedWith: ['123456789012'] });
    const secret = other.snapshot();
    const { Snapshots } = await ec2Of(cloud).send(
      new DescribeSnapshotsCommand({ OwnerIds: ['222222222222'] }),
    );
    expect(Snapshots?.map(({ SnapshotId }) => SnapshotId)).toEqual([open.id, shared.id].toSorted());
    const asked = ec2Of(cloud).send(new DescribeSnapshotsCommand({ SnapshotIds: [secret.id] }));
    expect(await resultOf(asked)).toBe('InvalidSnapshot.NotFound 400');
  });
});

describe('images', () => {
  test('that are disabled show only on request', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const old = region.snapshot();
    const disabled = region.image({ snapshots: [old], disabled: true });
    const deprecated = region.image({ snapshots: [region.snapshot(), old], deprecated: true });
    const listed = async (input: DescribeImagesCommandInput) => {
      const { Images } = await ec2Of(cloud).send(new DescribeImagesCommand(input));
      return Images?.map(({ ImageId }) => ImageId);
    };
    const Filters = [{ Name: 'block-device-mapping.snapshot-id', Values: [old.id] }];

    expect(await listed({ Filters })).toEqual([deprecated.id]);
    expect(await listed({ Filters, IncludeDisabled: true })).toEqual([disabled.id, deprecated.id].toSorted());
    expect(await listed({ Owners: ['self'], Filters: [{ Name: 'state', Values: ['disabled'] }] })).toEqual(
      [],
    );
    expect(await listed({})).toHaveLength(2);
    expect(await listed({ Owners: ['self'] })).toEqual([deprecated.id]);
  });

  test('tell the snapshots they stand on', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const snapshots = [region.snapshot(), region.snapshot({ size: 9 })] as const;
    const image = region.image({ snapshots, name: 'golden' });
    const { Images } = await ec2Of(cloud).send(new DescribeImagesCommand({ ImageIds: [image.id] }));
    expect(Images).toEqual([
      expect.objectContaining({
        ImageId: image.id,
        Name: 'golden',
        State: 'available',
        OwnerId: '123456789012',
        Public: false,
        BlockDeviceMappings: [
          expect.objectContaining({
            DeviceName: '/dev/xvda',
            Ebs: expect.objectContaining({ SnapshotId: snapshots[0].id }),
          }),
          expect.objectContaining({
            Ebs: expect.objectContaining({ SnapshotId: snapshots[1].id, VolumeSize: 9 }),
          }),
        ],
      }),
    ]);
  });
});

test('locked snapshots are told with their locks, by id or by state', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const [held, free, never] = [region.snapshot(), region.snapshot(), region.snapshot()] as const;
  region.lock(held, { state: 'governance', days: 10 });
  region.lock(free, { state: 'expired' });
  const ec2 = ec2Of(cloud);

  const governed = await ec2.send(
    new DescribeLockedSnapshotsCommand({
      Filters: [{ Name: 'lock-state', Values: ['governance', 'compliance*'] }],
    }),
  );
  const named = await ec2.send(new DescribeLockedSnapshotsCommand({ SnapshotIds: [free.id, never.id] }));

  expect(governed.Snapshots).toEqual([
    expect.objectContaining({
      SnapshotId: held.id,
      OwnerId: '123456789012',
      LockState: 'governance',
      LockDuration: 10,
      LockCreatedOn: new Date('2026-01-01T03:00:00Z'),
      LockExpiresOn: new Date('2026-01-11T03:00:00Z'),
    }),
  ]);
  expect(named.Snapshots?.map(({ SnapshotId, LockState }) => [SnapshotId, LockState])).toEqual([
    [free.id, 'expired'],
  ]);
});
