import type { Inventory } from '../../../lambda/core/inventory.ts';
import { labelled, type ListedSnapshot } from '../../../lambda/core/snapshot.ts';

/** A region as AWS lists it, before anything is read from tags. */
export interface Listing extends Omit<Inventory, 'prefix' | 'snapshots'> {
  readonly snapshots: readonly ListedSnapshot[];
}

/** What the core gets of it. */
export function readAs(prefix: string, listing: Listing): Inventory {
  return { ...listing, prefix, snapshots: listing.snapshots.map((one) => labelled(one, prefix)) };
}
