import { Annotations, Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  AlarmRule,
  AlarmState,
  CfnCompositeAlarm,
  ComparisonOperator,
  CompositeAlarm,
  type CompositeAlarmProps,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { MetricName } from '../../lambda/run/metricNames.ts';
import { measured, some } from './metricAlarm.ts';

/** The alarms that ring where nothing is measured any more. */

/** When a run is expected. */
interface Expected {
  /** Its metrics are the run's. */
  readonly reporter: IFunction;
  /** The first is the trigger's. */
  readonly prefixes: readonly string[];
  /** The longest time between two starts of the trigger, in minutes; undefined where they are dry runs. */
  readonly pauseMinutes: number | undefined;
  /** How much longer one run may take than another, in minutes. */
  readonly slackMinutes: number;
}

/** CloudWatch looks back at most seven days. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const LONGEST_LOOK_BACK_HOURS = 168;

/** A week has an hour more where the clocks are put back in it. */
const LONGEST_WEEK_HOURS = 169;

/** What an alarm on missing data is made of. */
export interface Silence {
  readonly reporter: IFunction;
  readonly prefix: string;
  /** After this many hours without data they count as missing. */
  readonly hours: number;
  /** OK once a run has finished, and never in ALARM. */
  readonly firstRun: Alarm;
}

/** Undefined where no run is expected, or too rarely for CloudWatch. */
export function silenceOf(scope: Construct, watched: Expected): Silence | undefined {
  const { reporter, prefixes, pauseMinutes, slackMinutes } = watched;
  const [prefix] = prefixes;
  if (prefix === undefined || pauseMinutes === undefined) return undefined;
  if (pauseMinutes > LONGEST_WEEK_HOURS * 60) {
    Annotations.of(scope).addWarningV2(
      'aws-snapper:noRunAlarm',
      'The trigger is rarer than weekly, and CloudWatch looks back at most seven days: no alarm tells when a run is missing. A trigger that comes daily costs nothing, because only what is due is taken.',
    );
    return undefined;
  }
  const hours = Math.min(Math.ceil((pauseMinutes + slackMinutes) / 60), LONGEST_LOOK_BACK_HOURS);
  const firstRun = new Alarm(scope, 'FirstRun', {
    metric: measured('RunsFinished', reporter, prefix),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    alarmDescription: `OK once a run with prefix ${prefix} has finished. For others alone.`,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.IGNORE,
  });
  return { reporter, prefix, hours, firstRun };
}

/** OK while there was any data in the last hours, else without data. It is never in ALARM: no number is below the least. */
function lately(
  scope: Construct,
  { reporter, prefix, hours }: Silence,
  { id, name, least, what }: { id: string; name: MetricName; least: number; what: string },
): Alarm {
  return new Alarm(scope, id, {
    metric: measured(name, reporter, prefix),
    threshold: least,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    alarmDescription: `OK while ${what} in the last ${hours} hours, with prefix ${prefix}. For others alone.`,
    evaluationPeriods: hours,
    datapointsToAlarm: hours,
    treatMissingData: TreatMissingData.MISSING,
  });
}

/**
 * The alarm on runs that do not come any more, armed by the first run that has finished.
 *
 * Only missing data says that no run comes, and a new deployment has none, either: its first message would be an
 * ALARM. So a second alarm remembers that a run has finished: it has no data until then, and keeps its state ever
 * after.
 */
export function noRunAlarm(scope: Construct, silence: Silence, log: ILogGroup): AlarmBase {
  const { prefix, hours, firstRun } = silence;
  const what = 'a run has finished';
  const runs = lately(scope, silence, { id: 'Runs', name: 'RunsFinished', least: 1, what });
  return inTime(scope, 'NoRunInTime', silence, {
    alarmDescription: `No run with prefix ${prefix} has finished for ${hours} hours, so no snapshots are taken. Look whether the trigger in EventBridge Scheduler is enabled, then at the end of the log ${log.logGroupName}; mend that, and start a run.`,
    alarmRule: AlarmRule.allOf(
      AlarmRule.fromAlarm(runs, AlarmState.INSUFFICIENT_DATA),
      AlarmRule.fromAlarm(firstRun, AlarmState.OK),
    ),
  });
}

interface OfPrefix extends Pick<Silence, 'reporter' | 'prefix'> {
  /** Where the reports are, in a sentence. */
  readonly where: string;
  /** Undefined where no run is expected. */
  readonly silence: Silence | undefined;
}

/**
 * The alarm on volumes outside their objective. It rings also where no run says any more whether there are any, after
 * one had said so: the alarm on the number itself remembers that, as it keeps its state.
 */
export function outsideAlarm(scope: Construct, { reporter, prefix, where, silence }: OfPrefix): AlarmBase {
  const unknown =
    silence === undefined
      ? ''
      : `, or no run could look at all regions for ${silence.hours} hours, so nobody knows: then look at the other alarms first`;
  const means = `Prefix ${prefix}: ${OUTSIDE.replace('…', unknown)} ${where}`;
  const outside = some(scope, {
    id: `VolumesOutsideObjective-${prefix}`,
    metric: measured('VolumesOutsideObjective', reporter, prefix),
    means,
  });
  if (silence === undefined) return outside;
  const what = 'all volumes were looked at';
  const seen = lately(scope, silence, { id: 'Objectives', name: 'VolumesOutsideObjective', least: 0, what });
  return inTime(scope, 'OutsideObjective', silence, {
    alarmDescription: means,
    alarmRule: AlarmRule.anyOf(
      AlarmRule.fromAlarm(outside, AlarmState.ALARM),
      AlarmRule.allOf(
        AlarmRule.fromAlarm(seen, AlarmState.INSUFFICIENT_DATA),
        AlarmRule.not(AlarmRule.fromAlarm(outside, AlarmState.INSUFFICIENT_DATA)),
      ),
    ),
  });
}

const OUTSIDE =
  'Volumes are outside their objective: the newest snapshot that restores is older than their schedule or their tag allows…. The line "Coverage" of the report names the worst; "aws-snapper show ID" says why, and "aws-snapper take ID" makes a snapshot now.';

/**
 * An alarm on several others. As a first run changes these in an order that nobody knows, it waits for some minutes.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
function inTime(
  scope: Construct,
  id: string,
  { firstRun }: Silence,
  props: Pick<CompositeAlarmProps, 'alarmDescription' | 'alarmRule'>,
): CompositeAlarm {
  const alarm = new CompositeAlarm(scope, id, {
    ...props,
    // It is never in ALARM, because no run writes a zero: all that it does here is to make the actions wait.
    actionsSuppressor: firstRun,
    actionsSuppressorWaitPeriod: Duration.minutes(10),
  });
  // The CDK would name it by its path, which two stacks can share.
  const { defaultChild } = alarm.node;
  if (defaultChild instanceof CfnCompositeAlarm) defaultChild.addPropertyDeletionOverride('AlarmName');
  return alarm;
}
