import type { Setting } from '../../lambda/settings/setting.ts';
import * as shape from '../../lambda/settings/shape.ts';
import { settings, table } from '../../lambda/settings/table.ts';
import { OVERRIDABLE } from '../../lambda/settings/overrides.ts';
import { ORGANIZATION_ID } from '../props/members.ts';
import { RUNBOOK } from '../props/operation.ts';

/** What a context key must be, and an example that works. */
export interface ContextKey {
  readonly must: string;
  readonly like: string;
  readonly pattern?: RegExp;
  readonly least?: number;
  readonly most?: number;
}

export type ContextKeys = Readonly<Record<string, ContextKey>>;

/** The context key of a prop: `accounts` of `members.accounts`, `replicaKeys` of `replicas.keys`, `alarmTopicArn` of `alarmTopic`. */
export function contextKeyOf(prop: string): string {
  if (Object.hasOwn(OWN, `${prop}Arn`)) return `${prop}Arn`;
  if (!prop.includes('.')) return prop;
  const setting = settings.find(([, one]) => one.prop === prop)?.[1];
  return setting?.name ?? prop.slice(prop.lastIndexOf('.') + 1);
}

const TRUE_OR_FALSE = { must: 'be true or false', like: 'true' };

const KEY_ARN = {
  must: 'be the ARN of a KMS key',
  like: 'arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012',
  pattern: /^arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
};

const STACK_NAME = {
  must: 'be a name of letters, digits and hyphens that begins with a letter',
  pattern: /^[A-Za-z][A-Za-z0-9-]{0,127}$/,
};

/** Context keys that are no settings of a run. LAMBDA.md explains them. */
const OWN = {
  schedule: { must: 'be a rate or a cron expression', like: 'cron(0 3 * * ? *)' },
  startDate: { must: 'be an instant in ISO 8601 with its offset', like: '2027-01-01T03:00:00Z' },
  followUp: { must: 'be a number of hours, a cron expression or false', like: '1h' },
  allowOverrides: {
    must: 'be event keys separated by commas',
    like: OVERRIDABLE.join(','),
  },
  emails: {
    must: 'be e-mail addresses separated by commas',
    like: 'ops@example.com',
    pattern: /^[^@\s]+@[^@\s]+$/,
  },
  topicArn: { must: table.sns_arn.must, like: table.sns_arn.like, pattern: shape.TOPIC_ARN },
  alarmTopicArn: { must: table.sns_arn.must, like: table.sns_arn.like, pattern: shape.TOPIC_ARN },
  alarms: TRUE_OR_FALSE,
  topicKeyArn: KEY_ARN,
  encryptionKeyArn: KEY_ARN,
  memorySize: { must: 'be a whole number of MB from 128 to 10240', like: '512', least: 128, most: 10_240 },
  logRetention: { must: 'be a number of days that CloudWatch Logs knows', like: '90' },
  reservedConcurrentExecutions: { must: 'be a whole number from 1', like: '1', least: 1 },
  organizationId: ORGANIZATION_ID,
  fanOut: TRUE_OR_FALSE,
  maxConcurrency: { must: 'be a whole number from 1 to 10000', like: '100', least: 1, most: 10_000 },
  runsPerShard: { must: 'be a whole number from 1 to 96', like: '12', least: 1, most: 96 },
  dashboard: TRUE_OR_FALSE,
  runbookUrl: RUNBOOK,
  assetsBucket: {
    must: 'be the name of a bucket',
    like: 'code-of-our-organisation',
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  },
  member: TRUE_OR_FALSE,
  source: TRUE_OR_FALSE,
} as const satisfies ContextKeys;

/** Every key that `-c key=value`, or `context` in cdk.json, may set: those of the settings, and our own. */
export const DEPLOYMENT_KEYS: ContextKeys = {
  stackName: { ...STACK_NAME, like: 'AwsSnapper' },
  ...Object.fromEntries(settings.flatMap(([, setting]) => keyOfSetting(setting))),
  ...OWN,
};

function keyOfSetting({ prop, must, like }: Setting): [string, ContextKey][] {
  return prop === undefined ? [] : [[contextKeyOf(prop), { must, like: String(like) }]];
}

const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** Every key that goes with `-c member=true`. LAMBDA.md explains them. */
export const MEMBER_KEYS = {
  stackName: { ...STACK_NAME, like: 'AwsSnapperMember' },
  tagPrefixes: { must: 'be one or more tag prefixes separated by commas', like: 'autosnap' },
  images: TRUE_OR_FALSE,
  replicas: { must: table.replicas.must, like: table.replicas.like.join(',') },
  replicaLock: { must: table.replica_lock.must, like: table.replica_lock.like },
  prove: {
    must: 'be true, false, or the number of snapshots that the hub proves',
    like: 'true',
    least: 1,
  },
  roleName: { must: table.role_name.must, like: table.role_name.like, pattern: shape.ROLE_NAME },
  hubRoleArn: {
    must: "be the ARN of the hub's role",
    like: 'arn:aws:iam::111111111111:role/AwsSnapper-SnapperRole',
    pattern: ROLE_ARN,
  },
  proverRoleArn: {
    must: "be the ARN of the role of the hub's prover",
    like: 'arn:aws:iam::111111111111:role/AwsSnapper-SnapperProverRole',
    pattern: ROLE_ARN,
  },
  externalId: { must: table.external_id.must, like: table.external_id.like, pattern: shape.EXTERNAL_ID },
  organizationId: ORGANIZATION_ID,
  member: TRUE_OR_FALSE,
} as const satisfies ContextKeys;

/** Every key that goes with `-c source=true`. docs/replicas.md explains them. */
export const SOURCE_KEYS = {
  stackName: { ...STACK_NAME, like: 'AwsSnapperSource' },
  tagPrefixes: MEMBER_KEYS.tagPrefixes,
  roleName: MEMBER_KEYS.roleName,
  vaultRoleArn: {
    must: "be the ARN of the vault's role",
    like: 'arn:aws:iam::222222222222:role/AwsSnapper-SnapperRole',
    pattern: ROLE_ARN,
  },
  externalId: MEMBER_KEYS.externalId,
  organizationId: ORGANIZATION_ID,
  source: TRUE_OR_FALSE,
} as const satisfies ContextKeys;

/** The templates of roles, by the key that asks for them. */
export const TEMPLATES: Readonly<
  Record<'member' | 'source', { readonly what: string; readonly keys: ContextKeys }>
> = {
  member: { what: 'the member role', keys: MEMBER_KEYS },
  source: { what: 'the source role', keys: SOURCE_KEYS },
};
