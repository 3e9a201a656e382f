import { givenName, type Image, type Instance, type Inventory, type Volume } from '../inventory.ts';
import { type Gone, goneIn, goneById, type VanishedInstance, type VanishedVolume } from './gone.ts';
import { neverReached } from '../neverReached.ts';
import { keptIn } from '../replicas/shelf.ts';
import { newestFirst, type Snapshot } from '../snapshot.ts';

/** Something a person can name: by its id, or an instance or volume by its tag `Name`. */
export type Found =
  | { readonly kind: 'instance'; readonly instance: Instance; readonly inventory: Inventory }
  | { readonly kind: 'volume'; readonly volume: Volume; readonly inventory: Inventory }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly inventory: Inventory }
  | { readonly kind: 'image'; readonly image: Image; readonly inventory: Inventory }
  | VanishedInstance
  | VanishedVolume;

/**
 * All that goes by a name in some regions. An id is exact; a Name counts without the spaces round it.
 *
 * Where nothing is there that has it, what is gone is found by what its newest own snapshot remembers: see
 * `goneIn`. A fleet that is replaced keeps its Names. A region that has only replicas of a thing counts where no other region
 * has it.
 */
export function found(text: string, inventories: readonly Inventory[]): Found[] {
  return finder(inventories)(text);
}

/** The same for many texts. What is gone is looked up once. */
export function finder(inventories: readonly Inventory[]): (text: string) => Found[] {
  let gone: readonly Gone[] | undefined;
  return (text) => {
    const wanted = text.trim();
    const present = atHome(foundPresent(wanted, inventories));
    if (present.length > 0 || wanted === '') return present;
    gone ??= inventories.flatMap(goneIn);
    return atHome(gone.filter(({ names }) => names.includes(wanted)).map(({ one }) => one));
  };
}

function atHome(all: Found[]): Found[] {
  const here = all.filter((one) => homeOf(one) === undefined);
  return here.length > 0 ? here : all;
}

/** The region where a thing is or was, of which only replicas are in the region where it was found; else undefined. */
export function homeOf(one: Found): string | undefined {
  return 'home' in one ? one.home : undefined;
}

/** Where an id is meant, a Name that reads like it means nothing. */
function foundPresent(wanted: string, inventories: readonly Inventory[]): Found[] {
  const isMeant = (id: string, name?: string): boolean => id === wanted || name === wanted;
  const all = inventories.flatMap((inventory): Found[] => [
    ...inventory.instances
      .filter(({ id, tags, state }) => isMeant(id, givenName(tags)) && state !== 'terminated')
      .map((instance) => ({ kind: 'instance' as const, instance, inventory })),
    ...inventory.volumes
      .filter(({ id, tags }) => isMeant(id, givenName(tags)))
      .map((volume) => ({ kind: 'volume' as const, volume, inventory })),
    ...inventory.snapshots
      .filter(({ id }) => isMeant(id))
      .map((snapshot) => ({ kind: 'snapshot' as const, snapshot, inventory })),
    ...(inventory.images?.own ?? [])
      .filter(({ id, name }) => isMeant(id, name))
      .map((image) => ({ kind: 'image' as const, image, inventory })),
    ...goneById(wanted, inventory),
  ]);
  const exact = all.filter((one) => idOf(one) === wanted);
  return exact.length > 0 ? exact : all;
}

/** What was found, without what belongs to it. */
export interface Target {
  readonly kind: Found['kind'];
  readonly id: string;
  /** The Name; of an image its own name. */
  readonly name?: string | undefined;
  /** The region where it is or was; absent where that is here. Else only replicas of it are here. */
  readonly home?: string | undefined;
}

/** `an instance` */
export function kindWords(one: Found): string {
  const { kind } = one;
  const home = homeOf(one);
  const where = home === undefined ? 'that is gone' : `of ${home}, of which only replicas are here`;
  switch (kind) {
    case 'instance':
    case 'image':
      return `an ${kind}`;
    case 'volume':
    case 'snapshot':
      return `a ${kind}`;
    case 'vanished instance':
      return `an instance ${where}`;
    case 'vanished volume':
      return `a volume ${where}`;
    default:
      return neverReached(kind);
  }
}

export function targetOf(one: Found): Target {
  const id = idOf(one);
  switch (one.kind) {
    case 'instance':
      return { kind: one.kind, id, name: givenName(one.instance.tags) };
    case 'volume':
      return { kind: one.kind, id, name: givenName(one.volume.tags) };
    case 'vanished instance':
      return { kind: one.kind, id, name: one.name, home: one.home };
    case 'image':
      return { kind: one.kind, id, name: one.image.name };
    case 'snapshot':
      return { kind: one.kind, id };
    case 'vanished volume':
      return { kind: one.kind, id, home: one.home };
    default:
      return neverReached(one);
  }
}

export function idOf(one: Found): string {
  switch (one.kind) {
    case 'instance':
      return one.instance.id;
    case 'volume':
      return one.volume.id;
    case 'snapshot':
      return one.snapshot.id;
    case 'image':
      return one.image.id;
    case 'vanished instance':
      return one.instanceId;
    case 'vanished volume':
      return one.volumeId;
    default:
      return neverReached(one);
  }
}

/**
 * The volumes that are meant when a thing is named, and that are there: an instance's, a volume itself, a
 * snapshot's; of an instance that is gone those that were detached from it. An image is of no volume.
 */
export function volumesMeant(one: Found): Volume[] {
  const { volumes } = one.inventory;
  switch (one.kind) {
    case 'instance':
      return volumes.filter(({ instanceIds }) => instanceIds.includes(one.instance.id));
    case 'volume':
      return [one.volume];
    case 'snapshot':
      return volumes.filter(({ id }) => id === volumeIdOf(one.snapshot));
    case 'vanished instance': {
      const ids = new Set(ownSnapshotsOf(one).map(({ volumeId }) => volumeId));
      return volumes.filter(({ id }) => ids.has(id));
    }
    case 'vanished volume':
    case 'image':
      return [];
    default:
      return neverReached(one);
  }
}

/** The volume whose data a snapshot has. */
export function volumeIdOf({ lineage, volumeId }: Snapshot): string {
  return lineage?.volumeId ?? volumeId;
}

/**
 * The own snapshots of a thing, newest first: those of its volumes, and for an instance also those that were taken
 * of volumes that it has no more. Replicas are among them, each as a snapshot of the volume that was copied.
 */
export function ownSnapshotsOf(one: Found): Snapshot[] {
  return keptIn(one.inventory.snapshots).filter(isOf(one)).toSorted(newestFirst);
}

function isOf(one: Found): (snapshot: Snapshot) => boolean {
  const id = idOf(one);
  switch (one.kind) {
    case 'instance': {
      const volumes = new Set(volumesMeant(one).map((volume) => volume.id));
      return ({ volumeId, names }) => volumes.has(volumeId) || names?.instanceId === id;
    }
    case 'vanished instance':
      return ({ names }) => names?.instanceId === id;
    case 'volume':
    case 'vanished volume':
      return ({ volumeId }) => volumeId === id;
    case 'snapshot':
      return (snapshot) => snapshot.id === id;
    case 'image':
      return () => false;
    default:
      return neverReached(one);
  }
}
