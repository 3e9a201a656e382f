import { beginAttaching } from '../attachmentLife.ts';
import { authorize } from '../authorize.ts';
import { appears } from '../lag.ts';
import { newInstance, newVolume } from '../newRecords.ts';
import type { ImageDevice, Instance, Snapshot } from '../records.ts';
import { later } from '../upcoming.ts';
import { AwsError } from '../wire/errors.ts';
import { onlyEmulated, required } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { Place, World } from '../world.ts';
import { unavailable } from './imageLookup.ts';
import { devicesIn, instanceShape } from './instanceShape.ts';
import { launchWishes } from './launchPermissions.ts';
import { launchPlanOf } from './launchPlan.ts';
import type { LaunchPlan } from './launchPlan.ts';
import { fullSizeOf } from './shapes.ts';
import { STARTING } from './startInstances.ts';
import { checkRoom, checkSource, sum } from './volumeChecks.ts';
import { encryptionOf, keysAreUsable } from './volumeKeys.ts';
import type { Measures } from './volumeRules.ts';
import { askedOf, mismatch } from './volumeTokens.ts';

/**
 * One instance of an image, with a volume of each of its snapshots. It is `pending` at first; where a key cannot be
 * used, it ends as `terminated`, without its volumes.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
 */
export function runInstances(call: Call, world: World): XmlFields {
  onlyEmulated(call.params, [
    'ClientToken',
    'IamInstanceProfile',
    'ImageId',
    'InstanceType',
    'KeyName',
    'MaxCount',
    'MinCount',
    'SecurityGroupId',
    'SubnetId',
    'TagSpecification',
  ]);
  required(call.params, 'ImageId');
  const place = world.place(call.account, call.region);
  const plan = launchPlanOf(call, world);
  authorize(call, world, launchWishes(call, plan));
  const earlier = earlierLaunch(call, place);
  if (earlier) return answer(world, place, earlier);
  check(world, place, plan);
  const instance = launched(call, world, plan);
  const { ClientToken: token } = call.params;
  if (token) place.launchTokens.set(token, { asked: askedOf(call), instance });
  return answer(world, place, instance);
}

function answer(world: World, place: Place, instance: Instance): XmlFields {
  const devices = devicesIn(place).get(instance.id) ?? [];
  return {
    reservationId: instance.reservation,
    ownerId: place.account,
    groupSet: [],
    instancesSet: [instanceShape(instance, devices, world)],
  };
}

function earlierLaunch(call: Call, { launchTokens }: Place): Instance | undefined {
  const earlier = launchTokens.get(call.params.ClientToken ?? '');
  if (!earlier || earlier.asked === askedOf(call)) return earlier?.instance;
  throw mismatch(
    'Parameters on this idempotent request are inconsistent with parameters used in previous request(s)',
  );
}

function check(world: World, place: Place, { image, type, subnet }: LaunchPlan): void {
  if (image.state !== 'available') throw unavailable(image.id);
  const zone = place.zones.get(subnet.zone);
  if (!zone || zone.state === 'unavailable' || zone.exhausted.includes(type)) {
    throw new AwsError(
      'InsufficientInstanceCapacity',
      `We currently do not have sufficient ${type} capacity in the Availability Zone you requested (${subnet.zone}).`,
    );
  }
  if (subnet.freeAddresses === 0) {
    throw new AwsError(
      'InsufficientFreeAddressesInSubnet',
      `There are not enough free addresses in subnet '${subnet.id}' to satisfy the requested number of instances.`,
    );
  }
  for (const { snapshot } of image.devices) checkSnapshot(world, place, snapshot);
  for (const asked of together(image.devices)) checkRoom(place, zone, asked);
}

function checkSnapshot(world: World, place: Place, snapshot: Snapshot): void {
  const exists = world
    .placesIn(place.region)
    .some(({ snapshots }) => snapshots.get(snapshot.id) === snapshot);
  if (!exists)
    throw new AwsError('InvalidSnapshot.NotFound', `The snapshot '${snapshot.id}' does not exist.`);
  checkSource(snapshot, world.clock.now());
}

/** What the disks ask for, those of one type together. */
function together(devices: readonly ImageDevice[]): Measures[] {
  return [...new Set(devices.map(({ type }) => type))].map((type) => {
    const alike = devices.filter((device) => device.type === type);
    const size = sum(alike.map((device) => device.size));
    return { type, size, iops: sum(alike.map(({ iops }) => iops ?? 0)), throughput: undefined };
  });
}

function launched(call: Call, world: World, plan: LaunchPlan): Instance {
  const { image, type, subnet, groups, profile, keyName, tags } = plan;
  const place = world.place(call.account, call.region);
  const now = world.clock.now();
  const instance = newInstance(world, place, {
    state: 'pending',
    type,
    zone: subnet.zone,
    subnetId: subnet.id,
    securityGroups: groups.map(({ id }) => id),
    profile: profile?.arn,
    keyName,
    imageId: image.id,
    rootDevice: image.rootDevice,
    tags: tags('instance'),
  });
  place.instances.add(instance);
  subnet.freeAddresses -= 1;
  image.launchedAt.push(now);
  const made = image.devices.map((device) => {
    const { snapshot } = device;
    const encryption = encryptionOf({ ...call, params: {} }, place, snapshot);
    const volume = newVolume(world, place, {
      type: device.type,
      size: device.size,
      ...(device.iops !== undefined && { iops: device.iops }),
      ...(device.throughput !== undefined && { throughput: device.throughput }),
      zone: subnet.zone,
      ...encryption,
      fromSnapshot: snapshot.id,
      initialization: { rate: undefined, bytes: fullSizeOf(snapshot) },
      productCodes: snapshot.productCodes,
      tags: tags('volume'),
    });
    place.volumes.add(volume);
    appears(world, volume);
    const { deleteOnTermination } = device;
    const attachment = { instance, device: device.device, attachedAt: now, deleteOnTermination };
    beginAttaching(place, volume, { ...attachment, key: 'usable' });
    return { volume, isUsable: keysAreUsable(call, world, { snapshot, encryption }) };
  });
  later(place, now, STARTING, () => {
    if (instance.state !== 'pending') return;
    if (made.every(({ isUsable }) => isUsable)) {
      instance.state = 'running';
      return;
    }
    instance.state = 'terminated';
    for (const { volume } of made) place.volumes.remove(volume);
  });
  return instance;
}
