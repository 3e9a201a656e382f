import type { AwsSnapperProps } from './awsSnapperProps.ts';
import { ConfigurationError } from './configurationError.ts';

/** What a prop must be, as it stands after "must". */
interface Kind {
  readonly must: string;
  readonly is: (found: unknown) => boolean;
}

const FLAG: Kind = { must: 'be true or false', is: (found) => typeof found === 'boolean' };

const KINDS: Readonly<Partial<Record<string, Kind>>> = {
  dashboard: FLAG,
  alarms: FLAG,
  dryRun: FLAG,
  images: FLAG,
  topic: made('topicArn', 'Topic.fromTopicArn(this, "Topic", arn)'),
  alarmTopic: made('topicArn', 'Topic.fromTopicArn(this, "AlarmTopic", arn)'),
  topicKey: made('keyArn', 'Key.fromKeyArn(this, "TopicKey", arn)'),
  encryptionKey: made('keyArn', 'Key.fromKeyArn(this, "Key", arn)'),
  logGroup: made('logGroupName', 'LogGroup.fromLogGroupName(this, "Log", name)'),
  vpc: made('vpcId', 'Vpc.fromLookup(this, "Vpc", { vpcId })'),
  vpcSubnets: {
    must: 'be an object, like { subnetType: SubnetType.PRIVATE_WITH_EGRESS }',
    is: isObject,
  },
  securityGroups: {
    must: 'be a list of constructs of the CDK, like [SecurityGroup.fromSecurityGroupId(this, "Group", id)]',
    is: (found) => Array.isArray(found) && found.every((one) => has(one, 'securityGroupId')),
  },
  fanOut: { must: 'be an object; {} for the defaults', is: isObject },
  schedule: {
    must: 'be a text like "cron(0 3 * * ? *)", or a ScheduleExpression of the CDK',
    is: (found) =>
      typeof found === 'string' ||
      (has(found, 'expressionString') && typeof found.expressionString === 'string'),
  },
} satisfies Partial<Record<keyof AwsSnapperProps, Kind>>;

/**
 * Refuses what the types refuse, for apps in JavaScript: most of it has another effect than its author means, like the
 * text "false", or an ARN in place of a construct.
 *
 * @throws ConfigurationError with the kind that is needed.
 */
export function refuseWrongKinds(props: AwsSnapperProps): void {
  for (const [key, found] of Object.entries<unknown>({ ...props })) {
    if (found === undefined) continue;
    const { must, is } = KINDS[key] ?? { must: 'have a value, or be left out', is: () => true };
    if (found === null || !is(found)) throw new ConfigurationError({ code: 'wrong-value', key, found, must });
  }
}

function made(property: string, like: string): Kind {
  return { must: `be a construct of the CDK, like ${like}`, is: (found) => has(found, property) };
}

function isObject(found: unknown): boolean {
  return typeof found === 'object' && !Array.isArray(found);
}

function has<Name extends string>(found: unknown, name: Name): found is Readonly<Record<Name, unknown>> {
  return typeof found === 'object' && found !== null && name in found;
}
