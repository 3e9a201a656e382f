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
import { type MetricName, METRICS_NAMESPACE } from '../lambda/metricNames.ts';

export interface Watched {
  readonly fn: IFunction;
  readonly deadLetters: IQueue;
  /** The first is the trigger's. */
  readonly prefixes: readonly string[];
  /** The longest time between two starts of the trigger, in minutes; undefined where they are dry runs. */
  readonly pauseMinutes: number | undefined;
}

const SLACK_MINUTES = 120;

/** CloudWatch looks back at most seven days. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const LONGEST_LOOK_BACK_HOURS = 168;

/** A week has an hour more where the clocks are put back in it. */
const LONGEST_WEEK_HOURS = 169;

/** Makes the alarms that say when the promise is in danger, and lets them publish to `topic`. */
export function addAlarms(owner: Construct, watched: Watched, topic: ITopic): Alarm[] {
  const scope = new Construct(owner, 'Alarms');
  const { fn, deadLetters, prefixes } = watched;
  const alarms = [
    ...noRunAlarm(scope, watched),
    some(
      scope,
      'FunctionErrors',
      fn.metricErrors(hourly),
      'The function failed: a setting is wrong, no region could be read, or it ran out of time or memory',
    ),
    some(
      scope,
      'DeadLetters',
      deadLetters.metricApproximateNumberOfMessagesVisible({ ...hourly, statistic: Stats.MAXIMUM }),
      'The trigger could not start the function, or the function failed in every try',
    ),
    ...prefixes.flatMap((prefix) => [
      some(
        scope,
        `FailedActions-${prefix}`,
        measured('FailedActions', fn, prefix),
        `Snapshots could not be taken or deleted, or a region could not be read (prefix ${prefix}); the report says which`,
      ),
      some(
        scope,
        `VolumesWithoutCopy-${prefix}`,
        measured('VolumesWithoutCopy', fn, prefix),
        `A managed volume has no restorable copy, and none on its way (prefix ${prefix}); the report says which`,
      ),
    ]),
  ];
  for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(topic));
  return alarms;
}

const hourly = { period: Duration.hours(1), statistic: Stats.SUM };

function measured(metricName: MetricName, fn: IFunction, prefix: string): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service: fn.functionName, Prefix: prefix },
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
function noRunAlarm(scope: Construct, { fn, prefixes, pauseMinutes }: Watched): Alarm[] {
  const [prefix] = prefixes;
  if (prefix === undefined || pauseMinutes === undefined) return [];
  if (pauseMinutes > LONGEST_WEEK_HOURS * 60) {
    Annotations.of(scope).addWarningV2(
      'aws-snapper:noRunAlarm',
      'The trigger is rarer than weekly, and CloudWatch looks back at most seven days: no alarm tells when a run is missing. A trigger that comes daily costs nothing, because only what is due is taken.',
    );
    return [];
  }
  const hours = Math.min(Math.ceil((pauseMinutes + SLACK_MINUTES) / 60), LONGEST_LOOK_BACK_HOURS);
  return [
    new Alarm(scope, 'NoRun', {
      metric: measured('RunsFinished', fn, prefix),
      alarmDescription: `No run with prefix ${prefix} has finished for ${hours} hours`,
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: hours,
      datapointsToAlarm: hours,
      treatMissingData: TreatMissingData.BREACHING,
    }),
  ];
}
