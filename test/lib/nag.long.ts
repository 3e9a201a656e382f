import { type Stack, Validations } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, expect, test } from 'vitest';
import type { AwsSnapperProps } from '../../lib/props/awsSnapperProps.ts';
import { MemberRoleStack } from '../../lib/roles/memberRoleStack.ts';
import { SourceRoleStack } from '../../lib/roles/sourceRoleStack.ts';
import { deployment, newApp, removeOutput } from './deployment.ts';
import { givenVpc } from './network.ts';

afterAll(removeOutput);

type Props = AwsSnapperProps | ((stack: Stack) => AwsSnapperProps);

type Acknowledged = readonly [finding: RegExp, on: string, reason: string];

/** The roles that use only `encryptionKey`; the others may also use the key of a topic. */
const KEY_USERS = [
  'Snapper/FanOut/Runs/Role',
  'Snapper/Prover/Role',
  'SchedulerRoleForTarget-8ad639',
  'SchedulerRoleForTarget-e29baa',
  'SchedulerRoleForTarget-861a01',
];

/**
 * What cdk-nag's rules for AWS solutions find in a deployment, and why it is fine.
 *
 * https://github.com/cdklabs/cdk-nag/blob/main/RULES.md#awssolutions
 */
const ACKNOWLEDGED: readonly Acknowledged[] = [
  [
    /^AwsSolutions-SQS3$/,
    'Snapper/DeadLetters/Resource',
    'It is the dead-letter queue: nothing reads it but people, and an alarm tells them to.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::\*\]$/,
    'Snapper/Role/Resource',
    'A Describe call lists what there is, in EC2 and in Auto Scaling, and no other action is allowed on everything.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::arn:\S+:ec2:\*:\S+:instance\/\*\]$/,
    'Snapper/Role/Resource',
    'Tags say at run time which instances are looked after; to snapshot one changes nothing about it.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::arn:\S+:ec2:\*:\S+:volume\/\*\]$/,
    'Snapper/Role/Resource',
    'Tags say at run time which volumes are looked after; to snapshot one changes nothing about it.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::arn:\S+:ec2:\*::snapshot\/\*\]$/,
    'Snapper/Role/Resource',
    'AWS chooses the ids of snapshots; conditions on the mark and the pin confine what may be done to them.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::arn:\S+:ec2:(\*::snapshot\/snap-\*|[a-z0-9-]+::snapshot\/(\*|<\*>))\]$/,
    'Snapper/Role/Resource',
    'AWS chooses the ids of snapshots; conditions on the mark confine which are copied, and what is made.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::arn:\S+:kms:\*:\*:key\/\*\]$/,
    'Snapper/Role/Resource',
    'A snapshot can be encrypted with any key; conditions keep its use to EC2, and the policy of the key must allow it, too.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::arn:\S+:ec2:\*::image\/\*\]$/,
    'Snapper/Role/Resource',
    'AWS chooses the ids of images; conditions on the mark and the pin confine what may be done to them.',
  ],
  [
    /^AwsSolutions-IAM5\[Action::kms:GenerateDataKey\*\]$/,
    'Snapper/Role/DefaultPolicy/Resource',
    'SNS asks for either form of a data key, and only the key of the topic is meant.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::<SnapperFunction\w+\.Arn>:\*\]$/,
    'SchedulerRoleForTarget-e29baa/DefaultPolicy/Resource',
    'The trigger may start any version of this one function.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::arn:\S+:iam::\*:role\/aws-snapper-member(-source)?\]$/,
    'Snapper/Role/Resource',
    'Accounts join the organisation without a new deployment; a condition keeps it to that organisation.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::<SnapperFanOutBucket\w+\.Arn>\/\*\/(shards|run)\.json\]$/,
    'Snapper/Role/DefaultPolicy/Resource',
    'Each run has a folder of its own, and this is one file in it.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::<SnapperFanOutBucket\w+\.Arn>\/locks\/\*\]$/,
    'Snapper/Role/DefaultPolicy/Resource',
    'Each run has a lock of its own, which can be taken where there is none, and read.',
  ],
  [
    /^AwsSolutions-SQS3$/,
    'Snapper/Prover/DeadLetters/Resource',
    'It is the dead-letter queue: nothing reads it but people, and an alarm tells them to.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::\*\]$/,
    'Snapper/Prover/Role/Resource',
    'A Describe call lists what there is, and no other action is allowed on everything.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::arn:\S+:ec2:\*::snapshot\/\*\]$/,
    'Snapper/Prover/Role/Resource',
    'AWS chooses the ids of snapshots; a condition on the mark confines whose blocks are read, and one on the key what is written.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::arn:\S+:kms:\*:\*:key\/\*\]$/,
    'Snapper/Prover/Role/Resource',
    'A snapshot can be encrypted with any key; conditions keep its use to EBS, and the policy of the key must allow it, too.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::<SnapperProverFunction\w+\.Arn>:\*\]$/,
    'SchedulerRoleForTarget-861a01/DefaultPolicy/Resource',
    'The trigger may start any version of this one function.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::arn:\S+:iam::\*:role\/aws-snapper-member-prover\]$/,
    'Snapper/Prover/Role/Resource',
    'Accounts join the organisation without a new deployment; a condition keeps it to that organisation.',
  ],
  [
    /^AwsSolutions-S1$/,
    'Snapper/FanOut/Bucket/Resource',
    'Only the functions and the state machine of one deployment use it, and it forgets after thirty days.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::<SnapperFanOutBucket\w+\.Arn>\/\*(\/report\.json)?\]$/,
    'Snapper/FanOut/MergeRole/Resource',
    'Each run has a folder of its own; all of it is read, and one file in it is written.',
  ],
  [
    /^AwsSolutions-IAM5\[Action::kms:GenerateDataKey\*\]$/,
    'Snapper/FanOut/MergeRole/DefaultPolicy/Resource',
    'SNS asks for either form of a data key, and only the key of the topic is meant.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::<SnapperFanOutBucket\w+\.Arn>\/\*\/shards(\.json|\/\*)\]$/,
    'Snapper/FanOut/Runs/Role/DefaultPolicy/Resource',
    'Each run has a folder of its own; the list of shards is read, and what becomes of them is written.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::<Snapper(FanOutList|FanOutMerge|Function)\w+\.Arn>:\*\]$/,
    'Snapper/FanOut/Runs/Role/DefaultPolicy/Resource',
    'The state machine may call any version of its own three functions.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::\*\]$/,
    'Snapper/FanOut/Runs/Role/DefaultPolicy/Resource',
    'The delivery of logs, which Step Functions sets up by itself, knows no narrower resource.',
  ],
  [
    /^AwsSolutions-SF1$/,
    'Snapper/FanOut/Runs/Resource',
    'Errors are logged; Step Functions keeps the whole history for 90 days, and the reports are in the bucket.',
  ],
  [
    /^AwsSolutions-SF2$/,
    'Snapper/FanOut/Runs/Resource',
    'The history of an execution has each state and its times, which is what a trace would show.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::arn:\S+:states:\S+:execution:.*(\/Shards)?:\*\]$/,
    'Snapper/FanOut/Runs/DistributedMapPolicy/Resource',
    'AWS chooses the names of the map’s children; only those of this state machine are meant.',
  ],
  ...KEY_USERS.map(
    (role): Acknowledged => [
      /^AwsSolutions-IAM5\[Action::kms:GenerateDataKey\*\]$/,
      `${role}/DefaultPolicy/Resource`,
      'S3 and SQS ask for either form of a data key, and only the key of the deployment is meant.',
    ],
  ),
  ...['Snapper/Role', 'Snapper/Prover/Role'].map(
    (role): Acknowledged => [
      /^AwsSolutions-IAM5\[Action::kms:ReEncrypt\*\]$/,
      `${role}/DefaultPolicy/Resource`,
      'The CDK lets senders to an encrypted queue do so, and only the key of the deployment is meant.',
    ],
  ),
  [
    /^AwsSolutions-IAM5\[Resource::\*\]$/,
    'Snapper/FanOut/MergeRole/Resource',
    'Lambda makes and deletes the network interfaces of the function, whose ids nobody knows; a condition keeps that to Lambda.',
  ],
];

