import { iso } from '../calendar.ts';
import { givenName, type Instance, nameOf, type Volume } from '../inventory.ts';
import type { Tags } from '../snapshot.ts';
import { isReserved, keysOf, MARK } from '../keys.ts';

/** One `CreateSnapshot` call. */
export interface CreateOne {
  readonly kind: 'create one';
  readonly volumeId: string;
  readonly description: string;
  readonly tags: Tags;
}

/** One `CreateSnapshots` call: a crash-consistent set of two or more volumes of one instance. */
export interface CreateSet {
  readonly kind: 'create set';
  readonly instanceId: string;
  readonly volumeIds: readonly string[];
  /** Volumes of the instance that are not wanted in the set. */
  readonly exclude: { readonly rootVolume: boolean; readonly dataVolumeIds: readonly string[] };
  readonly description: string;
  readonly tags: Tags;
  readonly copyVolumeTags: boolean;
  /** What to send instead where AWS refuses the set outright. */
  readonly oneByOne: readonly CreateOne[];
}

/** The volumes of which one call takes snapshots. */
export function volumesOf(create: CreateOne | CreateSet): readonly string[] {
  return create.kind === 'create one' ? [create.volumeId] : create.volumeIds;
}

export interface CreationSettings {
  readonly prefix: string;
  readonly copyTags: boolean;
  /** Why the snapshots are pinned from the beginning; absent where they are not. */
  readonly pin?: string | undefined;
}

/** A volume that is owed a snapshot, with the instance it is taken with. */
export interface Owed {
  readonly volume: Volume;
  readonly instance: Instance | undefined;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const MOST_TAGS = 50;
/**
 * One page of AWS allows a key 128 characters and this one 127. A tag must not cost its volume the snapshot.
 *
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Tag.html
 */
const LONGEST_KEY = 127;
/** A tag value has room for 256 characters: the time and two names of this length, also if 💾 counts twice. */
const LONGEST_NAME = 110;
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSnapshot.html */
const LONGEST_DESCRIPTION = 255;
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceSpecification.html */
const MOST_EXCLUSIONS = 40;

/**
 * Describes the snapshot of one volume. All its tags are in the creating call, our own first.
 *
 * The role cannot tag anything later, so a snapshot of ours is never without its mark.
 */
export function createOne(owed: Owed, now: Date, settings: CreationSettings): CreateOne {
  const { volume, instance } = owed;
  const at = iso(now);
  const of = instance === undefined ? '' : ` of ${wholeTitle(instance)}`;
  return {
    kind: 'create one',
    volumeId: volume.id,
    description: described(`${settings.prefix}: ${wholeTitle(volume)} from ${at}${of}`),
    tags: Object.fromEntries(wantedTags(owed, now, settings).slice(0, MOST_TAGS)),
  };
}

/** How many of a volume's tags do not fit on its snapshot. */
export function tagsLeftOut(owed: Owed, now: Date, settings: CreationSettings): number {
  return Math.max(0, wantedTags(owed, now, settings).length - MOST_TAGS);
}

/** How many of a volume's tags are not copied because their keys may be too long for AWS. */
export function longKeys({ volume }: Owed, settings: CreationSettings): number {
  return settings.copyTags ? theirs(volume, settings).filter((tag) => !isShort(tag)).length : 0;
}

function wantedTags({ volume, instance }: Owed, now: Date, settings: CreationSettings): [string, string][] {
  const names = [volume, instance].flatMap((one) => (one ? [cut(nameOf(one), LONGEST_NAME)] : []));
  const ours = { ...provenance(now, instance, settings), Name: [iso(now), ...names].join('-') };
  const copied = settings.copyTags ? theirs(volume, settings).filter(isShort) : [];
  return [...Object.entries(ours), ...copied.filter(([key]) => !Object.hasOwn(ours, key))];
}

/**
 * Describes the set of some volumes of one instance.
 *
 * Every member gets the same tags. The volumes' own tags are copied by AWS's CopyTagsFromSource, which
 * cannot leave any out: see `fitsInSet`.
 */
export function createSet(
  instance: Instance,
  members: readonly Volume[],
  attached: readonly Volume[],
  now: Date,
  settings: CreationSettings,
): CreateSet {
  const at = iso(now);
  const memberIds = members.map((volume) => volume.id);
  const left = attached.map((volume) => volume.id).filter((id) => !memberIds.includes(id));
  const isNamed = settings.copyTags && members.some((volume) => 'Name' in volume.tags);
  return {
    kind: 'create set',
    instanceId: instance.id,
    volumeIds: memberIds,
    exclude: {
      rootVolume: left.some((id) => id === instance.rootVolumeId),
      dataVolumeIds: left.filter((id) => id !== instance.rootVolumeId),
    },
    description: described(`${settings.prefix}: set from ${at} of ${wholeTitle(instance)}`),
    tags: {
      ...provenance(now, instance, settings),
      ...(isNamed ? {} : { Name: `${at}-${cut(nameOf(instance), LONGEST_NAME)}` }),
    },
    copyVolumeTags: settings.copyTags,
    oneByOne: members.map((volume) => createOne({ volume, instance }, now, settings)),
  };
}

/** AWS takes no more exclusions than this in one call, so a set with more is taken one by one. */
export function canExclude(set: CreateSet): boolean {
  return set.exclude.dataVolumeIds.length <= MOST_EXCLUSIONS;
}

/**
 * A volume fits in a set when all its tags can be copied as they are: none has a reserved key, and ours fit
 * beside them.
 */
export function fitsInSet(volume: Volume, { prefix, copyTags, pin }: CreationSettings): boolean {
  if (!copyTags) return true;
  const keys = Object.keys(volume.tags).filter((key) => !isAws(key));
  const ours = TAGS_OF_A_SET + (pin === undefined ? 0 : 1);
  return keys.length + ours <= MOST_TAGS && !keys.some((key) => isReserved(key, prefix));
}

/** The mark, the time, the instance and a Name. */
const TAGS_OF_A_SET = 4;

function provenance(
  now: Date,
  instance: Instance | undefined,
  { prefix, pin }: CreationSettings,
): Record<string, string> {
  const keys = keysOf(prefix);
  return {
    [MARK]: prefix,
    [keys.at]: iso(now),
    ...(pin === undefined ? {} : { [keys.keep]: pin }),
    ...(instance === undefined ? {} : { [keys.instance]: instance.id }),
  };
}

/** AWS takes no empty key, and one of spaces arrives as an empty one. */
function theirs(volume: Volume, { prefix }: CreationSettings): [string, string][] {
  return Object.entries(volume.tags).filter(
    ([key]) => key.trim() !== '' && !isAws(key) && !isReserved(key, prefix),
  );
}

/** AWS keeps these keys for itself, in any letter case. */
function isAws(key: string): boolean {
  return key.toLowerCase().startsWith('aws:');
}

function isShort([key]: [string, string]): boolean {
  return Array.from(key).length <= LONGEST_KEY;
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
function described(text: string): string {
  const plain = text.replaceAll(/[^\x20-\x7e]/gu, '?');
  return plain.length <= LONGEST_DESCRIPTION ? plain : `${plain.slice(0, LONGEST_DESCRIPTION - 3)}...`;
}

/** Cuts a name to a length, never in the middle of a character. */
function cut(name: string, longest: number): string {
  if (name.length <= longest) return name;
  let start = '';
  for (const character of name) {
    if (start.length + character.length >= longest) break;
    start += character;
  }
  return `${start}…`;
}
