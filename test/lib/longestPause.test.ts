import { describe, expect, test } from 'vitest';
import { shown } from '../../lambda/settings/mistake.ts';
import { amount } from '../amounts.ts';
import { longestPause } from '../../lib/trigger/longestPause.ts';
import { triggerIn } from '../../lib/trigger/trigger.ts';

/** A trigger that is rare is looked at for centuries. */
const EVERY = amount({ sample: 5, long: 1 });
const isAsked = (_: unknown, index: number): boolean => index % EVERY === 0;

const HOUR = 60;
const DAY = 24 * HOUR;

/** EventBridge Scheduler: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
describe('the longest time between two starts', () => {
  const CASES: readonly [what: string, expression: string, minutes: number][] = [
    ['a rate', 'rate(1 day)', DAY],
    ['a rate in the plural', 'rate(2 days)', 2 * DAY],
    ['hours', 'rate(12 hours)', 12 * HOUR],
    ['minutes', 'rate(90 minutes)', 90],
    ['daily', 'cron(0 3 * * ? *)', DAY],
    ['daily, the other way round', 'cron(0 3 ? * * *)', DAY],
    ['twice a day, unevenly', 'cron(0 8,18 * * ? *)', 14 * HOUR],
    ['hourly', 'cron(0 * * * ? *)', HOUR],
    ['every quarter of an hour', 'cron(*/15 * * * ? *)', 15],
    ['every quarter of an hour, as EventBridge documents it', 'cron(0/15 * * * ? *)', 15],
    ['every six hours', 'cron(0 */6 * * ? *)', 6 * HOUR],
    ['every six hours, as EventBridge documents it', 'cron(0 0/6 * * ? *)', 6 * HOUR],
    ['on working days, over the weekend', 'cron(0 3 ? * MON-FRI *)', 3 * DAY],
    ['1 is Sunday, so 2-6 are the working days', 'cron(0 3 ? * 2-6 *)', 3 * DAY],
    ['1 is Sunday, so 1,2 are neighbours', 'cron(0 3 ? * 1,2 *)', 6 * DAY],
    ['1 is Sunday, so 7,1 are neighbours', 'cron(0 3 ? * 7,1 *)', 6 * DAY],
    ['1 is Sunday', 'cron(0 3 ? * 1,SUN *)', 7 * DAY],
    ['7 is Saturday', 'cron(0 3 ? * 7,SAT *)', 7 * DAY],
    ['weekly', 'cron(0 3 ? * SUN *)', 7 * DAY],
    ['in office hours, over the weekend', 'cron(0 8-18 ? * MON-FRI *)', (2 * 24 + 14) * HOUR],
    ['every minute of office hours, over the weekend', 'cron(* 8-18 ? * MON-FRI *)', 2 * DAY + 13 * HOUR + 1],
    ['monthly', 'cron(0 3 1 * ? *)', 31 * DAY],
    ['on the last of the month', 'cron(0 3 L * ? *)', 31 * DAY],
    ['on the working day nearest to the 15th', 'cron(0 3 15W * ? *)', 32 * DAY],
    ['on the last Friday', 'cron(0 3 ? * FRIL *)', 35 * DAY],
    ['on the last Friday, where 6 is Friday', 'cron(0 3 ? * 6L *)', 35 * DAY],
    ['on the third Friday', 'cron(0 3 ? * 6#3 *)', 35 * DAY],
    ['on the last day of the week, which is Saturday', 'cron(0 3 ? * L *)', 7 * DAY],
    ['over the weekend, by a range that wraps', 'cron(0 3 ? * SAT-MON *)', 5 * DAY],
    ['through the night, by a range that wraps', 'cron(0/30 20-2 * * ? *)', 17.5 * HOUR],
    ['in a singular that AWS takes as well', 'rate(2 day)', 2 * DAY],
    ['in a plural that AWS takes as well', 'rate(1 days)', DAY],
    ['with two spaces between its fields', 'cron(0  3 * * ? *)', DAY],
    ['in small letters', 'cron(0 3 ? * mon-fri *)', 3 * DAY],
  ];

  test.for(CASES.filter(isAsked))('%s: %s', ([, expression, minutes]) => {
    expect(longestPause(triggerIn(expression), 'UTC')).toBe(minutes);
  });
});

