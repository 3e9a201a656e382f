import { Stack } from 'aws-cdk-lib';
import { type IVpc, SecurityGroup, SubnetType, Vpc, type VpcProps } from 'aws-cdk-lib/aws-ec2';
import { type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { AwsSnapper } from '../../lib/awsSnapper.ts';
import type { AwsSnapperProps } from '../../lib/props/awsSnapperProps.ts';
import { deployed, type Properties } from './deployed.ts';
import { deployment, env, newApp, removeOutput } from './deployment.ts';
import { PROPS as FANNED_OUT } from './fannedOut.ts';
import { givenVpc } from './network.ts';

/** Existing resources that a deployment uses. */

afterAll(removeOutput);

type Props = (stack: Stack) => AwsSnapperProps;

const made = (props: Props) => deployed(deployment(props).template());
const whole: AwsSnapperProps = { ...FANNED_OUT, prove: 20 };

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/Key';
const GIVEN = 'arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012';

describe('logGroup', () => {
  const { all, policiesOf } = made((stack) => ({
    ...whole,
    logGroup: LogGroup.fromLogGroupName(stack, 'Given', '/ours/snapper'),
  }));

  test('is where all functions and the state machine write, and no other is made', () => {
    expect(all('AWS::Logs::LogGroup')).toEqual([]);
    const logs = all('AWS::Lambda::Function').map((fn) => fn['LoggingConfig']);
    expect(logs).toEqual(Array.from({ length: 4 }, () => ({ LogGroup: '/ours/snapper' })));
    expect(JSON.stringify(all('AWS::StepFunctions::StateMachine')[0]?.['LoggingConfiguration'])).toContain(
      ':log-group:/ours/snapper',
    );
  });

  test('can be written by each role of a function', () => {
    for (const role of ['SnapperRole', 'SnapperFanOutMergeRole', 'SnapperProverRole'])
      expect(JSON.stringify(policiesOf(role))).toContain(':log-group:/ours/snapper');
  });

  test('is named in the descriptions of the alarms', () => {
    const texts = all('AWS::CloudWatch::Alarm').map((alarm) => String(alarm['AlarmDescription']));
    expect(texts.some((text) => text.includes('/ours/snapper'))).toBe(true);
  });
});

/** The types that a customer key can encrypt, and where they name it. */
const ENCRYPTED: readonly [type: string, count: number, keyOf: (properties: Properties) => unknown][] = [
  ['AWS::Logs::LogGroup', 3, (log) => log['KmsKeyId']],
  ['AWS::SQS::Queue', 2, (queue) => queue['KmsMasterKeyId']],
  ['AWS::SNS::Topic', 1, (topic) => topic['KmsMasterKeyId']],
  ['AWS::Lambda::Function', 4, (fn) => fn['KmsKeyArn']],
  ['AWS::S3::Bucket', 1, (bucket) => /"KMSMasterKeyID":"(.+?)"/.exec(JSON.stringify(bucket))?.[1]],
];

describe('encryptionKey', () => {
  test.for<[how: string, key: string, props: Props]>([
    ['made in the app', KEY, (stack) => ({ encryptionKey: new Key(stack, 'Key') })],
    ['that exists already', GIVEN, (stack) => ({ encryptionKey: Key.fromKeyArn(stack, 'Given', GIVEN) })],
  ])('%s encrypts all that is made here', ([, key, props]) => {
    const { all } = made((stack) => ({ ...whole, ...props(stack) }));
    for (const [type, count, keyOf] of ENCRYPTED)
      expect([type, all(type).map(keyOf)]).toEqual([type, Array.from({ length: count }, () => key)]);
  });

  test('leaves the topic to topicKey, where both are given', () => {
    const { all } = made((stack) => ({
      encryptionKey: new Key(stack, 'Key'),
      topicKey: Key.fromKeyArn(stack, 'Given', GIVEN),
    }));
    expect(all('AWS::SNS::Topic').map((topic) => topic['KmsMasterKeyId'])).toEqual([GIVEN]);
    expect(all('AWS::SQS::Queue').map((queue) => queue['KmsMasterKeyId'])).toEqual([KEY]);
  });

  test('that is made in the app lets CloudWatch Logs and the alarms of this account use it', () => {
    const statements = made((stack) => ({ encryptionKey: new Key(stack, 'Key') })).one('AWS::KMS::Key')
      .KeyPolicy?.Statement;
    expect(statements?.slice(1)).toEqual([
      {
        Sid: 'AlarmsMayUseKey',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*' } },
      },
      {
        Sid: 'LogsMayUseKey',
        Effect: 'Allow',
        Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
        Action: ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Resource: '*',
        Condition: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-west-1:123456789012:log-group:*',
          },
        },
      },
    ]);
  });

  test('of two deployments in one stack has each statement once', () => {
    const { one, all } = made((stack) => {
      const encryptionKey = new Key(stack, 'Key');
      new AwsSnapper(stack, 'Other', { encryptionKey, tagPrefixes: ['nightly'] });
      return { encryptionKey };
    });
    const sids = one('AWS::KMS::Key').KeyPolicy?.Statement.map(({ Sid }) => Sid);
    expect(sids).toEqual([undefined, 'AlarmsMayUseKey', 'LogsMayUseKey']);
    expect(all('AWS::SQS::Queue')).toHaveLength(2);
  });

  test('of another stack of the app makes no circle', () => {
    const app = newApp();
    const keys = new Stack(app, 'Keys', { env });
    const ours = new Stack(app, 'Ours', { env });
    const vpc = newVpc(keys);
    new AwsSnapper(ours, 'Snapper', { ...whole, encryptionKey: new Key(keys, 'Key'), vpc });
    expect(() => app.synth()).not.toThrow();
  });

  test('of another account is taken by its ARN', () => {
    const there = GIVEN.replace('123456789012', '210987654321');
    const { all } = made((stack) => ({ ...whole, encryptionKey: Key.fromKeyArn(stack, 'Given', there) }));
    expect(all('AWS::SQS::Queue').map((queue) => queue['KmsMasterKeyId'])).toEqual([there, there]);
  });

  test('is given to AwsSnapperStack by its ARN', () => {
    const { all } = deployed(deployment({ encryptionKeyArn: GIVEN }).template());
    expect(all('AWS::SQS::Queue').map((queue) => queue['KmsMasterKeyId'])).toEqual([GIVEN]);
  });
});

