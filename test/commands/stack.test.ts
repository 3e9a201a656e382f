import { describe, expect, test } from 'vitest';
import { stackReader } from '../../lambda/aws/stackPermissions.ts';
import { settingsOfStack } from '../../lambda/commands/stack.ts';
import type { GivenFlags } from '../../lambda/settings/flags.ts';
import { readSettings, type Settings } from '../../lambda/settings/settings.ts';
import { environmentOf } from '../../lib/props/environment.ts';
import { messageOf } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Stack } from '../cloud/stacks.ts';
import { verdict } from '../lib/simulator.ts';
import { withEnvironment } from '../scenarios/snapper.ts';
import { callsOf, freshCloud } from '../scenarios/story.ts';
import { OPERATOR } from './person.ts';

const RIGHTS = stackReader({ partition: 'aws', account: '123456789012', stack: 'Nightly' });

/** What a deployment of ours sets. */
const VARIABLES = environmentOf({
  tagPrefixes: ['nightly', 'weekly'],
  regions: ['eu-central-1', 'us-east-1'],
  timeZone: 'Europe/Berlin',
  interval: 3600,
  defaultFrequency: '1',
  defaultRetain: '7',
  orphanRetain: '90d',
});
const TOPIC = { SNS_ARN: 'arn:aws:sns:eu-west-1:123456789012:reports' };

/** A cloud with a stack, in which a person may do what an operator may who has the right to read that stack. */
async function deployed(functions: Stack['functions'], change: Partial<Stack> = {}): Promise<Cloud> {
  const cloud = await freshCloud();
  cloud.policy = [...OPERATOR, ...RIGHTS];
  cloud.stacks.push({ name: 'Nightly', region: 'eu-west-1', functions, ...change });
  return cloud;
}

interface Person {
  readonly stack?: string;
  readonly flags?: GivenFlags;
  readonly regions?: readonly string[];
  readonly env?: Record<string, string>;
  readonly notes?: string[];
}

async function settingsFor(
  cloud: Cloud,
  { stack = 'Nightly', flags = {}, regions = [], env = {}, notes }: Person = {},
): Promise<Settings> {
  return withEnvironment(cloud.env, () =>
    settingsOfStack(stack, { flags, regions, env, onNote: (line) => notes?.push(line) }),
  );
}

const one = { 'Nightly-SnapperFunction-1': { ...VARIABLES, ...TOPIC, TRIGGER: 'cron(0 3 * * ? *)' } };

describe('--stack gives a command the settings of the deployed function', () => {
  test('all of them, as the function itself reads them', async () => {
    const cloud = await deployed({ ...one, 'Nightly-Other-1': { NODE_OPTIONS: '' } });
    const variables = one['Nightly-SnapperFunction-1'];
    expect(await settingsFor(cloud)).toEqual(readSettings({}, variables));
  });

  test('a stack that names no regions works in its own, whatever the SDK is configured for', async () => {
    const { REGIONS: _, ...variables } = VARIABLES;
    const cloud = await deployed({ 'Nightly-1': variables }, { region: 'us-east-1' });
    const stack = 'arn:aws:cloudformation:us-east-1:123456789012:stack/Nightly/0a1b2c3d';
    expect(await settingsFor(cloud, { stack })).toMatchObject({ regions: { names: ['us-east-1'] } });
  });

  test('of a fan-out the topic, too, which only the function that reports knows', async () => {
    const cloud = await deployed({
      'Nightly-Shard-1': VARIABLES,
      'Nightly-List-1': { ...VARIABLES, BUCKET: 'b' },
      'Nightly-Merge-1': { ...VARIABLES, BUCKET: 'b', ...TOPIC },
    });
    expect(await settingsFor(cloud)).toMatchObject({ prefix: 'nightly', snsArn: TOPIC.SNS_ARN });
  });

  test('an option overrides them; a variable of the person’s own does not, and a note says all that', async () => {
    const notes: string[] = [];
    const cloud = await deployed({ 'Nightly-1': { ...VARIABLES, EXTERNAL_ID: 'secret' } });
    const settings = await settingsFor(cloud, {
      flags: { interval: '60' },
      regions: ['eu-west-1'],
      env: { INTERVAL: '120', TIME_ZONE: 'UTC', CONSISTENCY: 'volume', EC2_REGIONS: 'us-west-2' },
      notes,
    });
    expect(settings).toMatchObject({
      interval: 60,
      consistency: 'instance',
      regions: { names: ['eu-west-1'] },
      zone: { name: 'Europe/Berlin' },
    });
    expect(notes).toEqual([
      'settings of the stack "Nightly" in eu-west-1: TAG_PREFIX=nightly, TIME_ZONE=Europe/Berlin, DEFAULT_FREQUENCY=1, DEFAULT_RETAIN=7, ORPHAN_RETAIN=90d, EXTERNAL_ID; overridden by options: regions, --interval; not used from your environment: EC2_REGIONS, INTERVAL, TIME_ZONE, CONSISTENCY',
    ]);
  });

  test('another of its prefixes can be chosen, and no prefix that is not its own', async () => {
    const cloud = await deployed(one);
    expect(await settingsFor(cloud, { flags: { tagPrefix: 'weekly' } })).toMatchObject({ prefix: 'weekly' });
    expect(await messageOf(settingsFor(cloud, { flags: { tagPrefix: 'autosnap' } }))).toContain(
      'TAG_PREFIXES is "nightly,weekly"',
    );
  });
});

