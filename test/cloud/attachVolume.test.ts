import { AttachVolumeCommand, DescribeInstancesCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ATTACHING } from './attachmentLife.ts';
import { ec2Of, freshCloud, messageOf, resultOf } from './callers.ts';
import type { Cloud } from './cloud.ts';
import type { Statement } from './iam.ts';
import type { Instance, Volume } from './records.ts';
import type { Region } from './region.ts';

const SOLD = [{ id: 'abc', type: 'marketplace' }] as const;

describe('attaching a volume', () => {
  test('takes a while, and both sides tell of it', async () => {
    const { cloud, region, server, disk } = await serverAndDisk();
    const root = region.volumes().find((volume) => volume !== disk);

    expect(await attach(cloud, disk, server, '/dev/sdf')).toMatchObject({
      VolumeId: disk.id,
      InstanceId: server.id,
      Device: '/dev/sdf',
      State: 'attaching',
      AttachTime: cloud.clock.now(),
      DeleteOnTermination: false,
    });
    expect(await seen(cloud, disk, server)).toEqual([
      'in-use',
      'attaching',
      { '/dev/sdf': disk.id, '/dev/xvda': root?.id },
    ]);

    cloud.clock.advance(ATTACHING);
    expect(await seen(cloud, disk, server)).toEqual([
      'in-use',
      'attached',
      { '/dev/sdf': disk.id, '/dev/xvda': root?.id },
    ]);
  });

  test('never comes to an end where a test says so', async () => {
    const { cloud, server, disk } = await serverAndDisk();
    disk.stuck = 'attaching';
    await attach(cloud, disk, server, '/dev/sdf');
    cloud.clock.advance(24 * 60 * ATTACHING);
    expect(disk.attachments[0]?.state).toBe('attaching');
  });

  test.for<[string, (world: World) => void, string]>([
    ['to a running instance', () => {}, 'ok'],
    ['to a stopped instance', ({ server }) => void (server.state = 'stopped'), 'ok'],
    ['to a stopping instance', ({ server }) => void (server.state = 'stopping'), 'IncorrectState 400'],
    ['to a pending instance', ({ server }) => void (server.state = 'pending'), 'IncorrectState 400'],
    ['to a terminated instance', ({ server }) => void (server.state = 'terminated'), 'IncorrectState 400'],
    ['to no instance', ({ region, server }) => region.remove(server), 'InvalidInstanceID.NotFound 400'],
    ['of no volume', ({ region, disk }) => region.remove(disk), 'InvalidVolume.NotFound 400'],
    ['of another zone', ({ disk }) => void (disk.zone = 'eu-west-1b'), 'InvalidVolume.ZoneMismatch 400'],
    ['that is being made', ({ disk }) => void (disk.state = 'creating'), 'IncorrectState 400'],
    ['that failed', ({ disk }) => void (disk.state = 'error'), 'IncorrectState 400'],
    ['that is attached', ({ region, disk }) => region.attach(disk, region.instance()), 'VolumeInUse 400'],
    ['that is attached there', ({ region, disk, server }) => region.attach(disk, server), 'VolumeInUse 400'],
    [
      'under a name that is taken',
      ({ region, server }) => void region.volume({ attachedTo: server, device: '/dev/sdf' }),
      'InvalidParameterValue 400',
    ],
    [
      'under the other form of a name that is taken',
      ({ region, server }) => void region.volume({ attachedTo: server, device: '/dev/xvdf' }),
      'InvalidParameterValue 400',
    ],
    [
      'of the Marketplace, to a running instance',
      ({ disk }) => void (disk.productCodes = SOLD),
      'IncorrectInstanceState 400',
    ],
    [
      'of the Marketplace, to a stopped instance',
      ({ disk, server }) => {
        disk.productCodes = SOLD;
        server.state = 'stopped';
      },
      'ok',
    ],
  ])('%s', async ([, change, expected]) => {
    const world = await serverAndDisk();
    change(world);
    expect(await resultOf(attach(world.cloud, world.disk, world.server, '/dev/sdf'))).toBe(expected);
  });

  test.for<[device: string, expected: string]>([
    ['/dev/sdf', 'ok'],
    ['/dev/sda1', 'ok'],
    ['/dev/sdf15', 'ok'],
    ['xvdf', 'ok'],
    ['/dev/xvdba', 'ok'],
    ['/dev/xvda', 'InvalidParameterValue 400'],
    ['/dev/sda', 'InvalidParameterValue 400'],
    ['/dev/nvme1n1', 'InvalidParameterValue 400'],
    ['/dev/xvdea', 'InvalidParameterValue 400'],
    ['/dev/sdf16', 'InvalidParameterValue 400'],
    ['', 'MissingParameter 400'],
  ])('as %s: %s', async ([device, expected]) => {
    const { cloud, server, disk } = await serverAndDisk();
    expect(await resultOf(attach(cloud, disk, server, device))).toBe(expected);
  });

  test('says which name is taken', async () => {
    const { cloud, server, disk } = await serverAndDisk();
    expect(await messageOf(attach(cloud, disk, server, '/dev/xvda'))).toBe(
      "Invalid value '/dev/xvda' for unixDevice. Attachment point /dev/xvda is already in use",
    );
  });

  test("gives the instance a volume's product codes", async () => {
    const { cloud, server, disk } = await serverAndDisk();
    server.state = 'stopped';
    disk.productCodes = SOLD;
    await attach(cloud, disk, server, '/dev/sdf');
    const { Reservations } = await ec2Of(cloud).send(
      new DescribeInstancesCommand({ InstanceIds: [server.id] }),
    );
    expect(Reservations?.[0]?.Instances?.[0]?.ProductCodes).toEqual([
      { ProductCodeId: 'abc', ProductCodeType: 'marketplace' },
    ]);
  });
});

