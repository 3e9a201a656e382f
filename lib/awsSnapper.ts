import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Duration, RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { role as permissions } from '../lambda/aws/permissions.ts';
import { addAlarms } from './alarms.ts';
import { DEFAULT_PREFIXES, environmentOf, type SnapperSettings } from './environment.ts';
import { topicsOf } from './topics.ts';
import { longestPause } from './trigger.ts';

export interface AwsSnapperProps extends SnapperSettings {
  /**
   * When the function runs, as EventBridge Scheduler reads it, in `timeZone`.
   * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
   *
   * @default 'cron(0 3 * * ? *)', every day at three
   */
  readonly schedule?: string | undefined;

  /**
   * An existing topic for the report, also in another region.
   *
   * @default - a topic of its own
   */
  readonly topic?: ITopic | undefined;

  /**
   * Who gets the report (where the topic is made here) and the alarms by e-mail. Each address has to
   * confirm its subscription.
   *
   * @default - nobody
   */
  readonly emails?: readonly string[] | undefined;

  /**
   * The customer key that encrypts the topic. A key that is made in this app gets the policy it needs; the
   * policy of an imported one must let CloudWatch use it.
   *
   * @default - the topic is not encrypted with a key of yours
   */
  readonly topicKey?: IKey | undefined;

  /**
   * MB of memory. The run waits for AWS most of the time, so more is hardly faster: a region with 1,500
   * volumes and 22,500 copies took 201 MB, one with 10,000 and 110,000 took 375 MB of a heap limited to 400.
   *
   * @default 512
   */
  readonly memorySize?: number | undefined;

  /**
   * How long the log is kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays | undefined;

  /**
   * Reserves concurrency for the function: 1 keeps two runs from overlapping. New accounts cannot afford
   * it, because AWS wants 100 left unreserved.
   * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   *
   * @default - nothing is reserved
   */
  readonly reservedConcurrentExecutions?: number | undefined;
}

/** Takes the snapshots that tags ask for, on a schedule, and reports. */
export class AwsSnapper extends Construct {
  /** Does the job; invoke it with any setting as its event. */
  readonly fn: LambdaFunction;
  /** Where the reports go. */
  readonly topic: ITopic;
  /** Where the alarms go: the reports' topic, unless that is in another region. */
  readonly alarmTopic: ITopic;
  readonly alarms: readonly Alarm[];
  /** Events that came to nothing, kept for two weeks. */
  readonly deadLetters: IQueue;

  constructor(scope: Construct, id: string, props: AwsSnapperProps = {}) {
    super(scope, id);
    const { schedule = 'cron(0 3 * * ? *)', timeZone = 'UTC', prefixes = DEFAULT_PREFIXES } = props;
    const environment = environmentOf(props);
    const pause = longestPause(schedule, timeZone);

    const topics = topicsOf(this, { topic: props.topic, emails: props.emails ?? [], key: props.topicKey });
    this.topic = topics.reports;
    this.alarmTopic = topics.alarms;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });

    const logGroup = new LogGroup(this, 'Log', {
      retention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.fn = new LambdaFunction(this, 'Function', {
      description: 'Takes the EBS snapshots that tags ask for, and prunes its own',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(dirname(createRequire(import.meta.url).resolve('aws-snapper/lambda'))),
      timeout: Duration.minutes(15),
      memorySize: props.memorySize ?? 512,
      environment: { ...environment, SNS_ARN: this.topic.topicArn },
      role: this.roleFor(prefixes, logGroup, props.topicKey),
      logGroup,
      // A run that threw could not read anything, so it may be tried again; a run that is an hour late
      // is caught up by the next one.
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      onFailure: new SqsDestination(this.deadLetters),
      ...(props.reservedConcurrentExecutions === undefined
        ? {}
        : { reservedConcurrentExecutions: props.reservedConcurrentExecutions }),
    });

    new Schedule(this, 'Trigger', {
      description: 'Starts the snapshot run',
      schedule: ScheduleExpression.expression(schedule, TimeZone.of(timeZone)),
      target: new LambdaInvoke(this.fn, {
        input: ScheduleTargetInput.fromObject({ scheduled_time: ContextAttribute.scheduledTime }),
        maxEventAge: Duration.hours(1),
        retryAttempts: 10,
        deadLetterQueue: this.deadLetters,
      }),
    });
    this.alarms = addAlarms(
      this,
      {
        fn: this.fn,
        deadLetters: this.deadLetters,
        prefixes,
        pauseMinutes: props.dryRun ? undefined : pause,
      },
      this.alarmTopic,
    );
  }

  /** The role has what the program's list says, and may write its own log. */
  private roleFor(prefixes: readonly string[], logGroup: LogGroup, topicKey: IKey | undefined): Role {
    const { partition, account } = Stack.of(this);
    const statements = permissions({ partition, account, prefixes, topicArn: this.topic.topicArn });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Snapper: new PolicyDocument({ statements: statements.map((one) => PolicyStatement.fromJson(one)) }),
      },
    });
    logGroup.grantWrite(role);
    topicKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey*');
    return role;
  }
}
