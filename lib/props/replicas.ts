import { keysOfPlaces } from '../../lambda/settings/replicaShape.ts';
import { ConfigurationError } from './configurationError.ts';

/** Where replicas of snapshots are kept, and how. */
export interface ReplicasProps {
  /** The regions in which replicas are kept. The tag `<prefix>_replicate` says of which volumes, and how many. */
  readonly regions: readonly string[];

  /**
   * The KMS key that encrypts the replicas in each region, like `{ 'eu-central-1': 'alias/backup' }`. An encrypted snapshot
   * is copied only to a region that has one here.
   *
   * @default - none: only snapshots that are not encrypted are copied
   */
  readonly keys?: Readonly<Record<string, string>> | string | undefined;

  /**
   * The newest replicas that stay of each volume in each region, and the newest of as many days, even if its tag says fewer.
   *
   * @default - what the tags say
   */
  readonly min?: number | undefined;

  /**
   * The most replicas that AWS makes for this deployment in one region at one time, 1 to 20.
   *
   * @default 15
   */
  readonly window?: number | undefined;

  /**
   * The time in which AWS is to complete each replica, `15m` to `48h` in steps of 15 minutes. AWS bills it for each GiB.
   *
   * @default - as long as AWS takes
   */
  readonly within?: string | undefined;

  /**
   * Locks each new replica in governance mode for this time from its completion, like `14d` or `2w`; at most `365d`. The role
   * gets the right to lock for exactly this time, and none to unlock.
   *
   * @default - nothing is locked
   */
  readonly lock?: string | undefined;

  /**
   * Deletes the replicas of a volume that is gone when all of them are older than this, like `1y`. The last one stays, or
   * with `1y last:3y` until it is older than three years.
   *
   * @default - never
   */
  readonly orphanRetain?: string | undefined;
}

/**
 * @throws ConfigurationError for the key of a region in which no replicas are kept: perhaps its name is misspelt, and then
 * the region that was meant has none.
 */
export function refuseOddKeys({ regions, keys }: ReplicasProps): void {
  const read = keysOfPlaces.safeParse(keys);
  const odd = Object.keys(read.data ?? {}).filter((region) => !regions.includes(region));
  if (odd.length === 0) return;
  throw new ConfigurationError({
    code: 'wrong-value',
    key: 'replicas.keys',
    found: odd,
    must: `name only regions of replicas (${regions.join(', ')})`,
  });
}
