import { MINUTE } from './clock.ts';
import { type Content, NEVER_WRITTEN } from './content.ts';
import { defaultGroup, defaultSubnet } from './network.ts';
import type { Copy, Image, ImageDevice, Instance, Snapshot, Volume } from './records.ts';
import type { ImageWish, InstanceWish, SnapshotWish, VolumeWish } from './wishes.ts';
import { volumesOf } from './world.ts';
import type { Place, World } from './world.ts';

/** The records that a test asks for, perfect but for what it wishes. */
export function newInstance(world: World, place: Place, wish: InstanceWish = {}): Instance {
  const { launchedAt = world.clock.now(), launchedWith, tags = {}, ...rest } = wish;
  const zone = wish.zone ?? place.network.subnets.get(wish.subnetId ?? '')?.zone ?? `${place.region}a`;
  const subnet = place.network.subnets.get(wish.subnetId ?? '') ?? defaultSubnet(world, place, zone);
  return {
    kind: 'instance',
    id: world.ids.next('i'),
    account: place.account,
    region: place.region,
    reservation: launchedWith?.reservation ?? world.ids.next('r'),
    state: 'running',
    type: 't3.micro',
    zone,
    imageId: 'ami-0123456789abcdef0',
    subnetId: subnet.id,
    securityGroups: [defaultGroup(world, place, subnet.vpcId).id],
    profile: undefined,
    keyName: undefined,
    rootDevice: '/dev/xvda',
    rootReplacement: 'succeeded',
    imagesComplete: 'as usual',
    productCodes: [],
    ...rest,
    rootVolumes: [],
    rebootedAt: [],
    tags: { ...tags },
    launchedAt: new Date(launchedAt),
  };
}

export function newVolume(world: World, place: Place, wish: VolumeWish): Volume {
  const { createdAt = world.clock.now(), attachedTo: _, device: __, tags = {}, ...rest } = wish;
  const { size = 8, type = 'gp3' } = wish;
  return {
    kind: 'volume',
    id: world.ids.next('vol'),
    account: place.account,
    region: place.region,
    state: 'available',
    size,
    type,
    iops: usualIops(type, size),
    throughput: type === 'gp3' ? 125 : undefined,
    zone: `${place.region}a`,
    encrypted: wish.kmsKeyId !== undefined,
    kmsKeyId: undefined,
    multiAttach: false,
    fromSnapshot: undefined,
    initialization: undefined,
    productCodes: [],
    health: 'ok',
    content: contentOfSnapshot(world, place, wish.fromSnapshot),
    attachments: [],
    stuck: undefined,
    snapshotsComplete: 'as usual',
    ...rest,
    tags: { ...tags },
    createdAt: new Date(createdAt),
  };
}

/** Also of one that another account shares. What is unknown left nothing behind. */
function contentOfSnapshot(world: World, { region }: Place, id: string | undefined): Content {
  if (id === undefined) return NEVER_WRITTEN;
  const found = world.placesIn(region).map(({ snapshots }) => snapshots.get(id));
  return found.find((snapshot) => snapshot !== undefined)?.content ?? NEVER_WRITTEN;
}

/** What AWS gives a volume for which nobody asks for more; io1 and io2 have none without. */
function usualIops(type: string, size: number): number | undefined {
  if (type === 'gp3') return 3000;
  if (type === 'gp2') return Math.min(Math.max(100, 3 * size), 16_000);
  return type.startsWith('io') ? 100 : undefined;
}

/** What AWS puts where a copied snapshot's volume would stand. */
export const COPY = 'vol-ffffffff';