/** The person has each right that it needs. */
const allowed = (): void => undefined;

describe('what cannot be read is said with what to do, and nothing is done', () => {
  test.for<[string, (cloud: Cloud) => void, Person, RegExp]>([
    [
      'no such stack',
      allowed,
      { stack: 'Nightli', env: { AWS_PROFILE: 'prod' } },
      /^the stack "Nightli" in eu-west-1 could not be read: AccessDenied: .*; --stack needs cloudformation:DescribeStackResources on the stack and lambda:GetFunctionConfiguration on its functions; nothing was done$/,
    ],
    [
      'no such stack, with the right to look at any',
      (cloud) => void (cloud.policy = 'allow all'),
      { stack: 'Nightli', env: { AWS_PROFILE: 'prod' } },
      /^there is no stack "Nightli" in eu-west-1 for the profile "prod"; give the name that CloudFormation shows, or the ARN of the stack, or set AWS_REGION; nothing was done$/,
    ],
    [
      'no right to read its function',
      (cloud) => void (cloud.policy = RIGHTS.slice(0, 1)),
      {},
      /AccessDeniedException: .* lambda:GetFunctionConfiguration .*; --stack needs cloudformation:DescribeStackResources/,
    ],
    [
      'settings that are encrypted',
      (cloud) =>
        void (cloud.stacks[0] = {
          name: 'Nightly',
          region: 'eu-west-1',
          functions: { 'Nightly-1': 'encrypted' },
        }),
      {},
      /^the settings of the stack "Nightly" in eu-west-1 are encrypted, and these credentials may not decrypt them \(kms:Decrypt\): Nightly-1: Lambda was unable/,
    ],
    [
      'a stack of something else',
      (cloud) =>
        void (cloud.stacks[0] = {
          name: 'Nightly',
          region: 'eu-west-1',
          functions: { 'Nightly-1': { PORT: '80' } },
        }),
      {},
      /^the stack "Nightly" in eu-west-1 has no function of aws-snapper among its first 100 resources; give the stack that deploys aws-snapper/,
    ],
    [
      'a stack with two deployments',
      (cloud) =>
        void (cloud.stacks[0] = {
          name: 'Nightly',
          region: 'eu-west-1',
          functions: { 'Nightly-1': VARIABLES, 'Nightly-2': { ...VARIABLES, TAG_PREFIX: 'weekly' } },
        }),
      {},
      /functions of aws-snapper with different settings \(tag_prefix of Nightly-1, Nightly-2\); give the settings as options/,
    ],
    [
      'what is no name',
      allowed,
      { stack: 'my stack' },
      /^--stack must be the name of a CloudFormation stack or its ARN, but is "my stack"; use AwsSnapper$/,
    ],
  ])('%s', async ([, change, person, said]) => {
    const cloud = await deployed(one);
    change(cloud);
    expect(await messageOf(settingsFor(cloud, person))).toMatch(said);
    expect(callsOf(cloud, 'DescribeVolumes')).toEqual([]);
  });
});

test.for([
  [
    'allowed',
    'cloudformation:DescribeStackResources',
    'cloudformation:eu-west-1:123456789012:stack/Nightly/0a1b',
  ],
  [
    'denied',
    'cloudformation:DescribeStackResources',
    'cloudformation:eu-west-1:123456789012:stack/Other/0a1b',
  ],
  [
    'denied',
    'cloudformation:DescribeStackResources',
    'cloudformation:eu-west-1:222222222222:stack/Nightly/0a1b',
  ],
  ['denied', 'cloudformation:DeleteStack', 'cloudformation:eu-west-1:123456789012:stack/Nightly/0a1b'],
  ['denied', 'cloudformation:GetTemplate', 'cloudformation:eu-west-1:123456789012:stack/Nightly/0a1b'],
  [
    'allowed',
    'lambda:GetFunctionConfiguration',
    'lambda:us-east-1:123456789012:function:Nightly-SnapperFunction-1',
  ],
  ['denied', 'lambda:GetFunctionConfiguration', 'lambda:us-east-1:123456789012:function:payroll'],
  ['denied', 'lambda:GetFunction', 'lambda:us-east-1:123456789012:function:Nightly-SnapperFunction-1'],
  [
    'denied',
    'lambda:UpdateFunctionConfiguration',
    'lambda:us-east-1:123456789012:function:Nightly-SnapperFunction-1',
  ],
  ['denied', 'lambda:InvokeFunction', 'lambda:us-east-1:123456789012:function:Nightly-SnapperFunction-1'],
] as const)('who may read a stack is %s %s on %s', async ([is, action, on]) => {
  const policies = [{ name: 'reader', statements: RIGHTS }];
  expect(await verdict(policies, { action, on: `arn:aws:${on}` })).toBe(is);
});
