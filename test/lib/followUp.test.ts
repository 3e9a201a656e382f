import fc from 'fast-check';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { neverReached } from '../../lambda/core/neverReached.ts';
import type { AwsSnapperProps } from '../../lib/props/awsSnapperProps.ts';
import { ConfigurationError } from '../../lib/props/configurationError.ts';
import { startDays, triggerIn } from '../../lib/trigger/trigger.ts';
import { amount } from '../amounts.ts';
import { triggersOf } from '../../lib/trigger/triggers.ts';
import { deployed } from './deployed.ts';
import { deployment, removeOutput } from './deployment.ts';

afterAll(removeOutput);

/** When the follow-up comes, and after how many hours; or why it does not. */
function followUpOf(schedule: string, followUp?: string | false, startDate?: string): string {
  const found = triggersOf({ schedule, followUp, startDate }).followUp;
  switch (found.kind) {
    case 'at':
      return `${found.expression} after ${found.hours}h`;
    case 'none':
      return 'none';
    case 'missing':
      return `missing: ${found.why}; ${found.remedy}`;
    default:
      return neverReached(found);
  }
}

function refusalOf(schedule: string, followUp: string): string {
  try {
    return `no refusal, but ${followUpOf(schedule, followUp)}`;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message;
  }
}

describe('the follow-up is the trigger, an hour later', () => {
  test.for([
    ['daily', 'cron(0 3 * * ? *)', 'cron(0 4 * * ? *)'],
    ['daily, the other way round', 'cron(0 3 ? * * *)', 'cron(0 4 ? * * *)'],
    ['at several hours', 'cron(0 3,15 * * ? *)', 'cron(0 4,16 * * ? *)'],
    ['in steps', 'cron(30 0/6 * * ? *)', 'cron(30 1,7,13,19 * * ? *)'],
    ['in ranges', 'cron(0 8-18/5 ? * MON-FRI *)', 'cron(0 9,14,19 ? * MON-FRI *)'],
    ['on working days', 'cron(0 3 ? * MON-FRI *)', 'cron(0 4 ? * MON-FRI *)'],
    ['on the last of the month', 'cron(0 22 L * ? *)', 'cron(0 23 L * ? *)'],
    ['in one year', 'cron(15 3 3W JAN-JUN ? 2027)', 'cron(15 4 3W JAN-JUN ? 2027)'],
    ['over midnight, where each day is listed', 'cron(30 23 * * ? *)', 'cron(30 0 * * ? *)'],
    ['over midnight now and then', 'cron(0 11,23 * * ? *)', 'cron(0 0,12 * * ? *)'],
    ['over midnight, where each weekday is listed', 'cron(30 23 ? * SUN-SAT *)', 'cron(30 0 ? * SUN-SAT *)'],
    ['every three hours', 'cron(0 */3 * * ? *)', 'cron(0 1,4,7,10,13,16,19,22 * * ? *)'],
  ] as const)('%s: %s', ([, schedule, expression]) => {
    expect(followUpOf(schedule)).toBe(`${expression} after 1h`);
  });

  test('only a start that has the time for it before the next one is followed', () => {
    expect(followUpOf('cron(0 8-18 ? * MON-FRI *)')).toBe('cron(0 19 ? * MON-FRI *) after 1h');
    expect(followUpOf('cron(0,30 3,5 * * ? *)')).toBe('cron(30 4,6 * * ? *) after 1h');
    expect(followUpOf('cron(0/30 20-2 ? * MON-FRI *)')).toBe('cron(30 3 ? * MON-FRI *) after 1h');
  });

  test('as many hours later as are given', () => {
    expect(followUpOf('cron(0 3 * * ? *)', '5h')).toBe('cron(0 8 * * ? *) after 5h');
    expect(followUpOf('cron(0 3 * * ? *)', '23h')).toBe('cron(0 2 * * ? *) after 23h');
  });

  test('of a rate with a start date is the same rate', () => {
    expect(followUpOf('rate(12 hours)', undefined, '2027-01-01T03:00:00Z')).toBe('rate(12 hours) after 1h');
  });
});

