import type { Inventory } from '../inventory.ts';
import type { LockOne, Spared } from '../plan/plan.ts';
import { counted } from '../text.ts';
import type { Replica } from './shelf.ts';

/** What is decided about locks at one place. */
export interface Locks {
  /** Replicas that are there and get a lock in this run. Those that the run makes get theirs with the copy. */
  readonly locks: readonly LockOne[];
  /** Why each of them is not deleted, by its id. */
  readonly holds: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

const NO_LOCKS: Locks = { locks: [], holds: new Map(), notes: [] };

const DAY = 24 * 3_600_000;

/**
 * Which replicas are locked: each one that has not failed, never had a lock, and is younger than the lock is long. So a run
 * that ends between a copy and its lock is made good by the next one, and a lock that ran out is not renewed.
 *
 * Where AWS did not say which are locked, none is, because a second call would change the first lock.
 *
 * @param days The length of a lock; undefined where nothing is locked.
 */
export function locksOf(
  replicas: readonly Replica[],
  locked: Inventory['locked'],
  days: number | undefined,
  now: Date,
): Locks {
  if (days === undefined) return NO_LOCKS;
  const end = now.getTime() - days * DAY;
  const open = replicas.filter(
    ({ id, state, startedAt }) => state !== 'error' && startedAt > end && locked?.has(id) !== true,
  );
  const length = `replica_lock (${counted(days, 'day')})`;
  return {
    locks:
      locked === undefined
        ? []
        : open.map(({ id, lineage }) => ({ volumeId: lineage.volumeId, snapshotId: id, days })),
    holds: new Map(open.map(({ id }) => [id, `younger than ${length}`])),
    notes:
      locked === undefined && open.length > 0
        ? [
            `Which replicas are locked could not be read, so this run locks only those that it makes, and deletes none that is younger than ${length}; the next run locks the others`,
          ]
        : [],
  };
}

/** The surplus that a lock keeps, and the surplus that something else in AWS keeps. */
export function byLock(
  held: readonly Spared[],
  { holds }: Locks,
  locked: Inventory['locked'],
): { readonly byLock: readonly Spared[]; readonly byOthers: readonly Spared[] } {
  const isLocked = ({ snapshotId }: Spared): boolean =>
    holds.has(snapshotId) || locked?.get(snapshotId) === 'in force';
  return { byLock: held.filter(isLocked), byOthers: held.filter((one) => !isLocked(one)) };
}
