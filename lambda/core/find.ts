import { givenName, type Instance, type Inventory, type Volume } from './inventory.ts';
import { grouped } from './grouped.ts';
import { isOurs, newestFirst, type Snapshot } from './snapshot.ts';
import { neverReached } from './neverReached.ts';

/** Something a person can name: by its id, or an instance or volume by its tag `Name`. */
export type Found =
  | { readonly kind: 'instance'; readonly instance: Instance; readonly inventory: Inventory }
  | { readonly kind: 'volume'; readonly volume: Volume; readonly inventory: Inventory }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly inventory: Inventory }
  /** A volume that is gone, known by its snapshots. */
  | { readonly kind: 'vanished volume'; readonly volumeId: string; readonly inventory: Inventory };

/**
 * All that goes by a name in some regions. An id is exact; a Name counts without the spaces round it.
 *
 * Where nothing is there that has it, volumes that are gone are found by what their newest own snapshot remembers:
 * their Name, and that of their instance. A fleet that is replaced keeps its Names.
 */
export function found(text: string, inventories: readonly Inventory[]): Found[] {
  const wanted = text.trim();
  const present = foundPresent(wanted, inventories);
  return present.length > 0 ? present : inventories.flatMap((inventory) => remembered(wanted, inventory));
}

function remembered(wanted: string, inventory: Inventory): Found[] {
  const own = grouped(inventory.snapshots.filter(isOurs), ({ volumeId }) => volumeId);
  return [...own].flatMap(([volumeId, snapshots]): Found[] => {
    if (!isVanished(volumeId, inventory)) return [];
    const [newest] = snapshots.toSorted(newestFirst);
    const known = [newest?.names?.server, newest?.names?.volume];
    return wanted !== '' && known.includes(wanted) ? [{ kind: 'vanished volume', volumeId, inventory }] : [];
  });
}

function foundPresent(wanted: string, inventories: readonly Inventory[]): Found[] {
  const isMeant = (id: string, name?: string): boolean => id === wanted || name === wanted;
  return inventories.flatMap((inventory): Found[] => [
    ...inventory.instances
      .filter(({ id, tags, state }) => isMeant(id, givenName(tags)) && state !== 'terminated')
      .map((instance) => ({ kind: 'instance' as const, instance, inventory })),
    ...inventory.volumes
      .filter(({ id, tags }) => isMeant(id, givenName(tags)))
      .map((volume) => ({ kind: 'volume' as const, volume, inventory })),
    ...inventory.snapshots
      .filter(({ id }) => isMeant(id))
      .map((snapshot) => ({ kind: 'snapshot' as const, snapshot, inventory })),
    ...(isVanished(wanted, inventory)
      ? [{ kind: 'vanished volume' as const, volumeId: wanted, inventory }]
      : []),
  ]);
}

function isVanished(volumeId: string, { volumes, snapshots }: Inventory): boolean {
  return (
    snapshots.some((snapshot) => snapshot.volumeId === volumeId) && !volumes.some(({ id }) => id === volumeId)
  );
}

/** What was found, without what belongs to it. */
export interface Target {
  readonly kind: Found['kind'];
  readonly id: string;
  readonly name?: string | undefined;
}

/** `an instance` */
export function kindWords({ kind }: Pick<Found, 'kind'>): string {
  switch (kind) {
    case 'instance':
      return 'an instance';
    case 'volume':
    case 'snapshot':
      return `a ${kind}`;
    case 'vanished volume':
      return 'a volume that is gone';
    default:
      return neverReached(kind);
  }
}

export function targetOf(one: Found): Target {
  const id = idOf(one);
  if (one.kind === 'snapshot' || one.kind === 'vanished volume') return { kind: one.kind, id };
  return {
    kind: one.kind,
    id,
    name: givenName(one.kind === 'instance' ? one.instance.tags : one.volume.tags),
  };
}

export function idOf(one: Found): string {
  switch (one.kind) {
    case 'instance':
      return one.instance.id;
    case 'volume':
      return one.volume.id;
    case 'snapshot':
      return one.snapshot.id;
    case 'vanished volume':
      return one.volumeId;
    default:
      return neverReached(one);
  }
}

/** The volumes that are meant when a thing is named: an instance's, a volume itself, a snapshot's. */
export function volumesMeant(one: Found): Volume[] {
  const { volumes } = one.inventory;
  switch (one.kind) {
    case 'instance':
      return volumes.filter(({ instanceIds }) => instanceIds.includes(one.instance.id));
    case 'volume':
      return [one.volume];
    case 'snapshot':
      return volumes.filter(({ id }) => id === one.snapshot.volumeId);
    case 'vanished volume':
      return [];
    default:
      return neverReached(one);
  }
}
