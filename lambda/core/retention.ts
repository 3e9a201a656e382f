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
  const doubles = doublesOf(candidates, judging);
  const inLine = [...candidates.filter((one) => !doubles.has(one)), ...doubles];
  const placed = new Set(inLine.slice(0, count));
  const numbers = new Map([...placed].toSorted(newestFirst).map((one, index) => [one, index + 1]));
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
    return expire(doubles.has(snapshot) ? `second copy of one slot, beyond ${count}` : `beyond ${count}`);
  });
}

/** The copies, newest first, that share their slot with an older one. */
function doublesOf(newestToOldest: readonly Snapshot[], judging: Judging): Set<Snapshot> {
  const { schedule, prefix, timeZone } = judging;
  const served = new Set<number>();
  const doubles = newestToOldest.toReversed().filter((one) => {
    const slot = slotOf(schedule, standsFor(one, prefix), timeZone);
    const isDouble = served.has(slot);
    served.add(slot);
    return isDouble;
  });
  return new Set(doubles.toReversed());
}
