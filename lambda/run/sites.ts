import pLimit from 'p-limit';
import { defaultRegion, enabledRegions } from '../aws/account.ts';
import type { Credentials, Site } from '../aws/clients.ts';
import { type AwsError, errorOf, isForbidden } from '../aws/errors.ts';
import type { Patience } from '../aws/patience.ts';
import { memberCredentials } from '../aws/memberCredentials.ts';
import type { Clock } from '../clock.ts';
import type { RegionResult } from '../core/report/region.ts';
import type { Asked } from '../core/report/forbidden.ts';
import { type Settings, SettingsError } from '../settings/settings.ts';
import { accountOf } from '../settings/shape.ts';
import type { Identified } from './identify.ts';

/** A region that the run cannot work in, and why. */
export type Unreachable = Extract<RegionResult, { status: 'unreachable' }>;

/** Whose credentials a run has, and where it asks about whole accounts. */
export interface Hub extends Identified {
  readonly home: string;
  readonly clock: Clock;
  readonly patience: Patience;
}

type WithAccounts = Settings & { readonly accounts: readonly string[] };

/** How many accounts are asked for their regions at the same time. */
const SIDE_BY_SIDE = 20;

/**
 * The region to ask about the whole account: the SDK's own, or the first that is named.
 *
 * @throws SettingsError where no region is named anywhere.
 */
export async function homeRegion({ regions }: Settings): Promise<string> {
  const home = (await defaultRegion()) ?? (regions?.kind === 'named' ? regions.names[0] : undefined);
  if (home !== undefined) return home;
  throw new SettingsError(
    { code: 'missing', key: 'regions', must: 'list at least one region', like: 'us-east-1' },
    {
      message:
        'regions must list at least one region, but is not given, and neither is AWS_REGION, and the profile has none; use us-east-1: plan and run take it as an argument, the other commands as --region us-east-1',
    },
  );
}

/** What a report needs to know of the regions that were asked for. */
export function askedOf({ regions }: Settings): Partial<Asked> {
  return regions?.kind === 'all'
    ? { scope: 'all', leftOut: regions.without }
    : { scope: 'named', names: regions?.names };
}

/** The names of the regions to work in, in the account of the credentials, or why they could not be read. */
export async function regionsOf(
  { regions }: Settings,
  home: Site,
): Promise<readonly (string | Unreachable)[]> {
  if (regions?.kind !== 'all') return regions?.names ?? [home.region];
  try {
    return allBut(regions.without, await enabledRegions(home));
  } catch (error) {
    return [{ status: 'unreachable', region: ALL_REGIONS, ...unlisted(error, home.region) }];
  }
}

/** Why the regions of an account could not be listed, and what helps where the organisation forbids to ask. */
function unlisted(error: unknown, home: string): AwsError {
  const { code, message } = errorOf(error);
  if (!isForbidden(error) || !message.includes('ec2:DescribeRegions')) return { code, message };
  const remedy = `the regions of the account are asked for in ${home}, which the organisation forbids; name the regions to work in, in place of all`;
  return { code, message: `${message}; ${remedy}` };
}

/** @throws NoRegionLeft where every enabled region is left out. */
function allBut(without: readonly string[], enabled: readonly string[]): readonly string[] {
  const left = enabled.filter((region) => !without.includes(region));
  if (left.length > 0 || without.length === 0) return left;
  throw new NoRegionLeft(
    `regions leaves out every region that is enabled for the account (${enabled.join(', ')}), so there is nothing to do; leave out fewer`,
  );
}

class NoRegionLeft extends Error {
  override readonly name = 'NoRegionLeft';
}

/**
 * The regions to work in, of all accounts of a run, or why the run cannot work there.
 *
 * An account that refuses us, or does not tell its regions, does not stop the others.
 */
export async function sitesOf(settings: WithAccounts, hub: Hub): Promise<readonly (Site | Unreachable)[]> {
  const limit = pLimit(SIDE_BY_SIDE);
  const each = settings.accounts.map(async (given) => limit(() => sitesIn(given, settings, hub)));
  return (await Promise.all(each)).flat();
}

async function sitesIn(given: string, settings: Settings, hub: Hub): Promise<(Site | Unreachable)[]> {
  const account = accountOf(given);
  const named = namedRegions(settings, hub);
  try {
    const credentials = await credentialsFor(given, settings, hub);
    const regions = named ?? (await regionsFor(credentials, settings, hub));
    return regions.map((region) => ({ account, region, credentials, patience: hub.patience }));
  } catch (error) {
    const why = named === undefined ? unlisted(error, hub.home) : errorOf(error);
    return (named ?? [ALL_REGIONS]).map((region) => ({ status: 'unreachable', account, region, ...why }));
  }
}

