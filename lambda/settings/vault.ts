import { regionsAmong } from '../core/grammar/replicate.ts';
import { TOGETHER } from './mistake.ts';
import { byOf, givenIn, missing, type Place, SettingsError, wrong } from './place.ts';
import type { Key } from './table.ts';

/** What a vault has no use for: it takes and proves nothing, and of what is not a replica it deletes nothing. */
const NOT_IN_VAULT = ['accounts', 'images', 'prove', 'orphan_retain'] as const satisfies readonly Key[];

interface Read {
  readonly vault: readonly string[] | undefined;
  readonly replicas: readonly string[] | undefined;
  readonly replicaMin: number | undefined;
}

/**
 * A vault keeps replicas in regions of its own account, and always some.
 *
 * @throws SettingsError for a setting that it needs and that is not given, and for one that it has no use for.
 */
export function checkVault({ vault, replicas, replicaMin }: Read, places: readonly Place[]): void {
  if (vault === undefined) return;
  if (replicas === undefined) throw missing('replicas', 'vault', places, IN_A_VAULT);
  if (replicaMin === undefined) throw missing('replica_min', 'vault', places, IN_A_VAULT);
  const [regions, given] = [regionsAmong(replicas), givenIn(places, 'replicas')];
  if (given !== undefined && regions.length < replicas.length) {
    const must = `name only regions ${IN_A_VAULT}, which keeps replicas in its own account`;
    throw wrong('replicas', given, must, regions.length === 0 ? undefined : regions);
  }
  for (const key of NOT_IN_VAULT) {
    const odd = givenIn(places, key);
    if (odd === undefined || String(odd.value) === 'false') continue;
    const mistake = { code: TOGETHER, key, found: odd.value, must: ABSENT_IN_VAULT };
    throw new SettingsError(mistake, { by: byOf(odd) });
  }
}

const IN_A_VAULT = 'in a vault';

/** As it stands after "must". */
export const ABSENT_IN_VAULT = `be absent ${IN_A_VAULT}, which only keeps replicas of snapshots of other accounts`;
