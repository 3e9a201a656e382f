import { type Cron, plainWeekdays, weekdayName } from './cron.ts';
import { isExpression, readTrigger, startDays, type Trigger } from './trigger.ts';
import { counted } from '../../lambda/core/text.ts';
import { ConfigurationError } from '../props/configurationError.ts';

/** When the follow-up of a run starts. */
export type FollowUp =
  | { readonly kind: 'at'; readonly expression: string; readonly hours: number }
  | { readonly kind: 'none' }
  /** One is wanted, but it cannot be placed. */
  | { readonly kind: 'missing'; readonly why: string; readonly remedy: string };

export interface Followed {
  readonly schedule: string;
  readonly trigger: Trigger;
  /** The longest time between two starts, in minutes. */
  readonly pause: number;
  /** Whether the first start of a rate is known. */
  readonly start: Date | undefined;
}

const DEFAULT_HOURS = 1;
const LONGEST_HOURS = 23;

/** A trigger that comes more often sees soon enough by itself what became of its snapshots. */
const FREQUENT = 180;

/**
 * Finds when the follow-up starts: the trigger's own schedule, shifted, or what a person gives.
 *
 * All of it is time on the clock of the trigger's zone. Where that clock is changed between a start and its
 * follow-up, they are an hour more or less apart on that day.
 *
 * @throws ConfigurationError for a value that is no answer, and for a cron that does not come the same number of
 * whole hours after each start that it follows: a run is told how many hours it follows, and decides for that instant.
 */
export function followUpOf(followed: Followed, followUp: string | false | undefined): FollowUp {
  if (followUp === false) return { kind: 'none' };
  if (followUp === undefined) {
    return followed.pause < FREQUENT ? { kind: 'none' } : shifted(followed, DEFAULT_HOURS);
  }
  if (isExpression(followUp)) return given(followed, followUp);
  const hours = Number(/^([1-9]\d?)h$/.exec(followUp)?.[1]);
  if (!(hours <= LONGEST_HOURS)) {
    throw wrong(followUp, `be 1h to ${LONGEST_HOURS}h, false or a cron expression`, followed);
  }
  return shifted(followed, hours);
}

function shifted({ schedule, trigger, start }: Followed, hours: number): FollowUp {
  if (trigger.kind === 'cron') return shiftedCron(trigger, hours);
  if (trigger.minutes <= hours * 60) return comesAgain(hours);
  if (start !== undefined) return { kind: 'at', expression: schedule, hours };
  return {
    kind: 'missing',
    why: `${schedule} counts from the moment at which AWS creates it, so nobody knows when ${counted(hours, 'hour')} later is`,
    remedy:
      'give its first start, a time to come, as startDate, or a schedule with hours, like "cron(0 3 * * ? *)"',
  };
}

function comesAgain(hours: number): FollowUp {
  return {
    kind: 'missing',
    why: `the trigger comes again within ${counted(hours, 'hour')} of each start`,
    remedy: 'give a shorter one (the shortest is 1h)',
  };
}

const DAY = 1440;

/** Only starts that have the time for it before the next one are followed. */
function shiftedCron(cron: Cron, hours: number): FollowUp {
  const { times } = cron;
  const [first = 0] = times;
  const moved = times
    .filter((time, index) => (times[index + 1] ?? first + DAY) - time > hours * 60)
    .map((time) => time + hours * 60);
  if (moved.length === 0) return comesAgain(hours);
  const isSameDay = moved.every((time) => time < DAY);
  if (isSameDay || isEveryDay(cron)) return { kind: 'at', expression: cronAt(moved, cron.days), hours };
  const nextDays = moved.every((time) => time >= DAY) ? daysAfter(cron.days) : undefined;
  return {
    kind: 'missing',
    why: `${counted(hours, 'hour')} after its last start is the next day, and the schedule does not start every day`,
    remedy:
      nextDays === undefined
        ? `give a cron expression as followUp that comes some whole hours after each start (1 to ${LONGEST_HOURS})`
        : `give followUp as ${JSON.stringify(cronAt(moved, nextDays))}`,
  };
}

function isEveryDay(cron: Cron): boolean {
  const days = startDays(cron);
  const [first = 0] = days;
  return days.length > 1 && days.at(-1) === first + days.length - 1;
}

/** One expression can say it: of an hour, only the last start has the time for a follow-up. */
function cronAt(times: readonly number[], days: Cron['days']): string {
  const hours = inOrder(times.map((time) => Math.floor((time % DAY) / 60)));
  const minutes = inOrder(times.map((time) => time % 60));
  return `cron(${minutes.join(',')} ${hours.join(',')} ${days.join(' ')})`;
}

function inOrder(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}

/** `? * MON-FRI *` → `? * TUE,WED,THU,FRI,SAT *`; undefined where another field than the weekdays limits the days. */
function daysAfter([dayOfMonth, month, dayOfWeek, year]: Cron['days']): Cron['days'] | undefined {
  const weekdays = [dayOfMonth, month, year].join(' ') === '? * *' ? plainWeekdays(dayOfWeek) : undefined;
  const next = weekdays?.map((weekday) => weekdayName(weekday + 1)).join(',');
  return next === undefined ? undefined : ['?', '*', next, '*'];
}

function given(followed: Followed, expression: string): FollowUp {
  const { trigger } = followed;
  const second = readTrigger(expression);
  if (second?.kind !== 'cron') {
    throw wrong(expression, 'be a cron expression of EventBridge Scheduler, 1h to 23h, or false', followed);
  }
  if (trigger.kind !== 'cron') {
    throw wrong(expression, 'be a number of hours where the schedule is a rate', followed);
  }
  const distances = distancesBetween(trigger, second);
  const hours = (distances[0] ?? 0) / 60;
  if (distances.length === 1 && Number.isInteger(hours) && hours >= 1 && hours <= LONGEST_HOURS) {
    return { kind: 'at', expression, hours };
  }
  throw wrong(
    expression,
    `start the same number of whole hours (1 to ${LONGEST_HOURS}) after each start of ${followed.schedule} that it follows, and not at the same time as one (it starts ${listed(distances)} after one)`,
    followed,
  );
}

/** Each time, in minutes, that a start of `second` follows the last one of `first`; 0 where they start together. */
function distancesBetween(first: Cron, second: Cron): readonly number[] {
  const [starts, followers] = [startsOf(first), startsOf(second)];
  const end = (Math.floor((starts.at(-1) ?? 0) / DAY) + 1) * DAY;
  const distances = new Set<number>();
  let index = -1;
  for (const follower of followers) {
    while ((starts[index + 1] ?? Infinity) <= follower) index += 1;
    const start = starts[index];
    if (start !== undefined && follower < end) distances.add(follower - start);
  }
  return [...distances].toSorted((a, b) => a - b);
}

function startsOf(cron: Cron): readonly number[] {
  return startDays(cron).flatMap((day) => cron.times.map((time) => day * DAY + time));
}

function listed(minutes: readonly number[]): string {
  const some = minutes.slice(0, 3).map((each) => `${Math.floor(each / 60)} h ${each % 60} min`);
  const more = minutes.length > some.length ? ' and more' : '';
  return some.length === 0 ? 'never' : `${some.join(', ')}${more}`;
}

function wrong(found: string, must: string, followed: Followed): ConfigurationError {
  const isPlaced = shifted(followed, DEFAULT_HOURS).kind === 'at';
  const remedy = { followUp: isPlaced ? '1h' : false };
  return new ConfigurationError({ code: 'wrong-value', key: 'followUp', found, must, remedy });
}
