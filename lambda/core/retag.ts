import type { Inventory } from './inventory.ts';
import { labelOf, type Snapshot, type Tags } from './snapshot.ts';

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
  const snapshot = (one: Snapshot): Snapshot =>
    ids.has(one.id)
      ? {
          ...one,
          label: labelOf({ ...one, ...one.label, tags: changed(one.label.tags, change) }, prefix),
        }
      : one;
  return {
    ...inventory,
    instances: inventory.instances.map(resource),
    volumes: inventory.volumes.map(resource),
    snapshots: inventory.snapshots.map(snapshot),
  };
}