function newVpc(stack: Stack, props?: VpcProps): IVpc {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the CDK is typed without exactOptionalPropertyTypes
  return new Vpc(stack, 'Vpc', props) as IVpc;
}

function elsewhere(stack: Stack): Stack {
  return new Stack(stack.node.root, 'There', { env: { ...env, region: 'us-east-1' } });
}

function ofOtherAccount(stack: Stack): Stack {
  return new Stack(stack.node.root, 'Other', { env: { ...env, account: '210987654321' } });
}

const OTHER_LOG = 'arn:aws:logs:eu-west-1:210987654321:log-group:/theirs:*';

describe('vpc', () => {
  test('is where all functions are, in its private subnets, each with a security group', () => {
    const { all } = made((stack) => ({ ...whole, vpc: givenVpc(stack) }));
    const networks = all('AWS::Lambda::Function').map(({ VpcConfig }) => VpcConfig);
    expect(networks).toHaveLength(4);
    for (const one of networks)
      expect(one).toMatchObject({ SubnetIds: ['subnet-0a000000000000001', 'subnet-0a000000000000002'] });
    expect(all('AWS::EC2::SecurityGroup')).toHaveLength(4);
  });

  test('takes given subnets and security groups', () => {
    const { all } = made((stack) => ({
      ...whole,
      vpc: givenVpc(stack),
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
    }));
    const network = {
      SubnetIds: ['subnet-0c000000000000001', 'subnet-0c000000000000002'],
      SecurityGroupIds: ['sg-0123456789abcdef0'],
    };
    for (const { VpcConfig } of all('AWS::Lambda::Function')) expect(VpcConfig).toEqual(network);
    expect(all('AWS::EC2::SecurityGroup')).toEqual([]);
  });

  test('adds a policy of its own to the role of each function, and only to these', () => {
    const [off, on] = [made(() => whole), made((stack) => ({ ...whole, vpc: givenVpc(stack) }))];
    for (const role of ['SnapperRole', 'SnapperFanOutMergeRole', 'SnapperProverRole']) {
      const [before, after] = [off.policiesOf(role), on.policiesOf(role)];
      expect(after.filter(({ name }) => name !== 'Network')).toEqual(before);
      expect(after).toHaveLength(before.length + 1);
    }
    expect(on.policiesOf('SnapperFanOutRunsRole')).toEqual(off.policiesOf('SnapperFanOutRunsRole'));
  });
});

