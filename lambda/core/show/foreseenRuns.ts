import { dayNumber, periodOf, startOfDay, startOfHour, type Zone } from '../calendar.ts';
import type { Calendar } from '../grammar/at.ts';
import { neverReached } from '../neverReached.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import type { Managed } from '../plan/survey.ts';
import { nextOwed, type Schedule } from '../policy/schedule.ts';
import { FOLLOWED, followUpOf, mannerOf, runsAt, type Start } from '../simulation/life.ts';
import { isPinned, standsFor } from '../snapshot.ts';

/** The runs that are to come, as far as one can know. */
export interface ForeseenRuns {
  /** When the first one comes: never before the instant of the look. */
  readonly firstAt: Date;
  readonly starts: Iterable<Start>;
  readonly inWords: string;
}

/** More runs than days in a year, so that all of a tier of twelve months is seen. Follow-ups do not count. */
const MOST_RUNS = 400;

/**
 * Assumes runs at the hours of the trigger. Where they are not known, a run comes now, then whenever a snapshot
 * can be owed and at least once a day.
 *
 * None comes before the slot after the newest snapshot that is not pinned, because a run took that. Each is followed as in the
 * stack's default, and so is the run that took the newest snapshot.
 */
export function foreseenRuns(managed: Managed, settings: PlanSettings, now: Date): ForeseenRuns {
  const { zone, runHours } = settings;
  const schedules = managed.policies.map(({ schedule }) => schedule.value);
  const next = (time: Date): Date =>
    runHours === undefined ? nextSlot(schedules, time, zone) : nextHour(runHours, time, zone);
  const taken = managed.snapshots.filter((one) => one.state !== 'error' && !isPinned(one)).map(standsFor);
  const soonest = runHours === undefined ? now : next(new Date(now.getTime() - 1));
  const first = new Date(Math.max(soonest.getTime(), ...taken.map((time) => next(time).getTime())));
  const pause = runHours === undefined ? Math.min(...schedules.map(pauseOf)) : shortestPause(runHours);
  const manner = mannerOf(pause);
  const open =
    manner === 'followed' ? openFollowUp(managed, settings, now).filter(({ at }) => at <= first) : [];
  const comes =
    runHours === undefined ? DUE : `a run each day at ${runHours.map(clock).join(', ')} ${zone.name}`;
  return {
    firstAt: open[0]?.at ?? first,
    starts: inTurn(open, runsAt(instants(first, next), manner)),
    inWords: `${comes}, ${manner === 'followed' ? FOLLOWED : 'without follow-ups'}`,
  };
}

const DUE = 'a run whenever a snapshot is due and at least one a day';

/** The follow-up of the run that took the newest snapshot, where it is still to come. */
function openFollowUp({ snapshots }: Managed, { zone, runHours }: PlanSettings, now: Date): Start[] {
  const [newest] = snapshots
    .filter((one) => !isPinned(one))
    .map(standsFor)
    .toSorted((a, b) => b.getTime() - a.getTime());
  if (newest === undefined || newest > now) return [];
  const hour = periodOf(newest, 'hour', zone) % 24;
  const followUp = followUpOf(newest);
  return followUp.at > now && (runHours?.includes(hour) ?? true) ? [followUp] : [];
}

function* inTurn<Item>(...lists: readonly Iterable<Item>[]): Generator<Item> {
  for (const list of lists) yield* list;
}

function* instants(first: Date, next: (time: Date) => Date): Generator<Date> {
  let time = first;
  for (let run = 0; run < MOST_RUNS; run += 1) {
    yield time;
    time = next(time);
  }
}

/** The next instant at which the clocks show one of some hours. */
function nextHour(hours: readonly number[], time: Date, zone: Zone): Date {
  const today = dayNumber(time, zone);
  const starts = [today, today + 1].flatMap((day) =>
    hours.map((hour) => startOfHour(day, hour, zone).getTime()),
  );
  return new Date(Math.min(...starts.filter((start) => start > time.getTime())));
}

/** When the next snapshot can be owed, but not a day without a run. */
function nextSlot(schedules: readonly Schedule[], time: Date, zone: Zone): Date {
  const tomorrow = dayNumber(time, zone) + 1;
  const slot = new Date(Math.min(...schedules.map((one) => slotAfter(one, time, zone).getTime())));
  return dayNumber(slot, zone) > tomorrow ? startOfDay(tomorrow, zone) : slot;
}

const DAY_SECONDS = 86_400;

function slotAfter(schedule: Schedule, time: Date, zone: Zone): Date {
  switch (schedule.kind) {
    case 'days':
      return startOfDay(dayNumber(time, zone) + 1, zone);
    case 'seconds': {
      const step = stepOf(schedule);
      return new Date((Math.floor(time.getTime() / 1000 / step) + 1) * step * 1000);
    }
    case 'calendar':
      return nextOwed(schedule, time, zone);
    default:
      return neverReached(schedule);
  }
}

/** Periods that part a day evenly come at the same hours each day; any other may begin in any of its slots. */
function stepOf({ every, slotSeconds }: Extract<Schedule, { kind: 'seconds' }>): number {
  const period = every * slotSeconds;
  return DAY_SECONDS % period === 0 ? period : slotSeconds;
}

/** The fewest hours between two runs that serve a schedule. */
function pauseOf(schedule: Schedule): number {
  switch (schedule.kind) {
    case 'days':
      return 24;
    case 'seconds':
      return stepOf(schedule) / 3600;
    case 'calendar':
      return Math.min(...WEEK.map((day) => shortestPause(hoursOn(day, schedule.calendars))));
    default:
      return neverReached(schedule);
  }
}

const WEEK = [1, 2, 3, 4, 5, 6, 7];

/** The hours of a day of the week. Any can be a date of a month. */
function hoursOn(day: number, calendars: readonly Calendar[]): number[] {
  return calendars.filter((one) => 'dates' in one || one.days.includes(day)).flatMap(({ hours }) => hours);
}

/** The fewest hours from one of some hours of the day to the next. */
function shortestPause(hours: readonly number[]): number {
  const inOrder = [...new Set(hours)].toSorted((a, b) => a - b);
  return Math.min(...inOrder.map((hour, index) => (inOrder[index + 1] ?? (inOrder[0] ?? 0) + 24) - hour));
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}
