import { iso } from '../calendar.ts';
import { givenName, type Instance, nameOf, type Volume } from '../inventory.ts';
import { isAws, isReserved, isRestoreMark, keysOf, LONGEST_KEY, MARK, NAME } from '../keys.ts';
import type { Tags } from '../snapshot.ts';
import { copies, type TagPatterns } from '../grammar/tagPatterns.ts';
import { disksOf, type Taken, tagsOfDisks } from './disks.ts';

/** The settings that decide which tags a creating call writes. */
export interface TagSettings {
  readonly prefix: string;
  /** Which of a volume's own tags go on its snapshots. */
  readonly copyTags: TagPatterns;
  /** Which of an instance's tags go on the snapshots of its volumes; absent means none. */
  readonly copyInstanceTags?: TagPatterns | undefined;
  /** Tags for every snapshot; absent means none. */
  readonly addTags?: Tags | undefined;
  /** Why the snapshots are pinned from the beginning; absent where they are not. */
  readonly pin?: string | undefined;
}

/**
 * The most tags in a creating call. AWS allows 50; two places stay free, for a pin and for a proof.
 *
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
 */
export const MOST_TAGS = 48;

/** A tag value has room for 256 characters: the time and two names of this length, also if 💾 counts twice. */
const LONGEST_NAME = 110;

/**
 * Our own tags of a creating call: the mark, the time, a Name, and what it takes to restore the server from its
 * snapshots alone. They are never left out.
 */
export function ours(taken: Taken, now: Date, settings: TagSettings): Tags {
  const { members, instance } = taken;
  const { prefix, pin } = settings;
  const keys = keysOf(prefix);
  const [first] = members;
  const alone = members.length === 1 ? first : undefined;
  return given({
    [MARK]: prefix,
    [keys.at]: iso(now),
    [keys.keep]: pin,
    [keys.instance]: instance?.id,
    [NAME]: [iso(now), ...namesOf(alone, instance)].join('-'),
    [keys.zone]: first?.disk.zone || undefined,
    [keys.server]: instance && nameIn(instance),
    [keys.named]: alone && nameIn(alone),
    ...tagsOfDisks(disksOf(taken), prefix),
  });
}

/** The tags that a creating call writes. */
export interface WrittenTags {
  readonly tags: Tags;
  /** What to send instead, one after the other and without AWS's copying, where AWS refuses a tag. */
  readonly withFewer: readonly Tags[];
}

/** The tags on the snapshot of one volume: ours first, and as many others as there is room for. */
export function tagsOfOne(taken: Taken, volume: Volume, now: Date, settings: TagSettings): WrittenTags {
  const own = ours(taken, now, settings);
  return written(own, withRoom(own, wanted(volume, taken.instance, settings)), settings);
}

function written(own: Tags, tags: Tags, settings: TagSettings): WrittenTags {
  const hasOthers = Object.keys(tags).length > Object.keys(own).length;
  return { tags, withFewer: fewerTags(own, settings, hasOthers ? 'others too' : 'ours alone') };
}

/** Our own tags alone, where there were others, then the mark, the time and a pin: a policy may refuse a Name. */
export function fewerTags(
  own: Tags,
  { prefix }: TagSettings,
  refused: 'ours alone' | 'others too',
): readonly Tags[] {
  const { at, keep } = keysOf(prefix);
  const least = Object.entries(own).filter(([key]) => [MARK, at, keep].includes(key));
  return [...(refused === 'others too' ? [own] : []), Object.fromEntries(least)];
}

/** The tags that the call for a set writes, and whether AWS copies those of the volumes beside them. */
export interface TagsOfSet extends WrittenTags {
  readonly copyVolumeTags: boolean;
  /** Why the members have fewer tags than they would have alone; absent where they have not. */
  readonly sharedBecause?: string | undefined;
}

/**
 * The tags of a set. All its members get the same ones.
 *
 * AWS's CopyTagsFromSource copies a volume's own tags beside them, all or none. Where a member has one that
 * must not be copied, the set is taken with the tags that all members share: to be of one instant is worth
 * more than a tag.
 */
export function tagsOfSet(taken: Taken, now: Date, settings: TagSettings): TagsOfSet {
  const { members, instance } = taken;
  const own = ours(taken, now, settings);
  const isNamed = members.some(({ tags }) => Object.hasOwn(tags, NAME));
  const all = { ...(isNamed ? without(own, NAME) : own), ...toWrite(taken, settings) };
  const [because] = members.flatMap((volume) => whyNotCopied(volume, all, settings) ?? []);
  if (settings.copyTags !== false && because === undefined) {
    const hasOthers = members.some((volume) => Object.keys(volume.tags).some((key) => !isAws(key)));
    const call = written(own, all, settings);
    return {
      ...call,
      ...(hasOthers ? { withFewer: fewerTags(own, settings, 'others too') } : {}),
      copyVolumeTags: true,
    };
  }

  const each = members.map((volume) => wanted(volume, instance, settings));
  const [first = [], ...others] = each.map((tags) => new Map(tags));
  const shared = [...first].filter(([key, value]) => others.every((tags) => tags.get(key) === value));
  const tags = withRoom(own, shared);
  const isLess = each.flat().some(([key, value]) => tags[key] !== value);
  return {
    ...written(own, tags, settings),
    copyVolumeTags: false,
    sharedBecause: isLess ? because : undefined,
  };
}

