import type { ListedSnapshot } from '../../../lambda/core/snapshot.ts';
import { DAY } from './slots.ts';

/** What a snapshot is to us, and what may never be lost, in words of our own: the core is not asked. */

export const PREFIX = 'autosnap';

export function isOurs({ id, tags, volumeId, description }: ListedSnapshot, prefix = PREFIX): boolean {
  return (
    tags['snapshot_tool'] === prefix &&
    (description.startsWith(`${prefix}: `) || tags[`${prefix}_adopted`] === id) &&
    volumeId !== 'vol-ffffffff' &&
    !Object.keys(tags).some((key) => key.startsWith('aws:backup:') || key.startsWith('aws:dlm:'))
  );
}

export function isPinned({ tags }: ListedSnapshot, prefix = PREFIX): boolean {
  return Object.keys(tags).some((key) => key.toLowerCase() === `${prefix}_keep`);
}

export function isRestorable({ state, tier }: ListedSnapshot): boolean {
  return state === 'completed' && tier === 'standard';
}

/** Whether a copy serves its slot: neither a failed one does, nor one in the Recycle Bin. */
export function serves({ state }: ListedSnapshot): boolean {
  return state === 'pending' || state === 'completed';
}

/** Whether a copy fills a place. */
export function fills(one: ListedSnapshot, prefix = PREFIX): boolean {
  return isOurs(one, prefix) && isRestorable(one) && !isPinned(one, prefix);
}

/** The time a copy stands for: the earlier of its tag and its data, but at most a day before its data. */
export function standsFor({ tags, startedAt }: ListedSnapshot, prefix = PREFIX): number {
  const started = startedAt;
  const at = Date.parse(tags[`${prefix}_at`] ?? '');
  return Number.isNaN(at) ? started : Math.max(Math.min(at, started), started - DAY);
}

/** The newest of some copies by their data, or none. */
export function newestOf(copies: readonly ListedSnapshot[]): ListedSnapshot | undefined {
  let newest: ListedSnapshot | undefined;
  for (const one of copies) {
    if (newest === undefined || isNewer(one, newest)) newest = one;
  }
  return newest;
}

function isNewer(one: ListedSnapshot, other: ListedSnapshot): boolean {
  const apart = one.startedAt - other.startedAt;
  return apart > 0 || (apart === 0 && one.id > other.id);
}

export function byVolume(copies: Iterable<ListedSnapshot>): Map<string, ListedSnapshot[]> {
  const groups = new Map<string, ListedSnapshot[]>();
  for (const one of copies) {
    const group = groups.get(one.volumeId);
    if (group === undefined) groups.set(one.volumeId, [one]);
    else group.push(one);
  }
  return groups;
}

/** Why a copy may never be deleted, in words; undefined where it may. */
export function whySpared(
  one: ListedSnapshot,
  held: string | undefined,
  prefix = PREFIX,
): string | undefined {
  if (!isOurs(one, prefix)) return 'foreign';
  if (isPinned(one, prefix)) return 'pinned';
  if (Object.keys(one.tags).some((key) => key.startsWith('aws:'))) return 'managed by AWS';
  if (held !== undefined) return held;
  if (one.state !== 'completed' && one.state !== 'error') return one.state;
  return one.state === 'completed' && one.tier !== 'standard' ? one.tier : undefined;
}

/** The volumes whose newest restorable copy is gone. */
export function bereaved(
  copies: Iterable<ListedSnapshot>,
  isGone: (id: string) => boolean,
  prefix = PREFIX,
): string[] {
  return [...byVolume(copies)].flatMap(([volumeId, all]) => {
    const newest = newestOf(all.filter((one) => isOurs(one, prefix) && isRestorable(one)));
    return newest !== undefined && isGone(newest.id) ? [volumeId] : [];
  });
}