/** The sites of a run: the regions of one account, or of several. */
export async function sitesFor(
  settings: Settings,
  home: string,
  identifying: Promise<Identified>,
  waiting: { readonly clock: Clock; readonly patience: Patience },
): Promise<readonly (Site | Unreachable)[]> {
  const { accounts } = settings;
  if (accounts !== undefined) {
    const hub: Hub = { ...(await identifying), ...waiting, home };
    return sitesOf({ ...settings, accounts }, hub);
  }
  const { patience } = waiting;
  const regions = await regionsOf(settings, { region: home, patience });
  return regions.map((region) => (typeof region === 'string' ? { region, patience } : region));
}

export function isUnreachable(site: Site | Unreachable): site is Unreachable {
  return 'status' in site;
}

/** What the fan-out hands to one function: a region of an account, or a whole account. */
export interface Shard {
  /** As it was given: an id, or the ARN of a role. */
  readonly account: string;
  /** `ALL_REGIONS` for a whole account, and for one that did not tell its regions. */
  readonly region: string;
}

/** In place of the name of a region: all regions of an account in which a run works. */
export const ALL_REGIONS = 'all';

/** The shards of all accounts of a run: with replicas, which are planned between regions, one for each account. */
export async function shardsOf(settings: WithAccounts, hub: Hub): Promise<readonly Shard[]> {
  const limit = pLimit(SIDE_BY_SIDE);
  const each = settings.accounts.map(async (account) =>
    limit(async () => (await regionNames(account, settings, hub)).map((region) => ({ account, region }))),
  );
  return (await Promise.all(each)).flat();
}

async function regionNames(given: string, settings: Settings, hub: Hub): Promise<readonly string[]> {
  if (settings.replicas !== undefined) return [ALL_REGIONS];
  const named = namedRegions(settings, hub);
  if (named !== undefined) return named;
  try {
    const credentials = await credentialsFor(given, settings, hub);
    const regions = await regionsFor(credentials, settings, hub);
    return regions.length === 0 ? [ALL_REGIONS] : regions;
  } catch {
    return [ALL_REGIONS];
  }
}

/** Undefined where all regions are meant. */
function namedRegions({ regions }: Settings, { home }: Hub): readonly string[] | undefined {
  return regions?.kind === 'all' ? undefined : (regions?.names ?? [home]);
}

/** All regions of an account that are not left out. */
async function regionsFor(
  credentials: Credentials | undefined,
  { regions }: Settings,
  { home, patience }: Hub,
): Promise<readonly string[]> {
  const enabled = await enabledRegions({ region: home, credentials, patience });
  return allBut(regions?.kind === 'all' ? regions.without : [], enabled);
}

/** Opens the session at once: an account that refuses does so once, not in each of its regions. */
async function credentialsFor(given: string, settings: Settings, hub: Hub): Promise<Credentials | undefined> {
  if (given === hub.identity?.account) return undefined;
  const { roleName, externalId, jobName, vault } = settings;
  const role = {
    roleArn: given.startsWith('arn:') ? given : roleIn(given, roleName, hub),
    externalId,
    sessionName: sessionNameOf(jobName),
    by: vault === undefined ? 'hub' : 'vault',
  } as const;
  const credentials = memberCredentials(role, hub.home, () => hub.clock.now(), hub.patience);
  await credentials();
  return credentials;
}

/** @throws UnknownAccount where it can be the hub's own account, in which there is no such role. */
function roleIn(account: string, roleName: string, { identity, silence }: Hub): string {
  if (identity !== undefined) return `arn:${identity.partition}:iam::${account}:role/${roleName}`;
  throw new UnknownAccount(
    `it is not known whether ${account} is the account of these credentials, because STS did not answer: ${silence}; run again, or, if it is another account, give the ARN of its role, like arn:aws:iam::${account}:role/${roleName}`,
  );
}

/** It must be known whose account is meant. */
export class UnknownAccount extends Error {
  override readonly name = 'UnknownAccount';
}

/** Names the job in the member's CloudTrail. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
function sessionNameOf(jobName: string): string {
  return `aws-snapper-${jobName.replaceAll(/[^\w+=,.@-]+/g, '-')}`.slice(0, 64);
}
