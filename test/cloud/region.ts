import { overwritten, zeroed } from './content.ts';
import { newKey } from './keys.ts';
import type { Key, KeyWish } from './keys.ts';
import { join } from './attachmentLife.ts';
import type { InstanceType } from './instanceTypes.ts';
import { newLock } from './lockLife.ts';
import { newTemplate } from './launchTemplates.ts';
import type {
  AutoScalingGroup,
  LaunchConfiguration,
  Launches,
  LaunchTemplate,
  TemplateWish,
} from './launchTemplates.ts';
import { newImage, newInstance, newSnapshot, newVolume, nextDevice } from './newRecords.ts';
import { newGroup, newSubnet } from './network.ts';
import type { GroupWish, SecurityGroup, Subnet, SubnetWish } from './network.ts';
import type { Image, Instance, Lock, Resource, Snapshot, Tags, Volume } from './records.ts';
import { newBucket } from './s3/bucket.ts';
import type { Bucket } from './s3/bucket.ts';
import { dropSnapshot, keepSnapshot } from './snapshotLife.ts';
import { topicArn } from './sns.ts';
import type { ImageWish, InstanceWish, SnapshotWish, VolumeWish } from './wishes.ts';
import type { Place, SnapshotRules, VolumeLimits, World } from './world.ts';
import { detach, terminate } from './instanceLife.ts';
import { newZone } from './zones.ts';
import type { Zone, ZoneWish } from './zones.ts';

/** One account's part of one region, as a test fills it. Whatever is not wished for is as it mostly is. */
export interface Region {
  readonly name: string;
  readonly account: string;
  /** Whether the account may use it. */
  enabled: boolean;
  /** How many snapshots may be pending at once. @default no limit */
  pendingLimit: number;
  /** Encryption by default of new volumes. @default false */
  encryptByDefault: boolean;
  readonly volumeLimits: VolumeLimits;
  readonly snapshotRules: SnapshotRules;
  /** The instance types that it offers, by their names. */
  readonly instanceTypes: Map<string, InstanceType>;

  /** A running instance, without volumes. */
  instance(wish?: InstanceWish): Instance;
  /** A volume; the first one attached to an instance is its root volume, unless `device` says otherwise. */
  volume(wish?: VolumeWish): Volume;
  /** An instance and its only volume, which is returned; the instance is `volume.attachments[0].instance`. */
  attachedVolume(instanceTags?: Tags, volumeTags?: Tags): Volume;
  /** A snapshot that exists already. A pending one stays so, unless `endsAt` says when it ends. */
  snapshot(wish?: SnapshotWish): Snapshot;
  image(wish: ImageWish): Image;
  /** Locks it, for a hundred years unless told otherwise. */
  lock(snapshot: Snapshot, wish?: Partial<Lock>): void;
  unlock(snapshot: Snapshot): void;
  /** Makes the topic, if it is new, and gives its ARN. */
  topic(name: string): string;
  /** Makes the bucket, if it is new. */
  bucket(name: string): Bucket;
  /** A key of KMS. */
  key(wish?: KeyWish): Key;
  /** One of the zones a to c, or, with a wish, a new one. */
  zone(name: string, wish?: ZoneWish): Zone;

  /** A subnet; every zone has one already, which is taken where a launch names none. */
  subnet(wish?: SubnetWish): Subnet;
  securityGroup(wish?: GroupWish): SecurityGroup;
  /** Makes a key pair of this name exist. */
  keyPair(name: string): void;
  launchTemplate(wish: TemplateWish): LaunchTemplate;
  autoScalingGroup(name: string, launches: Launches): AutoScalingGroup;
  launchConfiguration(name: string, imageId: string): LaunchConfiguration;

  attach(volume: Volume, instance: Instance, device?: string): void;
  /**
   * Writes bytes to a volume, from an offset in bytes on. Snapshots that there are keep what they have.
   *
   * @throws where they do not fit into the volume.
   */
  write(volume: Volume, offset: number, bytes: Uint8Array): void;
  /** Puts zeros over all that was ever written to a volume. */
  wipe(volume: Volume): void;
  /** From one instance, or from all. */
  detach(volume: Volume, instance?: Instance): void;
  /** What is deleted on termination goes with it, as its first root volume; other volumes are detached. */
  terminate(instance: Instance): void;
  /** As if it had never been; snapshots of a removed volume stay. */
  remove(resource: Resource): void;

  /** What exists and belongs to the account, in the order of ids. */
  instances(): readonly Instance[];
  volumes(): readonly Volume[];
  snapshots(): readonly Snapshot[];
  images(): readonly Image[];
}

