import pLimit from 'p-limit';
import { enabledRegions } from '../aws/account.ts';
import type { Credentials, Site } from '../aws/clients.ts';
import { errorOf } from '../aws/errors.ts';
import { memberCredentials } from '../aws/memberCredentials.ts';
import type { Clock } from '../clock.ts';
import type { Identified } from './identify.ts';
import type { Unreachable } from './regions.ts';
import type { Settings } from '../settings/settings.ts';
import { accountOf } from '../settings/shape.ts';

/** How many accounts are asked for their regions side by side. */
const SIDE_BY_SIDE = 20;

/** Whose credentials a run has, and where it asks what concerns whole accounts. */
export interface Hub extends Identified {
  readonly home: string;
  readonly clock: Clock;
}

/**
 * The regions to work in, of all accounts of a run, or why they cannot be worked in.
 *
 * An account that does not let us in, or does not tell its regions, is that account's failure.
 */
export async function sitesOf(
  settings: Settings & { readonly accounts: readonly string[] },
  hub: Hub,
): Promise<readonly (Site | Unreachable)[]> {
  const limit = pLimit(SIDE_BY_SIDE);
  const each = settings.accounts.map(async (given) => limit(() => sitesIn(given, settings, hub)));
  return (await Promise.all(each)).flat();
}

/** A region of an account as the fan-out hands it round. */
export interface Shard {
  /** As it was given: an id, or the ARN of a role. */
  readonly account: string;
  /** `all` where the account did not tell its regions: then the shard asks again. */
  readonly region: string;
}

/** The shards of all accounts of a run. */
export async function shardsOf(
  settings: Settings & { readonly accounts: readonly string[] },
  hub: Hub,
): Promise<readonly Shard[]> {
  const limit = pLimit(SIDE_BY_SIDE);
  const each = settings.accounts.map(async (account) =>
    limit(async () => (await regionNames(account, settings, hub)).map((region) => ({ account, region }))),
  );
  return (await Promise.all(each)).flat();
}

async function regionNames(given: string, settings: Settings, hub: Hub): Promise<readonly string[]> {
  if (settings.regions !== 'all') return settings.regions ?? [hub.home];
  try {
    const credentials = await credentialsFor(given, settings, hub);
    const enabled = await enabledRegions({ region: hub.home, credentials });
    return enabled.length === 0 ? ['all'] : enabled;
  } catch {
    return ['all'];
  }
}

async function sitesIn(given: string, settings: Settings, hub: Hub): Promise<(Site | Unreachable)[]> {
  const account = accountOf(given);
  const named = settings.regions === 'all' ? undefined : (settings.regions ?? [hub.home]);
  try {
    const credentials = await credentialsFor(given, settings, hub);
    const regions = named ?? (await enabledRegions({ region: hub.home, credentials }));
    return regions.map((region) => ({ account, region, credentials }));
  } catch (error) {
    return (named ?? ['all']).map((region) => ({
      status: 'unreachable',
      account,
      region,
      ...errorOf(error),
    }));
  }
}

/** Opens the session at once, so that an account that refuses does so once, not in each of its regions. */
async function credentialsFor(given: string, settings: Settings, hub: Hub): Promise<Credentials | undefined> {
  if (given === hub.identity?.account) return undefined;
  const { roleName, externalId, jobName } = settings;
  const roleArn = given.startsWith('arn:') ? given : roleIn(given, roleName, hub);
  const role = { roleArn, externalId, sessionName: sessionNameOf(jobName) };
  const credentials = memberCredentials(role, hub.home, () => hub.clock.now());
  await credentials();
  return credentials;
}

/** @throws UnknownAccount where it may be the hub's own, in which there is no such role. */
function roleIn(account: string, roleName: string, { identity, silence }: Hub): string {
  if (identity !== undefined) return `arn:${identity.partition}:iam::${account}:role/${roleName}`;
  throw new UnknownAccount(
    `it is not known whether ${account} is the account of these credentials, because STS did not answer: ${silence}; another run would do, or, if it is another account, the ARN of its role, like arn:aws:iam::${account}:role/${roleName}`,
  );
}

class UnknownAccount extends Error {
  override readonly name = 'UnknownAccount';
}

/** Says in the member's CloudTrail which job it was. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
function sessionNameOf(jobName: string): string {
  return `aws-snapper-${jobName.replaceAll(/[^\w+=,.@-]+/g, '-')}`.slice(0, 64);
}
