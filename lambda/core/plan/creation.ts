import { iso } from '../calendar.ts';
import { givenName, type Instance, type Volume } from '../inventory.ts';
import type { ReplicaOf } from '../lineage.ts';
import type { Tags } from '../snapshot.ts';
import { tagsOfOne, type TagsOfSet, tagsOfSet, type TagSettings, type WrittenTags } from './tags.ts';

/** One `CreateSnapshot` call. */
export interface CreateOne extends WrittenTags {
  readonly kind: 'create one';
  readonly volumeId: string;
  readonly description: string;
}

/** One `CreateSnapshots` call: a crash-consistent set of two or more volumes of one instance. */
export interface CreateSet extends TagsOfSet {
  readonly kind: 'create set';
  readonly instanceId: string;
  readonly volumeIds: readonly string[];
  /** Volumes of the instance that are not wanted in the set. */
  readonly exclude: { readonly rootVolume: boolean; readonly dataVolumeIds: readonly string[] };
  readonly description: string;
  /** What to send instead where AWS refuses the set outright. */
  readonly oneByOne: readonly CreateOne[];
}

/** One `CreateImage` call. `volumeId` is the id of the instance. */
export interface CreateImage {
  readonly kind: 'create image';
  readonly volumeId: string;
  /** AWS refuses a second image of this name, so the call can be sent again. */
  readonly name: string;
  readonly description: string;
  readonly tags: Tags;
  /** For each of its snapshots. */
  readonly snapshotTags: Tags;
  /** What to send instead, one after the other, where AWS refuses a tag. */
  readonly withFewer: readonly Pick<CreateImage, 'tags' | 'snapshotTags'>[];
  /** `reboot`: AWS restarts the instance, so that its file systems are clean. */
  readonly manner: 'as it runs' | 'reboot';
}

/** The `CopySnapshot` calls for one volume, which are sent at the place of the copies. */
export interface CopySome {
  readonly kind: 'copy some';
  /** The volume that the snapshots were taken of. */
  readonly volumeId: string;
  /** The newest first. */
  readonly copies: readonly CopyOne[];
}

/** One `CopySnapshot` call. */
export interface CopyOne extends ReplicaOf {
  /** The time that it stands for, in milliseconds since 1970. */
  readonly at: number;
  readonly sizeGiB: number;
  /** The key at the place; absent where the copy gets none of its own. */
  readonly keyId?: string | undefined;
  /** Minutes in which AWS is to complete it; absent where it takes as long as it takes. */
  readonly within?: number | undefined;
  /** Days for which the copy is locked, from its completion; absent where it is not. */
  readonly lock?: number | undefined;
}

/** The volumes of which one call takes or copies snapshots, or the instance of which it makes an image. */
export function volumesOf(create: CreateOne | CreateSet | CreateImage | CopySome): readonly string[] {
  return create.kind === 'create set' ? create.volumeIds : [create.volumeId];
}

/** The same, each volume once for each snapshot, image or replica that is made of it. */
export function eachMade(create: CreateOne | CreateSet | CreateImage | CopySome): readonly string[] {
  return create.kind === 'copy some' ? create.copies.map(() => create.volumeId) : volumesOf(create);
}

/** A volume that is owed a snapshot, with the instance it is taken with. */
export interface Owed {
  readonly volume: Volume;
  readonly instance: Instance | undefined;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSnapshot.html */
const LONGEST_DESCRIPTION = 255;
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceSpecification.html */
const MOST_EXCLUSIONS = 40;

/**
 * Describes the snapshot of one volume. All its tags are in the creating call, our own first.
 *
 * The role cannot tag anything later, so a snapshot of ours is never without its mark.
 *
 * @param attached All volumes of the instance; none where there is no instance.
 */
export function createOne(
  owed: Owed,
  attached: readonly Volume[],
  now: Date,
  settings: TagSettings,
): CreateOne {
  const { volume, instance } = owed;
  const of = instance === undefined ? '' : ` of ${wholeTitle(instance)}`;
  return {
    kind: 'create one',
    volumeId: volume.id,
    description: described(`${settings.prefix}: ${wholeTitle(volume)} from ${iso(now)}${of}`),
    ...tagsOfOne({ members: [volume], instance, attached }, volume, now, settings),
  };
}

/** Describes the set of some volumes of one instance. */
export function createSet(
  instance: Instance,
  members: readonly Volume[],
  attached: readonly Volume[],
  now: Date,
  settings: TagSettings,
): CreateSet {
  const volumeIds = members.map(({ id }) => id);
  const left = attached.map(({ id }) => id).filter((id) => !volumeIds.includes(id));
  return {
    kind: 'create set',
    instanceId: instance.id,
    volumeIds,
    exclude: {
      rootVolume: left.some((id) => id === instance.rootVolumeId),
      dataVolumeIds: left.filter((id) => id !== instance.rootVolumeId),
    },
    description: described(`${settings.prefix}: set from ${iso(now)} of ${wholeTitle(instance)}`),
    ...tagsOfSet({ members, instance, attached }, now, settings),
    oneByOne: members.map((volume) => createOne({ volume, instance }, attached, now, settings)),
  };
}

/** AWS takes no more exclusions than this in one call, so a set with more is taken one by one. */
export function canExclude(set: CreateSet): boolean {
  return set.exclude.dataVolumeIds.length <= MOST_EXCLUSIONS;
}

/** The id, with the whole Name where there is one: nobody reads a description as a line of ours. */
function wholeTitle({ id, tags }: Volume | Instance): string {
  const name = givenName(tags);
  return name === undefined ? id : `${id} (${name})`;
}

/**
 * A description is printable ASCII, because EC2 refuses other characters in the descriptions of images and
 * security groups, and a name must not cost its volume the snapshot. The tag `Name` has the name as it is.
 */
export function described(text: string): string {
  const plain = text.replaceAll(/[^\x20-\x7e]/gu, '?');
  return plain.length <= LONGEST_DESCRIPTION ? plain : `${plain.slice(0, LONGEST_DESCRIPTION - 3)}...`;
}
