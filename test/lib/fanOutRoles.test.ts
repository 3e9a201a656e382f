import { Key } from 'aws-cdk-lib/aws-kms';
import { afterAll, describe, expect, test } from 'vitest';
import { deployed } from './deployed.ts';
import { deployment, removeOutput } from './deployment.ts';
import { BUCKET, LAMBDA, MACHINE, plain, PROPS, SNAPSHOT, TOPIC, VOLUME } from './fannedOut.ts';
import { verdict } from './simulator.ts';

afterAll(removeOutput);

describe('least privilege', () => {
  const machine = 'arn:aws:states:eu-west-1:123456789012';
  const LOCK = `${BUCKET}/locks/run/2026-01-01T03:00:00Z/autosnap.lock`;
  /** A write that must not replace an object. */
  const NEW = { 's3:if-none-match': '*' };
  type Row = readonly [action: string, on: string, context?: Readonly<Record<string, string>>];
  const rows: Readonly<Record<string, Record<'allowed' | 'denied', readonly Row[]>>> = {
    SnapperRole: {
      allowed: [
        ['sts:AssumeRole', 'arn:aws:iam::222222222222:role/aws-snapper-member'],
        ['sts:AssumeRole', 'arn:aws:iam::333333333333:role/path/member'],
        ['ec2:DescribeRegions', '*'],
        ['ec2:CreateSnapshot', VOLUME],
        ['s3:PutObject', `${BUCKET}/run/shards.json`],
        ['s3:PutObject', `${BUCKET}/run/run.json`],
        ['s3:PutObject', LOCK, NEW],
        ['s3:GetObject', LOCK],
      ],
      denied: [
        ['s3:PutObject', LOCK],
        ['s3:DeleteObject', LOCK],
        ['s3:PutObject', `${BUCKET}/run/report.json`, NEW],
        ['s3:ListBucket', BUCKET],
        ['sns:Publish', TOPIC],
        ['s3:PutObject', `${BUCKET}/run/report.json`],
        ['s3:PutObject', `${BUCKET}/run/shards/222222222222/eu-west-1/1.json`],
        ['s3:GetObject', `${BUCKET}/run/shards.json`],
        ['s3:DeleteObject', `${BUCKET}/run/shards.json`],
        ['sts:AssumeRole', 'arn:aws:iam::444444444444:role/aws-snapper-member'],
        ['states:StartExecution', MACHINE],
        ['sqs:SendMessage', 'arn:aws:sqs:eu-west-1:123456789012:SnapperDeadLetters'],
      ],
    },
    SnapperFanOutMergeRole: {
      allowed: [
        ['s3:ListBucket', BUCKET],
        ['s3:GetObject', `${BUCKET}/run/shards.json`],
        ['s3:GetObject', `${BUCKET}/run/shards/222222222222/eu-west-1/1.json`],
        ['s3:PutObject', `${BUCKET}/run/report.json`],
        ['sns:Publish', TOPIC],
      ],
      denied: [
        ['ec2:DescribeSnapshots', '*'],
        ['ec2:CreateSnapshot', VOLUME],
        ['ec2:DeleteSnapshot', SNAPSHOT],
        ['sts:AssumeRole', 'arn:aws:iam::222222222222:role/aws-snapper-member'],
        ['s3:PutObject', `${BUCKET}/run/shards.json`],
        ['s3:PutObject', `${BUCKET}/run/shards/222222222222/eu-west-1/1.json`],
        ['s3:PutObject', LOCK, NEW],
        ['s3:DeleteObject', LOCK],
        ['s3:DeleteObject', `${BUCKET}/run/report.json`],
        ['s3:GetObject', 'arn:aws:s3:::other/run/report.json'],
        ['sns:Publish', `${TOPIC}2`],
      ],
    },
    SnapperFanOutRunsRole: {
      allowed: [
        ['lambda:InvokeFunction', `${LAMBDA}:SnapperFunction`],
        ['lambda:InvokeFunction', `${LAMBDA}:SnapperFanOutList`],
        ['lambda:InvokeFunction', `${LAMBDA}:SnapperFanOutMerge`],
        ['s3:GetObject', `${BUCKET}/run/shards.json`],
        ['s3:PutObject', `${BUCKET}/run/shards/222222222222/eu-west-1/1.json`],
        ['states:StartExecution', MACHINE],
        ['states:DescribeExecution', `${machine}:execution:SnapperFanOutRuns:one`],
        ['states:RedriveExecution', `${machine}:execution:SnapperFanOutRuns/Shards:one`],
      ],
      denied: [
        ['lambda:InvokeFunction', `${LAMBDA}:Other`],
        ['s3:GetObject', `${BUCKET}/run/report.json`],
        ['s3:GetObject', `${BUCKET}/run/shards/222222222222/eu-west-1/1.json`],
        ['s3:PutObject', `${BUCKET}/run/shards.json`],
        ['s3:PutObject', `${BUCKET}/run/report.json`],
        ['s3:PutObject', LOCK, NEW],
        ['s3:GetObject', LOCK],
        ['s3:ListBucket', BUCKET],
        ['states:StartExecution', `${MACHINE}2`],
        ['ec2:DescribeSnapshots', '*'],
        ['ec2:DeleteSnapshot', SNAPSHOT],
        ['sts:AssumeRole', 'arn:aws:iam::222222222222:role/aws-snapper-member'],
        ['sns:Publish', TOPIC],
      ],
    },
  };

  const table = Object.entries(rows).flatMap(([role, { allowed, denied }]) => [
    ...allowed.map((row) => [role, 'allowed', ...row] as const),
    ...denied.map((row) => [role, 'denied', ...row] as const),
  ]);

  test.for(table)('%s is %s: %s on %s', async ([role, is, action, on, of = {}]) => {
    const context = { 'aws:ResourceTag/snapshot_tool': 'autosnap', ...of };
    expect(await verdict(plain.policiesOf(role), { action, on, context })).toBe(is);
  });

  test('a deployment without fanOut has no rights to a bucket', () => {
    const { policiesOf } = deployed(deployment({ members: PROPS.members }).template());
    expect(JSON.stringify(policiesOf('SnapperRole'))).not.toContain('s3:');
  });

  test('the trigger and its follow-up may start the state machine, leave a dead letter, and nothing else', () => {
    const roles = plain.all('AWS::Scheduler::Schedule').map(({ Target }) => Target?.RoleArn);
    const [name = '', ...others] = new Set(roles.map((arn) => arn?.replace(/.*role\//, '')));
    expect([roles.length, others]).toEqual([2, []]);
    expect(plain.policiesOf(name).flatMap(({ statements }) => statements)).toEqual([
      { Effect: 'Allow', Action: 'states:StartExecution', Resource: MACHINE },
      {
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: 'arn:aws:sqs:eu-west-1:123456789012:SnapperDeadLetters',
      },
    ]);
  });

  test('a key of the topic is for Merge, which publishes', () => {
    const { policiesOf } = deployed(
      deployment((stack) => ({ ...PROPS, topicKey: new Key(stack, 'Key') })).template(),
    );
    const usesKey = (role: string) => JSON.stringify(policiesOf(role)).includes('kms:GenerateDataKey*');
    expect(['SnapperRole', 'SnapperFanOutMergeRole', 'SnapperFanOutRunsRole'].map(usesKey)).toEqual([
      false,
      true,
      false,
    ]);
  });
});
