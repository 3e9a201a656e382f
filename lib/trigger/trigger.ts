import { ConfigurationError } from '../props/configurationError.ts';
import { DEFAULT_SCHEDULE } from '../props/trigger.ts';
import { type Cron, readCron, YEARS } from './cron.ts';
import { meantBy } from './meant.ts';

/** When EventBridge Scheduler starts something again and again. */
export type Trigger =
  | ({ readonly kind: 'cron' } & Cron)
  /** Counted from its start date, or from its creation. */
  | { readonly kind: 'rate'; readonly minutes: number };

const RATE = /^rate\(([1-9]\d*)\s+(minute|hour|day)s?\)$/;
const MINUTES = { minute: 1, hour: 60, day: 1440 };

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const LONGEST = 256;

/**
 * Reads `rate(…)` and `cron(…)` as EventBridge Scheduler does.
 *
 * @throws ConfigurationError for anything else, also for `at(…)`, which starts once.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function triggerIn(expression: string): Trigger {
  const trigger = readTrigger(expression);
  if (trigger !== undefined) return trigger;
  const like = likeFor(expression);
  throw new ConfigurationError({
    code: 'wrong-value',
    key: 'schedule',
    found: expression,
    must: 'be a rate or a cron expression of EventBridge Scheduler, like "rate(1 day)" or "cron(0 3 * * ? *)" (of the two day fields of cron exactly one is "?")',
    remedy: like === undefined ? undefined : { schedule: like },
  });
}

/** No other rhythm than what was written: where a cron or a rate cannot be understood, there is nothing to give. */
function likeFor(expression: string): string | undefined {
  const meant = meantBy(expression);
  if (meant !== undefined && readTrigger(meant) !== undefined) return meant;
  return /^\s*(cron|rate)\b/i.test(expression) ? undefined : DEFAULT_SCHEDULE;
}

/** Undefined for what EventBridge Scheduler refuses, and for what starts once. */
export function readTrigger(expression: string): Trigger | undefined {
  if (expression.length > LONGEST) return undefined;
  const [, count, unit] = RATE.exec(expression) ?? [];
  if (unit === 'minute' || unit === 'hour' || unit === 'day') {
    return { kind: 'rate', minutes: Number(count) * MINUTES[unit] };
  }
  const cron = readCron(expression);
  return cron && { kind: 'cron', ...cron };
}

/** Whether a text is meant as an expression, which may be a wrong one. */
export function isExpression(text: string): boolean {
  return /^\w+\(/.test(text);
}

/** Days enough to see each irregularity of a calendar, leap years and both changes of the clocks among them. */
const MOST_DAYS = 1000;

const FIRST_YEAR = 2026;
const DAY = 86_400_000;

/** The first days on which a cron starts, from 2026, as days since 1970. */
export function startDays({ startsOn }: Cron): readonly number[] {
  const days: number[] = [];
  let date = Date.UTC(FIRST_YEAR, 0, 1) / DAY;
  let weekday = new Date(date * DAY).getUTCDay() + 1;
  for (let year = FIRST_YEAR; year <= YEARS.last; year += 1) {
    for (let month = 1; month <= 12; month += 1) {
      const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
      for (let day = 1; day <= last; day += 1) {
        if (startsOn({ year, month, day, weekday, last })) days.push(date);
        if (days.length === MOST_DAYS) return days;
        date += 1;
        weekday = (weekday % 7) + 1;
      }
    }
  }
  return days;
}
