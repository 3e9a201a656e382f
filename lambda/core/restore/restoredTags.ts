import { iso } from '../calendar.ts';
import type { Volume } from '../inventory.ts';
import { isAws, isReserved, keysOf } from '../keys.ts';
import type { Tags } from '../snapshot.ts';
import type { Replaced } from './restorePlan.ts';
import type { Source } from './source.ts';

/** What the tags of a new volume are made of. */
export interface Restored {
  readonly source: Source;
  readonly id: string;
  readonly prefix: string;
  /** Whose place it takes. */
  readonly replaces?: Replaced | undefined;
  /** The same as it is now; absent where it is gone. */
  readonly replacedVolume?: Volume | undefined;
}

/**
 * The tags of a new volume: the volume's own, as its snapshot has them, and those of the restore.
 *
 * The tags of a schedule come only in place, from the volume whose place it takes. Elsewhere the data would be
 * scheduled twice.
 */
export function restoredTags({ source, id, prefix, replaces, replacedVolume }: Restored): Tags {
  const { restored, restore, replaces: key, every, retain, ignore } = keysOf(prefix);
  const schedule = Object.entries(replacedVolume?.tags ?? {}).filter(([one]) =>
    [every, retain, ignore].includes(one),
  );
  return {
    ...Object.fromEntries(ownTags(source, prefix)),
    ...Object.fromEntries(schedule),
    [restored]: source.id,
    [restore]: id,
    ...(replaces === undefined ? {} : { [key]: replacedText(replaces) }),
  };
}

/** Tags that are not ours. */
function ownTags({ tags, label }: Source, prefix: string): [key: string, value: string][] {
  const { named, at } = keysOf(prefix);
  const { Name: written, [named]: name } = tags;
  const isOurs = written?.startsWith(`${tags[at] ?? iso(new Date(label.at ?? 0))}-`);
  const own = name ?? (isOurs ? undefined : written);
  return [
    ...Object.entries(tags).filter(([key]) => key !== 'Name' && !isAws(key) && !isReserved(key, prefix)),
    ...(own === undefined ? [] : [['Name', own] as [string, string]]),
  ];
}

/** `vol-1 /dev/sdf d`: the volume, its device, and d where it is deleted with its instance. */
function replacedText({ volumeId, device, isDeletedOnTermination }: Replaced): string {
  return [volumeId, device, ...(isDeletedOnTermination ? ['d'] : [])].join(' ');
}

/** Whose place a volume took that a restore has made before; undefined where it took none. */
export function replacedIn(tags: Tags, prefix: string): Omit<Replaced, 'how'> | undefined {
  const [volumeId, device, flag] = (tags[keysOf(prefix).replaces] ?? '').split(' ');
  if (volumeId === undefined || device === undefined) return undefined;
  return { volumeId, device, isDeletedOnTermination: flag === 'd' };
}
