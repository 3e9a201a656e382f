import { iso } from '../calendar.ts';
import { givenName, isRestorable, type Snapshot } from '../inventory.ts';
import { standsFor } from '../ownership.ts';
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
  /** The fewest restorable copies at the end of any run from the first full one on; absent if it was never full. */
  readonly fewestOnceFull?: number | undefined;
  readonly most: number;
  /** The longest time without a new copy, in hours, from the first copy to the last day's end. */
  readonly longestWithoutCopyHours: number;
  readonly taken: number;
  readonly deleted: number;
}

/** The copies of one volume when a day ends; those under way count, because they complete. */
export interface SimulatedDay {
  readonly copies: number;
  /** When the oldest was taken; absent where there is none. */
  readonly oldest?: string | undefined;
  /** The longest time between two neighbours, or from the newest to the end of the day, in hours. */
  readonly largestGapHours: number;
}

/** What is noted of one volume while it is simulated. */
export interface Diary extends Pick<SimulatedVolume, 'volumeId' | 'name' | 'schedule' | 'retention'> {
  readonly byDay: SimulatedDay[];
  newest: Date | undefined;
  longestWithoutCopy: number;
  fewestOnceFull: number | undefined;
  taken: number;
  deleted: number;
}

/** Begins where the newest copy is, unless that is overdue: what went before is not this schedule's doing. */
export function newDiary(
  { volume, policies, due, copies }: Managed,
  { prefix, interval }: PlanSettings,
): Diary {
  const words = policies.map((policy) => policyInWords(policy, interval));
  const newest = copies.find(({ state }) => state !== 'error');
  return {
    volumeId: volume.id,
    name: givenName(volume.tags),
    schedule: words.map(({ schedule }) => schedule).join(' and '),
    retention: words.map(({ retention }) => retention).join(' and '),
    byDay: [],
    newest: due.isDue ? undefined : newest && standsFor(newest, prefix),
    longestWithoutCopy: 0,
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
  /** What is there when the run has ended. */
  readonly copies: readonly Snapshot[];
}

export function entered(diary: Diary, { now, isTaken, deleted, isFull, copies }: Entry): void {
  if (isTaken) {
    diary.longestWithoutCopy = Math.max(diary.longestWithoutCopy, hoursBetween(diary.newest ?? now, now));
    diary.newest = now;
    diary.taken += 1;
  }
  diary.deleted += deleted;
  const restorable = copies.filter(isRestorable).length;
  if ((isFull && restorable > 0) || diary.fewestOnceFull !== undefined) {
    diary.fewestOnceFull = Math.min(diary.fewestOnceFull ?? restorable, restorable);
  }
}

/** How a volume stands when a day ends. */
export function dayOf(copies: readonly Snapshot[], end: Date, prefix: string): SimulatedDay {
  const times = copies.map((copy) => standsFor(copy, prefix)).toSorted((a, b) => a.getTime() - b.getTime());
  const [oldest] = times;
  const gaps = times.map((time, index) => hoursBetween(time, times[index + 1] ?? end));
  return {
    copies: copies.length,
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
    most: Math.max(0, ...byDay.map(({ copies }) => copies)),
    longestWithoutCopyHours: Math.max(diary.longestWithoutCopy, sinceNewest),
    taken,
    deleted,
  };
}

function hoursBetween(from: Date, to: Date): number {
  return Math.round((to.getTime() - from.getTime()) / 360_000) / 10;
}
