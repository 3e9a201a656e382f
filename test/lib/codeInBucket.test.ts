import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { AwsSnapperStack } from '../../lib/awsSnapperStack.ts';
import { readContext } from '../../lib/app/deployment.ts';
import { deployed } from './deployed.ts';
import { newApp, removeOutput } from './deployment.ts';

afterAll(removeOutput);

const TOPIC = 'arn:aws:sns:eu-west-1:111111111111:reports';

/** `cdk synth` with these context keys. */
function synthesised(context: Readonly<Record<string, unknown>>) {
  const { stackName, handedOn, props } = readContext(context);
  const stack = new AwsSnapperStack(newApp(), stackName, { ...props, ...handedOn });
  const uploads = Annotations.fromStack(stack)
    .findInfo('*', Match.anyValue())
    .map(({ entry }) => JSON.stringify(entry.data));
  return { template: Template.fromStack(stack), uploads };
}

describe('a template that is handed on', () => {
  const { template, uploads } = synthesised({ assetsBucket: 'code-of-ours', topicArn: TOPIC });
  const { one, all, outputs } = deployed(template, {
    partition: 'aws',
    account: '222222222222',
    region: 'eu-west-1',
  });

  test('asks for nothing, and for no bootstrap', () => {
    const { Parameters, Rules } = template.toJSON();
    expect([Parameters, Rules]).toEqual([undefined, undefined]);
    expect(JSON.stringify(template.toJSON())).not.toContain('cdk-hnb659fds');
  });

  test('takes the code from the bucket, and says what must be there', () => {
    const code = one('AWS::Lambda::Function').Code;
    expect(code).toMatchObject({ S3Bucket: 'code-of-ours' });
    expect(code?.S3Key).toMatch(/^aws-snapper\/[0-9a-f]{64}\.zip$/);
    const hash = code?.S3Key.slice('aws-snapper/'.length, -'.zip'.length);
    expect(uploads).toEqual([
      expect.stringContaining(
        `(cd cdk.out/asset.${hash} && zip -qr - .) | aws s3 cp - s3://code-of-ours/${code?.S3Key}`,
      ),
    ]);
  });

  test('reports and alarms to the topic of the organisation, in whose region it is deployed', () => {
    expect(outputs['TopicArn']).toBe(TOPIC);
    expect(one('AWS::Lambda::Function').Environment?.Variables).toMatchObject({ SNS_ARN: TOPIC });
    expect(all('AWS::SNS::Topic')).toEqual([]);
    const actions = all('AWS::CloudWatch::Alarm').flatMap(({ AlarmActions }) => AlarmActions ?? []);
    expect(new Set(actions)).toEqual(new Set([TOPIC]));
  });

  test('names no account', () => {
    expect(JSON.stringify(template.toJSON()).replaceAll(TOPIC, '')).not.toMatch(/\b\d{12}\b/);
  });

  test('with a state machine takes both bundles from the bucket, and says so', () => {
    const both = synthesised({
      assetsBucket: 'code-of-ours',
      accounts: '222222222222',
      fanOut: true,
    });
    const functions = Object.values(both.template.findResources('AWS::Lambda::Function'));
    const keys = new Set(functions.map(({ Properties }) => Properties.Code.S3Key));
    expect(keys.size).toBe(2);
    for (const key of keys) expect(both.uploads.some((upload) => upload.includes(key))).toBe(true);
  });
});

test('without a bucket nobody is told to put anything anywhere', () => {
  expect(synthesised({}).uploads).toEqual([]);
});
