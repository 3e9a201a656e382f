import { type Stack, Validations } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, expect, test } from 'vitest';
import type { AwsSnapperProps } from '../../lib/awsSnapper.ts';
import { deployment, removeOutput } from './deployment.ts';

afterAll(removeOutput);

type Props = AwsSnapperProps | ((stack: Stack) => AwsSnapperProps);

/**
 * What cdk-nag's rules for AWS solutions find in a deployment, and why it is fine.
 *
 * https://github.com/cdklabs/cdk-nag/blob/main/RULES.md#awssolutions
 */
const ACKNOWLEDGED: readonly [finding: RegExp, on: string, reason: string][] = [
  [
    /^AwsSolutions-SQS3$/,
    'Snapper/DeadLetters/Resource',
    'It is the dead-letter queue: nothing reads it but people, and an alarm tells them to.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::\*\]$/,
    'Snapper/Role/Resource',
    'EC2 knows no narrower resource for its Describe calls, and no other action is allowed on everything.',
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
    /^AwsSolutions-IAM5\[Action::kms:GenerateDataKey\*\]$/,
    'Snapper/Role/DefaultPolicy/Resource',
    'SNS asks for either form of a data key, and only the key of the topic is meant.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::<SnapperFunction\w+\.Arn>:\*\]$/,
    'SchedulerRoleForTarget-e29baa/DefaultPolicy/Resource',
    'The trigger may start any version of this one function.',
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

const elsewhere = 'arn:aws:sns:us-east-1:123456789012:ours';

test.for<[what: string, props: Props, where?: object]>([
  ['a plain deployment', {}],
  ['one to an account and region not yet known', {}, { env: {} }],
  ['two prefixes and e-mail', { prefixes: ['autosnap', 'nightly'], emails: ['ops@example.com'] }],
  ['a topic in another region', (stack) => ({ topic: Topic.fromTopicArn(stack, 'Given', elsewhere) })],
  ['a customer key', (stack) => ({ topicKey: new Key(stack, 'Key', { enableKeyRotation: true }) })],
])('%s has no finding without a reason why it is fine', ([, props, where]) => {
  const open = findings(props, where).filter(({ rule, path }) => reasonFor(rule, path) === undefined);
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
    ...findings({}),
    ...findings((stack) => ({ topicKey: new Key(stack, 'Key', { enableKeyRotation: true }) })),
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
