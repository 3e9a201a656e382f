import { type Called, calledNow } from '../policy/called.ts';
import { iso, type Zone } from '../calendar.ts';
import type { DeleteOne } from '../plan/plan.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import type { Managed } from '../plan/survey.ts';
import { type PolicyInWords, policyInWords } from '../policy/policyInWords.ts';
import { isPinned, isRestorable, type Snapshot, standsFor } from '../snapshot.ts';
import { noted, type SimulatedSnapshot, snapshotsOf, type Stays } from './stays.ts';

export interface SimulatedVolume extends Called {
  readonly schedule: string;
  readonly retention: string;
  /** One for each of `days`. */
  readonly byDay: readonly SimulatedDay[];
  /**
   * The fewest restorable snapshots, without those that are pinned, at the end of any run since the volume was
   * first full; absent if it never was.
   */
  readonly fewestOnceFull?: number | undefined;
  /** The most at the end of a day. */
  readonly most: number;
  /** The longest time without a new snapshot, in hours, from the first snapshot to the last day's end. */
  readonly largestGapHours: number;
  /** Slots of the schedule in which no run came, counted up to 1000 between two runs. */
  readonly missed: number;
  readonly taken: number;
  readonly deleted: number;
  /** What the newest replica stands for at the end; absent of snapshots and images, which are never behind. */
  readonly newest?: string | undefined;
  /** Each one that there is on any day, oldest first; absent where they are too many to record. */
  readonly snapshots?: readonly SimulatedSnapshot[] | undefined;
}

/** The snapshots of one volume when a day ends. Pending ones count, because they complete. */
export interface SimulatedDay {
  /** Without those that are pinned. */
  readonly snapshots: number;
  /** Absent where there is none. */
  readonly pinned?: number | undefined;
  /** When the oldest that is not pinned was taken; absent where there is none. */
  readonly oldest?: string | undefined;
  /** The longest time without a new snapshot that ended on this day, or lasts when it ends, in hours. */
  readonly largestGapHours: number;
}

/** Whether nothing at all can be restored from. */
export function isBare({ snapshots, pinned }: SimulatedDay): boolean {
  return snapshots === 0 && pinned === undefined;
}

/** Notes on one volume during the simulation. */
export interface Diary extends Called {
  readonly schedule: string;
  readonly retention: string;
  readonly byDay: SimulatedDay[];
  /** Absent where the snapshots are too many to record. */
  readonly stays: Stays | undefined;
  newest: Date | undefined;
  /** The longest gap that ended today. */
  gapToday: number;
  fewestOnceFull: number | undefined;
  runs: number;
  missed: number;
  taken: number;
  deleted: number;
}

/** The policies of a volume in words. */
export function policiesInWords({ policies }: Managed, { interval }: PlanSettings): PolicyInWords {
  const words = policies.map((policy) => policyInWords(policy, interval));
  return {
    schedule: words.map(({ schedule }) => schedule).join(' and '),
    retention: words.map(({ retention }) => retention).join(' and '),
  };
}

/** Begins at the newest snapshot, unless the next is overdue: an older gap does not come from this schedule. */
export function newDiary({ volume, instance, due, snapshots }: Managed, words: PolicyInWords): Diary {
  const newest = snapshots.find(({ state }) => state !== 'error');
  return {
    ...calledNow(volume, instance),
    ...words,
    byDay: [],
    stays: undefined,
    newest: due.isDue ? undefined : newest && standsFor(newest),
    gapToday: 0,
    fewestOnceFull: undefined,
    runs: 0,
    missed: 0,
    taken: 0,
    deleted: 0,
  };
}

/** What one run did to one volume. */
interface Entry {
  /** When the run comes. */
  readonly at: Date;
  readonly managed: Managed;
  /** What the new ones stand for, oldest first. */
  readonly taken: readonly Date[];
  /** Slots before them that nothing can serve any more. */
  readonly missed: number;
  readonly deletes: readonly DeleteOne[];
  /** Those that are there when the run has ended. */
  readonly snapshots: readonly Snapshot[];
  readonly zone: Zone;
}

export function entered(diary: Diary, { at, managed, taken, missed, deletes, snapshots, zone }: Entry): void {
  for (const each of taken) {
    // Of an older slot there can be a later replica.
    if (diary.newest !== undefined && each < diary.newest) continue;
    diary.gapToday = Math.max(diary.gapToday, hoursBetween(diary.newest ?? each, each));
    diary.newest = each;
  }
  diary.taken += taken.length;
  // What was missed before the first run is not the trigger's doing.
  if (taken.length > 0 && diary.runs > 0) diary.missed += missed;
  diary.runs += 1;
  diary.deleted += deletes.length;
  const restorable = snapshots.filter((one) => isRestorable(one) && !isPinned(one)).length;
  const isFull = managed.lacking === 0 && restorable > 0;
  if (isFull || diary.fewestOnceFull !== undefined) {
    diary.fewestOnceFull = Math.min(diary.fewestOnceFull ?? restorable, restorable);
  }
  if (diary.stays !== undefined)
    noted(diary.stays, { at, verdicts: managed, deletes, there: snapshots, zone });
}

/** Writes down how the volume stands when a day ends. */
export function endDay(diary: Diary, snapshots: readonly Snapshot[], end: Date): void {
  const times = snapshots.filter((one) => !isPinned(one)).map((one) => standsFor(one).getTime());
  const pinned = snapshots.length - times.length;
  const open = diary.newest === undefined ? 0 : hoursBetween(diary.newest, end);
  diary.byDay.push({
    snapshots: times.length,
    pinned: pinned === 0 ? undefined : pinned,
    oldest: times.length === 0 ? undefined : iso(new Date(Math.min(...times))),
    largestGapHours: Math.max(diary.gapToday, open),
  });
  diary.gapToday = 0;
}

/** @param from When the simulation begins. */
export function volumeOf(diary: Diary, from: Date): SimulatedVolume {
  const { volumeId, name, instanceId, instanceName, device, schedule, retention, byDay, stays } = diary;
  const { fewestOnceFull, missed, taken, deleted } = diary;
  return {
    volumeId,
    name,
    instanceId,
    instanceName,
    device,
    schedule,
    retention,
    byDay,
    fewestOnceFull,
    most: Math.max(0, ...byDay.map(({ snapshots }) => snapshots)),
    largestGapHours: Math.max(0, ...byDay.map(({ largestGapHours }) => largestGapHours)),
    missed,
    taken,
    deleted,
    snapshots: stays && snapshotsOf(stays, from),
  };
}

function hoursBetween(from: Date, to: Date): number {
  return Math.round((to.getTime() - from.getTime()) / 360_000) / 10;
}
