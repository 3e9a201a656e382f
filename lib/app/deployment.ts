import type { Stack, StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { AwsSnapperProps } from '../awsSnapper.ts';
import { DEPLOYMENT_KEYS } from './keys.ts';
import { valuesIn } from './values.ts';
import { handedOn } from './codeInBucket.ts';

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
  const { written, text, list, matching, number, flag, wrong } = valuesIn(context, DEPLOYMENT_KEYS);
  const regions = list('regions');
  const prefixes = list('prefix');
  if (new Set(prefixes).size < (prefixes?.length ?? 0)) throw wrong('prefix', context['prefix']);
  const emails = list('email');
  for (const email of emails ?? []) if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw wrong('email', email);
  const topicArn = matching('topicArn', /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/);
  const topicKeyArn = matching('topicKeyArn', /^arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/);
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
    defaultFrequency: written('defaultFrequency'),
    defaultRetain: written('defaultRetain'),
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
