/** What a context key must be, and a value that would do. */
export type Need = readonly [must: string, like: string];

export type Needs = Readonly<Record<string, Need>>;

/** Every key that `-c key=value`, or `context` in cdk.json, may set. LAMBDA.md explains them. */
export const DEPLOYMENT_KEYS = {
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

/** Every key that goes with `-c member=true`. LAMBDA.md explains them. */
export const MEMBER_KEYS = {
  stackName: ['be a name of letters, digits and hyphens that begins with a letter', 'AwsSnapperMember'],
  prefix: ['be one or more tag prefixes separated by commas', 'autosnap'],
  roleName: ['be the name of a role', 'aws-snapper-member'],
  hubRoleArn: ["be the ARN of the hub's role", 'arn:aws:iam::111111111111:role/AwsSnapper-SnapperRole'],
  externalId: ['be 2 to 1224 letters, digits or any of +=,.@:/-_', 'one-of-yours'],
  organizationId: ['be the id of an organisation', 'o-a1b2c3d4e5'],
  member: ['be true or false', 'true'],
} as const satisfies Needs;

/** The keys of props that have another name. */
const KEY_OF_PROP = new Map([
  ['prefixes', 'prefix'],
  ['jobName', 'name'],
  ['reservedConcurrentExecutions', 'reservedConcurrency'],
]);

/** The key that sets a prop, in a deployment or in a member role. */
export function keyOf(prop: string): string {
  return KEY_OF_PROP.get(prop) ?? prop;
}
