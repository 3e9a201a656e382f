import { Cron } from 'croner';
import { ConfigurationError } from './configurationError.ts';

const RATE = /^rate\(([1-9]\d*) (minute|minutes|hour|hours|day|days)\)$/;
const CRON = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/;
const MINUTES = { minute: 1, minutes: 1, hour: 60, hours: 60, day: 1440, days: 1440 } as const;

/** So many occurrences show every irregularity of a calendar that comes at least weekly. */
const OCCURRENCES = 500;

/**
 * The longest time between two starts of a trigger, in minutes.
 *
 * @throws ConfigurationError for anything but `rate(…)` and `cron(…)` as EventBridge Scheduler reads them:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function longestPause(expression: string, timeZone: string): number {
  const [, count, unit] = RATE.exec(expression) ?? [];
  if (count !== undefined && isUnit(unit)) return Number(count) * MINUTES[unit];
  const fields = CRON.exec(expression)?.slice(1);
  if (fields === undefined) throw wrong(expression);
  const starts = startsOf(fields, timeZone, expression);
  const pauses = starts.slice(1).map((start, index) => start.getTime() - (starts[index]?.getTime() ?? 0));
  return pauses.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...pauses) / 60_000;
}

function isUnit(unit: string | undefined): unit is keyof typeof MINUTES {
  return unit !== undefined && unit in MINUTES;
}

function startsOf(fields: readonly string[], timezone: string, expression: string): Date[] {
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) throw wrong(expression);
  const pattern = ['0', minute, hour, dayOfMonth, month, dayOfWeek, year].join(' ').replaceAll('?', '*');
  try {
    // In EventBridge, 1 is Sunday.
    return new Cron(pattern, { timezone, alternativeWeekdays: true }).nextRuns(
      OCCURRENCES,
      new Date('2026-01-01T00:00:00Z'),
    );
  } catch {
    throw wrong(expression);
  }
}

function wrong(expression: string): ConfigurationError {
  return new ConfigurationError(
    `schedule must be a rate or a cron expression of EventBridge Scheduler, like "rate(1 day)" or "cron(0 3 * * ? *)" (of the two day fields exactly one is "?"), but is ${JSON.stringify(expression)}`,
  );
}
