import { before, type Period, periodOf, type Zone } from '../calendar.ts';
import { neverReached } from '../neverReached.ts';
import type { SnapshotPolicy } from '../policy/policy.ts';
import type { Rule } from '../policy/rules.ts';
import { averageSlot, comingSlots, type Schedule } from '../policy/schedule.ts';
import { type Snapshot, standsFor } from '../snapshot.ts';
import { PERIOD } from './retention.ts';
import type { Managed } from './survey.ts';

/** A history that gets much shorter, in milliseconds. */
export interface Shrinking {
  /** How far back the snapshots will reach when the policy has come to rest. */
  readonly settlesAt: number;
  /** How far they reach now. */
  readonly covers: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Clock {
  readonly zone: Zone;
  readonly now: Date;
}

/**
 * Says whether the policy of a volume will settle at less than half of the history that it has, because its
 * snapshots come more often than they came before.
 *
 * A finer frequency makes no surplus: with 30 to keep, `1h` in place of `1` deletes one snapshot an hour, until
 * thirty days are thirty hours. Only a volume whose last snapshots lie much closer together than the others is
 * looked at. A smaller count alone is a surplus, which brake.ts counts; and after an outage, which is the
 * longest gap, the rhythm is as before. So it is where the older half of the history has gaps as short.
 *
 * @param deletable The restorable snapshots that nothing protects, newest first.
 */
export function shrinkingOf(
  { policies, due, snapshots }: Managed,
  deletable: readonly Snapshot[],
  { zone, now }: Clock,
): Shrinking | undefined {
  const times = inOrder(deletable);
  const gaps = gapsOf(times);
  const covers = sum(gaps);
  const step = Math.min(...latestGaps(snapshots, due.isDue ? now : undefined));
  if (step * 2 * times.length >= covers - Math.max(0, ...gaps) || cameSoBefore(times, step)) return undefined;
  const settlesAt = Math.max(...policies.map((policy) => settledSpan(policy, step, { zone, now })));
  return settlesAt * 2 < covers ? { settlesAt, covers } : undefined;
}

/** A span as a person says it: `30 hours`, `29 days`. */
export function spanText(milliseconds: number): string {
  return milliseconds < 3 * DAY
    ? `${Math.round(milliseconds / HOUR)} hours`
    : `${Math.round(milliseconds / DAY)} days`;
}

/** Different instants, the latest first. Two snapshots of one run have no gap. */
function inOrder(snapshots: readonly Snapshot[]): number[] {
  return [...new Set(snapshots.map((one) => standsFor(one).getTime()))].toSorted((a, b) => b - a);
}

/** The last two gaps between runs, that to the run of `now` included. */
function latestGaps(snapshots: readonly Snapshot[], now: Date | undefined): number[] {
  const taken = inOrder(snapshots.filter(({ state }) => state !== 'error'));
  return gapsOf(now === undefined ? taken : [now.getTime(), ...taken]).slice(0, 2);
}

function gapsOf(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => (times[index] ?? time) - time);
}

/**
 * Whether snapshots already came as close as the latest ones in the older half of the history: then that is their
 * rhythm, as for hours of working days, where nights and weekends are long gaps. A third of the gaps must be short,
 * because a repeated run makes a short gap, too.
 */
function cameSoBefore(times: readonly number[], step: number): boolean {
  const [newest = 0, oldest = 0] = [times[0], times.at(-1)];
  const older = times.filter((time) => time <= (newest + oldest) / 2);
  const short = older.filter((time, index) => time - (older[index + 1] ?? -Infinity) <= 2 * step);
  return short.length > 0 && short.length * 3 >= older.length - 1;
}

/** How far back the newest rule reaches when snapshots come each `step` milliseconds, or as the schedule says if that is longer. */
function settledSpan({ schedule, retention }: SnapshotPolicy, step: number, clock: Clock): number {
  return Math.max(...retention.value.map((rule) => reachOf(rule, schedule.value, step, clock)));
}

function reachOf(rule: Rule, schedule: Schedule, step: number, { zone, now }: Clock): number {
  switch (rule.kind) {
    case 'slots':
      return rule.count * Math.max(step, averageSlot(rule.schedule, now, zone));
    case 'tier':
      return rule.count * Math.max(step, averagePeriod(schedule, PERIOD[rule.per], { zone, now }));
    case 'within':
      return now.getTime() - before(now, rule.age, zone).getTime();
    case 'paused':
      return Number.POSITIVE_INFINITY;
    default:
      return neverReached(rule);
  }
}

/** How far apart the periods lie in which a schedule has slots: of four hours on Fridays, each day is a week. */
function averagePeriod(schedule: Schedule, period: Period, { zone, now }: Clock): number {
  const starts = comingSlots(schedule, now, zone);
  const periods = new Set(starts.map((start) => periodOf(start, period, zone)));
  const end = starts.at(-1) ?? now;
  return Math.max(LENGTHS[period], (end.getTime() - now.getTime()) / periods.size);
}

const LENGTHS: Readonly<Record<Period, number>> = {
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  year: 365 * DAY,
};

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
