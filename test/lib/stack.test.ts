import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fn, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import fc from 'fast-check';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { provedIn } from '../../lambda/core/snapshot.ts';
import { lostRun } from '../../lambda/core/report/region.ts';
import { type Report, undelivered } from '../../lambda/core/report/report.ts';
import { emitMetrics } from '../../lambda/run/metrics.ts';
import { readSettings } from '../../lambda/settings/settings.ts';
import { AwsSnapper } from '../../lib/awsSnapper.ts';
import type { AwsSnapperProps } from '../../lib/props/awsSnapperProps.ts';
import type { AwsSnapperStackProps } from '../../lib/awsSnapperStack.ts';
import { amount } from '../amounts.ts';
import { DAILY, dailyCopies, instance, planOf, reportOf, reportOn, UNREACHABLE } from '../core/fixtures.ts';
import { aRun, reportLike } from '../core/report/runs.ts';
import { deployed, type Properties, type Statement } from './deployed.ts';
import { deployment, env, newApp, removeOutput } from './deployment.ts';

afterAll(removeOutput);

const standard = deployment();
const plain = deployed(standard.template());

const ALARMS = plain.all('AWS::CloudWatch::Alarm');
const COMPOSITES = plain.all('AWS::CloudWatch::CompositeAlarm');

const REPORTS = 'arn:aws:sns:eu-west-1:123456789012:SnapperReports';
const RUNS = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:SnapperAlarmsRuns';
const FIRST_RUN = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:SnapperAlarmsFirstRun';
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:SnapperDeadLetters';
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:SnapperFunction';

/** What CloudFormation makes of a deployment in which one thing is different. */
function made(props: AwsSnapperStackProps | ((stack: Stack) => AwsSnapperProps)) {
  return deployed(deployment(props).template());
}

function statementsIn(policy: Properties): readonly Statement[] {
  return policy.PolicyDocument?.Statement ?? [];
}

describe('the function', () => {
  test('runs on Node 24 and Arm for up to 15 minutes', () => {
    expect(plain.one('AWS::Lambda::Function')).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 900,
      MemorySize: 512,
    });
  });

  test('is the bundle that was built before with its maps, and nothing else', () => {
    const key = plain.one('AWS::Lambda::Function').Code?.S3Key;
    const asset = join(
      deployment({ emails: ['ops@example.com'] }).app.synth().directory,
      `asset.${key?.replace(/\.zip$/, '')}`,
    );
    const files = ['autoScaling.mjs', 'credentials.mjs', 'index.mjs'];
    expect(readdirSync(asset).toSorted()).toEqual(files.flatMap((file) => [file, `${file}.map`]));
    expect(readFileSync(join(asset, 'index.mjs'), 'utf8')).toContain('handler');
  });

  test('gives its log a retention and may write nowhere else', () => {
    expect(plain.one('AWS::Logs::LogGroup')).toEqual({ RetentionInDays: 90 });
    expect(plain.one('AWS::Lambda::Function')['LoggingConfig']).toEqual({ LogGroup: 'SnapperLog' });
    const logs = plain
      .policiesOf('SnapperRole')
      .flatMap(({ statements }) => statements)
      .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('logs:')));
    expect(logs).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: 'arn:aws:logs:eu-west-1:123456789012:log-group:SnapperLog:*',
      },
    ]);
  });

  test.for<[what: string, props: AwsSnapperProps, type: string, properties: Properties]>([
    [
      'the retention of the log',
      { logRetention: RetentionDays.ONE_YEAR },
      'AWS::Logs::LogGroup',
      { RetentionInDays: 365 },
    ],
    ['the memory', { memorySize: 1024 }, 'AWS::Lambda::Function', { MemorySize: 1024 }],
    [
      'the reserved concurrency',
      { reservedConcurrentExecutions: 1 },
      'AWS::Lambda::Function',
      { ReservedConcurrentExecutions: 1 },
    ],
  ])('%s is for the user to say', ([, props, type, properties]) => {
    expect(made(props).one(type)).toMatchObject(properties);
  });

  test('reserves no concurrency unless asked, because a new account cannot afford it', () => {
    expect(plain.one('AWS::Lambda::Function')).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('is tried again twice, within an hour, and then leaves its event in the queue', () => {
    expect(plain.one('AWS::Lambda::EventInvokeConfig')).toEqual({
      FunctionName: 'SnapperFunction',
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 3600,
      DestinationConfig: { OnFailure: { Destination: QUEUE } },
    });
  });

  test('can be taken on by Lambda only', () => {
    const role = plain.resources.find(({ name }) => name === 'SnapperRole');
    expect(role?.properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
      ],
    });
  });
});

