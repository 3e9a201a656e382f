import { Duration, TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { afterAll, describe, expect, test } from 'vitest';
import type { AwsSnapperProps } from '../../lib/props/awsSnapperProps.ts';
import { deployment, removeOutput } from './deployment.ts';

/** A schedule as a `ScheduleExpression` of the CDK. */

afterAll(removeOutput);

const BERLIN = TimeZone.of('Europe/Berlin');

const templateOf = (props: AwsSnapperProps) => deployment(props).template().toJSON();

describe('a schedule expression', () => {
  test.for<[what: string, props: AwsSnapperProps, same: AwsSnapperProps]>([
    [
      'cron',
      { schedule: ScheduleExpression.cron({ minute: '0', hour: '22', weekDay: 'MON-FRI' }) },
      { schedule: 'cron(0 22 ? * MON-FRI *)' },
    ],
    ['rate', { schedule: ScheduleExpression.rate(Duration.hours(12)) }, { schedule: 'rate(12 hours)' }],
    ['literal', { schedule: ScheduleExpression.expression('rate(1 day)') }, { schedule: 'rate(1 day)' }],
    [
      'that names the zone of the deployment',
      {
        schedule: ScheduleExpression.cron({ minute: '30', hour: '1', timeZone: BERLIN }),
        timeZone: 'Europe/Berlin',
      },
      { schedule: 'cron(30 1 * * ? *)', timeZone: 'Europe/Berlin' },
    ],
    [
      'that names no zone and so takes that of the deployment',
      { schedule: ScheduleExpression.cron({ minute: '30', hour: '1' }), timeZone: 'Europe/Berlin' },
      { schedule: 'cron(30 1 * * ? *)', timeZone: 'Europe/Berlin' },
    ],
    [
      'in UTC, as everything is by default',
      { schedule: ScheduleExpression.cron({ minute: '30', hour: '1', timeZone: TimeZone.of('UTC') }) },
      { schedule: 'cron(30 1 * * ? *)' },
    ],
  ])('%s gives the same template as its text', ([, props, same]) => {
    expect(templateOf(props)).toEqual(templateOf(same));
  });

  test.for<[props: AwsSnapperProps, says: string]>([
    [
      {
        schedule: ScheduleExpression.cron({ minute: '0', hour: '3', timeZone: BERLIN }),
        timeZone: 'Asia/Tokyo',
      },
      'timeZone must be the zone of schedule (Europe/Berlin), because the hours in tags are read in the zone of the trigger, but is "Asia/Tokyo"; use "Europe/Berlin"',
    ],
    [
      { schedule: ScheduleExpression.cron({ minute: '0', hour: '3', timeZone: BERLIN }) },
      'timeZone must be the zone of schedule (Europe/Berlin), because the hours in tags are read in the zone of the trigger, but is not given; use "Europe/Berlin"',
    ],
    [
      { schedule: ScheduleExpression.at(new Date('2027-01-01T03:00:00Z')) },
      'schedule must be a rate or a cron expression of EventBridge Scheduler',
    ],
    [
      { schedule: ScheduleExpression.cron({ minute: '0', hour: '25' }) },
      'schedule must be a rate or a cron expression of EventBridge Scheduler',
    ],
    [
      { schedule: ScheduleExpression.cron({ minute: '0', hour: '3' }), startDate: '2027-01-01T03:00:00Z' },
      'startDate must be absent beside cron(0 3 * * ? *), which has its own hours',
    ],
  ])('with %j is refused', ([props, says]) => {
    expect(() => templateOf(props)).toThrow(says);
  });
});
