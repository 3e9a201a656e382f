import { neverReached } from '../../lambda/core/neverReached.ts';
import { Temporal } from 'temporal-polyfill';
import type { Cron } from './cron.ts';
import { startDays, type Trigger } from './trigger.ts';

/** The longest time between two starts of a trigger, in minutes; infinite where there are not two. */
export function longestPause(trigger: Trigger, timeZone: string): number {
  switch (trigger.kind) {
    case 'rate':
      return trigger.minutes;
    case 'cron':
      return longestPauseOfCron(trigger, timeZone);
    default:
      return neverReached(trigger);
  }
}

/** Looks at the days on which the trigger starts and at its times of a day apart, so that dense ones stay cheap. */
function longestPauseOfCron(cron: Cron, timeZone: string): number {
  return longestGap(startDays(cron).map(dateOf), cron.times.map(timeOf), timeZone);
}

const EPOCH = Temporal.PlainDate.from('1970-01-01');

function dateOf(days: number): Temporal.PlainDate {
  return EPOCH.add({ days });
}

function timeOf(minutes: number): Temporal.PlainTime {
  return new Temporal.PlainTime(Math.floor(minutes / 60), minutes % 60);
}

function longestGap(
  days: readonly Temporal.PlainDate[],
  times: readonly Temporal.PlainTime[],
  timeZone: string,
): number {
  if (days.length < 2 || times.length === 0) return Number.POSITIVE_INFINITY;
  const pauses = gaps(times.map(minuteOfDay));
  const ends = times.length > 2 ? [...times.slice(0, 1), ...times.slice(-1)] : times;
  const changed = daysOfChange(days, timeZone);
  let last: number | undefined;
  for (const day of days) {
    const isUsual = !changed.has(day.toString());
    const today = startsOn(day, isUsual ? ends : times, timeZone);
    const [first] = today;
    if (first === undefined) continue;
    if (last !== undefined) pauses.push(first - last);
    if (!isUsual) pauses.push(...gaps(today));
    last = today.at(-1);
  }
  return Math.max(0, ...pauses);
}

/** The starts of one day, in minutes since the epoch. Scheduler skips a time that does not exist; one that exists twice starts once. */
function startsOn(day: Temporal.PlainDate, times: readonly Temporal.PlainTime[], timeZone: string): number[] {
  return times.flatMap((plainTime) => {
    const start = day.toZonedDateTime({ timeZone, plainTime });
    return start.toPlainTime().equals(plainTime) ? [start.epochMilliseconds / 60_000] : [];
  });
}

/** The days on which the clocks of a zone change; where they change at midnight, both days. */
function daysOfChange(days: readonly Temporal.PlainDate[], timeZone: string): ReadonlySet<string> {
  const [first, last] = [days[0], days.at(-1)];
  const changed = new Set<string>();
  if (first === undefined || last === undefined) return changed;
  const end = last.add({ days: 1 }).toZonedDateTime(timeZone);
  let next = first.toZonedDateTime(timeZone).getTimeZoneTransition('next');
  while (next !== null && Temporal.ZonedDateTime.compare(next, end) <= 0) {
    changed.add(next.subtract({ nanoseconds: 1 }).toPlainDate().toString());
    changed.add(next.toPlainDate().toString());
    next = next.getTimeZoneTransition('next');
  }
  return changed;
}

function gaps(minutes: readonly number[]): number[] {
  return minutes.slice(1).map((minute, index) => minute - (minutes[index] ?? minute));
}

function minuteOfDay({ hour, minute }: Temporal.PlainTime): number {
  return hour * 60 + minute;
}
