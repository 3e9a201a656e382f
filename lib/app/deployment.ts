import type { StackProps } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { settings, table } from '../../lambda/settings/table.ts';
import type { AwsSnapperStackProps } from '../awsSnapperStack.ts';
import { environmentOf, type SnapperSettings } from '../props/environment.ts';
import type { FanOutLimits, MembersProps } from '../props/members.ts';
import type { ReplicasProps } from '../props/replicas.ts';
import type { TriggerProps } from '../props/trigger.ts';
import type { VaultProps } from '../props/vault.ts';
import { handedOn } from './codeInBucket.ts';
import { contextKeyOf, DEPLOYMENT_KEYS } from './keys.ts';
import { inContext, underKeys, type Values, valuesIn } from './values.ts';

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
  const [topicArn, alarmTopicArn] = [text('topicArn'), text('alarmTopicArn')];
  const assetsBucket = text('assetsBucket');
  flag('member');
  flag('source');
  const given = settingsIn(values);
  const members = membersIn(given, values);
  return {
    handedOn: assetsBucket === undefined ? undefined : handedOn(assetsBucket, alarmTopicArn ?? topicArn),
    stackName: text('stackName') ?? 'AwsSnapper',
    props: {
      ...plainSettings(given),
      ...triggerIn(values),
      emails: list('emails'),
      topicArn,
      alarmTopicArn,
      topicKeyArn: text('topicKeyArn'),
      encryptionKeyArn: text('encryptionKeyArn'),
      alarms: flag('alarms'),
      memorySize: number('memorySize'),
      logRetention,
      reservedConcurrentExecutions: number('reservedConcurrentExecutions'),
      members,
      replicas: replicasIn(given, values),
      vault: vaultIn(given, values),
      fanOut: fanOutIn(values, members),
      dashboard: flag('dashboard'),
      runbookUrl: text('runbookUrl'),
    },
  };
}

/** The construct checks what they say. */
function triggerIn({ text, list }: Values): TriggerProps {
  const followUp = text('followUp');
  return {
    schedule: text('schedule'),
    startDate: text('startDate'),
    followUp: followUp === 'false' ? false : followUp,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the construct refuses any other value
    allowOverrides: list('allowOverrides') as TriggerProps['allowOverrides'],
  };
}

/** The props of settings, by their paths. The construct checks them. */
function settingsIn(values: Values): ReadonlyMap<string, unknown> {
  return new Map(
    settings.flatMap(([, { prop, kind }]) => {
      const value = prop === undefined ? undefined : values[kind](contextKeyOf(prop));
      return prop === undefined || value === undefined ? [] : [[prop, value] as const];
    }),
  );
}

/** The settings that are in no group. */
function plainSettings(given: ReadonlyMap<string, unknown>): SnapperSettings {
  const props = Object.fromEntries([...given].filter(([prop]) => !prop.includes('.')));
  const regions = String(props['regions']) === 'all' ? { regions: 'all' } : {};
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the construct refuses any other value
  return { ...props, ...regions } as SnapperSettings;
}

const SOME_ACCOUNTS = { 'members.accounts': table.accounts.like };

/** Without accounts, only an organisation lets an event name some. */
function membersIn(given: ReadonlyMap<string, unknown>, { text }: Values): MembersProps | undefined {
  const grouped = groupIn(given, 'members');
  const organizationId = text('organizationId');
  const [first] = grouped;
  if (given.has('vault.accounts') && !given.has('members.accounts')) return undefined;
  if (first === undefined && organizationId === undefined) return undefined;
  const props = Object.fromEntries(grouped);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what lacks accounts and organizationId is refused below
  const members = { ...props, ...(organizationId === undefined ? {} : { organizationId }) } as MembersProps;
  underKeys(() => environmentOf({ members }));
  if (first !== undefined && organizationId === undefined && !given.has('members.accounts')) {
    const [prop, found] = first;
    const must = 'be given together with accounts or organizationId';
    throw inContext({ code: 'missing', key: `members.${prop}`, found, must, remedy: SOME_ACCOUNTS });
  }
  return members;
}

/** A vault has what else describes the roles of other accounts. */
function vaultIn(given: ReadonlyMap<string, unknown>, { list, text }: Values): VaultProps | undefined {
  const accounts = list('vault');
  if (accounts === undefined) return undefined;
  const roles = groupIn(given, 'members').filter(([name]) => name !== 'accounts');
  const organizationId = text('organizationId');
  return {
    ...Object.fromEntries(roles),
    accounts,
    ...(organizationId === undefined ? {} : { organizationId }),
  };
}

/** The settings of a group, by the last word of their props. */
function groupIn(given: ReadonlyMap<string, unknown>, group: string): (readonly [string, unknown])[] {
  return [...given].flatMap(([prop, value]) => {
    const [of, name] = prop.split('.');
    return of === group && name !== undefined ? [[name, value] as const] : [];
  });
}

/**
 * The settings of replicas.
 *
 * @throws ConfigurationError for any of them without the regions, which switch replicas on.
 */
function replicasIn(given: ReadonlyMap<string, unknown>, { list }: Values): ReplicasProps | undefined {
  const [regions, group] = [list('replicas'), groupIn(given, 'replicas')];
  const [first] = group;
  if (first === undefined) return undefined;
  if (regions !== undefined) return { ...Object.fromEntries(group), regions };
  const [prop, found] = first;
  throw inContext({
    code: 'missing',
    key: `replicas.${prop}`,
    found,
    must: 'be given together with replicas, which names the regions',
    remedy: { 'replicas.regions': table.replicas.like },
  });
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
