import { Cron } from 'croner';
import { Temporal } from 'temporal-polyfill';
import { ConfigurationError } from '../props/configurationError.ts';

const RATE = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/;
const CRON = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/;
const MINUTES = new Map([
  ['minute', 1],
  ['hour', 60],
  ['day', 1440],
]);

/**
 * The longest time between two starts of a trigger, in minutes; infinite where there are not two.
 *
 * @throws ConfigurationError for anything but `rate(…)` and `cron(…)` as EventBridge Scheduler reads them:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function longestPause(expression: string, timeZone: string): number {
  const [, count, unit = ''] = RATE.exec(expression) ?? [];
  const minutes = MINUTES.get(unit);
  if (minutes !== undefined) return Number(count) * minutes;
  const fields = CRON.exec(expression)?.slice(1);
  if (fields === undefined) throw wrong(expression);
  return longestPauseOfCron(fields, expression, timeZone);
}

/** Days enough to see each irregularity of a calendar, leap years and both changes of the clocks among them. */
const DAYS = 1000;
const FROM = new Date('2026-01-01T00:00:00Z');

/** Looks at the days on which the trigger starts and at its times of a day apart, so that dense ones stay cheap. */
function longestPauseOfCron(fields: readonly string[], expression: string, timeZone: string): number {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields;
  const isWhole = (dayOfMonth === '?') !== (dayOfWeek === '?') && ![minute, hour, month, year].includes('?');
  // In EventBridge, 1 is Sunday and 7 is Saturday.
  if (!isWhole || /[089]/.test(dayOfWeek)) throw wrong(expression);
  try {
    const noons = starts(['0', '12', dayOfMonth, month, dayOfWeek, year]).nextRuns(DAYS, FROM);
    const times = startsOfFirstDay(starts([minute, hour, '*', '*', '*', '*']));
    return longestGap(noons.map(dateOf), times.map(timeOf), timeZone);
  } catch {
    throw wrong(expression);
  }
}

function starts(fields: readonly string[]): Cron {
  const pattern = ['0', ...fields].join(' ').replaceAll('?', '*');
  return new Cron(pattern, { utcOffset: 0, alternativeWeekdays: true, sloppyRanges: true });
}

function startsOfFirstDay(cron: Cron): Date[] {
  const times: Date[] = [];
  let next = cron.nextRun(new Date(FROM.getTime() - 1));
  while (next !== null && next.getUTCDate() === FROM.getUTCDate()) {
    times.push(next);
    next = cron.nextRun(next);
  }
  return times;
}

function dateOf(instant: Date): Temporal.PlainDate {
  return Temporal.PlainDate.from(instant.toISOString().slice(0, 10));
}

function timeOf(instant: Date): Temporal.PlainTime {
  return Temporal.PlainTime.from(instant.toISOString().slice(11, 19));
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

function wrong(expression: string): ConfigurationError {
  return new ConfigurationError({
    code: 'wrong-value',
    key: 'schedule',
    found: expression,
    must: 'be a rate or a cron expression of EventBridge Scheduler, like "rate(1 day)" (of the two day fields of cron exactly one is "?")',
    remedy: { schedule: 'cron(0 3 * * ? *)' },
  });
}
