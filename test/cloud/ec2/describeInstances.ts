import { authorizeOnAll } from '../authorize.ts';
import { filterOf } from '../filters.ts';
import type { Fields } from '../filters.ts';
import { listedTags } from '../lag.ts';
import { pageOf } from '../paging.ts';
import type { Instance } from '../records.ts';
import { list } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { Place, World } from '../world.ts';
import { devicesIn, grouped, instanceShape } from './instanceShape.ts';
import type { Device } from './instanceShape.ts';
import { chosen, INSTANCE } from './lookup.ts';
import { STATE_CODES } from './shapes.ts';

/** Instances come in the reservations they were launched with; a page may cut a reservation in two. */
export function describeInstances(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  const place = world.place(call.account, call.region);
  const tagsOf = (instance: Instance) => listedTags(world, instance);
  const ids = list(call.params, 'InstanceId');
  const devices = devicesIn(place);
  const page = pageOf(call, world, {
    records: chosen(place.instances, ids, INSTANCE),
    matches: filterOf(call.params, fieldsWith(devices, place), tagsOf),
    byIds: ids.length > 0,
  });
  const reservations = grouped(page.items, ({ reservation }) => reservation);
  return {
    reservationSet: [...reservations].map(([reservationId, instances]) => ({
      reservationId,
      ownerId: place.account,
      groupSet: [],
      instancesSet: instances.map((one) =>
        instanceShape({ ...one, tags: tagsOf(one) }, devices.get(one.id) ?? [], world),
      ),
    })),
    nextToken: page.nextToken,
  };
}

function fieldsWith(devices: ReadonlyMap<string, readonly Device[]>, { network }: Place): Fields<Instance> {
  const of = (instance: Instance) => devices.get(instance.id) ?? [];
  return {
    'availability-zone': (instance) => instance.zone,
    'block-device-mapping.attach-time': (instance) => of(instance).map(({ attachedAt }) => attachedAt),
    'block-device-mapping.delete-on-termination': (instance) =>
      of(instance).map(({ deleteOnTermination }) => deleteOnTermination),
    'block-device-mapping.device-name': (instance) => of(instance).map(({ device }) => device),
    'block-device-mapping.status': (instance) => of(instance).map(({ state }) => state),
    'block-device-mapping.volume-id': (instance) => of(instance).map(({ volume }) => volume.id),
    'iam-instance-profile.arn': (instance) => instance.profile,
    'image-id': (instance) => instance.imageId,
    'instance.group-id': (instance) => instance.securityGroups,
    'instance-id': (instance) => instance.id,
    'instance-state-code': (instance) => STATE_CODES[instance.state],
    'instance-state-name': (instance) => instance.state,
    'instance-type': (instance) => instance.type,
    'key-name': (instance) => instance.keyName,
    'launch-time': (instance) => instance.launchedAt,
    'owner-id': (instance) => instance.account,
    'reservation-id': (instance) => instance.reservation,
    'product-code': (instance) => instance.productCodes.map(({ id }) => id),
    'root-device-name': (instance) => instance.rootDevice,
    'subnet-id': (instance) => instance.subnetId,
    'vpc-id': (instance) => network.subnets.get(instance.subnetId)?.vpcId,
  };
}
