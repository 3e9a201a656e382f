import { authorize } from '../authorize.ts';
import { endOf, endsAs, holderOf } from '../imageLife.ts';
import { appears } from '../lag.ts';
import { newImage, newSnapshot } from '../newRecords.ts';
import type { Image, ImageDevice, Instance, Tags, Volume } from '../records.ts';
import { keepSnapshot } from '../snapshotLife.ts';
import { tagsByType } from '../tagRules.ts';
import { AwsError } from '../wire/errors.ts';
import { members, notEmulated, required } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import { attachmentTo, volumesOf } from '../world.ts';
import type { World } from '../world.ts';
import { onInstance, onNew } from './iamResources.ts';
import { found, INSTANCE } from './lookup.ts';
import { answered, checkedDescription, checkPending, checkUnfinished } from './takeSnapshots.ts';

/**
 * An image of an instance, with a snapshot of each volume. It is `pending` at first, and its snapshots are as long.
 * Unless the call says NoReboot, a running instance is rebooted, which does not change its state.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html
 */
export function createImage(call: Call, world: World): XmlFields {
  notEmulated(call.params, ['SnapshotLocation', 'BootModeOverride']);
  const place = world.place(call.account, call.region);
  const instance = found(place.instances, required(call.params, 'InstanceId'), INSTANCE);
  const name = checkedName(call);
  const description = checkedDescription(call);
  const tags = tagsByType(call.params, ['image', 'snapshot']);
  const volumes = volumesOf(place, instance);
  const kept = deletesOf(call, instance, volumes);
  authorize(call, world, [
    onInstance(call, instance),
    ...onNew(call, 'image', tags('image')),
    ...onNew(call, 'snapshot', tags('snapshot')),
  ]);
  checkInstance(instance, volumes);
  checkFree(world, call, name);
  // Whether the limits of a volume's snapshots refuse the call or fail the image is not documented; refusing tells at
  // once. That EC2 waits out the fifteen seconds between two snapshots of a volume is our guess.
  for (const volume of volumes) checkUnfinished(place, volume);
  checkPending(place, volumes.length);

  if (call.params.NoReboot !== 'true' && instance.state === 'running')
    instance.rebootedAt.push(world.clock.now());
  const image = made(call, world, { instance, volumes, kept, name, description, tags });
  return answered(world, () => ({ imageId: image.id }));
}

interface Order {
  readonly instance: Instance;
  readonly volumes: readonly Volume[];
  /** Whether each device is deleted on termination. */
  readonly kept: (volume: Volume) => boolean;
  readonly name: string;
  readonly description: string;
  readonly tags: (type: 'image' | 'snapshot') => Tags;
}

function made(call: Call, world: World, { instance, volumes, kept, name, description, tags }: Order): Image {
  const place = world.place(call.account, call.region);
  const end = endOf(world, place, instance);
  const blank = newImage(world, place, {
    name,
    description,
    state: 'pending',
    tags: tags('image'),
    rootDevice: instance.rootDevice,
    snapshots: [],
  });
  const devices = volumes.map((volume): ImageDevice => {
    const snapshot = newSnapshot(world, place, {
      of: volume,
      state: 'pending',
      endsAs: end.state === 'available' ? 'completed' : 'error',
      description: `Created by CreateImage(${instance.id}) for ${blank.id}`,
      tags: tags('snapshot'),
      ...(end.at && { endsAt: end.at }),
    });
    keepSnapshot(place, snapshot);
    const { size, type, iops, throughput } = volume;
    const device = attachmentTo(volume, instance)?.device ?? '';
    return { device, snapshot, size, type, iops, throughput, deleteOnTermination: kept(volume) };
  });
  const image: Image = { ...blank, sourceInstance: instance.id, devices };
  place.images.add(image);
  appears(world, image);
  if (end.at) endsAs(place, image, { at: end.at, state: end.state });
  return image;
}

function checkedName({ params }: Call): string {
  const name = required(params, 'Name');
  if (/^[\w()[\] ./\-'@]{3,128}$/.test(name)) return name;
  throw new AwsError(
    'InvalidAMIName.Malformed',
    "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/', '_', '[', ']', ' ', ''' and '@'",
  );
}

/** The name of a disabled image is taken too, and for a while that of one which was deregistered. */
function checkFree(world: World, { account, region }: Call, name: string): void {
  const holder = holderOf(name, world, world.place(account, region));
  if (!holder) return;
  throw new AwsError('InvalidAMIName.Duplicate', `AMI name ${name} is already in use by AMI ${holder.id}`);
}

/** The code is not documented. */
function checkInstance({ id, state }: Instance, volumes: readonly Volume[]): void {
  if (state !== 'running' && state !== 'stopped')
    throw new AwsError('IncorrectState', `The instance '${id}' is neither 'running' nor 'stopped'.`);
  if (volumes.length > 0) return;
  throw new AwsError('IncorrectState', `The instance '${id}' has no root volume.`);
}

/** All that a mapping may change of a volume is whether it is deleted on termination. */
function deletesOf(
  { params }: Call,
  instance: Instance,
  volumes: readonly Volume[],
): (volume: Volume) => boolean {
  const asked = new Map(
    members(params, 'BlockDeviceMapping').map((mapping): [string, boolean] => {
      const { DeviceName = '', 'Ebs.DeleteOnTermination': deletes, ...others } = mapping;
      const other = Object.keys(others)[0];
      const known = volumes.some((volume) => attachmentTo(volume, instance)?.device === DeviceName);
      if (other !== undefined || !known || deletes === undefined) {
        throw new AwsError(
          'UnsupportedOperation',
          `The mapping of ${DeviceName} may change DeleteOnTermination of an attached volume, and not ${other ?? 'another device'}`,
        );
      }
      return [DeviceName, deletes === 'true'];
    }),
  );
  return (volume) => {
    const attachment = attachmentTo(volume, instance);
    return asked.get(attachment?.device ?? '') ?? attachment?.deleteOnTermination ?? false;
  };
}
