import type { Cloud } from '../../cloud/cloud.ts';
import type { Instance, Snapshot, Volume } from '../../cloud/records.ts';

/** A world over HTTP in which the function runs, day after day. */
export interface Estate {
  readonly cloud: Cloud;
  readonly regions: readonly string[];
  readonly topic: string;
  /** What the trigger sends. */
  readonly event: Readonly<Record<string, unknown>>;
  /** The volumes that are owed a copy a day. */
  readonly watched: readonly Volume[];
  /** How many copies each of them asks for, by id. */
  readonly keeps: ReadonlyMap<string, number>;
  readonly instances: readonly Instance[];
  /** What no run may delete, whatever anybody asks for. */
  readonly untouchable: readonly Snapshot[];
}
