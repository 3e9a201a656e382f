import type { ListedSnapshot } from '../../../lambda/core/snapshot.ts';
import type { Wish } from './asked.ts';
import { byVolume, isOurs, isRestorable, newestOf, standsFor, whySpared } from './copies.ts';
import type { Brakes } from './losses.ts';
import { Broken, type Seen } from './seen.ts';
import { slotAt } from './slots.ts';

/**
 * 10: after a run that had time and met no fault, each calm volume has exactly what it asks for, or all it had.
 *
 * Calm is a volume with one count, whose snapshots are all its own, listed as they are, unpinned, unheld and in
 * no state between, whose newest is also the latest of its slots, and where nothing is braked. A main run that
 * finds what was started after its time is late or repeats another, and deletes nothing.
 */
export function checkComplete(seen: Seen, brakes: Brakes): number {
  const { settings, before, after, asked, listed, now } = seen;
  const { prefix } = settings;
  if (settings.maxDeletes !== undefined || brakes.has('region')) return 0;
  const own = [...before.values()].filter((one) => isOurs(one, prefix));
  if (settings.followUp === undefined && own.some(({ startedAt }) => startedAt > now)) return 0;
  const shown = new Set(listed.snapshots.map(({ id }) => id));
  let calm = 0;
  for (const [volumeId, snapshots] of byVolume(own)) {
    const { wishes = [], losesNothing } = asked.get(volumeId) ?? {};
    const [wish, ...others] = wishes;
    const count = wish && countOf(wish);
    if (wish === undefined || count === undefined || others.length > 0 || losesNothing !== undefined)
      continue;
    if (brakes.has(volumeId) || seen.bereft.has(volumeId)) continue;
    const isPlain = (one: ListedSnapshot): boolean => {
      const why = whySpared(one, listed.holds.get(one.id), prefix);
      return shown.has(one.id) && (why === undefined || why === 'pending');
    };
    if (!snapshots.every(isPlain) || !endsInOrder(snapshots, wish, seen)) continue;
    const had = snapshots.filter(isRestorable);
    const has = had.filter(({ id }) => after.has(id)).length;
    if (has !== Math.min(count, had.length))
      throw new Broken(
        10,
        `${volumeId} had ${had.length} and asks for ${count}, but has ${has} after a calm run`,
      );
    if (snapshots.some(({ id, state }) => state === 'error' && after.has(id)))
      throw new Broken(10, `a failed snapshot of ${volumeId} stays after a calm run`);
    calm += 1;
  }
  return calm;
}

function countOf({ rules: [rule, ...others] }: Wish): number | undefined {
  return rule?.kind === 'copies' && others.length === 0 ? rule.count : undefined;
}

/** Whether the newest stands alone in the latest slot, so that it needs no place beside those of the count. */
function endsInOrder(
  snapshots: readonly ListedSnapshot[],
  { rhythm }: Wish,
  { settings: { prefix, zone } }: Seen,
): boolean {
  const good = snapshots.filter(isRestorable);
  const newest = newestOf(good);
  if (newest === undefined) return true;
  const slot = (one: ListedSnapshot): number => slotAt(rhythm, standsFor(one, prefix), zone.name);
  const latest = slot(newest);
  return good.every((one) => one === newest || slot(one) < latest);
}
