import type { Inventory } from '../../../lambda/core/inventory.ts';
import { labelled, type ListedSnapshot, type Snapshot } from '../../../lambda/core/snapshot.ts';

/** A region as AWS lists it, before anything is read from tags. */
export interface Listing extends Omit<Inventory, 'prefix' | 'snapshots'> {
  readonly snapshots: readonly ListedSnapshot[];
}

/** What the core gets of it. */
export function readAs(prefix: string, listing: Listing): Inventory {
  return { ...listing, prefix, snapshots: listing.snapshots.map((one) => readOnce(one, prefix)) };
}

const read = new WeakMap<ListedSnapshot, Map<string, Snapshot>>();

/** A life lists the same snapshots again in each run. */
function readOnce(one: ListedSnapshot, prefix: string): Snapshot {
  const byPrefix = read.get(one) ?? new Map<string, Snapshot>();
  read.set(one, byPrefix);
  const snapshot = byPrefix.get(prefix) ?? labelled(one, prefix);
  byPrefix.set(prefix, snapshot);
  return snapshot;
}