describe('alarms: false', () => {
  const off = { alarms: false, prove: 20 };

  test('makes no alarms, those of the prover included, and does not warn of a rare trigger', () => {
    const { stack, template } = deployment({
      ...off,
      emails: ['ops@example.com'],
      schedule: 'cron(0 3 1 * ? *)',
    });
    expect(JSON.stringify(template().toJSON())).not.toMatch(/AWS::CloudWatch::\w*Alarm"/);
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });

  test('warns of the topic of the reports that nobody is subscribed to', () => {
    const warnings = Annotations.fromStack(deployment(off).stack).findWarning('*', Match.anyValue());
    expect(warnings.map(({ entry }) => entry.data)).toEqual([
      expect.stringContaining('Nobody is subscribed to the topic AwsSnapper/Snapper/Reports'),
    ]);
  });

  test('makes no topic for alarms beside one of the reports in another region', () => {
    const { stack, template } = deployment({ ...off, topicArn: 'arn:aws:sns:us-east-1:123456789012:ours' });
    expect(deployed(template()).all('AWS::SNS::Topic')).toEqual([]);
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });

  test('refuses each name of an alarm', () => {
    const stack = new Stack(newApp(), 'AwsSnapper', { env });
    const snapper = new AwsSnapper(stack, 'Snapper', off);
    expect(snapper.alarms).toEqual([]);
    expect(() => snapper.alarm('NoRunInTime')).toThrow('alarm must not be asked for where alarms are off');
  });
});

test.for<[what: string, props: AwsSnapperProps, action: string, on: string]>([
  ['the function', {}, 'lambda:InvokeFunction', 'function:SnapperFunction'],
  ['the state machine', FANNED_OUT, 'states:StartExecution', 'stateMachine:SnapperFanOutRuns'],
])('grantInvoke lets somebody start %s, and not its parts', ([, props, action, on]) => {
  const stack = new Stack(newApp(), 'AwsSnapper', { env });
  const somebody: IGrantable = new Role(stack, 'Somebody', {
    assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
  });
  new AwsSnapper(stack, 'Snapper', props).grantInvoke(somebody);
  const statements = deployed(Template.fromStack(stack))
    .policiesOf('Somebody')
    .flatMap((policy) => policy.statements);
  expect(statements.map(({ Action }) => Action)).toEqual([action]);
  expect([statements[0]?.Resource].flat()[0]).toMatch(new RegExp(`:${on}$`));
});

describe('is refused at synth:', () => {
  test.for<[what: string, props: Props, says: string]>([
    [
      'a key of another region',
      (stack) => ({ encryptionKey: new Key(elsewhere(stack), 'Key') }),
      'encryptionKey must be in eu-west-1, the region of the stack, but is "There/Key in us-east-1"',
    ],
    [
      'a log group of another region',
      (stack) => ({ logGroup: new LogGroup(elsewhere(stack), 'Log') }),
      'logGroup must be in eu-west-1, the region of the stack, but is "There/Log in us-east-1"',
    ],
    [
      'a network of another region',
      (stack) => ({ vpc: newVpc(elsewhere(stack)) }),
      'vpc must be in eu-west-1, the region of the stack, but is "There/Vpc in us-east-1"',
    ],
    [
      'a network with public subnets alone',
      (stack) => ({
        vpc: newVpc(stack, { subnetConfiguration: [{ name: 'all', subnetType: SubnetType.PUBLIC }] }),
      }),
      'vpcSubnets must choose subnets of AwsSnapper/Vpc that are not public, because a function in a public subnet has no way to AWS, but is not given',
    ],
    [
      'public subnets',
      (stack) => ({ vpc: givenVpc(stack), vpcSubnets: { subnetType: SubnetType.PUBLIC } }),
      'because a function in a public subnet has no way to AWS, but is {"subnetType":"Public"}',
    ],
    [
      'subnets of which there are none in the network',
      (stack) => ({ vpc: givenVpc(stack), vpcSubnets: { availabilityZones: ['us-east-1a'] } }),
      'vpcSubnets must choose at least one subnet of AwsSnapper/Vpc, but is {"availabilityZones":["us-east-1a"]}',
    ],
    [
      'an empty list of subnets',
      (stack) => ({ vpc: givenVpc(stack), vpcSubnets: { subnets: [] } }),
      'vpcSubnets must choose at least one subnet of AwsSnapper/Vpc, but is {"subnets":[]}',
    ],
    [
      'a group of subnets that the network does not have',
      (stack) => ({ vpc: givenVpc(stack), vpcSubnets: { subnetGroupName: 'Nope' } }),
      "vpcSubnets must choose subnets that AwsSnapper/Vpc has: There are no subnet groups with name 'Nope' in this VPC",
    ],
    [
      'public subnets one by one, which it names by their paths',
      (stack) => {
        const vpc = givenVpc(stack);
        return { vpc, vpcSubnets: { subnets: vpc.publicSubnets } };
      },
      'but is {"subnets":["AwsSnapper/Vpc/PublicSubnet1","AwsSnapper/Vpc/PublicSubnet2"]}',
    ],
    [
      'an alias in place of a key',
      (stack) => ({ encryptionKey: Alias.fromAliasName(stack, 'Alias', 'alias/ours') }),
      'encryptionKey must be a key and not an alias, because CloudWatch Logs takes only keys, like Key.fromLookup(this, "Key", { aliasName }), but is "AwsSnapper/Alias"',
    ],
    [
      'a key of a stack in another account',
      (stack) => ({ encryptionKey: new Key(ofOtherAccount(stack), 'Key') }),
      'encryptionKey must be given by its ARN (Key.fromKeyArn), because its stack is of another account than 123456789012 and cannot name the roles that are made here, but is "Other/Key in 210987654321"',
    ],
    [
      'a log group of another account',
      (stack) => ({ logGroup: LogGroup.fromLogGroupArn(stack, 'Log', OTHER_LOG) }),
      `logGroup must be in 123456789012, the account of the stack, but is "${OTHER_LOG}"`,
    ],
    [
      'subnets without a network',
      () => ({ vpcSubnets: {} }),
      'vpcSubnets must be given together with vpc, but is {}',
    ],
    [
      'security groups without a network',
      (stack) => ({
        securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
      }),
      'securityGroups must be given together with vpc, but is ["sg-0123456789abcdef0"]',
    ],
    [
      'a retention of a log group that is not made here',
      (stack) => ({ logGroup: new LogGroup(stack, 'Log'), logRetention: RetentionDays.ONE_WEEK }),
      'logRetention must be absent beside logGroup, which is kept as long as its own retention says, but is 7; leave it out',
    ],
    [
      'a topic of alarms that are off',
      (stack) => ({
        alarms: false,
        alarmTopic: Topic.fromTopicArn(stack, 'T', `arn:aws:sns:eu-west-1:${env.account}:t`),
      }),
      'alarmTopic must be absent beside alarms: false, but is "arn:aws:sns:eu-west-1:123456789012:t"; leave it out',
    ],
  ])('%s', ([, props, says]) => {
    expect(() => deployment(props)).toThrow(says);
  });
});
