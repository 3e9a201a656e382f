import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  type CatchProps,
  Choice,
  Condition,
  DistributedMap,
  type IChainable,
  JsonPath,
  Pass,
  Result,
  S3JsonItemReader,
  StateMachineType,
  Succeed,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService, LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { brief, busy, failed, mistake, notStarted } from './retries.ts';

/** What the states of a run work with. */
export interface Parts {
  readonly list: IFunction;
  readonly shard: IFunction;
  readonly merge: IFunction;
  /** Where shards and reports are kept, in one folder a run. */
  readonly bucket: IBucket;
  readonly accounts: readonly string[];
  readonly maxConcurrency: number;
  readonly runsPerShard: number;
}

/** The label of the map, which is part of the names of its children. */
export const SHARDS = 'Shards';

/** One run: list the shards, work on each by itself, and make one report of it all, whatever became of them. */
export function statesOf(scope: Construct, parts: Parts): IChainable {
  const list = new LambdaInvoke(scope, 'List', {
    comment: 'Checks the settings and writes down the shards: accounts and regions, with replicas accounts',
    lambdaFunction: parts.list,
    payload: TaskInput.fromObject({
      event: JsonPath.entirePayload,
      accounts: parts.accounts,
      folder: JsonPath.executionName,
      started: JsonPath.executionStartTime,
    }),
    outputPath: '$.Payload',
    ...once,
  });
  const merge = new LambdaInvoke(scope, 'Merge', {
    comment: 'Makes one report of all shards, and publishes it',
    lambdaFunction: parts.merge,
    payload: TaskInput.fromObject({
      event: JsonPath.objectAt('$.event'),
      folder: JsonPath.executionName,
      started: JsonPath.executionStartTime,
    }),
    outputPath: '$.Payload',
    ...once,
  });
  const shards = new DistributedMap(scope, SHARDS, {
    comment: 'One shard each; what fails is told in the report',
    label: SHARDS,
    mapExecutionType: StateMachineType.STANDARD,
    maxConcurrency: parts.maxConcurrency,
    toleratedFailurePercentage: 100,
    itemReader: new ShardsReader({
      bucket: parts.bucket,
      key: JsonPath.format('{}/shards.json', JsonPath.executionName),
    }),
    itemSelector: {
      account: JsonPath.stringAt('$$.Map.Item.Value.account'),
      region: JsonPath.stringAt('$$.Map.Item.Value.region'),
      event: JsonPath.objectAt('$.event'),
      folder: JsonPath.executionName,
      run: 1,
      failures: 0,
      mayDelete: 'as set',
    },
    resultPath: JsonPath.DISCARD,
  }).itemProcessor(shardStates(scope, parts));
  for (const retry of [mistake, busy, failed]) list.addRetry(retry);
  for (const errors of [[TOO_LARGE], ['States.ALL']]) {
    shards.addCatch(merge, { errors, resultPath: JsonPath.DISCARD });
  }
  // It may have published before it failed, so a failure of its own is final.
  merge.addRetry(busy);
  const leftAlone = new Choice(scope, 'Left alone', { comment: 'Whether another execution has this run' })
    .when(Condition.isPresent('$.leftTo'), new Succeed(scope, 'Another execution'))
    .otherwise(shards.next(merge));
  return list.next(leftAlone);
}

