import { defaultRegion, enabledRegions } from '../aws/account.ts';
import type { Credentials, Site } from '../aws/clients.ts';
import { errorOf, isForbidden } from '../aws/errors.ts';
import { didYouMean, nearest } from '../core/grammar/nearest.ts';
import { counted } from '../core/text.ts';
import type { Unreachable } from './sites.ts';

/**
 * Says why a region could not be read, and which one was meant if it is not one of the account's.
 *
 * A misspelt name looks to AWS like a host that does not exist, or like wrong credentials. The regions are
 * read once for all regions of an account.
 */
export function unreachableTeller(): (site: Site, error: unknown) => Promise<Unreachable> {
  const lookUps = new Map<string | undefined, Promise<readonly string[]>>();
  return async ({ account, region, credentials }, error) => {
    const { code, message } = errorOf(error);
    if (isForbidden(error)) return { status: 'unreachable', account, region, code, message, forbidden: true };
    const lookUp = lookUps.get(account) ?? regionChoices(credentials);
    lookUps.set(account, lookUp);
    const choices = await lookUp;
    const hint =
      choices.length === 0 || choices.includes(region)
        ? ''
        : `; ${region} is not among the regions enabled for this account${didYouMean(nearest(region, choices)) || some(choices)}`;
    return { status: 'unreachable', account, region, code, message: `${message}${hint}` };
  };
}

/** Enough to see how a region is written. */
const SOME = 4;

function some(choices: readonly string[]): string {
  const left = choices.length - SOME;
  return `: ${choices.slice(0, SOME).join(', ')}${left > 0 ? ` and ${counted(left, 'other')}` : ''}`;
}

/** The regions enabled for the account; none where they cannot be read. */
async function regionChoices(credentials?: Credentials): Promise<readonly string[]> {
  try {
    return await enabledRegions({ region: (await defaultRegion()) ?? 'us-east-1', credentials });
  } catch {
    return [];
  }
}
