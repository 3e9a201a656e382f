import type { Snapshot } from '../snapshot.ts';

/** A snapshot that is to be proved, and why now. */
export interface Queued {
  readonly snapshot: Snapshot;
  /** `never proved`, `the newest of its volume, not proved`, `proved longest ago, on 2026-11-02`. */
  readonly because: string;
}

/**
 * The order in which snapshots are proved: the newest unproved one of each volume first, those of volumes that were never
 * proved before all others; then those that were proved the longest ago.
 *
 * Only own snapshots that can be restored at once are in it.
 */
export function queueOf(snapshots: readonly Snapshot[]): Queued[] {
  throw new Error(`not built yet (${snapshots.length})`);
}