function reasonFor(rule: string, path: string): string | undefined {
  return ACKNOWLEDGED.find(([finding, on]) => finding.test(rule) && path === `AwsSnapper/${on}`)?.[2];
}

/** What is found and nobody has acknowledged, each with the resource it is about. */
function findings(props: Props, where = {}): { rule: string; path: string }[] {
  const { app } = deployment(props, where);
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.flatMap(({ ruleName: rule, violatingResources }) =>
    violatingResources.map(({ constructPath: path = '' }) => ({ rule, path })),
  );
}

function hubWithKey(stack: Stack): AwsSnapperProps {
  const topicKey = new Key(stack, 'Key', { enableKeyRotation: true });
  const members = { accounts: ['222222222222'], organizationId: 'o-a1b2c3d4e5' };
  return { members, fanOut: {}, topicKey, prove: 20 };
}

function hubWithAll(stack: Stack): AwsSnapperProps {
  const { topicKey, ...hub } = hubWithKey(stack);
  const vpc = givenVpc(stack);
  return { ...hub, encryptionKey: topicKey, vpc, images: true, replicas: { regions: ['eu-central-1'] } };
}

const VAULT = { accounts: ['111111111111'], externalId: 'one-of-ours' };

const elsewhere = 'arn:aws:sns:us-east-1:123456789012:ours';

