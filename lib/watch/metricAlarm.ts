import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type MetricName, METRICS_NAMESPACE, type ProverMetricName } from '../../lambda/run/metricNames.ts';

/** One thing of which no run may find any. */
export interface Failure {
  readonly id: string;
  readonly metric: IMetric;
  /** What is wrong, and where to look first. */
  readonly means: string;
  /** How an hour without a number is read. @default the alarm stays as it is */
  readonly silence?: TreatMissingData;
}

/** How the metrics of failures are read. */
export const hourly = { period: Duration.hours(1), statistic: Stats.SUM };

/** What a function measures of one prefix. */
export function measured(
  metricName: MetricName | ProverMetricName,
  reporter: IFunction,
  prefix: string,
): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service: reporter.functionName, Prefix: prefix },
    ...hourly,
  });
}

/**
 * An alarm on one or more of something.
 *
 * Most hours have no run. The alarm then stays as the last run left it: it is over when a run finds it over, and a
 * new alarm says nothing before the first run.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function some(
  scope: Construct,
  { id, metric, means, silence = TreatMissingData.IGNORE }: Failure,
): Alarm {
  return new Alarm(scope, id, {
    metric,
    alarmDescription: means,
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: silence,
  });
}