describe('the trigger', () => {
  test('comes every day at three, once, and hands over when it was meant to come', () => {
    expect(trigger()).toMatchObject({
      ScheduleExpression: 'cron(0 3 * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: FUNCTION,
        Input: '{"scheduled_time":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: { Arn: QUEUE },
      },
    });
  });

  test('what it hands over is the scheduled time that a run reads', () => {
    const input = trigger()?.Target?.Input ?? '';
    const event: unknown = JSON.parse(
      input.replace('<aws.scheduler.scheduled-time>', '2026-01-01T03:00:00Z'),
    );
    expect(readSettings(event, {}).scheduledTime).toEqual(new Date('2026-01-01T03:00:00Z'));
  });

  test.for(['rate(1 hour)', 'rate(12 hours)', 'cron(30 1 ? * MON-FRI *)', 'cron(0 22 L * ? *)'])(
    'comes at %s where that is wanted',
    (schedule) => {
      expect(trigger({ schedule })).toMatchObject({
        ScheduleExpression: schedule,
      });
    },
  );

  test('lives in the zone in which the run reads days and hours', () => {
    const berlin = made({ timeZone: 'Europe/Berlin' });
    for (const one of berlin.all('AWS::Scheduler::Schedule')) {
      expect(one).toMatchObject({ ScheduleExpressionTimezone: 'Europe/Berlin' });
    }
    expect(berlin.one('AWS::Lambda::Function')['Environment']).toMatchObject({
      Variables: { TIME_ZONE: 'Europe/Berlin' },
    });
  });

  test('is known to the function, so that it can tell at which hours no run comes', () => {
    expect(environmentOf({ schedule: 'cron(0 7 ? * MON-FRI *)' })).toMatchObject({
      TRIGGER: 'cron(0 7 ? * MON-FRI *)',
    });
  });

  test('of a rate begins where its start date says', () => {
    const startDate = '2027-01-01T04:00:00+01:00';
    expect(trigger({ schedule: 'rate(1 day)', startDate })).toMatchObject({
      StartDate: '2027-01-01T03:00:00.000Z',
    });
    expect(trigger({ schedule: 'rate(1 day)' })).not.toHaveProperty('StartDate');
  });

  test('may start this function, leave a dead letter, and nothing else', () => {
    const [name = '', ...others] = new Set(
      plain.all('AWS::Scheduler::Schedule').map(({ Target }) => Target?.RoleArn.replace(/.*role\//, '')),
    );
    expect(others).toEqual([]);
    expect(plain.policiesOf(name).flatMap(({ statements }) => statements)).toEqual([
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: [FUNCTION, `${FUNCTION}:*`] },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE },
    ]);
  });
});

