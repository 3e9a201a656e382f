import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import type { AlarmBase, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { type Grant, type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction, type FunctionProps, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { LambdaInvoke, StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { AwsSnapperProps } from './props/awsSnapperProps.ts';
import { membersOf } from './props/members.ts';
import { refuseWrongKinds } from './props/kinds.ts';
import { refuseWrongProps } from './props/limits.ts';
import { addAlarms, oneFunction } from './watch/alarms.ts';
import { bundled } from './parts/bundled.ts';
import { addOperatorTools } from './watch/operatorTools.ts';
import { DEFAULT_PREFIXES, environmentOf } from './props/environment.ts';
import { FanOut } from './fanOut/fanOut.ts';
import { warnOfUnknownRegions } from './parts/knownRegions.ts';
import { ObservedRun } from './watch/observedRun.ts';
import { Prover } from './prover/prover.ts';
import { deadLettersIn, letUse, logGroupIn, type Shared, sharedIn, withKey } from './parts/shared.ts';
import { refuseLargePolicies } from './parts/policySize.ts';
import { rightsOf } from './parts/rights.ts';
import { topicsOf } from './parts/topics.ts';
import { addTriggers, triggersOf } from './trigger/triggers.ts';
import { refuseWrongOperation } from './props/operation.ts';
import { refuseWrongResources } from './props/resources.ts';
import { triggerVariables } from './props/trigger.ts';
import { refuseWrongSources } from './props/vault.ts';

/** Takes the snapshots that tags ask for, on a schedule, and reports. */
export class AwsSnapper extends ObservedRun {
  /** Does the job; invoke it with any setting as its event. With `fanOut` it works on one shard only. */
  readonly fn: LambdaFunction;
  /** Does the job in many accounts and regions, where that is asked for. */
  readonly fanOut: FanOut | undefined;
  /** What the function works with, and which role the member roles of other accounts trust. */
  readonly hubRole: Role;
  /** Looks whether snapshots can be restored, where `prove` is given. */
  readonly prover: Prover | undefined;
  /** Where the reports go. */
  readonly topic: ITopic;
  /** Where the alarms go: the reports' topic, unless another is given or that one is in another region. With `alarms: false` the reports' topic. */
  readonly alarmTopic: ITopic;
  readonly alarms: readonly AlarmBase[];
  /** Events that failed in every try, kept for two weeks. */
  readonly deadLetters: IQueue;
  /** The log with the reports. The prover has a log of its own. */
  readonly logGroup: ILogGroup;
  /** Undefined without the prop `dashboard`. */
  readonly dashboard: Dashboard | undefined;
  protected readonly reporter: IFunction;
  protected readonly prefixes: readonly string[];

  constructor(scope: Construct, id: string, props: AwsSnapperProps = {}) {
    super(scope, id);
    const { tagPrefixes = DEFAULT_PREFIXES } = props;
    const isFannedOut = props.fanOut !== undefined;
    refuseWrongKinds(props);
    refuseWrongProps(props);
    refuseWrongResources(this, props);
    refuseWrongOperation(props);
    if (props.vault !== undefined) refuseWrongSources(props.vault, Stack.of(this).account);
    this.warnOfRolesWithoutId(props);
    warnOfUnknownRegions(this, props);
    const { ACCOUNTS, ...environment } = { ...environmentOf(props), ...triggerVariables(props) };
    const triggers = triggersOf(props);

    const { topic, alarmTopic, alarms: hasAlarms = true, emails = [] } = props;
    const topicKey = props.topicKey ?? props.encryptionKey;
    const topics = topicsOf(this, { topic, alarmTopic, hasAlarms, emails, key: topicKey });
    this.topic = topics.reports;
    this.alarmTopic = topics.alarms;
    const shared = sharedIn(this, props);
    this.deadLetters = deadLettersIn(this, shared);
    const logGroup = logGroupIn(this, shared);
    this.logGroup = logGroup;
    this.hubRole = this.roleFor({ ...props, topicKey }, shared, logGroup);
    this.fn = new LambdaFunction(this, 'Function', {
      ...bundled('aws-snapper/lambda', isFannedOut ? 'shard' : 'handler'),
      description: props.vault
        ? 'Keeps replicas of the EBS snapshots of other accounts'
        : 'Takes the EBS snapshots that tags ask for, and prunes its own',
      memorySize: props.memorySize ?? 512,
      environment: isFannedOut
        ? environment
        : { ...environment, ...(ACCOUNTS === undefined ? {} : { ACCOUNTS }), SNS_ARN: this.topic.topicArn },
      role: this.hubRole,
      logGroup,
      ...shared.functions,
      ...(isFannedOut ? {} : this.whenItThrows()),
      ...(props.reservedConcurrentExecutions === undefined
        ? {}
        : { reservedConcurrentExecutions: props.reservedConcurrentExecutions }),
    });
    this.fanOut = props.fanOut
      ? new FanOut(this, 'FanOut', {
          shard: this.fn,
          hubRole: this.hubRole,
          environment,
          accounts: props.members?.accounts ?? [],
          limits: props.fanOut,
          topic: this.topic,
          topicKey,
          logGroup,
          shared,
        })
      : undefined;
    refuseLargePolicies(this.hubRole, props);

    const { fn, fanOut } = this;
    addTriggers(this, triggers, {
      deadLetterQueue: this.deadLetters,
      targetOf: (target) =>
        withKey(
          fanOut === undefined
            ? new LambdaInvoke(fn, target)
            : new StepFunctionsStartExecution(fanOut.stateMachine, target),
          shared,
        ),
    });
    this.prover =
      props.prove === undefined
        ? undefined
        : new Prover(this, 'Prover', {
            settings: props,
            environment: { ...environment, ...(isFannedOut || ACCOUNTS === undefined ? {} : { ACCOUNTS }) },
            accounts: isFannedOut ? props.members?.accounts : undefined,
            timeZone: triggers.timeZone,
            alarmTopic: hasAlarms ? this.alarmTopic : undefined,
            shared,
          });
    const watched = this.fanOut?.watched ?? oneFunction(this.fn);
    this.reporter = watched.reporter;
    this.prefixes = tagPrefixes;
    const parts = {
      ...watched,
      deadLetters: this.deadLetters,
      log: logGroup,
      prefixes: tagPrefixes,
      pauseMinutes: props.dryRun ? undefined : triggers.pause,
    };
    const alarms = hasAlarms ? addAlarms(this, parts, this.alarmTopic) : [];
    this.alarms = [...alarms, ...(this.prover?.alarms ?? [])];
    this.dashboard = addOperatorTools(this, props);
  }

  /** Allows an identity to start a run: to invoke the function, or with `fanOut` to start the state machine. */
  grantInvoke(grantee: IGrantable): Grant {
    return this.fanOut?.stateMachine.grantStartExecution(grantee) ?? this.fn.grantInvoke(grantee);
  }

  /**
   * A run that threw could not read anything, so it may be tried again; a run that is an hour late is caught
   * up by the next one.
   */
  private whenItThrows(): Pick<FunctionProps, 'retryAttempts' | 'maxEventAge' | 'onFailure'> {
    return {
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      onFailure: new SqsDestination(this.deadLetters),
    };
  }

  private warnOfRolesWithoutId({ members, vault }: AwsSnapperProps): void {
    const roles = vault ?? members;
    const isReached = vault !== undefined || membersOf(members, Stack.of(this)).length > 0;
    if (roles?.externalId !== undefined || !isReached) return;
    const [file, group, kind] =
      vault === undefined
        ? ['member-role.json', 'members', 'member']
        : ['source-role.json', 'vault', 'source'];
    Annotations.of(this).addWarningV2(
      'aws-snapper:externalId',
      `No externalId is given, and every role of ${file} asks for one: no run could work in such an account. Choose one, like "one-of-yours", give it here (-c externalId=one-of-yours, or the prop ${group}.externalId), and give it to the ${kind} roles as ExternalId.`,
    );
  }

  /** The role has what the program's list says, and may write its own log; a shard does not report by itself. */
  private roleFor(props: AwsSnapperProps, shared: Shared, logGroup: ILogGroup): Role {
    const { topicKey, fanOut } = props;
    const { partition, account } = Stack.of(this);
    const topic = fanOut === undefined ? { topicArn: this.topic.topicArn } : {};
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { ...rightsOf(props, { partition, account, ...topic }), ...shared.rights },
    });
    logGroup.grantWrite(role);
    if (fanOut === undefined) letUse({ key: topicKey }, role);
    letUse(shared, role);
    return role;
  }
}
