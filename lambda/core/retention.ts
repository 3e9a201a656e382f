import { grouped } from './grouped.ts';
import { newestFirst, isRestorable, type Snapshot } from './inventory.ts';
import { isPinned, protection, standsFor } from './ownership.ts';
import { type Schedule, slotOf } from './schedule.ts';

/**
 * What is deleted, and why. Nothing else decides that a copy of a living volume may go.
 *
 * `judge` says what each own snapshot of one volume is worth; the brake (brake.ts) may still hold back
 * what it lets go, and orphans.ts speaks for volumes that are no longer there.
 */

/** Which restorable copies of one volume stay. */
export type RetentionPolicy = { readonly kind: 'count'; readonly count: number };

/** What happens to one snapshot, in words fit for the report. */
export interface Verdict {
  readonly snapshot: Snapshot;
  readonly fate: 'keep' | 'expire';
  readonly because: string;
}

export interface Judging {
  readonly schedule: Schedule;
  readonly retention: RetentionPolicy;
  readonly prefix: string;
  readonly timeZone: string;
  /** What AWS would refuse to delete, see Inventory. */
  readonly holds: ReadonlyMap<string, string>;
}

/**
 * Gives each own snapshot of one volume exactly one verdict, newest first.
 *
 * Only a restorable copy takes a place: one that is pending or failed restores nothing, so it must not push
 * a good one out. Of several copies of one slot only the oldest takes a place before other slots have had
 * theirs, so overlapping runs cost no history; the doubles fill what is left, because fewer than `count`
 * copies may never be our doing. The newest restorable copy always stays.
 */
export function judge(snapshots: readonly Snapshot[], judging: Judging): Verdict[] {
  const { count } = judging.retention;
  const ordered = snapshots.toSorted(newestFirst);
  const candidates = ordered.filter((one) => isRestorable(one) && !isPinned(one, judging.prefix));
  const { firsts, doubles } = bySlot(candidates, judging);
  const placed = [...firsts, ...doubles].slice(0, count).toSorted(newestFirst);
  const numbers = new Map(placed.map((one, index) => [one, index + 1]));
  const secondCopies = new Set(doubles);
  const newest = ordered.find(isRestorable);

  return ordered.map((snapshot): Verdict => {
    const keep = (because: string): Verdict => ({ snapshot, fate: 'keep', because });
    const expire = (because: string): Verdict => ({ snapshot, fate: 'expire', because });
    const place = numbers.get(snapshot);
    if (place !== undefined) return keep(`${place} of ${count}`);
    const untouchable = protection(snapshot, judging.prefix, judging.holds);
    if (untouchable !== undefined) return keep(untouchable);
    if (snapshot === newest) return keep('newest restorable copy');
    if (snapshot.state === 'error') return expire('failed, restores nothing');
    return expire(
      secondCopies.has(snapshot) ? `second copy of one slot, beyond ${count}` : `beyond ${count}`,
    );
  });
}

/**
 * The oldest copy of each slot, the latest slot first, and the other copies, newest first.
 *
 * The order is that of the slots: a copy that a late run took for yesterday has newer data than today's,
 * but must not push it out, or today would be due again.
 */
function bySlot(
  newestToOldest: readonly Snapshot[],
  { schedule, prefix, timeZone }: Judging,
): { firsts: Snapshot[]; doubles: Snapshot[] } {
  const slots = grouped(newestToOldest, (one) => slotOf(schedule, standsFor(one, prefix), timeZone));
  const latestFirst = [...slots].toSorted(([a], [b]) => b - a).map(([, copies]) => copies);
  return {
    firsts: latestFirst.flatMap((copies) => copies.at(-1) ?? []),
    doubles: latestFirst.flatMap((copies) => copies.slice(0, -1)).toSorted(newestFirst),
  };
}