describe('the topic of its own', () => {
  test('mails the report and the alarms to each address', () => {
    const { all } = made({ emails: ['ops@example.com', 'boss@example.com'] });
    expect(all('AWS::SNS::Subscription')).toEqual([
      { TopicArn: REPORTS, Protocol: 'email', Endpoint: 'ops@example.com' },
      { TopicArn: REPORTS, Protocol: 'email', Endpoint: 'boss@example.com' },
    ]);
  });

  test('S3 mails nobody by default, and synth says so until somebody is subscribed', () => {
    expect(plain.all('AWS::SNS::Subscription')).toEqual([]);
    expect(warningsOf(standard.stack)).toEqual([
      expect.stringMatching(/^"Nobody is subscribed to the topic AwsSnapper\/Snapper\/Reports.*emails=/),
    ]);
    const stack = new Stack(newApp(), 'Ours', { env });
    const { topic } = new AwsSnapper(stack, 'Snapper');
    topic.addSubscription(new UrlSubscription('https://example.com/pager'));
    expect(warningsOf(stack)).toEqual([]);
  });

  test('takes nothing without TLS, and from CloudWatch only alarms of this account and region', () => {
    const policy = plain.one('AWS::SNS::TopicPolicy');
    expect(policy['Topics']).toEqual([REPORTS]);
    expect(statementsIn(policy)).toEqual([
      {
        Sid: 'AllowPublishThroughSSLOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: REPORTS,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'AlarmsMayPublish',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: REPORTS,
        Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*' } },
      },
    ]);
  });
});

test('the queue of dead letters keeps them for two weeks and takes none without TLS', () => {
  expect(plain.one('AWS::SQS::Queue')).toEqual({ MessageRetentionPeriod: 1_209_600 });
  const policy = plain.one('AWS::SQS::QueuePolicy');
  expect(policy['Queues']).toEqual(['SnapperDeadLetters']);
  expect(statementsIn(policy)).toEqual([
    {
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'sqs:*',
      Resource: QUEUE,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ]);
});

describe('a topic that exists', () => {
  const here = 'arn:aws:sns:eu-west-1:123456789012:ours';
  const elsewhere = 'arn:aws:sns:us-east-1:123456789012:ours';

  test('in the same region gets the report and the alarms, and no topic is made', () => {
    const { all, one, outputs } = made(given(here));
    expect(all('AWS::SNS::Topic')).toEqual([]);
    expect(one('AWS::Lambda::Function')).toMatchObject({ Environment: { Variables: { SNS_ARN: here } } });
    expect(heardAt(all('AWS::CloudWatch::Alarm'))).toEqual([here]);
    expect(outputs['TopicArn']).toBe(here);
  });

  test('in another region gets the report, and the alarms get a topic here that mails them', () => {
    const { all, one, resources } = made(given(elsewhere));
    const topic = resources.find(({ type }) => type === 'AWS::SNS::Topic')?.name;
    const alarms = `arn:aws:sns:eu-west-1:123456789012:${topic}`;
    expect(one('AWS::Lambda::Function')).toMatchObject({
      Environment: { Variables: { SNS_ARN: elsewhere } },
    });
    expect(heardAt(all('AWS::CloudWatch::Alarm'))).toEqual([alarms]);
    expect(one('AWS::SNS::Subscription')).toMatchObject({ TopicArn: alarms, Endpoint: 'ops@example.com' });
    expect(statementsIn(one('AWS::SNS::TopicPolicy')).map(({ Sid }) => Sid)).toEqual([
      'AllowPublishThroughSSLOnly',
      'AlarmsMayPublish',
    ]);
  });

  test('S2 gets the report and the alarms where the region of the deployment is not known yet', () => {
    const { all, one } = deployed(deployment(given(here), { env: {} }).template());
    expect(one('AWS::Lambda::Function')).toMatchObject({ Environment: { Variables: { SNS_ARN: here } } });
    expect(all('AWS::SNS::Topic')).toEqual([]);
    expect(heardAt(all('AWS::CloudWatch::Alarm'))).toEqual([here]);
  });

  test('S2 gets the alarms where its own region is known only to CloudFormation', () => {
    const stack = new Stack(newApp(), 'Ours', { env });
    const topic = Topic.fromTopicArn(stack, 'Topic', Fn.importValue('topic'));
    new AwsSnapper(stack, 'Snapper', { topic });
    const alarms = Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm');
    for (const { Properties } of Object.values(alarms).filter((one) => isAlone(one['Properties']))) {
      expect(Properties.AlarmActions).toEqual([{ 'Fn::ImportValue': 'topic' }]);
    }
  });

  test('S2 that is given for the alarms gets them, and the reports go to the other one', () => {
    const pager = 'arn:aws:sns:eu-west-1:123456789012:pager';
    const both = made({ topicArn: elsewhere, alarmTopicArn: pager });
    expect(both.all('AWS::SNS::Topic')).toEqual([]);
    expect(heardAt(both.all('AWS::CloudWatch::Alarm'))).toEqual([pager]);
    expect(both.one('AWS::Lambda::Function').Environment?.Variables).toMatchObject({ SNS_ARN: elsewhere });
    const { all, one } = made({ emails: ['ops@example.com'], alarmTopicArn: pager });
    expect(one('AWS::SNS::Subscription')).toMatchObject({ TopicArn: REPORTS });
    expect(heardAt(all('AWS::CloudWatch::Alarm'))).toEqual([pager]);
    expect(statementsIn(one('AWS::SNS::TopicPolicy')).map(({ Sid }) => Sid)).toEqual([
      'AllowPublishThroughSSLOnly',
    ]);
  });

  test('S2 in another region cannot be for the alarms', () => {
    expect(refusalOf({ alarmTopicArn: elsewhere })).toBe(
      `ConfigurationError: alarmTopicArn must be the ARN of a topic in eu-west-1, the region of the stack, because an alarm can notify only a topic of its own region (topicArn may be elsewhere), but is "${elsewhere}"`,
    );
  });

  test.for<[what: string, props: AwsSnapperStackProps, says: string[]]>([
    [
      'S3 elsewhere, so that the alarms get one here that nobody hears',
      { topicArn: elsewhere },
      ['AlarmTopic'],
    ],
    ['S3 here, with e-mails that nobody would get', given(here), ['ops@example.com gets no mail']],
    ['S3 for the alarms alone', { alarmTopicArn: here }, ['Snapper/Reports']],
  ])('%s: the warnings at synth', ([, props, says]) => {
    expect(warningsOf(deployment(props).stack)).toEqual(says.map((one) => expect.stringContaining(one)));
  });

  test('that is made in the same app and takes nothing without TLS takes the alarms too', () => {
    const { one } = made((stack) => ({ topic: new Topic(stack, 'Mine', { enforceSSL: true }) }));
    const allowed = statementsIn(one('AWS::SNS::TopicPolicy')).filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toMatchObject([
      { Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' },
    ]);
  });

  test.for([here, elsewhere])('is the only one the function may publish to (%s)', (arn) => {
    const publish = made(given(arn))
      .policiesOf('SnapperRole')
      .flatMap(({ statements }) => statements)
      .filter(({ Action }) => Action === 'sns:Publish');
    expect(publish.map(({ Resource }) => Resource)).toEqual([arn]);
  });
});

describe('a customer key', () => {
  const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012';

  test('that is made in the app lets the function and the alarms of this account use it', () => {
    const { one, policiesOf } = made((stack) => ({ topicKey: new Key(stack, 'Key') }));
    const arn = 'arn:aws:kms:eu-west-1:123456789012:key/Key';
    expect(one('AWS::SNS::Topic')).toEqual({ KmsMasterKeyId: arn });
    expect(policiesOf('SnapperRole').flatMap(({ statements }) => statements)).toContainEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: arn,
    });
    expect(one('AWS::KMS::Key').KeyPolicy?.Statement).toContainEqual({
      Sid: 'AlarmsMayUseKey',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*' } },
    });
  });

  test('that exists encrypts the topic, and the function may use it', () => {
    const { one, policiesOf } = made((stack) => ({ topicKey: Key.fromKeyArn(stack, 'Given', KEY) }));
    expect(one('AWS::SNS::Topic')).toEqual({ KmsMasterKeyId: KEY });
    expect(policiesOf('SnapperRole').flatMap(({ statements }) => statements)).toContainEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: KEY,
    });
  });

  test('of the region of an existing topic is not asked to encrypt the alarms of another', () => {
    const theirs = KEY.replace('eu-west-1', 'us-east-1');
    const { one, policiesOf } = made((stack) => ({
      topic: Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:us-east-1:123456789012:ours'),
      topicKey: Key.fromKeyArn(stack, 'Key', theirs),
    }));
    expect(policiesOf('SnapperRole').flatMap(({ statements }) => statements)).toContainEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: theirs,
    });
    expect(one('AWS::SNS::Topic')).toEqual({});
  });

  test('is none of the function’s business without one', () => {
    expect(JSON.stringify(plain.resources)).not.toContain('kms:');
  });
});