test('a volume whose key cannot be used comes off again', async () => {
  const { cloud, region, server, disk } = await serverAndDisk();
  disk.encrypted = true;
  disk.kmsKeyId = region.key({ state: 'Disabled' }).arn;
  expect(await resultOf(attach(cloud, disk, server, '/dev/sdf'))).toBe('ok');
  expect(disk.state).toBe('in-use');
  cloud.clock.advance(ATTACHING);
  expect([disk.state, disk.attachments]).toEqual(['available', []]);
});

describe('Multi-Attach', () => {
  test.for<[string, Partial<Volume>, string]>([
    ['of an io2 volume', { multiAttach: true, type: 'io2' }, 'ok'],
    ['of an io1 volume', { multiAttach: true, type: 'io1' }, 'ok'],
    ['of a gp3 volume', { multiAttach: true, type: 'gp3' }, 'VolumeInUse 400'],
    ['where it is not enabled', { multiAttach: false, type: 'io2' }, 'VolumeInUse 400'],
  ])('%s: %s', async ([, volume, expected]) => {
    const { cloud, region, server, disk } = await serverAndDisk();
    region.attach(disk, region.instance());
    Object.assign(disk, volume);
    expect(await resultOf(attach(cloud, disk, server, '/dev/sdf'))).toBe(expected);
  });

  test('reaches sixteen instances, each once, and all of them of Nitro', async () => {
    const { cloud, region, server, disk } = await serverAndDisk();
    Object.assign(disk, { multiAttach: true, type: 'io2' });
    for (let count = 0; count < 15; count += 1) region.attach(disk, region.instance(), '/dev/sdf');
    expect(await resultOf(attach(cloud, disk, region.instance({ type: 'm4.large' }), '/dev/sdf'))).toBe(
      'UnsupportedOperation 400',
    );
    expect(await resultOf(attach(cloud, disk, server, '/dev/sdf'))).toBe('ok');
    expect(await resultOf(attach(cloud, disk, server, '/dev/sdg'))).toBe('VolumeInUse 400');
    expect(await resultOf(attach(cloud, disk, region.instance(), '/dev/sdf'))).toBe(
      'AttachmentLimitExceeded 400',
    );
  });
});

test.for<[type: string, limit: 'dedicated' | 'shared', most: number, expected: string]>([
  ['has room for two', 'dedicated', 2, 'ok'],
  ['has room for one', 'dedicated', 1, 'AttachmentLimitExceeded 400'],
  ['has room for two and its network interface', 'shared', 3, 'ok'],
  ['has room for one and its network interface', 'shared', 2, 'AttachmentLimitExceeded 400'],
])('a second volume of a type that %s', async ([, limitType, maximumEbsAttachments, expected]) => {
  const { cloud, region, server, disk } = await serverAndDisk();
  region.instanceTypes.set(server.type, {
    limitType,
    maximumEbsAttachments,
    hypervisor: 'nitro',
    nvme: 'required',
  });
  expect(await resultOf(attach(cloud, disk, server, '/dev/sdf'))).toBe(expected);
});

test('both the instance and the volume must be allowed', async () => {
  const { cloud, server, disk } = await serverAndDisk();
  server.tags = { mine: 'yes' };
  const results = [];
  for (const [policy, tags] of [
    [[allow('instance')], { mine: 'yes' }],
    [[allow('volume')], { mine: 'yes' }],
    [[allow('volume'), allow('instance')], {}],
    [[allow('volume'), allow('instance')], { mine: 'yes' }],
  ] as const) {
    cloud.policy = policy;
    disk.tags = tags;
    results.push(await resultOf(attach(cloud, disk, server, '/dev/sdf')));
  }
  expect(results).toEqual([...Array.from({ length: 3 }, () => 'UnauthorizedOperation 403'), 'ok']);
});

/** AttachVolume on what is tagged as mine. */
function allow(kind: string): Statement {
  return {
    Effect: 'Allow',
    Action: 'ec2:AttachVolume',
    Resource: `arn:aws:ec2:*:*:${kind}/*`,
    Condition: { StringEquals: { 'aws:ResourceTag/mine': 'yes' } },
  };
}

interface World {
  readonly cloud: Cloud;
  readonly region: Region;
  readonly server: Instance;
  readonly disk: Volume;
}

/** A running instance with its root volume, and a volume beside it. */
async function serverAndDisk(): Promise<World> {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const server = region.instance();
  region.volume({ attachedTo: server });
  return { cloud, region, server, disk: region.volume() };
}

function attach(cloud: Cloud, { id: VolumeId }: Volume, { id: InstanceId }: Instance, Device: string) {
  return ec2Of(cloud).send(new AttachVolumeCommand({ VolumeId, InstanceId, Device }));
}

async function seen(cloud: Cloud, volume: Volume, instance: Instance) {
  const { Volumes } = await ec2Of(cloud).send(new DescribeVolumesCommand({ VolumeIds: [volume.id] }));
  const { Reservations } = await ec2Of(cloud).send(
    new DescribeInstancesCommand({ InstanceIds: [instance.id] }),
  );
  const devices = Reservations?.[0]?.Instances?.[0]?.BlockDeviceMappings?.map(({ DeviceName, Ebs }) => [
    DeviceName,
    Ebs?.VolumeId,
  ]);
  return [Volumes?.[0]?.State, Volumes?.[0]?.Attachments?.[0]?.State, Object.fromEntries(devices ?? [])];
}