export function regionOf(world: World, place: Place): Region {
  const region: Region = {
    name: place.region,
    account: place.account,
    get enabled() {
      return place.enabled;
    },
    set enabled(enabled) {
      place.enabled = enabled;
    },
    get pendingLimit() {
      return place.pendingLimit;
    },
    set pendingLimit(limit) {
      place.pendingLimit = limit;
    },
    get encryptByDefault() {
      return place.encryptByDefault;
    },
    set encryptByDefault(encrypt) {
      place.encryptByDefault = encrypt;
    },
    volumeLimits: place.volumeLimits,
    snapshotRules: place.snapshotRules,
    instanceTypes: place.instanceTypes,
    instance(wish) {
      const instance = newInstance(world, place, wish);
      place.instances.add(instance);
      return instance;
    },
    volume(wish = {}) {
      const volume = newVolume(world, place, wish);
      place.volumes.add(volume);
      for (const instance of listed(wish.attachedTo)) region.attach(volume, instance, wish.device);
      if (wish.state) volume.state = wish.state;
      return volume;
    },
    attachedVolume(instanceTags = {}, volumeTags = {}) {
      return region.volume({ tags: volumeTags, attachedTo: region.instance({ tags: instanceTags }) });
    },
    snapshot(wish) {
      const snapshot = newSnapshot(world, place, wish);
      keepSnapshot(place, snapshot);
      return snapshot;
    },
    image(wish) {
      const image = newImage(world, place, wish);
      place.images.add(image);
      return image;
    },
    lock(snapshot, wish) {
      snapshot.lock = newLock(snapshot, world.clock.now(), wish);
    },
    unlock(snapshot) {
      snapshot.lock = undefined;
    },
    topic(name) {
      const arn = topicArn(place, name);
      if (!place.topics.has(arn)) place.topics.set(arn, []);
      return arn;
    },
    bucket(name) {
      const bucket =
        world.buckets.get(name) ??
        newBucket(world.clock, { name, account: place.account, region: place.region });
      if (bucket.account !== place.account || bucket.region !== place.region) {
        throw new Error(`the bucket ${name} exists in ${bucket.region} of ${bucket.account}`);
      }
      world.buckets.set(name, bucket);
      return bucket;
    },
    key(wish = {}) {
      const key = newKey(world, place, wish);
      place.keys.set(key.arn, key);
      return key;
    },
    zone(name, wish) {
      const zone = wish ? newZone(place.region, name, wish) : place.zones.get(name);
      if (!zone) throw new Error(`${place.region} has the zones ${[...place.zones.keys()].join(', ')}`);
      place.zones.set(name, zone);
      return zone;
    },
    subnet: (wish) => newSubnet(world, place, wish),
    securityGroup: (wish) => newGroup(world, place, wish),
    keyPair(name) {
      place.network.keyPairs.add(name);
    },
    launchTemplate(wish) {
      const template = newTemplate(world, place, wish);
      place.launchTemplates.add(template);
      return template;
    },
    autoScalingGroup(name, launches) {
      const { account, region: where } = place;
      const group = { name, account, region: where, createdAt: world.clock.now(), launches };
      place.autoScalingGroups.set(name, group);
      return group;
    },
    launchConfiguration(name, imageId) {
      const configuration = { name, imageId, createdAt: world.clock.now() };
      place.launchConfigurations.set(name, configuration);
      return configuration;
    },
    attach(volume, instance, device = nextDevice(place, instance)) {
      const deleteOnTermination = device === instance.rootDevice;
      const attachedAt = world.clock.now();
      join(volume, { instance, device, state: 'attached', attachedAt, deleteOnTermination });
      volume.multiAttach ||= volume.attachments.length > 1;
    },
    write(volume, offset, bytes) {
      const room = volume.size * 1024 ** 3 - offset;
      if (offset < 0 || bytes.length > room)
        throw new Error(`${bytes.length} bytes from ${offset} on do not fit into ${volume.size} GiB`);
      volume.content = overwritten(volume.content, offset, bytes);
    },
    wipe(volume) {
      volume.content = zeroed(volume.content);
    },
    detach,
    terminate: (instance) => terminate(place, instance),
    remove(resource) {
      if (resource.kind === 'snapshot') dropSnapshot(world, place, resource);
      else if (resource.kind === 'volume') place.volumes.remove(resource);
      else if (resource.kind === 'image') place.images.remove(resource);
      else place.instances.remove(resource);
    },
    instances: () => place.instances.inOrder(),
    volumes: () => place.volumes.inOrder(),
    snapshots: () => place.snapshots.inOrder(),
    images: () => place.images.inOrder(),
  };
  return region;
}

function listed(attachedTo: Instance | readonly Instance[] | undefined): readonly Instance[] {
  if (attachedTo === undefined) return [];
  return 'kind' in attachedTo ? [attachedTo] : attachedTo;
}