describe('what comes more rarely than weekly is known to', () => {
  const CASES = [
    ['monthly', 'cron(0 3 1 * ? *)'],
    ['yearly', 'cron(0 3 1 1 ? *)'],
    ['in leap years', 'cron(0 3 29 2 ? *)'],
    ['hourly, but in January only', 'cron(0 * * 1 ? *)'],
    ['every minute, but on one day of the month', 'cron(* * 1 * ? *)'],
    ['once', 'cron(0 3 1 1 ? 2100)'],
    ['never', 'cron(0 3 31 2 ? *)'],
    ['never again', 'cron(0 3 * * ? 2020)'],
  ] as const;

  test.for(CASES.filter(isAsked))('%s: %s', ([, expression]) => {
    expect(longestPause(triggerIn(expression), 'UTC')).toBeGreaterThan(7 * DAY);
  });
});

describe('where clocks are changed', () => {
  const CASES: readonly [what: string, expression: string, zone: string, minutes: number][] = [
    ['a rate does not care', 'rate(1 day)', 'Europe/Berlin', DAY],
    ['one day a year has 25 hours', 'cron(0 3 * * ? *)', 'Europe/Berlin', DAY + HOUR],
    ['one weekend a year is longer', 'cron(0 4 ? * MON-FRI *)', 'America/New_York', 3 * DAY + HOUR],
    ['half an hour is half an hour', 'cron(0 12 * * ? *)', 'Australia/Lord_Howe', DAY + 30],
    ['where nothing is changed nothing changes', 'cron(0 3 * * ? *)', 'Asia/Tokyo', DAY],
    [
      'a midnight that is skipped costs no other start of its day',
      'cron(0 */6 * * ? *)',
      'America/Santiago',
      11 * HOUR,
    ],
    // Scheduler skips a time that does not exist, so a day has no start at all.
    ['02:30 is not there in spring', 'cron(30 2 * * ? *)', 'Europe/Berlin', 47 * HOUR],
    ['03:00, the default, is not there in spring', 'cron(0 3 * * ? *)', 'Europe/Helsinki', 47 * HOUR],
  ];

  test.for(CASES.filter(isAsked))('%s: %s in %s', ([, expression, zone, minutes]) => {
    expect(longestPause(triggerIn(expression), zone)).toBe(minutes);
  });
});

