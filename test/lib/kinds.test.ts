import { Stack, Token } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { describe, expect, test } from 'vitest';
import {
  type AwsSnapperProps,
  ConfigurationError,
  type OperationProps,
  type ResourceProps,
  type SnapperSettings,
  type TriggerProps,
} from '../../lib/index.ts';
import { refuseWrongKinds } from '../../lib/props/kinds.ts';

/** What an app in JavaScript may give, which has no types. */

/** As JavaScript gives it. */
function refused(props: Readonly<Record<string, unknown>>): unknown {
  try {
    refuseWrongKinds(props);
  } catch (error) {
    return error;
  }
  return undefined;
}

const ARN = 'arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012';

describe('is refused with what to give:', () => {
  test.for<[prop: string, found: unknown, must: string]>([
    ['alarms', 'false', 'be true or false, but is "false"'],
    ['alarms', null, 'be true or false, but is null'],
    ['dashboard', 'true', 'be true or false, but is "true"'],
    ['dashboard', Token.asAny({ Ref: 'Choice' }), 'be true or false, but is {'],
    ['dryRun', 'false', 'be true or false, but is "false"'],
    ['images', 1, 'be true or false, but is 1'],
    ['encryptionKey', ARN, 'like Key.fromKeyArn(this, "Key", arn), but is "arn:aws:kms:'],
    ['topicKey', ARN, 'like Key.fromKeyArn(this, "TopicKey", arn), but is "arn:aws:kms:'],
    ['topic', 'arn:aws:sns:', 'like Topic.fromTopicArn(this, "Topic", arn), but is "arn:aws:sns:"'],
    ['logGroup', '/ours', 'like LogGroup.fromLogGroupName(this, "Log", name), but is "/ours"'],
    ['vpc', 'vpc-1', 'like Vpc.fromLookup(this, "Vpc", { vpcId }), but is "vpc-1"'],
    [
      'vpcSubnets',
      'private',
      'be an object, like { subnetType: SubnetType.PRIVATE_WITH_EGRESS }, but is "private"',
    ],
    ['vpcSubnets', ['subnet-1'], 'PRIVATE_WITH_EGRESS }, but is ["subnet-1"]'],
    ['securityGroups', ['sg-1'], 'SecurityGroup.fromSecurityGroupId(this, "Group", id)], but is ["sg-1"]'],
    ['securityGroups', { securityGroupId: 'sg-1' }, 'be a list of constructs of the CDK, like ['],
    ['fanOut', false, 'be an object; {} for the defaults, but is false'],
    ['schedule', 5, 'be a text like "cron(0 3 * * ? *)", or a ScheduleExpression of the CDK, but is 5'],
    ['schedule', {}, 'or a ScheduleExpression of the CDK, but is {}'],
    ['prove', null, 'have a value, or be left out, but is null'],
    ['runbookUrl', null, 'have a value, or be left out, but is null'],
  ])('%s as %j', ([prop, found, must]) => {
    const error = refused({ [prop]: found });
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ wrong: { key: prop, found } });
    expect(String(error)).toContain(`ConfigurationError: ${prop} must `);
    expect(String(error)).toContain(must);
  });
});

type FanOut = Pick<AwsSnapperProps, 'fanOut'>;

test('what the types allow is let through', () => {
  const stack = new Stack();
  const props: OperationProps & ResourceProps & SnapperSettings & TriggerProps & FanOut = {
    alarms: false,
    dashboard: undefined,
    schedule: ScheduleExpression.cron({ hour: '3', minute: '0' }),
    vpcSubnets: {},
    securityGroups: [],
    fanOut: {},
    followUp: false,
    copyTags: false,
    timeZone: stack.region,
  };
  expect(refused({ ...props })).toBeUndefined();
});
