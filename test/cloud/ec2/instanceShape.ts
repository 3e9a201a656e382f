import type { Attachment, Instance, Volume } from '../records.ts';
import type { Xml } from '../wire/xml.ts';
import type { Place, World } from '../world.ts';
import { stateShape, tagSet } from './shapes.ts';

/** What an instance tells of a volume. */
export interface Device extends Attachment {
  readonly volume: Volume;
}

/** The volumes of all instances, by the ids of these. */
export function devicesIn({ volumes }: Place): Map<string, Device[]> {
  const devices = volumes
    .inOrder()
    .flatMap((volume) => volume.attachments.map((attachment) => ({ ...attachment, volume })));
  return grouped(devices, ({ instance }) => instance.id);
}

export function instanceShape(instance: Instance, devices: readonly Device[], world: World): Xml {
  const { network } = world.place(instance.account, instance.region);
  const profile = world.account(instance.account).instanceProfiles.get(instance.profile ?? '');
  return {
    instanceId: instance.id,
    imageId: instance.imageId,
    instanceState: stateShape(instance.state),
    instanceType: instance.type,
    launchTime: instance.launchedAt,
    keyName: instance.keyName,
    subnetId: instance.subnetId,
    privateIpAddress: instance.state === 'terminated' ? undefined : addressOf(instance),
    vpcId: network.subnets.get(instance.subnetId)?.vpcId,
    groupSet: instance.securityGroups.map((groupId) => ({
      groupId,
      groupName: network.groups.get(groupId)?.name,
    })),
    iamInstanceProfile: instance.profile && { arn: instance.profile, id: profile?.id },
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

/** Of its own for each instance: two bytes of its id. */
function addressOf({ id }: Instance): string {
  const [high = 0, low = 0] = [id.slice(-4, -2), id.slice(-2)].map((text) => Number.parseInt(text, 16) || 0);
  return `10.0.${high}.${low}`;
}

export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