describe('what EventBridge Scheduler would refuse is refused with the value and two to use', () => {
  test.for([
    ['five fields, as in a crontab', 'cron(0 3 * * *)'],
    ['five fields with a ?', 'cron(0 3 * * ?)'],
    ['seven fields', 'cron(0 0 3 * * ? *)'],
    ['no brackets', '0 3 * * ? *'],
    ['both day fields ?', 'cron(0 3 ? * ? *)'],
    ['neither day field ?', 'cron(0 3 * * * *)'],
    ['neither day field ?, both set', 'cron(0 3 1 * MON *)'],
    ['? where no day is', 'cron(? 3 * * ? *)'],
    ['? for the hour', 'cron(0 ? * * ? *)'],
    ['? for the month', 'cron(0 3 * ? ? *)'],
    ['a minute that is not', 'cron(60 3 * * ? *)'],
    ['an hour that is not', 'cron(0 24 * * ? *)'],
    ['a day that is not', 'cron(0 3 32 * ? *)'],
    ['a month that is not', 'cron(0 3 1 13 ? *)'],
    ['weekday 0, which a crontab has', 'cron(0 3 ? * 0 *)'],
    ['weekday 8', 'cron(0 3 ? * 8 *)'],
    ['a weekday that is not', 'cron(0 3 ? * MOON *)'],
    ['a rate of nothing', 'rate(0 days)'],
    ['a negative rate', 'rate(-1 days)'],
    ['a fraction', 'rate(1.5 days)'],
    ['a unit that is not', 'rate(1 week)'],
    ['a rate without a unit', 'rate(1)'],
    ['one time only', 'at(2026-01-01T03:00:00)'],
    ['a year before the first', 'cron(0 3 * * ? 1969)'],
    ['a year after the last', 'cron(0 3 * * ? 2200)'],
    ['years that run backwards', 'cron(0 3 * * ? 2030-2027)'],
    ['two weekdays counted in the month', 'cron(0 3 ? * 3#1,6#3 *)'],
    ['another weekday beside one', 'cron(0 3 ? * MON,6#3 *)'],
    ['the sixth Friday', 'cron(0 3 ? * 6#6 *)'],
    ['a step of nothing', 'cron(0/0 3 * * ? *)'],
    ['a step longer than the hour', 'cron(0/99 3 * * ? *)'],
    ['an empty place in a list', 'cron(,0 3 * * ? *)'],
    ['W without a date', 'cron(0 3 W * ? *)'],
    ['W of a weekday', 'cron(0 3 ? * MONW *)'],
    ['L for the hour', 'cron(0 L * * ? *)'],
    ['# for the date', 'cron(0 3 6#3 * ? *)'],
    ['a weekday written out', 'cron(0 3 ? * MONDAY *)'],
    ['more than AWS reads', `cron(${Array(90).fill(10).join(',')} 3 * * ? *)`],
    ['a word', 'daily'],
    ['nothing', ''],
    ['a space too many', 'cron(0 3 * * ? *) '],
    ['capitals', 'CRON(0 3 * * ? *)'],
  ] as const)('%s: %s', ([, expression]) => {
    const message = refusalOf(expression);
    for (const one of [shown(expression), 'rate(1 day)', 'cron(0 3 * * ? *)']) {
      expect(message).toContain(one);
    }
  });
});

function refusalOf(expression: string): string {
  try {
    return `no refusal, but ${longestPause(triggerIn(expression), 'UTC')} minutes`;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return `${error.name}: ${error.message}`;
  }
}

describe('a schedule of another program is answered with its rhythm', () => {
  test.for([
    ['cron(0 * * * *)', 'cron(0 * * * ? *)'],
    ['0 3 * * *', 'cron(0 3 * * ? *)'],
    ['0 3 * * 1-5', 'cron(0 3 ? * MON-FRI *)'],
    ['0 3 * * 0,6', 'cron(0 3 ? * SUN,SAT *)'],
    ['*/30 8-18 1,15 * *', 'cron(*/30 8-18 1,15 * ? *)'],
    ['cron(0 3 * * ?)', 'cron(0 3 * * ? *)'],
    ['cron(0 3 * * * *)', 'cron(0 3 * * ? *)'],
    ['cron(0 3 * * MON *)', 'cron(0 3 ? * MON *)'],
    ['cron(0 3 ? * ? *)', 'cron(0 3 * * ? *)'],
    ['cron(0 0 3 * * ? *)', 'cron(0 3 * * ? *)'],
    ['CRON(0 3 * * ? *)', 'cron(0 3 * * ? *)'],
    [' cron(0 3 * * ? *) ', 'cron(0 3 * * ? *)'],
    ['0 3 * * ? *', 'cron(0 3 * * ? *)'],
    ['rate(2 weeks)', 'rate(14 days)'],
    ['@hourly', 'rate(1 hour)'],
    ['daily', 'cron(0 3 * * ? *)'],
    ['nightly', 'cron(0 3 * * ? *)'],
  ] as const)('%s: %s', ([expression, like]) => {
    expect(refusalOf(expression)).toMatch(/; use "/);
    expect(refusalOf(expression).split('; use ')[1]).toBe(JSON.stringify(like));
  });

  test.for([
    'cron(0 24 * * ? *)',
    'cron(0 3 1 * 1)',
    'cron(0 3 1 * MON *)',
    'rate(1.5 hours)',
    'rate(0 hours)',
  ])('%s could mean several, so nothing is proposed', (expression) => {
    expect(refusalOf(expression)).not.toContain('; use ');
  });
});
