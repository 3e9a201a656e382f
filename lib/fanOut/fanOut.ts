import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type IRole, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Function as LambdaFunction, type FunctionProps, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { SLACK_MINUTES, type WatchedRun } from '../watch/alarms.ts';
import { hourly } from '../watch/metricAlarm.ts';
import { letUse, logGroupIn, type Shared } from '../parts/shared.ts';
import { bundled } from '../parts/bundled.ts';
import { DEFAULT_CONCURRENCY, DEFAULT_RUNS_PER_SHARD, type FanOutLimits } from '../props/members.ts';
import { statesOf } from './states.ts';

export interface FanOutProps {
  /** Runs one shard; the list of shards is made with its role. */
  readonly shard: IFunction;
  readonly hubRole: IRole;
  readonly environment: Readonly<Record<string, string>>;
  readonly accounts: readonly string[];
  readonly limits: FanOutLimits;
  readonly topic: ITopic;
  readonly topicKey: IKey | undefined;
  /** Of the functions. */
  readonly logGroup: ILogGroup;
  readonly shared: Shared;
}

/** Works on each account and region by itself, and makes one report of it. */
export class FanOut extends Construct {
  readonly stateMachine: StateMachine;
  /** Makes the report. */
  readonly merge: LambdaFunction;
  /** A folder for each run, kept for thirty days. */
  readonly bucket: Bucket;
  /** All functions of a run, by the names of their states. */
  readonly functions: Readonly<Record<'List' | 'Run' | 'Merge', IFunction>>;
  /** Of the state machine. */
  readonly logGroup: ILogGroup;
  /** A run may take as long as its slowest shard. */
  readonly watched: WatchedRun;

  constructor(scope: Construct, id: string, props: FanOutProps) {
    super(scope, id);
    const { shard, hubRole, accounts, limits, shared } = props;
    const { maxConcurrency = DEFAULT_CONCURRENCY, runsPerShard = DEFAULT_RUNS_PER_SHARD } = limits;
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      ...(shared.key === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey: shared.key, bucketKeyEnabled: true }),
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(30) }],
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const list = this.functionOf('List', props, {
      ...bundled('aws-snapper/fan-out', 'list'),
      description: 'Lists the accounts and regions of a run',
      memorySize: 512,
      role: hubRole,
    });
    for (const keys of ['*/run.json', '*/shards.json']) hubRole.addToPrincipalPolicy(this.mayWrite(keys));
    for (const statement of this.mayLock()) hubRole.addToPrincipalPolicy(statement);
    this.merge = this.functionOf('Merge', props, {
      ...bundled('aws-snapper/fan-out', 'merge'),
      description: 'Makes one report of the accounts and regions of a run',
      memorySize: 2048,
      role: this.mergeRole(props),
    });
    this.merge.addEnvironment('SNS_ARN', props.topic.topicArn);

    this.functions = { List: list, Run: shard, Merge: this.merge };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the CDK is typed without exactOptionalPropertyTypes
    const parts = { list, shard, merge: this.merge, bucket: this.bucket as IBucket };
    this.logGroup = logGroupIn(this, shared);
    this.stateMachine = new StateMachine(this, 'Runs', {
      comment: 'Takes the EBS snapshots that tags ask for, in each account and region',
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(
        statesOf(new Construct(this, 'States'), { ...parts, accounts, maxConcurrency, runsPerShard }),
      ),
      timeout: Duration.hours(24),
      tracingEnabled: false,
      logs: {
        destination: this.logGroup,
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
    });
    letUse(shared, this.stateMachine.role);
    // Nothing says that Step Functions writes zeros, so an hour without a number ends these two.
    this.watched = {
      reporter: this.merge,
      failures: [
        {
          id: 'FailedRuns',
          metric: this.stateMachine.metricFailed(hourly),
          means:
            'A run failed: a setting is wrong, no region could be worked in, or no report could be made. The last execution of the state machine says which. Mend that, then redrive it or start a new one.',
          silence: TreatMissingData.NOT_BREACHING,
        },
        {
          id: 'EndlessRuns',
          metric: this.stateMachine.metricTimedOut(hourly),
          means:
            'A run was ended after 24 hours, without a report. Its execution shows which accounts were slow; raise maxConcurrency, or name fewer regions.',
          silence: TreatMissingData.NOT_BREACHING,
        },
      ],
      deadLettersMean: 'The trigger could not start the state machine',
      slackMinutes: SLACK_MINUTES + runsPerShard * 15,
    };
  }

  private functionOf(
    id: string,
    { environment, logGroup, shared }: FanOutProps,
    own: FunctionProps,
  ): LambdaFunction {
    return new LambdaFunction(this, id, {
      ...own,
      environment: { ...environment, BUCKET: this.bucket.bucketName },
      logGroup,
      ...shared.functions,
    });
  }

  /** Reads what the shards left, writes the one report and publishes it; knows nothing of EC2. */
  private mergeRole({ topic, topicKey, logGroup, shared }: FanOutProps): Role {
    const role = new Role(this, 'MergeRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        ...shared.rights,
        Merge: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
            new PolicyStatement({ actions: ['s3:GetObject'], resources: [this.bucket.arnForObjects('*')] }),
            this.mayWrite('*/report.json'),
            new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }),
          ],
        }),
      },
    });
    logGroup.grantWrite(role);
    letUse({ key: topicKey }, role);
    letUse(shared, role);
    return role;
  }

  /** A lock can be written only where there is none, so nobody can take it over. */
  private mayLock(): PolicyStatement[] {
    const resources = [this.bucket.arnForObjects('locks/*')];
    return [
      new PolicyStatement({
        actions: ['s3:PutObject'],
        resources,
        conditions: { Null: { 's3:if-none-match': 'false' } },
      }),
      new PolicyStatement({ actions: ['s3:GetObject'], resources }),
    ];
  }

  private mayWrite(keys: string): PolicyStatement {
    return new PolicyStatement({ actions: ['s3:PutObject'], resources: [this.bucket.arnForObjects(keys)] });
  }
}
