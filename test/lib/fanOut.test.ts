import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { AwsSnapperProps } from '../../lib/props/awsSnapperProps.ts';
import { deployment, removeOutput } from './deployment.ts';
import { ACCOUNTS, MACHINE, made, plain, PROPS, TOPIC } from './fannedOut.ts';

afterAll(removeOutput);

/** Of this file alone: files may share modules, and each removes its output at its end. */
const standard = deployment(PROPS);

describe('the functions', () => {
  const functions = plain.all('AWS::Lambda::Function');
  const called = (handler: string) => functions.find(({ Handler }) => Handler === handler);

  test('are three, for 15 minutes on Node 24 and Arm', () => {
    expect(functions.map(({ Handler }) => String(Handler)).toSorted()).toEqual([
      'index.list',
      'index.merge',
      'index.shard',
    ]);
    for (const one of functions) {
      expect(one).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Timeout: 900 });
    }
  });

  test.for(['list', 'merge', 'shard'])('%s is there in the bundle that is deployed', async (name) => {
    const key = called(`index.${name}`)?.Code?.S3Key.replace(/\.zip$/, '');
    const folder = join(standard.app.synth().directory, `asset.${key}`);
    expect(readdirSync(folder)).toContain('index.mjs');
    const bundle: unknown = await import(pathToFileURL(join(folder, 'index.mjs')).href);
    expect(Object(bundle)[name]).toBeTypeOf('function');
  });

  test('know the settings, but the accounts come with each run', () => {
    const settings = {
      TAG_PREFIX: 'autosnap',
      TAG_PREFIXES: 'autosnap',
      EXTERNAL_ID: 'one-of-ours',
      TRIGGER: 'cron(0 3 * * ? *)',
    };
    expect(called('index.shard')?.Environment?.Variables).toEqual(settings);
    expect(called('index.list')?.Environment?.Variables).toEqual({
      ...settings,
      BUCKET: 'SnapperFanOutBucket',
    });
    expect(called('index.merge')?.Environment?.Variables).toEqual({
      ...settings,
      BUCKET: 'SnapperFanOutBucket',
      SNS_ARN: TOPIC,
    });
  });
});

test('with replicas the function of each shard knows where they are kept, and the list knows it, too', () => {
  const functions = made({ replicas: { regions: ['eu-central-1'] } }).all('AWS::Lambda::Function');
  for (const name of ['list', 'shard', 'merge']) {
    const one = functions.find(({ Handler }) => Handler === `index.${name}`);
    expect(one?.Environment?.Variables).toMatchObject({ REPLICAS: 'eu-central-1' });
  }
});

describe('the bucket', () => {
  test('is closed, encrypted, and forgets after thirty days', () => {
    expect(plain.one('AWS::S3::Bucket')).toEqual({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 30, Status: 'Enabled' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(plain.one('AWS::S3::BucketPolicy').PolicyDocument?.Statement).toMatchObject([
      { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ]);
  });

  test('goes with the stack, and no function of the CDK empties it', () => {
    const [bucket] = Object.values(standard.template().findResources('AWS::S3::Bucket'));
    expect(bucket?.['DeletionPolicy']).toBe('Delete');
    expect(plain.all('Custom::S3AutoDeleteObjects')).toEqual([]);
  });
});

test('the trigger and its follow-up start the state machine with the time they were meant for', () => {
  const schedules = plain.all('AWS::Scheduler::Schedule');
  expect(schedules.map(({ Target }) => Target?.Input)).toEqual([
    '{"scheduled_time":"<aws.scheduler.scheduled-time>"}',
    '{"follow_up":"1h","scheduled_time":"<aws.scheduler.scheduled-time>"}',
  ]);
  for (const { Target } of schedules) {
    expect(Target).toMatchObject({
      Arn: MACHINE,
      DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-west-1:123456789012:SnapperDeadLetters' },
      RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 3600 },
    });
  }
});

describe('the alarms', () => {
  const alarms = plain.all('AWS::CloudWatch::Alarm');

  test('are on runs that fail or never end, dead letters, and what Merge reports', () => {
    expect(alarms.map(({ Namespace, MetricName }) => `${Namespace} ${MetricName}`).toSorted()).toEqual([
      'AWS/SQS ApproximateNumberOfMessagesVisible',
      'AWS/States ExecutionsFailed',
      'AWS/States ExecutionsTimedOut',
      'aws-snapper FailedActions',
      'aws-snapper FailedSnapshots',
      'aws-snapper ProblemVolumes',
      'aws-snapper RunsFinished',
      'aws-snapper RunsFinished',
      'aws-snapper UndeliveredReports',
      'aws-snapper UnsoundVolumes',
      'aws-snapper VolumesOutsideObjective',
      'aws-snapper VolumesOutsideObjective',
      'aws-snapper VolumesWithoutCopy',
    ]);
    const about = (namespace: string) =>
      alarms
        .filter(({ Namespace }) => Namespace === namespace)
        .flatMap(({ Dimensions = [] }) => Dimensions.map(({ Value }) => Value));
    expect(new Set(about('aws-snapper'))).toEqual(new Set(['SnapperFanOutMerge', 'autosnap']));
    expect(new Set(about('AWS/States'))).toEqual(new Set([MACHINE]));
    const composites = plain.all('AWS::CloudWatch::CompositeAlarm');
    const alone = alarms.filter(
      ({ MetricName = '' }) => !['RunsFinished', 'VolumesOutsideObjective'].includes(MetricName),
    );
    expect(composites).toHaveLength(2);
    for (const { AlarmActions, OKActions } of [...composites, ...alone]) {
      expect([AlarmActions, OKActions]).toEqual([[TOPIC], [TOPIC]]);
    }
  });

  test('wait for the slowest shard before they say that no run has finished', () => {
    expect(hoursUntilNoRun({})).toBe(24 + 2 + 3);
    expect(hoursUntilNoRun({ fanOut: { runsPerShard: 4 } })).toBe(24 + 2 + 1);
  });
});

test('the outputs say what the member role asks for, and how to try it', () => {
  expect(plain.outputs).toEqual({
    TopicArn: TOPIC,
    LogGroupName: 'SnapperLog',
    AlarmTopicArn: TOPIC,
    DeadLettersUrl: 'SnapperDeadLetters',
    StateMachineLogGroupName: 'SnapperFanOutLog',
    HubRoleArn: 'arn:aws:iam::123456789012:role/SnapperRole',
    StateMachineArn: MACHINE,
    ReportsBucket: 'SnapperFanOutBucket',
    DryRun: `aws stepfunctions start-execution --region eu-west-1 --state-machine-arn ${MACHINE} --input '{"dry_run":true}'`,
  });
});

test('the role of the hub stays when a deployment begins to fan out, so the members still know it', () => {
  expect(idOf(PROPS)).toBe(idOf({ members: { accounts: ACCOUNTS } }));
});

function idOf(props: AwsSnapperProps): string | undefined {
  return Object.keys(deployment(props).template().findResources('AWS::IAM::Role'))[0];
}

function hoursUntilNoRun(props: Partial<AwsSnapperProps>): unknown {
  const alarms = made(props).all('AWS::CloudWatch::Alarm');
  return alarms.find(
    ({ MetricName, TreatMissingData }) => MetricName === 'RunsFinished' && TreatMissingData === 'missing',
  )?.['EvaluationPeriods'];
}
