import { authorizeOnAll } from '../authorize.ts';
import { filterOf } from '../filters.ts';
import type { Fields } from '../filters.ts';
import { listedTags } from '../lag.ts';
import { pageOf } from '../paging.ts';
import type { Attachment, Instance, Volume } from '../records.ts';
import { list } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { Xml, XmlFields } from '../wire/xml.ts';
import type { Place, World } from '../world.ts';
import { chosen, INSTANCE } from './lookup.ts';
import { STATE_CODES, stateShape, tagSet } from './shapes.ts';

/** Instances come in the reservations they were launched with; a page may cut a reservation in two. */
export function describeInstances(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  const place = world.place(call.account, call.region);
  const tagsOf = (instance: Instance) => listedTags(world, instance);
  const ids = list(call.params, 'InstanceId');
  const devices = devicesIn(place);
  const page = pageOf(call, world, {
    records: chosen(place.instances, ids, INSTANCE),
    matches: filterOf(call.params, fieldsWith(devices), tagsOf),
    byIds: ids.length > 0,
  });
  const reservations = grouped(page.items, ({ reservation }) => reservation);
  return {
    reservationSet: [...reservations].map(([reservationId, instances]) => ({
      reservationId,
      ownerId: place.account,
      groupSet: [],
      instancesSet: instances.map((one) => shapeOf({ ...one, tags: tagsOf(one) }, devices.get(one.id) ?? [])),
    })),
    nextToken: page.nextToken,
  };
}

interface Device extends Attachment {
  readonly volume: Volume;
}

function devicesIn({ volumes }: Place): Map<string, Device[]> {
  const devices = volumes
    .inOrder()
    .flatMap((volume) => volume.attachments.map((attachment) => ({ ...attachment, volume })));
  return grouped(devices, ({ instance }) => instance.id);
}

function fieldsWith(devices: ReadonlyMap<string, readonly Device[]>): Fields<Instance> {
  const of = (instance: Instance) => devices.get(instance.id) ?? [];
  return {
    'availability-zone': (instance) => instance.zone,
    'block-device-mapping.attach-time': (instance) => of(instance).map(({ attachedAt }) => attachedAt),
    'block-device-mapping.delete-on-termination': (instance) =>
      of(instance).map(({ deleteOnTermination }) => deleteOnTermination),
    'block-device-mapping.device-name': (instance) => of(instance).map(({ device }) => device),
    'block-device-mapping.status': (instance) => of(instance).map(({ state }) => state),
    'block-device-mapping.volume-id': (instance) => of(instance).map(({ volume }) => volume.id),
    'image-id': (instance) => instance.imageId,
    'instance-id': (instance) => instance.id,
    'instance-state-code': (instance) => STATE_CODES[instance.state],
    'instance-state-name': (instance) => instance.state,
    'instance-type': (instance) => instance.type,
    'launch-time': (instance) => instance.launchedAt,
    'owner-id': (instance) => instance.account,
    'reservation-id': (instance) => instance.reservation,
    'product-code': (instance) => instance.productCodes.map(({ id }) => id),
    'root-device-name': (instance) => instance.rootDevice,
  };
}

function shapeOf(instance: Instance, devices: readonly Device[]): Xml {
  return {
    instanceId: instance.id,
    imageId: instance.imageId,
    instanceState: stateShape(instance.state),
    instanceType: instance.type,
    launchTime: instance.launchedAt,
    productCodes: instance.productCodes.map(({ id, type }) => ({ productCode: id, type })),
    placement: { availabilityZone: instance.zone, tenancy: 'default' },
    rootDeviceType: 'ebs',
    rootDeviceName: instance.rootDevice,
    blockDeviceMapping: devices.map(({ volume, device, state, attachedAt, deleteOnTermination }) => ({
      deviceName: device,
      ebs: { volumeId: volume.id, status: state, attachTime: attachedAt, deleteOnTermination },
    })),
    tagSet: tagSet(instance.tags),
  };
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
