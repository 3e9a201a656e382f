import type { Volume } from '../../inventory.ts';
import { isAws, isReserved, keysOf, NAME } from '../../keys.ts';
import { INSTANCE_ID, type Tags } from '../../snapshot.ts';
import { DEVICE } from '../device.ts';
import type { Replaced } from '../restorePlan.ts';
import type { Source } from '../source.ts';

/** What the tags of a new volume are made of. */
export interface Restored {
  readonly source: Source;
  readonly id: string;
  readonly prefix: string;
  /** Whose place it takes. */
  readonly replaces?: Replaced | undefined;
  /** The instance on which it does. */
  readonly instanceId?: string | undefined;
  /** The same as it is now; absent where it is gone. */
  readonly replacedVolume?: Volume | undefined;
}

/**
 * The tags of a new volume: the volume's own, as its snapshot has them, and those of the restore.
 *
 * In place it also has those that the volume whose place it takes has now and the snapshot has not: a set can
 * lack some. The tags of a schedule come only so, because elsewhere the data would be scheduled twice.
 */
export function restoredTags({ source, id, prefix, replaces, instanceId, replacedVolume }: Restored): Tags {
  const { restored, restore, replaces: key, every, retain, ignore } = keysOf(prefix);
  const schedule = Object.entries(replacedVolume?.tags ?? {}).filter(
    ([one, value]) => [every, retain].includes(one) || (one === ignore && !SET_ASIDE.test(value)),
  );
  const ours = [
    [restored, source.id],
    [restore, id],
    ...(replaces === undefined ? [] : [[key, replacedText(replaces, instanceId)] as const]),
    ...schedule,
  ] as const;
  const held = Object.entries(replacedVolume?.tags ?? {}).filter(([one]) => isOwn(one, prefix));
  const own = [...new Map([...held, ...ownTags(source, prefix)])].slice(0, MOST_TAGS - ours.length);
  return Object.fromEntries([...own, ...ours]);
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const MOST_TAGS = 50;

/** What this restore has written on the old volume is no wish of a person. */
const SET_ASIDE = /^replaced by vol-/;

/** Tags that are not ours. */
function ownTags({ tags }: Source, prefix: string): [key: string, value: string][] {
  const { [NAME]: written, [keysOf(prefix).named]: name, [keysOf(prefix).at]: at } = tags;
  const isOurs = at !== undefined && written?.startsWith(`${at}-`);
  const own = name ?? (isOurs ? undefined : written);
  return [
    ...(own === undefined ? [] : [[NAME, own] as [string, string]]),
    ...Object.entries(tags).filter(([key]) => key !== NAME && isOwn(key, prefix)),
  ];
}

function isOwn(key: string, prefix: string): boolean {
  return !isAws(key) && !isReserved(key, prefix);
}

/** `vol-1 /dev/sdf d i-1`: the volume, its device, d where it is deleted with its instance, and the instance. */
function replacedText(
  { volumeId, device, isDeletedOnTermination }: Replaced,
  instanceId: string | undefined,
): string {
  return [volumeId, device, ...(isDeletedOnTermination ? ['d'] : []), instanceId ?? ''].join(' ').trim();
}

/** Anybody who may tag can write something else, and the ids are printed in commands. */
const VOLUME_ID = /^vol-[\w-]{1,40}$/;

/** Whose place a volume took that a restore has made before; undefined where it took none. */
export function replacedIn(tags: Tags, prefix: string): Omit<Replaced, 'how'> | undefined {
  const [volumeId = '', device = '', ...flags] = wordsIn(tags, prefix);
  if (!VOLUME_ID.test(volumeId) || !DEVICE.test(device)) return undefined;
  return { volumeId, device, isDeletedOnTermination: flags.includes('d') };
}

/** The instance on which it took that place; undefined where it took none. */
export function replacedOn(tags: Tags, prefix: string): string | undefined {
  return wordsIn(tags, prefix)
    .slice(2)
    .find((word) => INSTANCE_ID.test(word));
}

function wordsIn(tags: Tags, prefix: string): string[] {
  return (tags[keysOf(prefix).replaces] ?? '').split(' ');
}
