import type { Inventory, Tags } from './inventory.ts';

/** Tags to be written, and those to be removed (`undefined`). */
export type TagChange = Readonly<Record<string, string | undefined>>;

/** The tags after a change, without a prototype, so that a tag key like `constructor` is only a tag. */
export function changed(tags: Tags, change: TagChange): Tags {
  const after = Object.entries({ ...tags, ...change }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return Object.assign(Object.create(null), Object.fromEntries(after));
}

/** The inventory as it will be when the tags of some resources have been changed. */
export function retagged(inventory: Inventory, ids: ReadonlySet<string>, change: TagChange): Inventory {
  const after = <Item extends { readonly id: string; readonly tags: Tags }>(item: Item): Item =>
    ids.has(item.id) ? { ...item, tags: changed(item.tags, change) } : item;
  return {
    ...inventory,
    instances: inventory.instances.map(after),
    volumes: inventory.volumes.map(after),
    snapshots: inventory.snapshots.map(after),
  };
}
