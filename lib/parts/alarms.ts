import { Annotations, Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type MetricName, METRICS_NAMESPACE } from '../../lambda/run/metricNames.ts';

/** What the alarms look at of the form that a run has. */
export interface WatchedRun {
  /** The function that reports. Its metrics are the run's. */
  readonly reporter: IFunction;
  /** Each way in which a run can fail without a report. */
  readonly failures: readonly Failure[];
  /** What is wrong when there is a dead letter. */
  readonly deadLettersMean: string;
  /** How much longer one run may take than another, in minutes. */
  readonly slackMinutes: number;
}

export interface Watched extends WatchedRun {
  readonly deadLetters: IQueue;
  /** The first is the trigger's. */
  readonly prefixes: readonly string[];
  /** The longest time between two starts of the trigger, in minutes; undefined where they are dry runs. */
  readonly pauseMinutes: number | undefined;
}

export interface Failure {
  readonly id: string;
  readonly metric: IMetric;
  readonly means: string;
}

/** CloudWatch looks back at most seven days. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const LONGEST_LOOK_BACK_HOURS = 168;

/** A week has an hour more where the clocks are put back in it. */
const LONGEST_WEEK_HOURS = 169;

/** Makes the alarms that say when the promise is in danger, and lets them publish to `topic`. */
export function addAlarms(owner: Construct, watched: Watched, topic: ITopic): Alarm[] {
  const scope = new Construct(owner, 'Alarms');
  const { reporter, failures, deadLetters, prefixes } = watched;
  const alarms = [
    ...noRunAlarm(scope, watched),
    ...failures.map(({ id, metric, means }) => some(scope, id, metric, means)),
    some(
      scope,
      'DeadLetters',
      deadLetters.metricApproximateNumberOfMessagesVisible({ ...hourly, statistic: Stats.MAXIMUM }),
      watched.deadLettersMean,
    ),
    ...prefixes.flatMap((prefix) => [
      some(
        scope,
        `FailedActions-${prefix}`,
        measured('FailedActions', reporter, prefix),
        `Snapshots could not be taken or deleted, a region could not be read, or a run ended without a report (prefix ${prefix}); the report says which`,
      ),
      some(
        scope,
        `FailedSnapshots-${prefix}`,
        measured('FailedSnapshots', reporter, prefix),
        `AWS could not finish a snapshot of a managed volume (prefix ${prefix}); the report says which. Where it happens again and again, the key of the volume may be disabled`,
      ),
      some(
        scope,
        `VolumesWithoutCopy-${prefix}`,
        measured('VolumesWithoutCopy', reporter, prefix),
        `A managed volume has no restorable copy, and none on its way (prefix ${prefix}); the report says which`,
      ),
    ]),
  ];
  for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(topic));
  return alarms;
}

/** How much later than its period a run is missing. */
export const SLACK_MINUTES = 120;

/** A run that is one function. */
export function oneFunction(fn: IFunction): WatchedRun {
  return {
    reporter: fn,
    failures: [
      {
        id: 'FunctionErrors',
        metric: fn.metricErrors(hourly),
        means:
          'The function failed: a setting is wrong, no region could be read, or it ran out of time or memory',
      },
    ],
    deadLettersMean: 'The trigger could not start the function, or the function failed in every try',
    slackMinutes: SLACK_MINUTES,
  };
}

/** How the metrics of failures are read. */
export const hourly = { period: Duration.hours(1), statistic: Stats.SUM };

function measured(metricName: MetricName, reporter: IFunction, prefix: string): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service: reporter.functionName, Prefix: prefix },
    ...hourly,
  });
}

function some(scope: Construct, id: string, metric: IMetric, alarmDescription: string): Alarm {
  return new Alarm(scope, id, {
    metric,
    alarmDescription,
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}

/** No run at all leaves no metric behind, so missing data is what this alarm is about. */
function noRunAlarm(scope: Construct, watched: Watched): Alarm[] {
  const { reporter, prefixes, pauseMinutes, slackMinutes } = watched;
  const [prefix] = prefixes;
  if (prefix === undefined || pauseMinutes === undefined) return [];
  if (pauseMinutes > LONGEST_WEEK_HOURS * 60) {
    Annotations.of(scope).addWarningV2(
      'aws-snapper:noRunAlarm',
      'The trigger is rarer than weekly, and CloudWatch looks back at most seven days: no alarm tells when a run is missing. A trigger that comes daily costs nothing, because only what is due is taken.',
    );
    return [];
  }
  const hours = Math.min(Math.ceil((pauseMinutes + slackMinutes) / 60), LONGEST_LOOK_BACK_HOURS);
  return [
    new Alarm(scope, 'NoRun', {
      metric: measured('RunsFinished', reporter, prefix),
      alarmDescription: `No run with prefix ${prefix} has finished for ${hours} hours`,
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: hours,
      datapointsToAlarm: hours,
      treatMissingData: TreatMissingData.BREACHING,
    }),
  ];
}