/** Why CopyTagsFromSource would give a snapshot tags that it must not have, or none at all. */
function whyNotCopied({ tags }: Volume, all: Tags, settings: TagSettings): string | undefined {
  const keys = Object.keys(tags).filter((key) => !isAws(key));
  const kept = keys.find(
    (key) => !isRestoreMark(key, settings.prefix) && !isCopied(key, settings.copyTags, settings),
  );
  if (kept !== undefined) return `a volume has the tag ${JSON.stringify(kept)}, which is not copied`;
  const twice = keys.find((key) => Object.hasOwn(all, key));
  if (twice !== undefined)
    return `a volume has a tag ${JSON.stringify(twice)} of its own beside the one that is written`;
  return keys.length + Object.keys(all).length > MOST_TAGS
    ? `a volume has more tags than fit beside ours (${MOST_TAGS} in all)`
    : undefined;
}

/** Added tags, and the instance's, but for those that every member has itself and gets by copying. */
function toWrite({ members, instance }: Taken, settings: TagSettings): Tags {
  const added = settings.addTags ?? {};
  const all = Object.entries({ ...Object.fromEntries(lent(instance, settings)), ...added });
  const hasIt = ({ tags }: Volume, key: string, value: string): boolean =>
    Object.hasOwn(tags, key) && (tags[key] === value || !Object.hasOwn(added, key));
  return Object.fromEntries(
    all.filter(([key, value]) => !members.every((volume) => hasIt(volume, key, value))),
  );
}

/**
 * What is wanted beside ours, first what goes first where there is no room for all.
 *
 * An added tag has its value, whatever the volume's is; the volume's own value overrides the instance's.
 */
export function wanted(
  { tags }: Pick<Volume, 'tags'>,
  instance: Instance | undefined,
  settings: TagSettings,
): [key: string, value: string][] {
  const added = Object.entries(settings.addTags ?? {});
  const own = copiable(tags, settings.copyTags, settings);
  return [...new Map([...added, ...lent(instance, settings), ...own, ...added])];
}

function lent(instance: Instance | undefined, settings: TagSettings): [string, string][] {
  const patterns = settings.copyInstanceTags ?? false;
  return instance === undefined
    ? []
    : copiable(instance.tags, patterns, settings).filter(([key]) => key !== NAME);
}

function copiable(tags: Tags, patterns: TagPatterns, settings: TagSettings): [string, string][] {
  return Object.entries(tags).filter(([key]) => isCopied(key, patterns, settings));
}

function isCopied(key: string, patterns: TagPatterns, { prefix }: TagSettings): boolean {
  return isCopiable(key, prefix) && !isLong(key) && copies(patterns, key);
}

/** AWS takes no empty key, and one of spaces arrives as an empty one. */
export function isCopiable(key: string, prefix: string): boolean {
  return key.trim() !== '' && !isAws(key) && !isReserved(key, prefix);
}

/** AWS counts characters, not the halves of one. */
export function isLong(key: string): boolean {
  return Array.from(key).length > LONGEST_KEY;
}

export function withRoom(own: Tags, others: readonly (readonly [string, string])[]): Tags {
  const beside = others.filter(([key]) => !Object.hasOwn(own, key));
  return Object.fromEntries([...Object.entries(own), ...beside].slice(0, MOST_TAGS));
}

function without(tags: Tags, key: string): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([one]) => one !== key));
}

export function given(tags: Readonly<Record<string, string | undefined>>): Tags {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
}

function namesOf(...resources: readonly (Volume | Instance | undefined)[]): string[] {
  return resources.flatMap((one) => (one === undefined ? [] : cut(nameOf(one))));
}

/** The Name as a person wrote it, with its spaces; nothing where it says nothing. */
export function nameIn({ tags }: Volume | Instance): string | undefined {
  return givenName(tags) === undefined ? undefined : tags[NAME];
}

/** Cuts a name to its length, never in the middle of a character. */
export function cut(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  let start = '';
  for (const character of name) {
    if (start.length + character.length >= LONGEST_NAME) break;
    start += character;
  }
  return `${start}…`;
}
