import { Annotations, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { type Alarm, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { hub } from '../../lambda/aws/permissions.ts';
import { prover } from '../../lambda/aws/proof/permissions.ts';
import { notifying } from '../watch/alarms.ts';
import { hourly, measured, some } from '../watch/metricAlarm.ts';
import { Observed, type PrefixMetricOptions } from '../watch/observed.ts';
import { deadLettersIn, letUse, logGroupIn, type Shared, withKey } from '../parts/shared.ts';
import { bundled } from '../parts/bundled.ts';
import type { ProverMetricName } from '../../lambda/run/metricNames.ts';
import { LEAST_BUDGET } from '../../lambda/core/proof/budget.ts';
import { table } from '../../lambda/settings/table.ts';
import { documentOf } from '../parts/documentOf.ts';
import { refuseLargePolicies } from '../parts/policySize.ts';
import { DEFAULT_PREFIXES, type SnapperSettings } from '../props/environment.ts';
import { proverRolesOf } from '../props/members.ts';

export interface ProverProps {
  readonly settings: Pick<SnapperSettings, 'tagPrefixes' | 'members' | 'prove' | 'proveBudget'>;
  readonly environment: Readonly<Record<string, string>>;
  /** Come with each event, where they have no room in the environment. @default those of the environment */
  readonly accounts: readonly string[] | undefined;
  readonly timeZone: string;
  /** Undefined where alarms are off. */
  readonly alarmTopic: ITopic | undefined;
  readonly shared: Shared;
}

/** The alarms of the prover by their names. */
export type ProverAlarmName = 'FunctionErrors' | 'DeadLetters' | 'UnsoundVolumes' | 'SnapshotsNotProved';

/** Hours after the usual trigger, so that what it took is complete. */
const NOON = 'cron(0 12 * * ? *)';

/**
 * Looks into some snapshots each day, in all accounts and regions, and writes on them what it saw.
 *
 * Its role is the only one that may read blocks, and it can neither make nor delete a snapshot.
 */
export class Prover extends Observed<{ metric: ProverMetricName; alarm: ProverAlarmName }> {
  /** Invoke it with `{ "sample": 20 }`, or with any setting. */
  readonly fn: LambdaFunction;
  /** Which role the prover roles of other accounts trust. */
  readonly role: Role;
  readonly alarms: readonly Alarm[];
  /** Events that failed in every try, kept for two weeks. */
  readonly deadLetters: IQueue;
  readonly logGroup: ILogGroup;
  protected readonly reporter: IFunction;
  protected readonly prefixes: readonly string[];

  constructor(scope: Construct, id: string, props: ProverProps) {
    super(scope, id);
    const { environment, shared, alarmTopic } = props;
    this.prefixes = props.settings.tagPrefixes ?? DEFAULT_PREFIXES;
    warnOfSmallBudget(this, props.settings);
    this.deadLetters = deadLettersIn(this, shared);
    const logGroup = logGroupIn(this, shared);
    this.logGroup = logGroup;
    this.role = this.roleFor(props);
    logGroup.grantWrite(this.role);
    letUse(shared, this.role);
    this.fn = new LambdaFunction(this, 'Function', {
      ...bundled('aws-snapper/prover', 'handler'),
      description: 'Looks whether the EBS snapshots of this tool can be restored',
      memorySize: 256,
      environment: { ...environment },
      role: this.role,
      logGroup,
      ...shared.functions,
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      onFailure: new SqsDestination(this.deadLetters),
    });
    this.reporter = this.fn;
    refuseLargePolicies(this.role, props.settings);
    this.addSchedule(props);
    this.alarms = alarmTopic === undefined ? [] : notifying(alarmTopic, this.alarmsFor(logGroup));
  }

  /** Snapshots that were proved. */
  metricSnapshotsProved(options?: PrefixMetricOptions): Metric {
    return this.metric('SnapshotsProved', options);
  }

  /** Volumes of which this run saw something bad. */
  metricUnsoundVolumes(options?: PrefixMetricOptions): Metric {
    return this.metric('UnsoundVolumes', options);
  }

  /** Snapshots that could not be proved, which says nothing about them. */
  metricSnapshotsNotProved(options?: PrefixMetricOptions): Metric {
    return this.metric('SnapshotsNotProved', options);
  }

  private roleFor({ settings, shared }: ProverProps): Role {
    const { partition, account } = Stack.of(this);
    const { prefixes } = this;
    const others = proverRolesOf(settings.members, { partition, account }).flatMap(hub);
    return new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Prover: documentOf([...prover({ partition, account, prefixes }), ...others]),
        ...shared.rights,
      },
    });
  }

  private addSchedule({ accounts, timeZone, shared }: ProverProps): void {
    new Schedule(this, 'Trigger', {
      description: 'Starts the prover',
      schedule: ScheduleExpression.expression(NOON, TimeZone.of(timeZone)),
      target: withKey(
        new LambdaInvoke(this.fn, {
          input: ScheduleTargetInput.fromObject(accounts === undefined ? {} : { accounts }),
          maxEventAge: Duration.hours(1),
          retryAttempts: 10,
          deadLetterQueue: this.deadLetters,
        }),
        shared,
      ),
    });
  }

  private alarmsFor(log: ILogGroup): Alarm[] {
    const { fn, deadLetters } = this;
    const where = `The log group ${log.logGroupName} names each.`;
    const alarms = new Construct(this, 'Alarms');
    return [
      some(alarms, {
        id: 'FunctionErrors',
        metric: fn.metricErrors(hourly),
        means: `The prover ${fn.functionName} failed: a setting is wrong, no region could be read, or it ran out of time or memory. Snapshots are taken as before. The last lines of its log say which; the next day's run proves what is left.`,
      }),
      some(alarms, {
        id: 'DeadLetters',
        metric: deadLetters.metricApproximateNumberOfMessagesVisible({ ...hourly, statistic: Stats.MAXIMUM }),
        means: `The prover could not be started, or it failed in every try. Read the error in the message of the queue ${deadLetters.queueName}, mend it, then delete the message.`,
      }),
      ...this.prefixes.flatMap((prefix) => [
        some(alarms, {
          id: `UnsoundVolumes-${prefix}`,
          metric: measured('UnsoundVolumes', fn, prefix),
          means: `Prefix ${prefix}: the prover saw a snapshot that is damaged, that holds something else than before (encrypted, wiped or formatted?), or whose key does not work. Look at the disk first, and pin the good snapshot that the report names; nothing of the volume is deleted until a person decides. ${where}`,
        }),
        some(alarms, {
          id: `SnapshotsNotProved-${prefix}`,
          metric: measured('SnapshotsNotProved', fn, prefix),
          means: `Prefix ${prefix}: snapshots could not be proved, or a region could not be read. That says nothing about the snapshots: look which right the prover lacks. ${where}`,
        }),
      ]),
    ];
  }
}

/** A run plans eight blocks for each snapshot, so a budget that is smaller than that proves fewer. */
function warnOfSmallBudget(scope: Construct, { prove = 0, proveBudget }: ProverProps['settings']): void {
  const budget = proveBudget ?? table.prove_budget.fallback;
  const enough = prove * LEAST_BUDGET;
  if (budget >= enough) return;
  Annotations.of(scope).addWarningV2(
    'aws-snapper:proveBudget',
    `Of the ${prove} snapshots a day (prove) at most ${Math.floor(budget / LEAST_BUDGET)} are proved, because proveBudget is ${budget} blocks a month. Use proveBudget ${enough}, or a smaller prove.`,
  );
}
