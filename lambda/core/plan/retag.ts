import { inOrder, type Inventory } from '../inventory.ts';
import { keysOf, MARK } from '../keys.ts';
import { labelOf } from '../label.ts';
import { provedIn, type Snapshot, type Tags } from '../snapshot.ts';

/** Tags to be written, and those to be removed (`undefined`). */
export type TagChange = Readonly<Record<string, string | undefined>>;

/** The tags after a change, without a prototype, so that a tag key like `constructor` is only a tag. */
export function changed(tags: Tags, change: TagChange): Tags {
  const after = Object.entries({ ...tags, ...change }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return Object.assign(Object.create(null), Object.fromEntries(after));
}

/** The inventory after a change of the tags of some resources. */
export function retagged(inventory: Inventory, ids: ReadonlySet<string>, change: TagChange): Inventory {
  const { prefix } = inventory;
  const resource = <Item extends { readonly id: string; readonly tags: Tags }>(item: Item): Item =>
    ids.has(item.id) ? { ...item, tags: changed(item.tags, change) } : item;
  const snapshot = (one: Snapshot): Snapshot => (ids.has(one.id) ? relabelled(one, change, prefix) : one);
  return {
    ...inventory,
    instances: inventory.instances.map(resource),
    volumes: inventory.volumes.map(resource),
    snapshots: inventory.snapshots.map(snapshot),
    images: inventory.images && { ...inventory.images, own: inventory.images.own.map(resource) },
  };
}

function relabelled(one: Snapshot, change: TagChange, prefix: string): Snapshot {
  const { proved } = keysOf(prefix);
  const label = labelOf({ ...one, ...one.label, tags: changed(one.label.tags, change) }, prefix);
  if (!(proved in change)) return { ...one, label };
  const { proof: _, unreadProof: __, ...rest } = one;
  return { ...rest, label, ...provedIn(change[proved]) };
}

/** The tags that make a snapshot ours. On any other snapshot they mean nothing. */
export function adoption(id: string, prefix: string): Readonly<Record<string, string>> {
  return { [MARK]: prefix, [keysOf(prefix).adopted]: id };
}

/** The inventory after some snapshots were adopted, also those without any mark, which no inventory lists. */
export function withAdopted(inventory: Inventory, snapshots: readonly Snapshot[]): Inventory {
  const { prefix } = inventory;
  const ids = new Set(snapshots.map(({ id }) => id));
  const ours = snapshots.map((one) => relabelled(one, adoption(one.id, prefix), prefix));
  const others = inventory.snapshots.filter(({ id }) => !ids.has(id));
  return inOrder({ ...inventory, snapshots: [...others, ...ours] });
}
