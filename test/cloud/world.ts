import type { Clock } from './clock.ts';
import type { Policy } from './iam.ts';
import type { Key } from './keys.ts';
import type { Ids } from './ids.ts';
import type { CloudFunction } from './lambda.ts';
import { INSTANCE_TYPES } from './instanceTypes.ts';
import type { InstanceType } from './instanceTypes.ts';
import type { AutoScalingGroup, LaunchConfiguration, LaunchTemplate } from './launchTemplates.ts';
import { emptyNetwork } from './network.ts';
import type { InstanceProfile, Network } from './network.ts';
import type { Attachment, Image, Instance, Message, RootTask, Snapshot, Volume } from './records.ts';
import type { Role, Session } from './roles.ts';
import type { Bucket } from './s3/bucket.ts';
import type { Stack } from './stacks.ts';
import { usualSettings } from './settings.ts';
import type { Hiding, Settings } from './settings.ts';
import { createShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';
import type { Fate } from './volumeLife.ts';
import { zonesOf } from './zones.ts';
import type { Zone } from './zones.ts';
import type { Upcoming } from './upcoming.ts';

/** All that exists, as the API's actions see it. */
export interface World {
  readonly clock: Clock;
  readonly ids: Ids;
  /** Every region there is, enabled or not. */
  readonly regionNames: readonly string[];
  readonly settings: Settings;
  /** What listings leave out, as if it were all. */
  readonly hidings: Set<Hiding>;
  /** Every role there is, by its ARN. */
  readonly roles: Map<string, Role>;
  /** Every session that was given out, by its access key. */
  readonly sessions: Map<string, Session>;
  /** Names of buckets are unique over all accounts. */
  readonly buckets: Map<string, Bucket>;
  /** How many functions are at work. */
  readonly invocations: { running: number };
  account(id: string): AccountState;
  place(account: string, region: string): Place;
  places(): Iterable<Place>;
  /** All accounts' parts of one region. */
  placesIn(region: string): readonly Place[];
}

/** What an account has outside of its regions. */
export interface AccountState {
  /** What its keys may do; without it, what everybody's may. */
  policy: Policy | undefined;
  /** The id of its organization, like `o-a1b2c3d4e5`. */
  organization: string | undefined;
  /** The code that each MFA device shows now, by its serial number. A code is good once. */
  readonly mfaCodes: Map<string, string>;
  readonly functions: Map<string, CloudFunction>;
  /** By their ARNs. */
  readonly instanceProfiles: Map<string, InstanceProfile>;
  readonly stacks: Stack[];
}

/** Quotas of a region, each for all of its volumes together. */
export interface VolumeLimits {
  /** Of each type, in GiB. @default no limit */
  storage: number;
  /** Of io1 and of io2. @default no limit */
  iops: number;
  /** The rates of all volumes that are being initialized at one, in MiB/s. @default 5000, as AWS's */
  initialization: number;
}

/** What holds for the snapshots of one account in one region. */
export interface SnapshotRules {
  /** Block public access for snapshots. @default unblocked */
  publicAccess: 'unblocked' | 'block-new-sharing' | 'block-all-sharing';
  /** How many copies may run at once into the region. @default 20, as AWS's */
  copiesAtOnce: number;
  /** What all time-based copies from one region may move together, in MiB/s. @default 2000, as AWS's */
  copyThroughput: number;
}

export interface Deregistered {
  /** As it was. */
  readonly image: Image;
  readonly at: Date;
}

/** One account's part of one region. */
export interface Place {
  readonly account: string;
  readonly region: string;
  enabled: boolean;
  /** How many snapshots may be pending at once. @default no limit */
  pendingLimit: number;
  /** Encryption by default of new volumes. */
  encryptByDefault: boolean;
  readonly volumeLimits: VolumeLimits;
  readonly snapshotRules: SnapshotRules;
  readonly zones: Map<string, Zone>;
  readonly keys: Map<string, Key>;
  /** Those that are being created and will not be for ever. */
  readonly newVolumes: Map<Volume, Fate>;
  readonly volumeTokens: Map<string, { readonly asked: string; readonly volume: Volume }>;
  readonly instances: Shelf<Instance>;
  readonly volumes: Shelf<Volume>;
  readonly snapshots: Shelf<Snapshot>;
  readonly snapshotsByVolume: Map<string, Set<Snapshot>>;
  readonly pendingSnapshots: Set<Snapshot>;
  /** The most recent copy of each lineage, also if it is deleted. */
  readonly lastCopies: Map<string, Snapshot>;
  /** Deleted ones, which a lagging listing still shows. */
  readonly deletedSnapshots: Map<Snapshot, Date>;
  readonly images: Shelf<Image>;
  /** Those that a call has deregistered, by their ids. */
  readonly deregisteredImages: Map<string, Deregistered>;
  readonly network: Network;
  readonly launchTemplates: Shelf<LaunchTemplate>;
  readonly autoScalingGroups: Map<string, AutoScalingGroup>;
  readonly launchConfigurations: Map<string, LaunchConfiguration>;
  /** The instance that a client token stands for, and what was asked for with it. */
  readonly launchTokens: Map<string, { readonly asked: string; readonly instance: Instance }>;
  readonly topics: Map<string, Message[]>;
  readonly instanceTypes: Map<string, InstanceType>;
  readonly rootTasks: Shelf<RootTask>;
  /** The task that a client token stands for, and the parameters it came with. */
  readonly rootTaskTokens: Map<string, { readonly task: RootTask; readonly params: string }>;
  readonly upcoming: Set<Upcoming>;
}

export function createWorld(
  clock: Clock,
  ids: Ids,
  regions: { readonly enabled: readonly string[]; readonly disabled: readonly string[] },
): World {
  const regionNames = [...regions.enabled, ...regions.disabled];
  const places = new Map<string, Place>();
  const placesIn = new Map<string, Place[]>(regionNames.map((name) => [name, []]));
  const accounts = new Map<string, AccountState>();
  return {
    clock,
    ids,
    regionNames,
    settings: usualSettings(),
    hidings: new Set(),
    roles: new Map(),
    sessions: new Map(),
    buckets: new Map(),
    invocations: { running: 0 },
    account(id) {
      const account = accounts.get(id) ?? {
        policy: undefined,
        organization: undefined,
        mfaCodes: new Map(),
        functions: new Map(),
        instanceProfiles: new Map(),
        stacks: [],
      };
      accounts.set(id, account);
      return account;
    },
    placesIn: (region) => placesIn.get(region) ?? [],
    places: () => places.values(),
    place(account, region) {
      const key = `${account} ${region}`;
      const known = places.get(key);
      if (known) return known;
      const place = emptyPlace(account, region, regions.enabled.includes(region));
      // A call to a region that does not exist leaves no trace.
      if (regionNames.includes(region)) places.set(key, place);
      placesIn.get(region)?.push(place);
      return place;
    },
  };
}

function emptyPlace(account: string, region: string, enabled: boolean): Place {
  return {
    account,
    region,
    enabled,
    pendingLimit: Number.POSITIVE_INFINITY,
    encryptByDefault: false,
    volumeLimits: { storage: Number.POSITIVE_INFINITY, iops: Number.POSITIVE_INFINITY, initialization: 5000 },
    snapshotRules: { publicAccess: 'unblocked', copiesAtOnce: 20, copyThroughput: 2000 },
    zones: zonesOf(account, region),
    keys: new Map(),
    newVolumes: new Map(),
    volumeTokens: new Map(),
    instances: createShelf(),
    volumes: createShelf(),
    snapshots: createShelf(),
    snapshotsByVolume: new Map(),
    pendingSnapshots: new Set(),
    lastCopies: new Map(),
    deletedSnapshots: new Map(),
    images: createShelf(),
    deregisteredImages: new Map(),
    network: emptyNetwork(),
    launchTemplates: createShelf(),
    autoScalingGroups: new Map(),
    launchConfigurations: new Map(),
    launchTokens: new Map(),
    topics: new Map(),
    instanceTypes: new Map(INSTANCE_TYPES),
    rootTasks: createShelf(),
    rootTaskTokens: new Map(),
    upcoming: new Set(),
  };
}

/** The volumes attached to an instance, the root volume first. */
export function volumesOf(place: Place, instance: Instance): Volume[] {
  return place.volumes
    .inOrder()
    .filter((volume) => deviceOn(volume, instance) !== undefined)
    .toSorted((a, b) => rank(a, instance).localeCompare(rank(b, instance)));
}

export function isRoot(volume: Volume, instance: Instance): boolean {
  return deviceOn(volume, instance) === instance.rootDevice;
}

function rank(volume: Volume, instance: Instance): string {
  return isRoot(volume, instance) ? '' : (deviceOn(volume, instance) ?? '');
}

export function deviceOn(volume: Volume, instance: Instance): string | undefined {
  return attachmentTo(volume, instance)?.device;
}

export function attachmentTo(volume: Volume, instance: Instance): Attachment | undefined {
  return volume.attachments.find((attachment) => attachment.instance === instance);
}
