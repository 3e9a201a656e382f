import { type AlarmBase, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { MetricName } from '../../lambda/run/metricNames.ts';
import { type Failure, hourly, measured, some } from './metricAlarm.ts';
import { noRunAlarm, outsideAlarm, silenceOf } from './silence.ts';

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

/**
 * What a run measures and a person has to hear of. A report whose headline is a FAILURE counts in at least one of them.
 *
 * The alarms are apart, so that a cause that stays for weeks does not hide another one.
 */
const CAUSES = {
  FailedActions:
    'A snapshot, an image or a replica could not be made, locked or deleted, a region could not be read, or a run ended without a report. Read the error of each in the report; the next run tries again.',
  FailedSnapshots:
    'AWS could not finish a snapshot of a managed volume, an image or a replica. The report names it and the reason; look first whether the key that encrypts the volume is disabled.',
  ProblemVolumes:
    'Volumes, or servers that ask for images or replicas, are left alone: nothing is taken and nothing is deleted there. In most cases a tag cannot be read: write the value that the report gives into it.',
  VolumesWithoutCopy:
    'A managed volume has no restorable snapshot, a server no image, or a volume no replica in a region that keeps them, and none is being made. The report names it; "aws-snapper take ID" makes a snapshot now, or says why AWS refuses it.',
  UnsoundVolumes:
    'A proof found that a volume has changed inside (encrypted, wiped or formatted?), that a snapshot is damaged, or that its key does not work. Look at the disk first, and pin the good snapshot that the report names; nothing of the volume is deleted until a person decides.',
  UndeliveredReports:
    'A report did not reach its topic. The log has the report and the error; look whether the topic is there, and whether its policy and its key let the function publish.',
} as const satisfies Partial<Record<MetricName, string>>;

/** The alarms by their names. With `fanOut`, FailedRuns and EndlessRuns are in place of FunctionErrors. */
export type AlarmName =
  | 'NoRunInTime'
  | 'FunctionErrors'
  | 'FailedRuns'
  | 'EndlessRuns'
  | 'DeadLetters'
  | 'OutsideObjective'
  | keyof typeof CAUSES;

/** Makes the alarms that say when the promise is in danger, and when that is over, and lets them publish to `topic`. */
export function addAlarms(owner: Construct, watched: Watched, topic: ITopic): AlarmBase[] {
  const scope = new Construct(owner, 'Alarms');
  const { reporter, failures, deadLetters, prefixes, log } = watched;
  const where = `The reports are in the log group ${log.logGroupName}.`;
  const silence = silenceOf(scope, watched);
  const alarms = [
    ...(silence === undefined ? [] : [noRunAlarm(scope, silence, log)]),
    ...failures.map((failure) => some(scope, failure)),
    some(scope, {
      id: 'DeadLetters',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ ...hourly, statistic: Stats.MAXIMUM }),
      means: `${watched.deadLettersMean}. Read the error in the message of the queue ${deadLetters.queueName}, mend it, start a run, then delete the message.`,
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
    ...prefixes.map((prefix) =>
      outsideAlarm(scope, {
        reporter,
        prefix,
        where,
        silence: prefix === silence?.prefix ? silence : undefined,
      }),
    ),
  ];
  return notifying(topic, alarms);
}

/** Lets alarms notify a topic when they begin and when they end, and returns them. */
export function notifying<One extends AlarmBase>(topic: ITopic, alarms: readonly One[]): One[] {
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
        means: `The function ${fn.functionName} failed: a setting is wrong, no region could be read, or it ran out of time or memory. The last lines of its log say which; mend that, then start a run.`,
      },
    ],
    deadLettersMean: 'The trigger could not start the function, or the function failed in every try',
    slackMinutes: SLACK_MINUTES,
  };
}
