import { counted } from '../../lambda/core/text.ts';
import { TOGETHER } from '../../lambda/settings/mistake.ts';
import { ABSENT_IN_VAULT } from '../../lambda/settings/vault.ts';
import { table } from '../../lambda/settings/table.ts';
import { ConfigurationError } from './configurationError.ts';
import { type TriggerProps, triggerVariables } from './trigger.ts';
import { DEFAULT_PREFIXES, environmentOf, type SnapperSettings } from './environment.ts';
import {
  DEFAULT_CONCURRENCY,
  DEFAULT_RUNS_PER_SHARD,
  type FanOutLimits,
  ORGANIZATION_ID,
} from './members.ts';
import { refuseBudgetAlone, refuseLongRoleName } from './proof.ts';
import { refuseOddKeys } from './replicas.ts';

/** The props that have a limit. */
export interface LimitedProps extends SnapperSettings, TriggerProps {
  readonly fanOut?: FanOutLimits | undefined;
  readonly reservedConcurrentExecutions?: number | undefined;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ENVIRONMENT_BYTES = 4096;

/** What SNS_ARN takes at most: the name of a topic has up to 256 characters. */
const TOPIC_BYTES = 320;

/**
 * Refuses at synth what would fail in every run.
 *
 * @throws ConfigurationError with the prop, its value and one to use.
 */
export function refuseWrongProps(props: LimitedProps): void {
  const environment = { ...environmentOf(props), ...triggerVariables(props) };
  refuseWrongIds(props);
  if (props.vault !== undefined) refuseInVault(props);
  refuseBudgetAlone(props);
  if (props.replicas !== undefined) refuseOddKeys(props.replicas);
  if (props.prove !== undefined) refuseLongNames(props);
  if (props.fanOut !== undefined) refuseWrongFanOut(props.fanOut, props);
  refuseLargeEnvironment(props, environment);
}

/** What the program itself does not read. */
function refuseWrongIds({ members, vault }: LimitedProps): void {
  const organizationId = (vault ?? members)?.organizationId;
  const { must, like, pattern } = ORGANIZATION_ID;
  if (organizationId === undefined || pattern.test(organizationId)) return;
  const key = vault === undefined ? 'members.organizationId' : 'vault.organizationId';
  throw new ConfigurationError({
    code: 'wrong-value',
    key,
    found: organizationId,
    must,
    remedy: { [key]: like },
  });
}

/** What no run reads, and so no run can refuse. */
function refuseInVault({ members, fanOut }: LimitedProps): void {
  for (const [key, found] of Object.entries({ members, fanOut })) {
    if (found !== undefined)
      throw new ConfigurationError({ code: TOGETHER, key, found, must: ABSENT_IN_VAULT });
  }
}

function refuseLongNames({ members }: LimitedProps): void {
  refuseLongRoleName(members?.roleName, 'members.roleName');
  for (const account of members?.accounts ?? []) refuseLongRoleName(account, 'members.accounts');
}

function refuseWrongFanOut(
  { maxConcurrency = DEFAULT_CONCURRENCY, runsPerShard = DEFAULT_RUNS_PER_SHARD }: FanOutLimits,
  { members, reservedConcurrentExecutions: reserved = maxConcurrency }: LimitedProps,
): void {
  refuseWrongCount('fanOut.maxConcurrency', maxConcurrency, 10_000, DEFAULT_CONCURRENCY);
  refuseWrongCount('fanOut.runsPerShard', runsPerShard, 96, DEFAULT_RUNS_PER_SHARD);
  if (reserved < maxConcurrency) {
    throw new ConfigurationError({
      code: 'too-small',
      key: 'reservedConcurrentExecutions',
      found: reserved,
      must: `be at least ${maxConcurrency} (maxConcurrency of fanOut), because shards fail that find no free function for too long`,
      remedy: { reservedConcurrentExecutions: maxConcurrency },
    });
  }
  if (members?.accounts === undefined) {
    throw new ConfigurationError({
      code: 'missing',
      key: 'members.accounts',
      must: 'be given beside fanOut',
      remedy: { 'members.accounts': table.accounts.like },
    });
  }
}

function refuseWrongCount(key: string, found: number, most: number, like: number): void {
  if (Number.isInteger(found) && found >= 1 && found <= most) return;
  const must = `be a whole number from 1 to ${most}`;
  throw new ConfigurationError({ code: 'wrong-value', key, found, must, remedy: { [key]: like } });
}

/** With `fanOut` the accounts come with each run. */
function refuseLargeEnvironment(
  { members, tagPrefixes = DEFAULT_PREFIXES, fanOut, vault }: LimitedProps,
  environment: Readonly<Record<string, string>>,
): void {
  const { ACCOUNTS: _, VAULT: __, ...withoutAccounts } = environment;
  const must = (what: string, bytes: number, hint: string) =>
    `fit into the ${ENVIRONMENT_BYTES} bytes that Lambda has for the environment (${what} and the other settings have ${bytes}; ${hint})`;
  if (bytesOf(withoutAccounts) > ENVIRONMENT_BYTES) {
    throw new ConfigurationError({
      code: 'too-large',
      key: 'tagPrefixes',
      found: tagPrefixes,
      must: must(
        counted(tagPrefixes.length, 'prefix', 'prefixes'),
        bytesOf(withoutAccounts),
        'a second deployment can have some of them',
      ),
    });
  }
  const accounts = (vault ?? members)?.accounts ?? [];
  if (fanOut === undefined && bytesOf(environment) > ENVIRONMENT_BYTES) {
    const [key, hint, remedy] =
      vault === undefined
        ? ['members.accounts', 'with fanOut, accounts take no room', { fanOut: {} }]
        : ['vault.accounts', 'a second vault can have some of them', undefined];
    throw new ConfigurationError({
      code: 'too-large',
      key,
      found: accounts,
      must: must(counted(accounts.length, 'account'), bytesOf(environment), hint),
      remedy,
    });
  }
}

function bytesOf(environment: Readonly<Record<string, string>>): number {
  return Object.entries(environment).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key + value),
    TOPIC_BYTES,
  );
}