describe('the alarms', () => {
  test('S4 are on all that endangers a snapshot, and tell when they are on and when that is over', () => {
    const alarms = plain.all('AWS::CloudWatch::Alarm');
    expect(alarms.map(({ Namespace, MetricName }) => `${Namespace} ${MetricName}`).toSorted()).toEqual([
      'AWS/Lambda Errors',
      'AWS/SQS ApproximateNumberOfMessagesVisible',
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
    const notifying = [...alarms.filter(isAlone), ...COMPOSITES];
    for (const { AlarmActions, OKActions } of notifying) {
      expect([AlarmActions, OKActions]).toEqual([[REPORTS], [REPORTS]]);
    }
  });

  test.for([
    ['Errors', 'Sum', [{ Name: 'FunctionName', Value: 'SnapperFunction' }]],
    ['ApproximateNumberOfMessagesVisible', 'Maximum', [{ Name: 'QueueName', Value: 'SnapperDeadLetters' }]],
    ['FailedActions', 'Sum', expect.anything()],
    ['FailedSnapshots', 'Sum', expect.anything()],
    ['ProblemVolumes', 'Sum', expect.anything()],
    ['UndeliveredReports', 'Sum', expect.anything()],
    ['UnsoundVolumes', 'Sum', expect.anything()],
    ['VolumesWithoutCopy', 'Sum', expect.anything()],
  ] as const)(
    'one %s is enough, and it is over when a run finds it over',
    ([metric, statistic, dimensions]) => {
      expect(named(metric)).toEqual([
        expect.objectContaining({
          Statistic: statistic,
          Dimensions: dimensions,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          EvaluationPeriods: 1,
          Period: 3600,
          TreatMissingData: 'ignore',
        }),
      ]);
    },
  );

  test('say what is wrong, where to look first and what to do, in a few sentences', () => {
    const alarms = [...ALARMS.filter(isAlone), ...COMPOSITES];
    const told = alarms.map(({ AlarmDescription }) => String(AlarmDescription));
    for (const words of told) {
      expect(words).toMatch(/SnapperLog|SnapperFunction|SnapperDeadLetters/);
      expect(words.split(/\. /).length).toBeGreaterThan(1);
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
      expect(words.length).toBeLessThanOrEqual(1024);
    }
    expect(told.find((words) => words.startsWith('Prefix'))).toMatchInlineSnapshot(
      `"Prefix autosnap: A snapshot, an image or a replica could not be made, locked or deleted, a region could not be read, or a run ended without a report. Read the error of each in the report; the next run tries again. The reports are in the log group SnapperLog. What to do: docs/operations.md#failedactions"`,
    );
  });

  describe('S1 ring for every FAILURE, and for a report that reached nobody', () => {
    const failed = { kind: 'create', status: 'failed', volumeId: 'vol-1', code: 'X', message: 'y' } as const;
    const unreadable = planOf({ instances: [instance({ tags: { ...DAILY, autosnap: '7 days' } })] });

    test.for<[cause: string, report: Report, rings: string[]]>([
      ['a tag that cannot be read', reportOf(unreadable), ['ProblemVolumes']],
      ['an action that failed', reportOf(planOf({ snapshots: dailyCopies(3) }), [failed]), ['FailedActions']],
      [
        'a volume without a restorable snapshot',
        reportOf(planOf(), [failed]),
        ['FailedActions', 'VolumesWithoutCopy'],
      ],
      [
        'a snapshot that is damaged',
        reportOf(
          planOf({
            snapshots: dailyCopies(3).map((one) => ({ ...one, ...provedIn('2026-03-09T12:00Z damaged x') })),
          }),
        ),
        ['UnsoundVolumes'],
      ],
      ['a region that could not be read', reportOn([UNREACHABLE]), ['FailedActions']],
      [
        'a run that ended without a report',
        reportLike(reportOn([]), [lostRun({ region: 'eu-west-1' }, 'killed')]),
        ['FailedActions'],
      ],
      [
        'a topic that is gone',
        undelivered(reportOf(planOf({ snapshots: dailyCopies(3) })), 'NotFound'),
        ['UndeliveredReports'],
      ],
      [
        'a tag that cannot be read and a topic that is gone',
        undelivered(reportOf(unreadable), 'NotFound'),
        ['ProblemVolumes', 'UndeliveredReports'],
      ],
      ['nothing', reportOf(planOf({ snapshots: dailyCopies(3) })), []],
    ])('%s', ([, report, rings]) => {
      expect(ringing(report)).toEqual(rings);
    });

    test('whatever a run met', () => {
      fc.assert(
        fc.property(aRun, fc.boolean(), (run, isDelivered) => {
          const report = isDelivered ? run : undelivered(run, 'NotFound');
          if (isDelivered && run.headline.level !== 'FAILURE') return;
          expect(ringing(report)).not.toEqual([]);
        }),
        { numRuns: amount({ sample: 20, long: 500 }) },
      );
    });
  });

  test.for<[schedule: string, hours: number]>([
    ['rate(1 hour)', 3],
    ['rate(30 minutes)', 3],
    ['cron(0 3 * * ? *)', 26],
    ['rate(36 hours)', 38],
    ['cron(0 3 ? * MON-FRI *)', 74],
    ['cron(0 3 ? * SUN *)', 168],
    ['rate(7 days)', 168],
  ])(
    'U18 a trigger of %s that brings no run for %i hours is told, once a run has finished',
    ([schedule, hours]) => {
      const alarm = named('RunsFinished', alarmsOf({ schedule })).find(isOnMissing);
      expect(alarm).toMatchObject({
        Statistic: 'Sum',
        Period: 3600,
        EvaluationPeriods: hours,
        DatapointsToAlarm: hours,
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'missing',
      });
    },
  );

  test('U18 a new deployment is quiet until a run has finished, and rings when no other comes', () => {
    const missing = named('RunsFinished').map(({ TreatMissingData }) => TreatMissingData);
    expect(new Set(missing)).toEqual(new Set(['ignore', 'missing']));
    const composite = COMPOSITES.find(({ AlarmRule }) => String(AlarmRule).includes(RUNS)) ?? {};
    const isOn = (runsAre: string, firstRunIs: string) =>
      String(composite['AlarmRule'])
        .replace(/^\(|\)$/g, '')
        .split(' AND ')
        .every((one) => [`${runsAre}("${RUNS}")`, `${firstRunIs}("${FIRST_RUN}")`].includes(one));
    // A state with missing data as AWS's documents have it: `missing` has none, `ignore` keeps what it was.
    expect(isOn('INSUFFICIENT_DATA', 'INSUFFICIENT_DATA')).toBe(false);
    expect(isOn('OK', 'OK')).toBe(false);
    expect(isOn('INSUFFICIENT_DATA', 'OK')).toBe(true);
    // While the first run changes one and not yet the other, nothing is sent.
    expect(composite).toMatchObject({ ActionsSuppressor: FIRST_RUN, ActionsSuppressorWaitPeriod: 600 });
  });

  test('U18 none of them reads missing data as breaching, as a new deployment has no data', () => {
    expect(ALARMS.filter(({ TreatMissingData }) => TreatMissingData === 'breaching')).toEqual([]);
  });

  test.for(['rate(8 days)', 'cron(0 3 1 * ? *)', 'cron(0 3 1 1 ? 2027)'])(
    'a trigger of %s is too rare for CloudWatch to miss a run, and synth says so',
    (schedule) => {
      const { stack, template } = deployment({ schedule });
      expect(named('RunsFinished', deployed(template()).all('AWS::CloudWatch::Alarm'))).toEqual([]);
      Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('rarer than weekly'));
    },
  );

  test('of a daily trigger come without a warning', () => {
    const { stack } = deployment({ emails: ['ops@example.com'] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('and the metrics are those that LAMBDA.md names', () => {
    const text = readFileSync(join(import.meta.dirname, '../../LAMBDA.md'), 'utf8');
    const [, metrics = ''] = /and `Prefix`: ([\w,\s]+)\./.exec(text) ?? [];
    expect(metrics.split(/,\s+/)).toEqual(printed(reportOf(planOf()), 'SnapperFunction').metrics);
  });

  test('watch what a run really measures, under the same dimensions', () => {
    const measured = printed(reportOf(planOf()), 'SnapperFunction');
    const ours = plain.all('AWS::CloudWatch::Alarm').filter(({ Namespace }) => Namespace === 'aws-snapper');
    expect(ours).toHaveLength(10);
    for (const { Namespace, MetricName, Dimensions } of ours) {
      expect(measured.namespace).toBe(Namespace);
      expect(measured.metrics).toContain(MetricName);
      expect(measured.dimensions).toEqual(
        Object.fromEntries((Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
      );
    }
  });

  test('are one set per prefix, and the trigger’s prefix is the one that must run', () => {
    const alarms = alarmsOf({ tagPrefixes: ['autosnap', 'nightly.v2'] });
    for (const cause of [
      'FailedActions',
      'FailedSnapshots',
      'ProblemVolumes',
      'UnsoundVolumes',
      'VolumesWithoutCopy',
    ]) {
      expect(named(cause, alarms).map(prefixOf)).toEqual(['autosnap', 'nightly.v2']);
    }
    expect(named('UndeliveredReports', alarms).map(prefixOf)).toEqual(['autosnap', 'nightly.v2']);
    expect(named('RunsFinished', alarms).map(prefixOf)).toEqual(['autosnap', 'autosnap']);
    const onObjectives = named('VolumesOutsideObjective', alarms);
    expect(onObjectives.map(prefixOf)).toEqual(['autosnap', 'autosnap', 'nightly.v2']);
    const notifying = onObjectives.filter(({ AlarmActions }) => AlarmActions !== undefined);
    expect(notifying.map(prefixOf)).toEqual(['nightly.v2']);
  });
});

describe('the settings reach the run', () => {
  test('a plain deployment names its prefix and its topic, and leaves the rest to the defaults', () => {
    expect(environmentOf({})).toEqual({
      TAG_PREFIX: 'autosnap',
      TAG_PREFIXES: 'autosnap',
      TRIGGER: 'cron(0 3 * * ? *)',
      SNS_ARN: REPORTS,
    });
    expect(settingsOf({})).toEqual({ ...readSettings({}, {}), snsArn: REPORTS, runHours: [3] });
  });

  test.for<[row: string, props: AwsSnapperProps, setting: Record<string, unknown>]>([
    [
      'C-42 regions',
      { regions: ['eu-west-1', 'us-east-1'] },
      { regions: { kind: 'named', names: ['eu-west-1', 'us-east-1'] } },
    ],
    ['C-45 one region', { regions: ['eu-west-1'] }, { regions: { kind: 'named', names: ['eu-west-1'] } }],
    ['all regions', { regions: 'all' }, { regions: { kind: 'all', without: [] } }],
    [
      'N02 all regions but one',
      { regions: ['all', '!eu-south-1'] },
      { regions: { kind: 'all', without: ['eu-south-1'] } },
    ],
    ['C-43 prefix', { tagPrefixes: ['nightly'] }, { prefix: 'nightly' }],
    ['C-43 job name', { jobName: 'Nightly, all' }, { jobName: 'Nightly, all' }],
    ['notify', { notify: 'trouble' }, { notify: 'trouble' }],
    ['C-43 interval', { interval: 3600 }, { interval: 3600 }],
    ['time zone', { timeZone: 'America/New_York' }, { zone: { name: 'America/New_York' } }],
    ['dry run', { dryRun: true }, { dryRun: true }],
    ['no dry run', { dryRun: false }, { dryRun: false }],
    [
      'default policy',
      { defaultFrequency: '6h', defaultRetain: '14' },
      { defaultPolicy: { frequency: '6h', retain: '14' } },
    ],
    ['the most deletes', { maxDeletes: 0 }, { maxDeletes: 0 }],
    ['the age of orphans', { orphanRetain: '90d' }, { orphanRetain: { count: 90, unit: 'days' } }],
    ['consistency', { consistency: 'volume' }, { consistency: 'volume' }],
    ['no copied tags', { copyTags: false }, { copyTags: false }],
    ['some copied tags', { copyTags: ['*', '!Secret*'] }, { copyTags: ['*', '!Secret*'] }],
    ['tags of the instance', { copyInstanceTags: 'CostCenter' }, { copyInstanceTags: ['CostCenter'] }],
    ['images', { images: true }, { images: true }],
    ['no images', { images: false }, { images: false }],
    ['images in use', { imageInUse: 90 }, { imageInUse: 90 }],
    ['added tags', { addTags: { Costs: 'a, b' } }, { addTags: { Costs: 'a, b' } }],
    [
      'replicas',
      {
        replicas: {
          regions: ['eu-central-1', 'eu-north-1'],
          keys: { 'eu-central-1': 'alias/backup' },
          min: 7,
          window: 10,
          within: '4h',
          lock: '2w',
          orphanRetain: '1y',
        },
      },
      {
        replicas: ['eu-central-1', 'eu-north-1'],
        replicaKeys: { 'eu-central-1': 'alias/backup' },
        replicaMin: 7,
        replicaWindow: 10,
        replicaWithin: 240,
        replicaLock: 14,
        replicaOrphanRetain: { count: 1, unit: 'years' },
        orphanRetain: undefined,
      },
    ],
  ])('%s', ([, props, setting]) => {
    expect(settingsOf(props)).toMatchObject(setting);
  });

  test('C-48 further prefixes may be used by an event, others may not', () => {
    const environment = environmentOf({ tagPrefixes: ['autosnap', 'nightly'] });
    expect(readSettings({}, environment).prefix).toBe('autosnap');
    expect(readSettings({ tag_prefix: 'nightly' }, environment).prefix).toBe('nightly');
    expect(() => readSettings({ tag_prefix: 'foreign' }, environment)).toThrow('foreign');
  });

  test('C-44 what an event may override all the same is in the environment', () => {
    expect(environmentOf({ allowOverrides: ['interval', 'time_zone'] })).toMatchObject({
      ALLOW_OVERRIDES: 'interval,time_zone',
    });
    expect(environmentOf({ allowOverrides: [] })).not.toHaveProperty('ALLOW_OVERRIDES');
  });

  test('C-44 the event of a run by hand overrides the deployment', () => {
    const environment = environmentOf({ jobName: 'Deployed', interval: 3600 });
    expect(readSettings({ schedule_name: 'By hand', dry_run: true }, environment)).toMatchObject({
      jobName: 'By hand',
      dryRun: true,
      interval: 3600,
    });
  });
});

describe('a setting that the function would refuse is refused before it is deployed', () => {
  test.for<[props: AwsSnapperProps, says: string[]]>([
    [{ regions: ['mars'] }, ['regions', '"mars"', 'eu-west-1']],
    [{ regions: [] }, ['regions', 'eu-west-1']],
    [{ regions: ['all', 'eu-west-1'] }, ['regions', 'all,eu-west-1']],
    [{ regions: ['!eu-west-1'] }, ['regions', '["all","!eu-west-1"]']],
    [{ tagPrefixes: ['a b'] }, ['tagPrefixes', '"a b"', 'autosnap']],
    [{ tagPrefixes: ['snapshot_tool'] }, ['tagPrefixes', '"snapshot_tool"', 'autosnap']],
    [{ tagPrefixes: ['autosnap', 'a*'] }, ['tagPrefixes', '"a*"', 'autosnap']],
    [{ tagPrefixes: [] }, ['tagPrefixes', '[]', 'autosnap']],
    [{ tagPrefixes: ['autosnap', 'autosnap'] }, ['tagPrefixes', 'autosnap']],
    [{ interval: 5 }, ['interval', '"5"', '86400']],
    [{ timeZone: 'Mars/Olympus' }, ['timeZone', '"Mars/Olympus"', 'Europe/Berlin']],
    [{ defaultFrequency: '1' }, ['defaultFrequency', 'defaultRetain', '"7"']],
    [{ defaultFrequency: '1', defaultRetain: '0' }, ['defaultRetain', '"0"', 'daily:7 weekly:4']],
    [{ orphanRetain: '90' }, ['orphanRetain', '"90"', '90d']],
    [{ addTags: { 'aws:x': '1' } }, ['addTags', 'aws:x', 'CostCenter=100']],
    [{ tagPrefixes: ['a', 'b'], addTags: { b_at: '1', c: '2' } }, ['addTags', 'b_at', '"c=2"']],
    [{ copyTags: ['a', '!'] }, ['copyTags', '"a,!"', '*,!Secret*']],
    [{ maxDeletes: -1 }, ['maxDeletes', '"-1"', '100']],
    [{ schedule: 'daily' }, ['schedule', '"daily"', 'rate(1 day)']],
    [{ schedule: 'rate(1 day)', startDate: 'tomorrow' }, ['startDate', '"tomorrow"', '2027-01-01T03:00:00Z']],
    [{ startDate: '2027-01-01T03:00:00Z' }, ['startDate', 'absent', 'cron(0 3 * * ? *)', 'leave it out']],
    [{ followUp: 'later' }, ['followUp', '"later"', '"1h"']],
    [{ followUp: '90m' }, ['followUp', '"90m"', '"1h"']],
  ])('%j', ([props, says]) => {
    const message = refusalOf(props);
    for (const one of says) expect(message).toContain(one);
  });
});

test('U17 a region that the CDK does not know is a warning, because it may be newer', () => {
  const { stack } = deployment({
    regions: ['eu-wst-1', 'us-gov-west-1', 'mars-north-9'],
    topicArn: 'arn:aws:sns:us-eats-1:123456789012:ours',
    topicKeyArn: 'arn:aws:kms:eu-west-11:123456789012:key/x',
    emails: ['ops@example.com'],
  });
  expect(warningsOf(stack)).toEqual(
    [
      '"eu-wst-1" (in regions) is not a region that this version of the CDK knows; did you mean eu-west-1? If it is a newer one, go on.',
      '"mars-north-9" (in regions) is not a region that this version of the CDK knows. If it is a newer one, go on.',
      '"us-eats-1" (of the topic) is not a region that this version of the CDK knows; did you mean us-east-1? If it is a newer one, go on.',
      '"eu-west-11" (of the key) is not a region that this version of the CDK knows; did you mean eu-west-1? If it is a newer one, go on.',
    ].map((one) => expect.stringContaining(JSON.stringify(one).slice(1, -1))),
  );
  const elsewhere = deployment({ regions: ['all', '!eu-sotuh-1'] }, { env: { ...env, region: 'eu-wets-1' } });
  expect(warningsOf(elsewhere.stack)).toEqual(
    expect.arrayContaining([
      expect.stringContaining('did you mean eu-south-1?'),
      expect.stringContaining('(of the stack)'),
    ]),
  );
});

describe('deployments beside each other', () => {
  test('with other names and prefixes in one app are two', () => {
    const app = newApp();
    const stacks = ['autosnap', 'nightly'].map((prefix) =>
      deployment(
        { tagPrefixes: [prefix], emails: ['ops@example.com'] },
        { app, stackName: `Snapper-${prefix}` },
      ),
    );
    const names = app.synth().stacks.map(({ stackName }) => stackName);
    expect(names).toEqual(['Snapper-autosnap', 'Snapper-nightly']);
    for (const { template } of stacks) {
      expect(deployed(template()).all('AWS::Lambda::Function')).toHaveLength(1);
    }
  });

  test('in one stack have a role each, and neither can delete what the other marks', () => {
    const stack = new Stack(newApp(), 'Both', { env });
    const [mine, theirs] = ['mine', 'theirs'].map(
      (prefix) => new AwsSnapper(stack, prefix, { tagPrefixes: [prefix] }),
    );
    expect(mine?.fn).not.toBe(theirs?.fn);
    const { policiesOf } = deployed(Template.fromStack(stack));
    const deletable = (role: string) =>
      policiesOf(role)
        .flatMap(({ statements }) => statements)
        .filter(({ Action }) => Action === 'ec2:DeleteSnapshot')
        .map(({ Condition }) => Condition?.['StringEquals']);
    expect(deletable('mineRole')).toEqual([{ 'aws:ResourceTag/snapshot_tool': 'mine' }]);
    expect(deletable('theirsRole')).toEqual([{ 'aws:ResourceTag/snapshot_tool': 'theirs' }]);
  });

  test('name no resource, so that a replacement can never collide with what it replaces', () => {
    const withNames = plain.resources.filter(({ properties }) =>
      Object.keys(properties).some((key) =>
        /^(RoleName|FunctionName|TopicName|QueueName|LogGroupName|AlarmName|DashboardName|Name)$/.test(key),
      ),
    );
    // AWS knows a saved query by its id, and changes the name in place.
    expect(new Set(withNames.map(({ type }) => type))).toEqual(
      new Set(['AWS::Lambda::EventInvokeConfig', 'AWS::Logs::QueryDefinition']),
    );
  });
});

describe('C-49 the partition', () => {
  test('is left to CloudFormation where the region is not known', () => {
    const { template } = deployment({ emails: ['ops@example.com'] }, { env: {} });
    expect(JSON.stringify(template())).not.toMatch(/arn:aws/);
  });

  test.for([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ] as const)('of %s is %s in every ARN', ([region, partition]) => {
    const place = { account: env.account, region };
    const { template } = deployment({}, { env: place });
    const there = JSON.stringify(deployed(template(), { partition, ...place }));
    expect(there).toContain(`arn:${partition}:ec2:`);
    expect(there).not.toContain('arn:aws:');
  });
});

test('the outputs say what is called how, where the reports go, and how to try it', () => {
  expect(plain.outputs).toEqual({
    FunctionName: 'SnapperFunction',
    TopicArn: REPORTS,
    LogGroupName: 'SnapperLog',
    AlarmTopicArn: REPORTS,
    DeadLettersUrl: 'SnapperDeadLetters',
    DryRun:
      'aws lambda invoke --region eu-west-1 --function-name SnapperFunction --cli-read-timeout 0 --cli-binary-format raw-in-base64-out --payload \'{"dry_run":true}\' report.json',
  });
});

/** Of the two schedules, the one whose run follows no other. */
function trigger(props?: AwsSnapperProps): Properties | undefined {
  const { all } = props === undefined ? plain : made(props);
  return all('AWS::Scheduler::Schedule').find(({ Target }) => !Target?.Input.includes('follow_up'));
}

function alarmsOf(props: AwsSnapperProps): Properties[] {
  return made(props).all('AWS::CloudWatch::Alarm');
}

function isOnMissing({ TreatMissingData }: Properties): boolean {
  return TreatMissingData === 'missing';
}

function named(metric: string, alarms: readonly Properties[] = ALARMS): Properties[] {
  return alarms.filter(({ MetricName }) => MetricName === metric);
}

/** Those on runs and objectives do not notify: an alarm on two of them does. */
function isAlone({ MetricName = '' }: Properties): boolean {
  return !['RunsFinished', 'VolumesOutsideObjective'].includes(MetricName);
}

/** Where alarms notify, of whatever state. */
function heardAt(alarms: readonly Properties[]): unknown[] {
  const actions = alarms.flatMap((one) => [
    one.AlarmActions,
    one['OKActions'],
    one['InsufficientDataActions'],
  ]);
  return [...new Set(actions.filter((some) => some !== undefined).flat())];
}

/** The metrics of a report that an alarm of the deployment is on for. */
function ringing(report: Report): string[] {
  const { values } = printed(report, 'SnapperFunction');
  return plain
    .all('AWS::CloudWatch::Alarm')
    .flatMap(({ Namespace, MetricName = '', Threshold }) =>
      Namespace === 'aws-snapper' &&
      isAlone({ MetricName }) &&
      Number(values[MetricName]) >= Number(Threshold)
        ? MetricName
        : [],
    )
    .toSorted();
}

function warningsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => JSON.stringify(entry.data));
}

function prefixOf({ Dimensions }: Properties): string | undefined {
  return Dimensions?.find(({ Name }) => Name === 'Prefix')?.Value;
}

function environmentOf(props: AwsSnapperProps): Readonly<Record<string, string>> {
  return made(props).one('AWS::Lambda::Function').Environment?.Variables ?? {};
}

function settingsOf(props: AwsSnapperProps) {
  return readSettings({}, environmentOf(props));
}

/** A deployment that is given a topic that exists. */
function given(arn: string) {
  return { topicArn: arn, emails: ['ops@example.com'] };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
interface Printed {
  readonly [dimension: string]: unknown;
  readonly _aws: {
    readonly CloudWatchMetrics: readonly [
      {
        readonly Namespace: string;
        readonly Dimensions: readonly [readonly string[]];
        readonly Metrics: readonly { readonly Name: string }[];
      },
    ];
  };
}

/** What a run writes for CloudWatch, as CloudWatch reads it. */
function printed(report: Report, functionName: string) {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    emitMetrics(report, functionName);
    const text = write.mock.calls.map(([chunk]) => String(chunk)).join('');
    const { _aws, ...values }: Printed = JSON.parse(text);
    const [{ Namespace: namespace, Dimensions, Metrics }] = _aws.CloudWatchMetrics;
    const [keys] = Dimensions;
    return {
      namespace,
      values,
      metrics: Metrics.map(({ Name }) => Name),
      dimensions: Object.fromEntries(keys.map((key) => [key, values[key]])),
    };
  } finally {
    write.mockRestore();
  }
}

function refusalOf(props: AwsSnapperStackProps): string {
  try {
    deployment(props);
    return 'no refusal';
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return `${error.name}: ${error.message}`;
  }
}
