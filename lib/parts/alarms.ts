import { Annotations, Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  AlarmRule,
  AlarmState,
  CfnCompositeAlarm,
  ComparisonOperator,
  CompositeAlarm,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type MetricName, METRICS_NAMESPACE, type ProverMetricName } from '../../lambda/run/metricNames.ts';

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
  /** Has the reports, also those that reached no topic. */
  readonly log: ILogGroup;
  /** The first is the trigger's. */
  readonly prefixes: readonly string[];
  /** The longest time between two starts of the trigger, in minutes; undefined where they are dry runs. */
  readonly pauseMinutes: number | undefined;
}

export interface Failure {
  readonly id: string;
  readonly metric: IMetric;
  /** What is wrong, and where to look first. */
  readonly means: string;
  /** How an hour without a number is read. @default the alarm stays as it is */
  readonly silence?: TreatMissingData;
}

/** CloudWatch looks back at most seven days. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const LONGEST_LOOK_BACK_HOURS = 168;

/** A week has an hour more where the clocks are put back in it. */
const LONGEST_WEEK_HOURS = 169;

/**
 * What a run measures and a person has to hear of. A report whose headline is a FAILURE counts in at least one of them.
 *
 * The alarms are apart, so that a cause that stays for weeks does not hide another one.
 */
const CAUSES = {
  FailedActions:
    'A snapshot, an image or a replica could not be made, locked or deleted, a region could not be read, or a run ended without a report. The report has the error of each; the next run tries again.',
  FailedSnapshots:
    'AWS could not finish a snapshot of a managed volume, an image or a replica. The report names it and what AWS says. If it happens again, look at the key that encrypts the volume: it may be disabled.',
  ProblemVolumes:
    'Volumes, or instances that ask for images, are left alone: nothing is taken and nothing is deleted there, in most cases because a tag cannot be read; or no replica is made, because the tag that asks for it cannot be followed. The report names each tag and a value to use.',
  VolumesWithoutCopy:
    'A managed volume has no restorable snapshot, an instance no image, or a volume no replica in a region that keeps them, and none is being made. The report names it; for a replica it says why, and for the others "aws-snapper take ID" (for an image with --image) makes one now and says why AWS refuses.',
  UnsoundVolumes:
    'A look into a snapshot found that a volume has changed inside (encrypted, wiped or formatted?), that a snapshot is damaged, or that its key does not work. Nothing of these volumes is deleted until a person decides. First look at the disk, and restore the good snapshot that the report names beside it; only if all is as it should be, say so with "aws-snapper prove --accept SNAPSHOT".',
  UndeliveredReports:
    'A report did not reach its topic. The log has the report and the error; look whether the topic is there, and whether its policy and its key let the function publish.',
} as const satisfies Partial<Record<MetricName, string>>;

/** Makes the alarms that say when the promise is in danger, and when that is over, and lets them publish to `topic`. */
export function addAlarms(owner: Construct, watched: Watched, topic: ITopic): AlarmBase[] {
  const scope = new Construct(owner, 'Alarms');
  const { reporter, failures, deadLetters, prefixes, log } = watched;
  const where = `The reports are in the log group ${log.logGroupName}.`;
  const alarms = [
    ...noRunAlarm(scope, watched),
    ...failures.map((failure) => some(scope, failure)),
    some(scope, {
      id: 'DeadLetters',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ ...hourly, statistic: Stats.MAXIMUM }),
      means: `${watched.deadLettersMean}. The message in the queue ${deadLetters.queueName} has the event and the error. Mend that, start a run, then delete the message.`,
    }),
    ...prefixes.flatMap((prefix) =>
      causes.map(([name, means]) =>
        some(scope, {
          id: `${name}-${prefix}`,
          metric: measured(name, reporter, prefix),
          means: `Prefix ${prefix}: ${means} ${where}`,
        }),
      ),
    ),
  ];
  return toldTo(topic, alarms);
}

/** Lets alarms publish to a topic when they begin and when they are over. */
export function toldTo<One extends AlarmBase>(topic: ITopic, alarms: readonly One[]): One[] {
  return alarms.map((alarm) => {
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    return alarm;
  });
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- these are all the keys there are
const causes = Object.entries(CAUSES) as [keyof typeof CAUSES, string][];

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
        means: `The function ${fn.functionName} failed: a setting is wrong, no region could be read, or it ran out of time or memory. The last lines of its log say which. Lambda tries twice more; mend the cause, then start a run.`,
      },
    ],
    deadLettersMean: 'The trigger could not start the function, or the function failed in every try',
    slackMinutes: SLACK_MINUTES,
  };
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

/**
 * The alarm on runs that do not come any more, armed by the first run that has finished.
 *
 * Only missing data says that no run comes, and a new deployment has none, either: its first message would be an
 * ALARM. So a second alarm remembers that a run has finished: it has no data until then, and keeps its state ever
 * after. As the first run changes both, in an order that nobody knows, the one that notifies waits for some minutes.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
function noRunAlarm(scope: Construct, watched: Watched): AlarmBase[] {
  const { reporter, prefixes, pauseMinutes, slackMinutes, log } = watched;
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
  const none = {
    metric: measured('RunsFinished', reporter, prefix),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
  };
  const runs = new Alarm(scope, 'Runs', {
    ...none,
    alarmDescription: `OK while a run with prefix ${prefix} has finished in the last ${hours} hours. For NoRun alone.`,
    evaluationPeriods: hours,
    datapointsToAlarm: hours,
    treatMissingData: TreatMissingData.MISSING,
  });
  const firstRun = new Alarm(scope, 'FirstRun', {
    ...none,
    alarmDescription: `OK once a run with prefix ${prefix} has finished. For NoRun alone.`,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.IGNORE,
  });
  const noRun = new CompositeAlarm(scope, 'NoRunInTime', {
    alarmDescription: `No run with prefix ${prefix} has finished for ${hours} hours, so no snapshots are taken. Look in EventBridge Scheduler whether the trigger is enabled, then at the end of the log ${log.logGroupName}, and start a run.`,
    alarmRule: AlarmRule.allOf(
      AlarmRule.fromAlarm(runs, AlarmState.INSUFFICIENT_DATA),
      AlarmRule.fromAlarm(firstRun, AlarmState.OK),
    ),
    // It is never in ALARM, because no run writes a zero: all that it does here is to make the actions wait.
    actionsSuppressor: firstRun,
    actionsSuppressorWaitPeriod: Duration.minutes(10),
  });
  // The CDK would name it by its path, which two stacks can share.
  const { defaultChild } = noRun.node;
  if (defaultChild instanceof CfnCompositeAlarm) defaultChild.addPropertyDeletionOverride('AlarmName');
  return [noRun];
}
