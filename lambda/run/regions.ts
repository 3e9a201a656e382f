import { defaultRegion, enabledRegions } from '../aws/account.ts';
import type { Credentials, Site } from '../aws/clients.ts';
import { errorOf } from '../aws/errors.ts';
import type { RegionResult } from '../core/report/region.ts';
import { type Settings, SettingsError } from '../settings/settings.ts';

/** A region that cannot be worked in, and why. */
export type Unreachable = Extract<RegionResult, { status: 'unreachable' }>;

/**
 * The region to ask what concerns the whole account: the SDK's own, or the first that is named.
 *
 * @throws SettingsError where no region is named anywhere.
 */
export async function homeRegion({ regions }: Settings): Promise<string> {
  const home = (await defaultRegion()) ?? (regions === 'all' ? undefined : regions?.[0]);
  if (home !== undefined) return home;
  throw new SettingsError(
    { code: 'missing', key: 'regions', must: 'list at least one region', like: 'us-east-1' },
    {
      message:
        'regions must list at least one region, but is not given, and neither is AWS_REGION; use us-east-1, on the command line as in aws-snapper plan us-east-1',
    },
  );
}

/** The names of the regions to work in, or why they could not be looked up. */
export async function regionsOf(
  { regions }: Settings,
  home: string,
): Promise<readonly (string | Unreachable)[]> {
  if (regions !== 'all') return regions ?? [home];
  try {
    return await enabledRegions({ region: home });
  } catch (error) {
    return [{ status: 'unreachable', region: 'all', ...errorOf(error) }];
  }
}

/**
 * Tells why a region could not be read, with the choices where it is none of the account's.
 *
 * A name with a slip in it looks to AWS like a host that is not there, or like wrong credentials. The
 * choices are looked up once for all regions of an account.
 */
export function unreachableTeller(): (site: Site, error: unknown) => Promise<Unreachable> {
  const lookUps = new Map<string | undefined, Promise<readonly string[]>>();
  return async ({ account, region, credentials }, error) => {
    const { code, message } = errorOf(error);
    const lookUp = lookUps.get(account) ?? regionChoices(credentials);
    lookUps.set(account, lookUp);
    const choices = await lookUp;
    const hint =
      choices.length === 0 || choices.includes(region)
        ? ''
        : `; ${region} is not among the regions enabled for this account: ${choices.join(', ')}`;
    return { status: 'unreachable', account, region, code, message: `${message}${hint}` };
  };
}

/** The regions enabled for the account; none where they cannot be looked up. */
export async function regionChoices(credentials?: Credentials): Promise<readonly string[]> {
  try {
    return await enabledRegions({ region: (await defaultRegion()) ?? 'us-east-1', credentials });
  } catch {
    return [];
  }
}