test.for<[what: string, props: Props, where?: object]>([
  ['a plain deployment', {}],
  ['one to an account and region not yet known', {}, { env: {} }],
  ['one that makes images', { images: true }],
  ['one that proves', { prove: 20 }],
  ['one with a dashboard', { dashboard: true, prove: 20 }],
  ['one that keeps replicas', { replicas: { regions: ['eu-central-1', 'eu-north-1'] } }],
  ['a vault by its list', { vault: VAULT, replicas: { regions: ['eu-central-1', 'eu-north-1'], min: 7 } }],
  [
    'a vault by its organisation',
    {
      vault: { ...VAULT, organizationId: 'o-a1b2c3d4e5' },
      replicas: { regions: ['eu-central-1'], min: 7 },
    },
    { env: {} },
  ],
  ['two prefixes and e-mail', { tagPrefixes: ['autosnap', 'nightly'], emails: ['ops@example.com'] }],
  ['a topic in another region', (stack) => ({ topic: Topic.fromTopicArn(stack, 'Given', elsewhere) })],
  ['a customer key', (stack) => ({ topicKey: new Key(stack, 'Key', { enableKeyRotation: true }) })],
  ['a hub by its list', { members: { accounts: ['222222222222'] } }],
  ['a hub that fans out over its organisation', hubWithKey],
  ['one to a place not yet known', hubWithKey, { env: {} }],
  ['a hub with a given key and network', hubWithAll],
  ['one without fan-out, with both', (stack) => ({ ...hubWithAll(stack), fanOut: undefined })],
])('%s has no finding without a reason why it is fine', ([, props, where]) => {
  const open = findings(props, where).filter(({ rule, path }) => reasonFor(rule, path) === undefined);
  expect(open).toEqual([]);
});

test.for([
  [{}, 4],
  [{ images: true }, 5],
  [{ prove: true }, 5],
  [{ replicas: ['eu-central-1'] }, 8],
] as const)('the member role with %j has no finding but those of the function’s', ([props, count]) => {
  const app = newApp();
  new MemberRoleStack(app, 'AwsSnapper', props);
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  const open = violations.filter(({ ruleName }) =>
    ['Snapper/Role', 'Snapper/Prover/Role'].every(
      (role) => reasonFor(ruleName, `AwsSnapper/${role}/Resource`) === undefined,
    ),
  );
  expect(violations).toHaveLength(count);
  expect(open).toEqual([]);
});

test('the source role has no finding but those of the function’s', () => {
  const app = newApp();
  new SourceRoleStack(app, 'AwsSnapper');
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  const open = violations.filter(
    ({ ruleName }) => reasonFor(ruleName, 'AwsSnapper/Snapper/Role/Resource') === undefined,
  );
  expect(violations).toHaveLength(3);
  expect(open).toEqual([]);
});

test('as a plugin of synth, the checks let a deployment pass whose findings are acknowledged', () => {
  const { app } = deployment();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  for (const { rule, path } of findings({})) {
    const construct = app.node.findAll().find(({ node }) => node.path === path);
    if (construct === undefined) throw new Error(`${path} is not in the app`);
    Validations.of(construct).acknowledge({ id: rule, reason: reasonFor(rule, path) ?? '' });
  }
  expect(() => app.synth()).not.toThrow();
});

test('no reason is left for what is not found any more', () => {
  const found = [
    ...findings({ images: true }),
    ...findings({ replicas: { regions: ['eu-central-1'] } }),
    ...findings((stack) => ({ topicKey: new Key(stack, 'Key', { enableKeyRotation: true }) })),
    ...findings(hubWithKey),
    ...findings(hubWithAll),
    ...findings((stack) => ({ ...hubWithAll(stack), fanOut: undefined })),
  ];
  const stale = ACKNOWLEDGED.filter(
    ([finding, on]) => !found.some(({ rule, path }) => finding.test(rule) && path === `AwsSnapper/${on}`),
  );
  expect(stale).toEqual([]);
});

test('a careless topic beside it is found', () => {
  const careless = findings((stack) => {
    new Topic(stack, 'Careless');
    return {};
  });
  expect(careless).toContainEqual({ rule: 'AwsSolutions-SNS3', path: 'AwsSnapper/Careless/Resource' });
});
