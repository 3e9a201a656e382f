import { iso } from '../calendar.ts';
import { givenName } from '../inventory.ts';
import { isRestorable, type Snapshot, standsFor } from '../snapshot.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { policyInWords } from '../policy/policyInWords.ts';
import type { Managed } from '../plan/survey.ts';

export interface SimulatedVolume {
  readonly volumeId: string;
  readonly name?: string | undefined;
  readonly schedule: string;
  readonly retention: string;
  /** One for each of `days`. */
  readonly byDay: readonly SimulatedDay[];
  /** The fewest restorable snapshots at the end of any run since the volume was first full; absent if it never was. */
  readonly fewestOnceFull?: number | undefined;
  readonly most: number;
  /** The longest time without a new snapshot, in hours, from the first snapshot to the last day's end. */
  readonly longestWithoutSnapshotHours: number;
  readonly taken: number;
  readonly deleted: number;
}

/** The snapshots of one volume when a day ends. Pending ones count, because they complete. */
export interface SimulatedDay {
  readonly snapshots: number;
  /** When the oldest was taken; absent where there is none. */
  readonly oldest?: string | undefined;
  /** The longest time between two snapshots in a row, or from the newest to the end of the day, in hours. */
  readonly largestGapHours: number;
}

/** Notes on one volume during the simulation. */
export interface Diary extends Pick<SimulatedVolume, 'volumeId' | 'name' | 'schedule' | 'retention'> {
  readonly byDay: SimulatedDay[];
  newest: Date | undefined;
  longestWithoutSnapshot: number;
  fewestOnceFull: number | undefined;
  taken: number;
  deleted: number;
}

/** Begins at the newest snapshot, unless the next is overdue: an older gap does not come from this schedule. */
export function newDiary({ volume, policies, due, snapshots }: Managed, { interval }: PlanSettings): Diary {
  const words = policies.map((policy) => policyInWords(policy, interval));
  const newest = snapshots.find(({ state }) => state !== 'error');
  return {
    volumeId: volume.id,
    name: givenName(volume.tags),
    schedule: words.map(({ schedule }) => schedule).join(' and '),
    retention: words.map(({ retention }) => retention).join(' and '),
    byDay: [],
    newest: due.isDue ? undefined : newest && standsFor(newest),
    longestWithoutSnapshot: 0,
    fewestOnceFull: undefined,
    taken: 0,
    deleted: 0,
  };
}

/** What one run did to one volume. */
interface Entry {
  readonly now: Date;
  readonly isTaken: boolean;
  readonly deleted: number;
  readonly isFull: boolean;
  /** Those that are there when the run has ended. */
  readonly snapshots: readonly Snapshot[];
}

export function entered(diary: Diary, { now, isTaken, deleted, isFull, snapshots }: Entry): void {
  if (isTaken) {
    diary.longestWithoutSnapshot = Math.max(
      diary.longestWithoutSnapshot,
      hoursBetween(diary.newest ?? now, now),
    );
    diary.newest = now;
    diary.taken += 1;
  }
  diary.deleted += deleted;
  const restorable = snapshots.filter(isRestorable).length;
  if ((isFull && restorable > 0) || diary.fewestOnceFull !== undefined) {
    diary.fewestOnceFull = Math.min(diary.fewestOnceFull ?? restorable, restorable);
  }
}

/** How a volume stands when a day ends. */
export function dayOf(snapshots: readonly Snapshot[], end: Date): SimulatedDay {
  const times = snapshots.map(standsFor).toSorted((a, b) => a.getTime() - b.getTime());
  const [oldest] = times;
  const gaps = times.map((time, index) => hoursBetween(time, times[index + 1] ?? end));
  return {
    snapshots: snapshots.length,
    oldest: oldest && iso(oldest),
    largestGapHours: Math.max(0, ...gaps),
  };
}

export function volumeOf(diary: Diary, end: Date): SimulatedVolume {
  const { volumeId, name, schedule, retention, byDay, fewestOnceFull, taken, deleted, newest } = diary;
  const sinceNewest = newest === undefined ? 0 : hoursBetween(newest, end);
  return {
    volumeId,
    name,
    schedule,
    retention,
    byDay,
    fewestOnceFull,
    most: Math.max(0, ...byDay.map(({ snapshots }) => snapshots)),
    longestWithoutSnapshotHours: Math.max(diary.longestWithoutSnapshot, sinceNewest),
    taken,
    deleted,
  };
}

function hoursBetween(from: Date, to: Date): number {
  return Math.round((to.getTime() - from.getTime()) / 360_000) / 10;
}
