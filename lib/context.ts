import type { Stack, StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { refuseWrongAccounts } from './accounts.ts';
import type { AwsSnapperProps } from './awsSnapper.ts';
import { ConfigurationError } from './configurationError.ts';
import { howToGive, type Needs, valuesIn } from './contextValues.ts';
import { environmentOf } from './environment.ts';
import { handedOn } from './handedOn.ts';
import { longestPause } from './trigger.ts';

/** Every key that `-c key=value`, or `context` in cdk.json, may set. LAMBDA.md explains them. */
const KEYS = {
  stackName: ['be a name of letters, digits and hyphens that begins with a letter', 'AwsSnapper'],
  regions: ['be regions separated by commas, or "all"', 'eu-west-1,us-east-1'],
  prefix: ['be one or more tag prefixes separated by commas', 'autosnap'],
  name: ["be the job's name in the report", 'Default'],
  schedule: ['be a rate or a cron expression', 'cron(0 3 * * ? *)'],
  timeZone: ['be an IANA time zone', 'Europe/Berlin'],
  email: ['be e-mail addresses separated by commas', 'ops@example.com'],
  topicArn: ['be the ARN of a standard SNS topic', 'arn:aws:sns:eu-west-1:123456789012:reports'],
  topicKeyArn: [
    'be the ARN of a KMS key',
    'arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012',
  ],
  interval: ['be a whole number of seconds', '86400'],
  dryRun: ['be true or false', 'true'],
  defaultFrequency: ['be a frequency', '1'],
  defaultRetain: ['be a number of copies', '7'],
  maxDeletes: ['be a whole number', '100'],
  orphanRetain: ['be an age', '90d'],
  consistency: ['be "instance" or "volume"', 'instance'],
  copyTags: ['be true or false', 'true'],
  memorySize: ['be a whole number of MB from 128 to 10240', '512'],
  logRetentionDays: ['be a number of days that CloudWatch Logs knows', '90'],
  reservedConcurrency: ['be a whole number from 1', '1'],
  accounts: ['be ids of 12 digits or ARNs of roles, separated by commas', '222222222222,333333333333'],
  roleName: ['be the name of a role', 'aws-snapper-member'],
  externalId: ['be 2 to 1224 letters, digits or any of +=,.@:/-_', 'one-of-yours'],
  organizationId: ['be the id of an organisation', 'o-a1b2c3d4e5'],
  fanOut: ['be true or false', 'true'],
  maxConcurrency: ['be a whole number from 1 to 10000', '100'],
  runsPerShard: ['be a whole number from 1 to 96', '12'],
  assetsBucket: ['be the name of a bucket', 'code-of-our-organisation'],
  member: ['be true or false', 'true'],
} as const satisfies Needs;

type ContextKey = keyof typeof KEYS;

/** A deployment as a person describes it on the command line. */
export interface Deployment {
  readonly stackName: string;
  /** How a stack is made that accounts deploy without the CDK; undefined where the CDK deploys it. */
  readonly handedOn: StackProps | undefined;
  /** Needs the stack, because topics and keys that exist are looked up in it. */
  readonly snapper: (stack: Stack) => AwsSnapperProps;
}

/**
 * Reads a deployment from the CDK context.
 *
 * @throws ConfigurationError for a key that is not ours and for a value that cannot be used.
 */
export function readContext(context: Readonly<Record<string, unknown>>): Deployment {
  const { text, list, matching, number, flag, wrong } = valuesIn(context, KEYS);
  const regions = list('regions');
  const prefixes = list('prefix');
  if (new Set(prefixes).size < (prefixes?.length ?? 0)) throw wrong('prefix', context['prefix']);
  const emails = list('email');
  for (const email of emails ?? []) if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw wrong('email', email);
  const topicArn = matching('topicArn', /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/);
  const topicKeyArn = matching('topicKeyArn', /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/);
  const logRetention = number('logRetentionDays');
  if (logRetention !== undefined && !(logRetention in RetentionDays))
    throw wrong('logRetentionDays', logRetention);
  const consistency = text('consistency');
  const isKnown = consistency === undefined || consistency === 'instance' || consistency === 'volume';
  if (!isKnown) throw wrong('consistency', consistency);
  const props: AwsSnapperProps = {
    regions: regions?.length === 1 && regions[0] === 'all' ? ('all' as const) : regions,
    prefixes,
    jobName: text('name'),
    schedule: text('schedule'),
    timeZone: text('timeZone'),
    emails,
    interval: number('interval'),
    dryRun: flag('dryRun'),
    defaultFrequency: text('defaultFrequency'),
    defaultRetain: text('defaultRetain'),
    maxDeletes: number('maxDeletes'),
    orphanRetain: text('orphanRetain'),
    consistency,
    copyTags: flag('copyTags'),
    memorySize: number('memorySize', 128, 10_240),
    logRetention,
    reservedConcurrentExecutions: number('reservedConcurrency', 1),
    accounts: list('accounts'),
    roleName: text('roleName'),
    externalId: text('externalId'),
    organizationId: text('organizationId'),
    fanOut: flag('fanOut'),
    maxConcurrency: number('maxConcurrency', 1, 10_000),
    runsPerShard: number('runsPerShard', 1, 96),
  };
  refuseWrongSettings(props);
  const assetsBucket = matching('assetsBucket', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/);
  flag('member');
  return {
    handedOn: assetsBucket === undefined ? undefined : handedOn(assetsBucket, topicArn),
    stackName: matching('stackName', /^[A-Za-z][A-Za-z0-9-]{0,127}$/) ?? 'AwsSnapper',
    snapper: (stack) => ({
      ...props,
      ...(topicArn === undefined ? {} : { topic: Topic.fromTopicArn(stack, 'GivenTopic', topicArn) }),
      ...(topicKeyArn === undefined ? {} : { topicKey: Key.fromKeyArn(stack, 'GivenKey', topicKeyArn) }),
    }),
  };
}

/** The keys of props that have another name. */
const KEY_OF_PROP = new Map<string, ContextKey>([
  ['prefixes', 'prefix'],
  ['jobName', 'name'],
  ['reservedConcurrentExecutions', 'reservedConcurrency'],
]);

/** What the construct would refuse, under the name of its key. */
function refuseWrongSettings(props: AwsSnapperProps): void {
  try {
    environmentOf(props);
    refuseWrongAccounts(props);
    if (props.schedule !== undefined) longestPause(props.schedule, props.timeZone ?? 'UTC');
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const [prop = ''] = error.message.split(' ');
    const key = KEY_OF_PROP.get(prop) ?? Object.keys(KEYS).find((one): one is ContextKey => one === prop);
    if (key === undefined) throw error;
    throw new ConfigurationError(`${key}${error.message.slice(prop.length)}; ${howToGive(key, KEYS[key])}`);
  }
}