describe('there is none', () => {
  test.for(['rate(1 hour)', 'rate(30 minutes)', 'cron(0 */2 * * ? *)', 'cron(0 * * * ? *)'])(
    'after %s, which comes more often than every three hours',
    (schedule) => {
      expect(followUpOf(schedule)).toBe('none');
    },
  );

  test('unless it is asked for', () => {
    expect(followUpOf('cron(0 */2 * * ? *)', '1h')).toMatch(/^cron\(0 1,3,5,.*,23 .* after 1h$/);
  });

  test('where a person wants none', () => {
    expect(followUpOf('cron(0 3 * * ? *)', false)).toBe('none');
  });

  test('of a dry run, which leaves nothing to look after', () => {
    expect(triggersOf({ dryRun: true }).followUp).toEqual({ kind: 'none' });
  });
});

describe('where it cannot be placed, it is said why and what to give', () => {
  test.for([
    ['cron(30 23 ? * MON-FRI *)', 'the next day', '"cron(30 0 ? * TUE,WED,THU,FRI,SAT *)"'],
    ['cron(0 23 ? * SAT *)', 'the next day', '"cron(0 0 ? * SUN *)"'],
    ['cron(30 23 L * ? *)', 'the next day', 'give a cron expression as followUp'],
    ['cron(30 11,23 ? * MON-FRI *)', 'the next day', 'give a cron expression as followUp'],
    ['cron(30 23 ? JAN MON *)', 'the next day', 'give a cron expression as followUp'],
    ['cron(30 23 ? * 6#3 *)', 'the next day', 'give a cron expression as followUp'],
    ['rate(1 day)', 'nobody knows when', 'startDate'],
  ] as const)('%s', ([schedule, why, remedy]) => {
    const said = followUpOf(schedule);
    expect(said).toMatch(/^missing: /);
    expect(said).toContain(why);
    expect(said).toContain(remedy);
  });

  test.for([
    ['cron(0 * * * ? *)', '1h'],
    ['cron(0 3,5 * * ? *)', '23h'],
    ['rate(1 hour)', '1h'],
  ] as const)('%s comes again within %s', ([schedule, followUp]) => {
    expect(followUpOf(schedule, followUp)).toContain('comes again within');
  });

  test('what it says to give is taken', () => {
    const schedule = 'cron(30 23 ? * MON-FRI *)';
    const [, value = ''] = /give followUp as "(.*)"/.exec(followUpOf(schedule)) ?? [];
    expect(followUpOf(schedule, value)).toBe(`${value} after 1h`);
  });
});

/** Each start of an expression, in minutes. */
function startsOf(expression: string): readonly number[] {
  const trigger = triggerIn(expression);
  if (trigger.kind === 'rate') throw new Error(`${expression} has no hours`);
  return startDays(trigger).flatMap((day) => trigger.times.map((time) => day * 1440 + time));
}

/** Some numbers from 0. */
function some(last: number) {
  return fc.uniqueArray(fc.integer({ min: 0, max: last }), { minLength: 1, maxLength: 3 });
}

test('a follow-up that is placed comes its hours after a start, and before the next one', () => {
  const days = fc.constantFrom('* * ?', '? * MON-FRI', 'L * ?', '? * 6#2', '1-31 * ?', '? JAN SUN');
  fc.assert(
    fc.property(some(59), some(23), days, fc.integer({ min: 1, max: 23 }), (minutes, hours, on, after) => {
      const schedule = `cron(${minutes.join(',')} ${hours.join(',')} ${on} 2027)`;
      const { followUp } = triggersOf({ schedule, followUp: `${after}h` });
      fc.pre(followUp.kind === 'at');
      const starts = startsOf(schedule);
      const followUps = new Set(startsOf(followUp.expression));
      const all = [...starts, ...followUps].toSorted((a, b) => a - b);
      // On the first day of the year it may follow the last start of the year before.
      const distances = all.flatMap((start, index) =>
        index > 0 && followUps.has(start) ? start - (all[index - 1] ?? 0) : [],
      );
      expect([...new Set(distances)]).toEqual([after * 60]);
    }),
    { numRuns: amount({ sample: 20, long: 300 }) },
  );
});

describe('a cron of a person', () => {
  test.for([
    ['an hour after a start on another day', 'cron(30 23 L * ? *)', 'cron(30 0 1 * ? *)', 1],
    ['three hours later', 'cron(0 3 * * ? *)', 'cron(0 6 * * ? *)', 3],
    ['after some of the starts only', 'cron(0 8-18 ? * MON-FRI *)', 'cron(0 20 ? * FRI *)', 2],
    ['in the steps of the trigger', 'cron(0 0/8 * * ? *)', 'cron(0 2/8 * * ? *)', 2],
    ['each Monday after a daily run', 'cron(0 1,3 * * ? *)', 'cron(0 2 ? * MON *)', 1],
  ] as const)('%s: %s, then %s', ([, schedule, followUp, hours]) => {
    expect(followUpOf(schedule, followUp)).toBe(`${followUp} after ${hours}h`);
  });

  test.for([
    ['at the same time', 'cron(0 3 * * ? *)', 'cron(0 3 * * ? *)'],
    ['now and then at the same time', 'cron(0 3,4 * * ? *)', 'cron(0 4,5 * * ? *)'],
    ['half an hour later', 'cron(0 3 * * ? *)', 'cron(30 3 * * ? *)'],
    ['sometimes an hour, sometimes two', 'cron(0 3,15 * * ? *)', 'cron(0 4,17 * * ? *)'],
    ['on days on which nothing runs', 'cron(0 3 ? * MON-FRI *)', 'cron(0 4 * * ? *)'],
    ['never', 'cron(0 3 * * ? *)', 'cron(0 4 31 2 ? *)'],
    ['after a whole day', 'cron(0 3 1 * ? *)', 'cron(0 3 2 * ? *)'],
    ['as a rate', 'cron(0 3 * * ? *)', 'rate(1 day)'],
    ['once', 'cron(0 3 * * ? *)', 'at(2027-01-01T04:00:00)'],
    ['not as AWS reads it', 'cron(0 3 * * ? *)', 'cron(0 4 * * *)'],
  ] as const)('%s is refused: %s, then %s', ([, schedule, followUp]) => {
    const said = refusalOf(schedule, followUp);
    expect(said).toMatch(/^followUp must /);
    expect(said).toContain(followUp);
    expect(said).toContain('use "1h"');
  });

  test('after a rate, nobody knows how much later it comes', () => {
    expect(refusalOf('rate(1 day)', 'cron(0 4 * * ? *)')).toContain('followUp must be a number of hours');
  });

  test.for(['24h', '0h', '1d', '60m', 'yes', 'true', ''])('%j is no number of hours', (followUp) => {
    expect(refusalOf('cron(0 3 * * ? *)', followUp)).toContain('be 1h to 23h, false or a cron expression');
  });

  test('where an hour cannot be placed either, none is proposed', () => {
    expect(refusalOf('cron(30 23 L * ? *)', '1d')).toContain('use false');
  });
});

describe('in the template', () => {
  test('it starts the same, and says how long after the run it comes', () => {
    const [run, followUp, ...others] = schedulesOf({ timeZone: 'Europe/Berlin' });
    expect(others).toEqual([]);
    expect(followUp).toEqual({
      ...run,
      Description: 'Looks what became of the snapshots of the run before',
      ScheduleExpression: 'cron(0 4 * * ? *)',
      Target: {
        ...run?.Target,
        Input: '{"follow_up":"1h","scheduled_time":"<aws.scheduler.scheduled-time>"}',
      },
    });
  });

  test('both of a rate have a start date, and the same template comes of each synth', () => {
    const props = { schedule: 'rate(12 hours)', startDate: '2027-01-01T03:00:00Z', followUp: '2h' };
    const schedules = schedulesOf(props);
    expect(schedules.map(({ StartDate }) => StartDate)).toEqual([
      '2027-01-01T03:00:00.000Z',
      '2027-01-01T05:00:00.000Z',
    ]);
    expect(schedulesOf(props)).toEqual(schedules);
  });

  test('without one there is the trigger alone', () => {
    expect(schedulesOf({ followUp: false })).toHaveLength(1);
    expect(schedulesOf({ dryRun: true })).toHaveLength(1);
  });

  test('synth warns where it is missing, and not where nobody wants it', () => {
    const warned = deployment({ schedule: 'cron(30 23 ? * MON-FRI *)' });
    Annotations.fromStack(warned.stack).hasWarning(
      '*',
      Match.stringLikeRegexp('No follow-up comes after a run.*TUE,WED,THU,FRI,SAT.*as false'),
    );
    const emails = ['ops@example.com'];
    const silent = deployment({ schedule: 'cron(30 23 ? * MON-FRI *)', followUp: false, emails });
    expect(Annotations.fromStack(silent.stack).findWarning('*', Match.anyValue())).toEqual([]);
  });

  test('it does not shorten how long the alarm waits for a run', () => {
    expect(waits({ followUp: '12h' })).toBe(26);
    expect(waits({ followUp: false })).toBe(26);
  });
});

function schedulesOf(props: AwsSnapperProps) {
  return deployed(deployment(props).template()).all('AWS::Scheduler::Schedule');
}

/** After this number of hours without a run an alarm rings. */
function waits(props: AwsSnapperProps): unknown {
  const alarms = deployed(deployment(props).template()).all('AWS::CloudWatch::Alarm');
  return alarms.find(
    ({ MetricName, TreatMissingData }) => MetricName === 'RunsFinished' && TreatMissingData === 'missing',
  )?.['EvaluationPeriods'];
}
