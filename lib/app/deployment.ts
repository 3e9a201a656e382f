import type { StackProps } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Setting } from '../../lambda/settings/setting.ts';
import { settings } from '../../lambda/settings/table.ts';
import type { AwsSnapperStackProps } from '../awsSnapperStack.ts';
import type { SnapperSettings } from '../props/environment.ts';
import type { FanOutLimits, MembersProps } from '../props/members.ts';
import { handedOn } from './codeInBucket.ts';
import { contextKeyOf, DEPLOYMENT_KEYS } from './keys.ts';
import { inContext, type Values, valuesIn } from './values.ts';

/** A deployment as a person describes it on the command line. */
export interface Deployment {
  readonly stackName: string;
  /** How a stack is made that accounts deploy without the CDK; undefined where the CDK deploys it. */
  readonly handedOn: StackProps | undefined;
  readonly props: AwsSnapperStackProps;
}

/**
 * Reads a deployment from the CDK context.
 *
 * @throws ConfigurationError for a key that is not ours and for a value that cannot be used.
 */
export function readContext(context: Readonly<Record<string, unknown>>): Deployment {
  const values = valuesIn(context, DEPLOYMENT_KEYS);
  const { text, list, number, flag, wrong } = values;
  const logRetention = number('logRetention');
  if (logRetention !== undefined && !(logRetention in RetentionDays)) {
    throw wrong('logRetention', logRetention);
  }
  const topicArn = text('topicArn');
  const assetsBucket = text('assetsBucket');
  flag('member');
  const given = settingsIn(values);
  const members = membersIn(given, values);
  return {
    handedOn: assetsBucket === undefined ? undefined : handedOn(assetsBucket, topicArn),
    stackName: text('stackName') ?? 'AwsSnapper',
    props: {
      ...plainSettings(given),
      schedule: text('schedule'),
      emails: list('emails'),
      topicArn,
      topicKeyArn: text('topicKeyArn'),
      memorySize: number('memorySize'),
      logRetention,
      reservedConcurrentExecutions: number('reservedConcurrentExecutions'),
      members,
      fanOut: fanOutIn(values, members),
    },
  };
}

/** The props of settings, by their paths. */
function settingsIn(values: Values): ReadonlyMap<string, unknown> {
  return new Map(
    settings.flatMap(([, setting]) => {
      const value = setting.prop === undefined ? undefined : valueOf(setting, setting.prop, values);
      return value === undefined ? [] : [[setting.prop ?? '', value] as const];
    }),
  );
}

/** A value as its prop takes it, after its setting's own check. */
function valueOf({ kind, schema, mended, must, like }: Setting, key: string, values: Values): unknown {
  const value = values[kind](contextKeyOf(key));
  if (value === undefined) return undefined;
  const parts = key === 'tagPrefixes' ? [value].flat() : [value];
  const wrong = parts.find((part) => !schema.safeParse(part).success);
  if (wrong === undefined) return value;
  const right = mended === undefined ? like : mended(String(wrong));
  const remedy = right === undefined ? undefined : { [key]: right };
  throw inContext({ code: 'wrong-value', key, found: String(value), must, remedy });
}

/** The settings that are in no group. */
function plainSettings(given: ReadonlyMap<string, unknown>): SnapperSettings {
  const props = Object.fromEntries([...given].filter(([prop]) => !prop.includes('.')));
  const regions = String(props['regions']) === 'all' ? { regions: 'all' } : {};
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each value has passed the schema of its setting
  return { ...props, ...regions } as SnapperSettings;
}

const SOME_ACCOUNTS = { 'members.accounts': ['222222222222', '333333333333'] };

/** Without accounts, only an organisation lets an event name some. */
function membersIn(given: ReadonlyMap<string, unknown>, { text }: Values): MembersProps | undefined {
  const grouped = [...given].filter(([prop]) => prop.startsWith('members.'));
  const organizationId = text('organizationId');
  const [first] = grouped;
  if (first !== undefined && organizationId === undefined && !given.has('members.accounts')) {
    const [key, found] = first;
    const must = 'be given together with accounts or organizationId';
    throw inContext({ code: 'missing', key, found, must, remedy: SOME_ACCOUNTS });
  }
  if (first === undefined && organizationId === undefined) return undefined;
  const props = Object.fromEntries(grouped.map(([prop, value]) => [contextKeyOf(prop), value]));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- accounts or organizationId is there
  return { ...props, ...(organizationId === undefined ? {} : { organizationId }) } as MembersProps;
}

function fanOutIn({ flag, number }: Values, members: MembersProps | undefined): FanOutLimits | undefined {
  const isOn = flag('fanOut') === true;
  const limits = ['maxConcurrency', 'runsPerShard'].flatMap((key) => {
    const value = number(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  const [first] = limits;
  if (isOn) return Object.fromEntries(limits);
  if (first === undefined) return undefined;
  const [key, found] = first;
  const accounts = members?.accounts === undefined ? SOME_ACCOUNTS : {};
  const must = 'be given together with fanOut=true';
  throw inContext({ code: 'missing', key, found, must, remedy: { fanOut: true, ...accounts } });
}
