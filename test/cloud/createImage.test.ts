import { DeleteSnapshotCommand } from '@aws-sdk/client-ec2';
import type { CreateImageCommandInput } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, messageOf, resultOf, tagged, take } from './callers.ts';
import { DAY, HOUR, MINUTE, SECOND } from './clock.ts';
import { NAME_IS_HELD } from './imageLife.ts';
import { deregister, imagesIn, makeImage, serverWithDisks } from './images.ts';
import type { Instance, InstanceState } from './records.ts';

type Asked = Partial<CreateImageCommandInput>;

describe('an image of an instance', () => {
  test('is pending, then available with a snapshot of each volume', async () => {
    const world = await serverWithDisks();
    const { cloud, server, root, data } = world;
    const tags = [
      { ResourceType: 'image', Tags: [{ Key: 'what', Value: 'image' }] },
      { ResourceType: 'snapshot', Tags: [{ Key: 'what', Value: 'disk' }] },
    ] as const;
    const { ImageId = '' } = await makeImage(world, {
      Description: 'before the upgrade',
      NoReboot: true,
      TagSpecifications: [...tags].map(({ ResourceType, Tags }) => ({ ResourceType, Tags: [...Tags] })),
    });

    const told = {
      ImageId,
      Name: 'golden',
      Description: 'before the upgrade',
      SourceInstanceId: server.id,
      CreationDate: '2026-01-01T03:00:00.000Z',
      RootDeviceName: '/dev/xvda',
      DeregistrationProtection: 'disabled',
      Tags: [{ Key: 'what', Value: 'image' }],
    };
    cloud.clock.advance(20 * MINUTE - 1);
    expect(await imagesIn(cloud)).toMatchObject([{ ...told, State: 'pending' }]);
    expect((await imagesIn(cloud))[0]?.BlockDeviceMappings ?? []).toEqual([]);
    const snapshots = [cloud.snapshotsOf(root), cloud.snapshotsOf(data)].flat();
    for (const snapshot of snapshots) {
      expect(snapshot).toMatchObject({
        state: 'pending',
        tags: { what: 'disk' },
        description: `Created by CreateImage(${server.id}) for ${ImageId}`,
      });
    }
    cloud.clock.advance(1);
    expect(await imagesIn(cloud)).toMatchObject([
      {
        ...told,
        State: 'available',
        BlockDeviceMappings: [
          {
            DeviceName: '/dev/xvda',
            Ebs: { SnapshotId: snapshots[0]?.id, VolumeType: 'gp3', DeleteOnTermination: true },
          },
          {
            DeviceName: '/dev/sdf',
            Ebs: {
              SnapshotId: snapshots[1]?.id,
              VolumeType: 'io2',
              VolumeSize: 20,
              Iops: 100,
              DeleteOnTermination: false,
            },
          },
        ],
      },
    ]);
    expect(snapshots.map(({ state }) => state)).toEqual(['completed', 'completed']);
  });

  test.for<[Instance['imagesComplete'], number, string]>([
    ['as usual', 20 * MINUTE, 'available completed'],
    [5 * HOUR, 5 * HOUR - 1, 'pending pending'],
    [5 * HOUR, 5 * HOUR, 'available completed'],
    ['failed', 20 * MINUTE, 'failed error'],
    ['never', 30 * DAY, 'pending pending'],
  ])('that completes %s is after %s ms %s', async ([imagesComplete, after, ended]) => {
    const world = await serverWithDisks();
    world.server.imagesComplete = imagesComplete;
    await makeImage(world);
    world.cloud.clock.advance(after);
    const [image] = world.region.images();
    expect(`${image?.state} ${world.cloud.snapshotsOf(world.root)[0]?.state}`).toBe(ended);
  });

  test('fails with a volume whose snapshots fail, and tells why', async () => {
    const world = await serverWithDisks();
    world.data.snapshotsComplete = 'error';
    await makeImage(world);
    world.cloud.clock.advance(20 * MINUTE);
    expect(await imagesIn(world.cloud)).toMatchObject([
      { State: 'failed', StateReason: { Code: 'Server.InternalError' } },
    ]);
  });

  test.for<[InstanceState, boolean | undefined, number]>([
    ['running', undefined, 1],
    ['running', false, 1],
    ['running', true, 0],
    ['stopped', undefined, 0],
  ])('that is %s with NoReboot %s reboots it %i times', async ([state, NoReboot, times]) => {
    const world = await serverWithDisks();
    world.server.state = state;
    await makeImage(world, { NoReboot });
    expect([world.server.rebootedAt.length, world.server.state]).toEqual([times, state]);
  });

  test('changes of a device whether it is deleted on termination, and nothing else', async () => {
    const world = await serverWithDisks();
    const refused = [
      mapping('/dev/sdf', { VolumeSize: 30 }),
      mapping('/dev/sdf', { DeleteOnTermination: true, Encrypted: true }),
      mapping('/dev/sdg', { DeleteOnTermination: true }),
    ];
    for (const asked of refused)
      expect(await resultOf(makeImage(world, asked))).toBe('UnsupportedOperation 400');
    await makeImage(world, mapping('/dev/sdf', { DeleteOnTermination: true }));
    expect(world.region.images()[0]?.devices.map((one) => one.deleteOnTermination)).toEqual([true, true]);
  });

  test('keeps its snapshots from being deleted, also while it is pending', async () => {
    const world = await serverWithDisks();
    await makeImage(world);
    const [snapshot] = world.cloud.snapshotsOf(world.root);
    const remove = () => ec2Of(world.cloud).send(new DeleteSnapshotCommand({ SnapshotId: snapshot?.id }));
    expect(await resultOf(remove())).toBe('InvalidSnapshot.InUse 400');
    world.cloud.clock.advance(HOUR);
    expect(await resultOf(remove())).toBe('InvalidSnapshot.InUse 400');
  });
});

