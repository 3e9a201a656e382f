import { keysOf } from '../../lambda/core/keys.ts';
import { isPrefix } from '../../lambda/settings/shape.ts';
import { table } from '../../lambda/settings/table.ts';
import { ConfigurationError } from './configurationError.ts';
import type { MembersProps } from './members.ts';
import type { ReplicasProps } from './replicas.ts';
import type { VaultProps } from './vault.ts';

/** Lists that are given as such. */
export interface Lists {
  readonly regions?: readonly string[] | 'all' | undefined;
  readonly members?: Pick<MembersProps, 'accounts'> | undefined;
  readonly replicas?: Pick<ReplicasProps, 'regions'> | undefined;
  readonly vault?: Pick<VaultProps, 'accounts'> | undefined;
}

/**
 * Refuses an empty list, and prefixes that cannot stand side by side.
 *
 * @throws ConfigurationError with what to give.
 */
export function refuseOddLists(
  tagPrefixes: readonly string[],
  { regions, members, replicas, vault }: Lists,
): void {
  if (members?.accounts?.length === 0) {
    throw wrongList('members.accounts', [], 'name at least one account', table.accounts.like);
  }
  if (vault?.accounts.length === 0) {
    throw wrongList('vault.accounts', [], 'name at least one account', table.vault.like);
  }
  if (regions?.length === 0) {
    throw wrongList('regions', [], 'name at least one region, or be "all"', table.regions.like);
  }
  if (replicas?.regions.length === 0) {
    throw wrongList('replicas.regions', [], 'name at least one region', table.replicas.like);
  }
  refuseWrongPrefixes(tagPrefixes);
}

/** No list that lacks a prefix is proposed: volumes with its tags would get no more snapshots. */
function refuseWrongPrefixes(found: readonly string[]): void {
  const key = 'tagPrefixes';
  const { must, like } = table.tag_prefix;
  if (new Set(found).size < found.length || found.length === 0) {
    const once = [...new Set(found)];
    throw wrongList(
      key,
      found,
      'name one or more tag prefixes, each once',
      found.length === 0 ? [like] : once,
    );
  }
  const odd = found.find((prefix) => !isPrefix(prefix));
  if (odd !== undefined) {
    const each = `each ${must} (${JSON.stringify(odd)} is not)`;
    throw wrongList(key, found, each, found.length === 1 ? [like] : undefined);
  }
  for (const prefix of found) {
    const taken = found.find((other) => other !== prefix && Object.values(keysOf(prefix)).includes(other));
    if (taken === undefined) continue;
    throw wrongList(key, found, `not be tag keys of each other (${taken} is one of ${prefix})`);
  }
}

function wrongList(
  key: string,
  found: readonly string[],
  must: string,
  like?: readonly string[],
): ConfigurationError {
  const remedy = like === undefined ? undefined : { [key]: like };
  return new ConfigurationError({ code: 'wrong-value', key, found, must, remedy });
}
