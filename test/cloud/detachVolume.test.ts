import { AttachVolumeCommand, DescribeInstancesCommand, DetachVolumeCommand } from '@aws-sdk/client-ec2';
import type { DetachVolumeCommandInput } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';

import { DETACHING } from './attachmentLife.ts';
import { ec2Of, freshCloud, messageOf, resultOf } from './callers.ts';
import type { Cloud } from './cloud.ts';
import type { Instance, Volume } from './records.ts';
import type { Region } from './region.ts';

const SOLD = [{ id: 'abc', type: 'marketplace' }] as const;

test('detaching takes a while, and holds the device until then', async () => {
  const { cloud, region, server, disk } = await serverWithDisk();
  expect(await detach(cloud, disk)).toMatchObject({
    VolumeId: disk.id,
    InstanceId: server.id,
    Device: '/dev/sdf',
    State: 'detaching',
  });
  expect(disk.state).toBe('in-use');
  const attachAnother = new AttachVolumeCommand({
    VolumeId: region.volume().id,
    InstanceId: server.id,
    Device: '/dev/sdf',
  });
  expect(await resultOf(ec2Of(cloud).send(attachAnother))).toBe('InvalidParameterValue 400');
  expect(await resultOf(detach(cloud, disk))).toBe('IncorrectState 400');

  cloud.clock.advance(DETACHING);
  expect([disk.state, disk.attachments]).toEqual(['available', []]);
  const { Reservations } = await ec2Of(cloud).send(new DescribeInstancesCommand({}));
  expect(Reservations?.[0]?.Instances?.[0]?.BlockDeviceMappings?.map(({ DeviceName }) => DeviceName)).toEqual(
    ['/dev/xvda'],
  );
  expect(await resultOf(ec2Of(cloud).send(attachAnother))).toBe('ok');
});

test.for<[string, (world: World) => Partial<DetachVolumeCommandInput> | void, string]>([
  ['by its id alone', () => {}, 'ok'],
  ['from its instance', ({ server }) => ({ InstanceId: server.id, Device: '/dev/sdf' }), 'ok'],
  ['from a stopped instance', ({ server }) => void (server.state = 'stopped'), 'ok'],
  [
    'from another instance',
    ({ region }) => ({ InstanceId: region.instance().id }),
    'InvalidAttachment.NotFound 400',
  ],
  ['from no instance', () => ({ InstanceId: 'i-00000000' }), 'InvalidInstanceID.NotFound 400'],
  ['under another name', () => ({ Device: '/dev/sdg' }), 'InvalidAttachment.NotFound 400'],
  ['that is attached to nothing', ({ region }) => ({ VolumeId: region.volume().id }), 'IncorrectState 400'],
  [
    'that is attaching',
    ({ disk }) => void Object.assign(disk.attachments[0] ?? {}, { state: 'attaching' }),
    'IncorrectState 400',
  ],
  ['that does not exist', () => ({ VolumeId: 'vol-00000000' }), 'InvalidVolume.NotFound 400'],
  ['the root of a running instance', ({ root }) => ({ VolumeId: root.id }), 'OperationNotPermitted 400'],
  [
    'the root of a running instance by force',
    ({ root }) => ({ VolumeId: root.id, Force: true }),
    'OperationNotPermitted 400',
  ],
  [
    'the root of an instance that is stopping',
    ({ root, server }) => {
      server.state = 'stopping';
      return { VolumeId: root.id };
    },
    'OperationNotPermitted 400',
  ],
  [
    'the root of a stopped instance',
    ({ root, server }) => {
      server.state = 'stopped';
      return { VolumeId: root.id };
    },
    'ok',
  ],
  [
    'of the Marketplace, from a running instance',
    ({ disk }) => void (disk.productCodes = SOLD),
    'IncorrectInstanceState 400',
  ],
])('detaching a volume %s', async ([, change, expected]) => {
  const world = await serverWithDisk();
  const wish = change(world) ?? {};
  expect(await resultOf(detach(world.cloud, world.disk, wish))).toBe(expected);
});

test('a volume of several instances is detached from the one that is named', async () => {
  const { cloud, region, server, disk } = await serverWithDisk();
  const other = region.instance();
  region.attach(disk, other, '/dev/sdf');
  expect(await resultOf(detach(cloud, disk))).toBe('MissingParameter 400');
  await detach(cloud, disk, { InstanceId: server.id });
  cloud.clock.advance(DETACHING);
  expect([disk.state, disk.attachments.map(({ instance }) => instance.id)]).toEqual(['in-use', [other.id]]);
});

test('the words of a refused root volume are those that programs look for', async () => {
  const { cloud, server, root } = await serverWithDisk();
  expect(await messageOf(detach(cloud, root))).toBe(
    `Unable to detach root volume '${root.id}' from instance '${server.id}'`,
  );
});

test('a volume in use by the guest is detached by force', async () => {
  const { cloud, disk } = await serverWithDisk();
  disk.stuck = 'detaching';
  await detach(cloud, disk);
  cloud.clock.advance(24 * 60 * DETACHING);
  expect(disk.attachments[0]?.state).toBe('detaching');
  expect(await resultOf(detach(cloud, disk, { Force: true }))).toBe('ok');
  cloud.clock.advance(DETACHING);
  expect(disk.state).toBe('available');
});

test('both the volume and its instance must be allowed', async () => {
  const { cloud, disk } = await serverWithDisk();
  const allow = { Effect: 'Allow', Action: 'ec2:DetachVolume' } as const;
  cloud.policy = [{ ...allow, Resource: 'arn:aws:ec2:*:*:volume/*' }];
  expect(await resultOf(detach(cloud, disk))).toBe('UnauthorizedOperation 403');
  cloud.policy = [{ ...allow, Resource: ['arn:aws:ec2:*:*:volume/*', 'arn:aws:ec2:*:*:instance/*'] }];
  expect(await resultOf(detach(cloud, disk))).toBe('ok');
});

interface World {
  readonly cloud: Cloud;
  readonly region: Region;
  readonly server: Instance;
  readonly root: Volume;
  readonly disk: Volume;
}

async function serverWithDisk(): Promise<World> {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const server = region.instance();
  const root = region.volume({ attachedTo: server });
  const disk = region.volume({ attachedTo: server, device: '/dev/sdf' });
  return { cloud, region, server, root, disk };
}

function detach(cloud: Cloud, { id: VolumeId }: Volume, wish: Partial<DetachVolumeCommandInput> = {}) {
  return ec2Of(cloud).send(new DetachVolumeCommand({ VolumeId, ...wish }));
}