function mapping(DeviceName: string, Ebs: object) {
  return { BlockDeviceMappings: [{ DeviceName, Ebs }] };
}

describe('CreateImage refuses', () => {
  test.for<[Asked, string]>([
    [{ Name: 'ab' }, 'InvalidAMIName.Malformed 400'],
    [{ Name: 'abc' }, 'ok'],
    [{ Name: "A z(0)[1]./-'@_" }, 'ok'],
    [{ Name: 'x'.repeat(128) }, 'ok'],
    [{ Name: 'x'.repeat(129) }, 'InvalidAMIName.Malformed 400'],
    [{ Name: '2026-01-01T02:00' }, 'InvalidAMIName.Malformed 400'],
    [{ Name: 'a+b' }, 'InvalidAMIName.Malformed 400'],
    [{ Name: 'größe' }, 'InvalidAMIName.Malformed 400'],
    [{ Name: '' }, 'MissingParameter 400'],
    [{ InstanceId: 'i-0123456789abcdef0' }, 'InvalidInstanceID.NotFound 400'],
    [{ Description: 'größer' }, 'InvalidParameterValue 400'],
    [{ Description: 'x'.repeat(256) }, 'InvalidParameterValue 400'],
    [tagged({ a: 'b' }, 'volume'), 'InvalidParameterValue 400'],
    [{ SnapshotLocation: 'local' }, 'UnsupportedOperation 400'],
    [{ DryRun: true }, 'DryRunOperation 412'],
  ])('or takes %j: %s', async ([asked, result]) => {
    const world = await serverWithDisks();
    expect(await resultOf(makeImage(world, asked))).toBe(result);
    const made = result === 'ok' ? 1 : 0;
    expect([world.region.images().length, world.region.snapshots().length]).toEqual([made, 2 * made]);
    expect(world.server.rebootedAt).toHaveLength(made);
  });

  test.for<[InstanceState, string]>([
    ['pending', 'IncorrectState 400'],
    ['stopping', 'IncorrectState 400'],
    ['stopped', 'ok'],
    ['terminated', 'IncorrectState 400'],
  ])('or takes an instance that is %s: %s', async ([state, result]) => {
    const world = await serverWithDisks();
    world.server.state = state;
    expect(await resultOf(makeImage(world))).toBe(result);
  });

  test.for(['pending', 'available', 'failed', 'disabled'] as const)(
    'a name that an image has which is %s',
    async (state) => {
      const world = await serverWithDisks();
      const image = world.region.image({ name: 'golden', state, snapshots: [] });
      expect(await messageOf(makeImage(world))).toBe(`AMI name golden is already in use by AMI ${image.id}`);
      expect(await resultOf(makeImage(world))).toBe('InvalidAMIName.Duplicate 400');
    },
  );

  test('no name that is taken in another region, or by another account', async () => {
    const world = await serverWithDisks();
    world.cloud.region('us-east-1').image({ name: 'golden', snapshots: [] });
    const other = world.cloud.account('222222222222').region('eu-west-1');
    other.image({ name: 'golden', public: true, snapshots: [] });
    expect(await resultOf(makeImage(world))).toBe('ok');
  });

  test('where too many snapshots are pending, and not for the seconds between two of one volume', async () => {
    const world = await serverWithDisks();
    const { cloud, region, root } = world;
    await take(cloud, root);
    expect(await resultOf(makeImage(world))).toBe('ok');
    region.pendingLimit = 4;
    expect(await resultOf(makeImage(world, { Name: 'second' }))).toBe('PendingSnapshotLimitExceeded 400');
    region.pendingLimit = 100;
    for (let more = 0; more < 3; more += 1) region.snapshot({ of: root, state: 'pending' });
    expect(await resultOf(makeImage(world, { Name: 'second' }))).toBe('ConcurrentSnapshotLimitExceeded 400');
    cloud.clock.advance(SECOND);
    expect(region.images()).toHaveLength(1);
  });
});

test('the name of a deregistered image is free after a while', async () => {
  const world = await serverWithDisks();
  const { ImageId = '' } = await makeImage(world);
  await deregister(world.cloud, ImageId);
  world.cloud.clock.advance(NAME_IS_HELD - 1);
  expect(await resultOf(makeImage(world))).toBe('InvalidAMIName.Duplicate 400');
  world.cloud.clock.advance(1);
  expect(await resultOf(makeImage(world))).toBe('ok');
});
