import type { Members } from '../../lambda/aws/permissions.ts';
import { ConfigurationError } from './configurationError.ts';
import { DEFAULT_PREFIXES, environmentOf, type SnapperSettings } from './environment.ts';

/** How a deployment reaches other accounts. */
export interface AccountsProps extends SnapperSettings {
  /**
   * The organisation of the member accounts: the role may then become the member role of any account in it.
   *
   * @default - exactly the roles of `accounts`, as many as a role's policies have room for
   */
  readonly organizationId?: string | undefined;

  /**
   * A state machine works on each account and region by itself, in place of one function for all.
   *
   * @default false
   */
  readonly fanOut?: boolean | undefined;

  /**
   * With `fanOut`: how many accounts and regions are worked on at the same time.
   *
   * @default 100
   */
  readonly maxConcurrency?: number | undefined;

  /**
   * With `fanOut`: how often in a row a region whose time was up is gone on with, a quarter of an hour each.
   *
   * @default 12
   */
  readonly runsPerShard?: number | undefined;
}

export const DEFAULT_ROLE_NAME = 'aws-snapper-member';
export const DEFAULT_CONCURRENCY = 100;
export const DEFAULT_RUNS_PER_SHARD = 12;

const AN_ORGANIZATION = 'o-a1b2c3d4e5';
const SOME_ACCOUNTS = '222222222222,333333333333';

const ID = /^\d{12}$/;

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ENVIRONMENT_BYTES = 4096;

/** What SNS_ARN takes at most: the name of a topic has up to 256 characters. */
const TOPIC_BYTES = 320;

/** The member roles that a deployment's role may become; none where it stays in its own account. */
export function membersOf(props: AccountsProps, here: { partition: string; account: string }): Members[] {
  const { accounts, roleName = DEFAULT_ROLE_NAME, organizationId } = props;
  const roleIn = (account: string) => `arn:${here.partition}:iam::${account}:role/${roleName}`;
  const others = (accounts ?? []).filter((account) => account !== here.account);
  const named = others.map((account) => (ID.test(account) ? roleIn(account) : account));
  if (organizationId === undefined) return named.length === 0 ? [] : [{ roles: named }];
  return [{ roles: [roleIn('*'), ...others.filter((account) => !ID.test(account))], organizationId }];
}

/**
 * Refuses what would come to nothing at three in the morning.
 *
 * @throws ConfigurationError with the prop, its value and one that would do.
 */
export function refuseWrongAccounts(
  props: AccountsProps & { readonly reservedConcurrentExecutions?: number | undefined },
): void {
  environmentOf(props);
  refuseWrongValues(props);
  const { accounts = [], fanOut, maxConcurrency = DEFAULT_CONCURRENCY } = props;
  const { reservedConcurrentExecutions: reserved = maxConcurrency } = props;
  if (fanOut === true && reserved < maxConcurrency) {
    throw new ConfigurationError(
      `reservedConcurrentExecutions must be no less than maxConcurrency where fanOut is true, like ${maxConcurrency}, because shards that find no function free for too long fail, but is ${reserved}`,
      [{ reservedConcurrentExecutions: maxConcurrency }],
    );
  }
  if (fanOut === true && accounts.length === 0) {
    throw new ConfigurationError(
      `fanOut must have accounts to work in, like accounts "${SOME_ACCOUNTS}", but is true without any`,
      [{ accounts: SOME_ACCOUNTS }],
    );
  }
  refuseWhatDoesNothing(props);
  refuseLargeEnvironment(props);
}

/** Without accounts only an organisation lets an event name some. */
function refuseWhatDoesNothing(props: AccountsProps): void {
  const { accounts, organizationId, fanOut } = props;
  const ofMembers = (['roleName', 'externalId'] as const).find((prop) => props[prop] !== undefined);
  if (ofMembers !== undefined && accounts === undefined && organizationId === undefined) {
    throw new ConfigurationError(
      `${ofMembers} must go with accounts, like "${SOME_ACCOUNTS}", or an organizationId, like "${AN_ORGANIZATION}", but is ${JSON.stringify(props[ofMembers])} without either`,
      [{ accounts: SOME_ACCOUNTS }, { organizationId: AN_ORGANIZATION }],
    );
  }
  const ofFanOut = (['maxConcurrency', 'runsPerShard'] as const).find((prop) => props[prop] !== undefined);
  if (ofFanOut !== undefined && fanOut !== true) {
    throw new ConfigurationError(
      `${ofFanOut} must go with fanOut, like fanOut "true", but is ${props[ofFanOut]} without it`,
      [{ fanOut: true, ...(accounts === undefined ? { accounts: SOME_ACCOUNTS } : {}) }],
    );
  }
}

/** With `fanOut` the accounts come with each run. */
function refuseLargeEnvironment(props: AccountsProps): void {
  const { accounts = [], prefixes = DEFAULT_PREFIXES } = props;
  const withoutAccounts = bytesOf({ ...props, accounts: undefined });
  if (withoutAccounts > ENVIRONMENT_BYTES) {
    throw new ConfigurationError(
      `prefixes must fit into the ${ENVIRONMENT_BYTES} bytes that Lambda has for the environment, but is ${prefixes.length} prefixes, which with the other settings makes ${withoutAccounts}; fewer, like ${JSON.stringify(prefixes[0])} alone, would do`,
      [{ prefixes: prefixes[0] ?? '' }],
    );
  }
  const bytes = bytesOf(props);
  if (props.fanOut !== true && bytes > ENVIRONMENT_BYTES) {
    throw new ConfigurationError(
      `accounts must fit into the ${ENVIRONMENT_BYTES} bytes that Lambda has for the environment, but is ${accounts.length} accounts, which with the other settings makes ${bytes}; fanOut, like fanOut "true", would do`,
      [{ fanOut: true }],
    );
  }
}

function bytesOf(props: AccountsProps): number {
  return Object.entries(environmentOf(props)).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key + value),
    TOPIC_BYTES,
  );
}

type Row = readonly [
  prop: keyof AccountsProps,
  must: string,
  like: unknown,
  isRight: (props: AccountsProps) => boolean,
];

const WOULD_DO: readonly Row[] = [
  [
    'organizationId',
    'be the id of an organisation',
    AN_ORGANIZATION,
    ({ organizationId }) => matches(organizationId, /^o-[a-z0-9]{10,32}$/),
  ],
  [
    'maxConcurrency',
    'be a whole number from 1 to 10000',
    100,
    ({ maxConcurrency }) => isCount(maxConcurrency, 10_000),
  ],
  [
    'runsPerShard',
    'be a whole number from 1 to 96',
    DEFAULT_RUNS_PER_SHARD,
    ({ runsPerShard }) => isCount(runsPerShard, 96),
  ],
];

/** What the program itself does not read. */
function refuseWrongValues(props: AccountsProps): void {
  const wrong = WOULD_DO.find(([, , , isRight]) => !isRight(props));
  if (wrong === undefined) return;
  const [prop, must, like] = wrong;
  throw new ConfigurationError(
    `${prop} must ${must}, like ${JSON.stringify(like)}, but is ${JSON.stringify(props[prop])}`,
  );
}

function matches(text: string | undefined, pattern: RegExp): boolean {
  return text === undefined || pattern.test(text);
}

function isCount(count: number | undefined, most: number): boolean {
  return count === undefined || (Number.isInteger(count) && count >= 1 && count <= most);
}