/** One shard: run it as often as it takes, and keep of each run what it reported or how it failed. */
function shardStates(scope: Construct, { shard, bucket, runsPerShard }: Parts): IChainable {
  const run = new LambdaInvoke(scope, 'Run', {
    comment: 'A run in one region of one account, or in one account',
    lambdaFunction: shard,
    payload: TaskInput.fromObject({
      account: JsonPath.stringAt('$.account'),
      region: JsonPath.stringAt('$.region'),
      event: JsonPath.objectAt('$.event'),
      folder: JsonPath.stringAt('$.folder'),
      run: JsonPath.numberAt('$.run'),
      budget: runsPerShard,
      failures: JsonPath.numberAt('$.failures'),
      mayDelete: JsonPath.objectAt('$.mayDelete'),
    }),
    resultSelector: {
      report: JsonPath.objectAt('$.Payload.report'),
      next: JsonPath.stringAt('$.Payload.next'),
      failures: JsonPath.numberAt('$.Payload.failures'),
      mayDelete: JsonPath.objectAt('$.Payload.mayDelete'),
    },
    resultPath: '$.done',
    ...once,
  });
  const keep = put(scope, 'Keep', bucket, '$.done');
  const tell = put(scope, 'Tell failure', bucket, '$.failure');
  const done = new Pass(scope, 'Done', {
    comment: 'Nothing, because the outputs of all shards must fit into one state',
    result: Result.fromObject({}),
  });
  const again = nextRun(scope, 'Again', {
    failures: JsonPath.numberAt('$.done.failures'),
    mayDelete: JsonPath.objectAt('$.done.mayDelete'),
  }).next(run);
  const carefully = nextRun(scope, 'Carefully', {
    comment: 'Nobody knows what the run that failed has deleted, so this one deletes nothing',
    failures: JsonPath.mathAdd(JsonPath.numberAt('$.failures'), 1),
    mayDelete: 'nothing',
  }).next(run);
  const pause = new Wait(scope, 'Pause', { time: WaitTime.duration(Duration.seconds(30)) }).next(carefully);
  const mayGoOn = new Choice(scope, 'Failed')
    .when(Condition.or(...FINAL.map((error) => Condition.stringEquals('$.failure.Error', error))), done)
    .when(Condition.numberLessThan('$.failures', MOST_FAILURES - 1), pause)
    .otherwise(done);
  const wait = new Wait(scope, 'Wait', { time: WaitTime.duration(Duration.minutes(1)) }).next(again);
  const next = new Choice(scope, 'Next')
    .when(Condition.stringEquals('$.done.next', 'again'), again)
    .when(Condition.stringEquals('$.done.next', 'later'), wait)
    .otherwise(done);
  run.addRetry(notStarted);
  for (const task of [keep, tell]) task.addRetry(brief);
  for (const errors of [[TOO_LARGE], ['States.ALL']]) run.addCatch(tell, { ...failure, errors });
  keep.addCatch(tell, failure);
  // Merge sees that a run left nothing.
  tell.addCatch(mayGoOn, { errors: ['States.ALL'], resultPath: JsonPath.DISCARD });
  tell.next(mayGoOn);
  return run.next(keep).next(next);
}

/** How often in a row a run may fail. */
const MOST_FAILURES = 3;

interface NextRun {
  readonly comment?: string;
  /** How many runs in a row have failed so far: a number, or where it stands. */
  readonly failures: unknown;
  readonly mayDelete: unknown;
}

/** The same shard, once more. */
function nextRun(scope: Construct, id: string, { comment, failures, mayDelete }: NextRun): Pass {
  return new Pass(scope, id, {
    ...(comment === undefined ? {} : { comment }),
    parameters: {
      account: JsonPath.stringAt('$.account'),
      region: JsonPath.stringAt('$.region'),
      event: JsonPath.objectAt('$.event'),
      folder: JsonPath.stringAt('$.folder'),
      run: JsonPath.mathAdd(JsonPath.numberAt('$.run'), 1),
      failures,
      mayDelete,
    },
  });
}

/** Keeps what is at a path as what the run left. */
function put(scope: Construct, id: string, bucket: IBucket, path: string): CallAwsService {
  return new CallAwsService(scope, id, {
    service: 's3',
    action: 'putObject',
    parameters: {
      Bucket: bucket.bucketName,
      Key: JsonPath.format(
        '{}/shards/{}/{}/{}.json',
        JsonPath.stringAt('$.folder'),
        JsonPath.stringAt('$.account'),
        JsonPath.stringAt('$.region'),
        JsonPath.stringAt('$.run'),
      ),
      Body: JsonPath.objectAt(path),
      ContentType: 'application/json',
    },
    iamResources: [bucket.arnForObjects('*/shards/*')],
    resultPath: JsonPath.DISCARD,
  });
}

/** The retries are ours, and a call that never comes back ends a minute after the function would have. */
const once = { retryOnServiceExceptions: false, taskTimeout: Timeout.duration(Duration.minutes(16)) };

/** Not among `States.ALL`. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const TOO_LARGE = 'States.DataLimitExceeded';

/** What no further run can mend. */
const FINAL = ['SettingsError', TOO_LARGE];

const failure: CatchProps = { errors: ['States.ALL'], resultPath: '$.failure' };

/** Lets the state machine read the lists of shards, and not the whole bucket. */
class ShardsReader extends S3JsonItemReader {
  override providePolicyStatements(): PolicyStatement[] {
    return [
      new PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [this.bucket.arnForObjects('*/shards.json')],
      }),
    ];
  }
}