export function newSnapshot(world: World, place: Place, wish: SnapshotWish = {}): Snapshot {
  const volume = typeof wish.of === 'object' ? wish.of : undefined;
  const source = wish.copyOf;
  const { state = 'completed' } = wish;
  const startedAt = new Date(wish.startedAt ?? world.clock.now());
  const done = wish.completedAt ?? new Date(startedAt.getTime() + 10 * MINUTE);
  return {
    kind: 'snapshot',
    id: world.ids.next('snap'),
    account: place.account,
    region: place.region,
    volumeId: volume?.id ?? (typeof wish.of === 'string' ? wish.of : COPY),
    size: wish.size ?? source?.size ?? volume?.size ?? 8,
    state,
    stateMessage: wish.stateMessage ?? (state === 'error' ? 'Internal error' : undefined),
    startedAt,
    completedAt: state === 'completed' ? new Date(done) : undefined,
    endsAt: wish.endsAt === undefined ? undefined : new Date(wish.endsAt),
    endsAs: wish.endsAs ?? 'completed',
    deleteRequested: false,
    description: wish.description ?? '',
    encrypted: wish.encrypted ?? (wish.kmsKeyId !== undefined || (source ?? volume)?.encrypted === true),
    kmsKeyId: wish.kmsKeyId ?? volume?.kmsKeyId,
    productCodes: wish.productCodes ?? volume?.productCodes ?? [],
    tags: { ...wish.tags },
    tier: wish.tier ?? 'standard',
    restoreExpiresAt: wish.restoreExpiresAt === undefined ? undefined : new Date(wish.restoreExpiresAt),
    lock: undefined,
    copy: source && foreignCopy(source),
    copiesComplete: wish.copiesComplete ?? 'as usual',
    public: wish.public ?? false,
    sharedWith: [...(wish.sharedWith ?? [])],
    ownerAlias: wish.ownerAlias,
    content: wish.content ?? source?.content ?? volume?.content ?? NEVER_WRITTEN,
  };
}

/** A copy that no call of this cloud made. */
function foreignCopy(source: Snapshot): Copy {
  const { region, id: sourceId } = source;
  const unknown = { minutes: undefined, rate: undefined, endsAt: undefined };
  return { region, sourceId, lineage: lineageOf(source), incremental: false, ...unknown, progress: 0 };
}

/** The volume that the first snapshot of a chain of copies is of; where that is not known, the snapshot itself. */
export function lineageOf({ copy, id, volumeId }: Snapshot): string {
  return copy?.lineage ?? (volumeId === COPY ? id : volumeId);
}

export function newImage(world: World, place: Place, wish: ImageWish): Image {
  const id = world.ids.next('ami');
  return {
    kind: 'image',
    id,
    account: place.account,
    region: place.region,
    name: wish.name ?? `image-${id}`,
    description: wish.description ?? '',
    state: wish.state ?? (wish.disabled ? 'disabled' : 'available'),
    createdAt: new Date(wish.createdAt ?? world.clock.now()),
    deprecatedAt: wish.deprecated ? world.clock.now() : undefined,
    public: wish.public ?? false,
    sharedWith: [...(wish.sharedWith ?? [])],
    rootDevice: wish.rootDevice ?? '/dev/xvda',
    devices: wish.snapshots.map(usualDevice),
    sourceInstance: undefined,
    launchedAt: wish.launchedAt === undefined ? [] : [new Date(wish.launchedAt)],
    protection: wish.protection ?? 'disabled',
    coolsUntil: undefined,
    tags: { ...wish.tags },
  };
}

/** /dev/xvda, /dev/xvdb, … */
function usualDevice(snapshot: Snapshot, index: number): ImageDevice {
  return {
    device: `/dev/xvd${String.fromCodePoint('a'.charCodeAt(0) + index)}`,
    snapshot,
    size: snapshot.size,
    type: 'gp3',
    iops: 3000,
    throughput: 125,
    deleteOnTermination: true,
  };
}

/** The root device first, then /dev/sdf, /dev/sdg, … as AWS recommends for data volumes. */
export function nextDevice(place: Place, instance: Instance): string {
  const others = volumesOf(place, instance).length;
  if (others === 0) return instance.rootDevice;
  return `/dev/sd${String.fromCodePoint('e'.charCodeAt(0) + others)}`;
}
