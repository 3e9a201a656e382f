import type { Inventory } from './inventory.ts';
import { isOurs, newestFirst, type Snapshot } from './snapshot.ts';

/** An instance that is gone, known by own snapshots of its volumes. */
export interface VanishedInstance {
  readonly kind: 'vanished instance';
  readonly instanceId: string;
  /** The Name that its newest own snapshot remembers. */
  readonly name?: string | undefined;
  readonly inventory: Inventory;
}

/** A volume that is gone, known by its snapshots. */
export interface VanishedVolume {
  readonly kind: 'vanished volume';
  readonly volumeId: string;
  readonly inventory: Inventory;
}

/** Something that is gone, and the Names that it goes by. */
export interface Gone {
  readonly one: VanishedInstance | VanishedVolume;
  readonly names: readonly string[];
}

/**
 * The instances and volumes that are gone from a region and have own snapshots; the latest end first.
 *
 * A volume goes by its own Name and by that of its instance. A Name that it shares with its instance means the
 * instance where that is gone, too: a person who names a server means one thing.
 */
export function goneIn(inventory: Inventory): Gone[] {
  const own = inventory.snapshots.filter(isOurs).toSorted(newestFirst);
  const servers = vanishedInstances(own, inventory);
  const living = new Set(inventory.volumes.map(({ id }) => id));
  const volumes = newestOfEach(own, ({ volumeId }) => (living.has(volumeId) ? undefined : volumeId));
  return [
    ...[...servers.values()].map((one) => ({ one, names: one.name === undefined ? [] : [one.name] })),
    ...[...volumes].map(([volumeId, { names = {} }]): Gone => {
      const server = servers.get(names.instanceId ?? '')?.name;
      return {
        one: { kind: 'vanished volume', volumeId, inventory },
        names: [names.server, names.volume].flatMap((name) =>
          name === undefined || name === server ? [] : name,
        ),
      };
    }),
  ];
}

/** What is gone and has an id. A volume is also known by snapshots of others. */
export function goneById(wanted: string, inventory: Inventory): Gone['one'][] {
  const { volumes, snapshots } = inventory;
  const isVolume =
    snapshots.some(({ volumeId }) => volumeId === wanted) && !volumes.some(({ id }) => id === wanted);
  if (isVolume) return [{ kind: 'vanished volume', volumeId: wanted, inventory }];
  const own = snapshots.filter((one) => one.names?.instanceId === wanted && isOurs(one));
  return [...vanishedInstances(own.toSorted(newestFirst), inventory).values()];
}

/** @param own Newest first. */
function vanishedInstances(
  own: readonly Snapshot[],
  inventory: Inventory,
): ReadonlyMap<string, VanishedInstance> {
  const living = livingInstances(inventory);
  const newest = newestOfEach(own, ({ names }) =>
    names?.instanceId === undefined || living.has(names.instanceId) ? undefined : names.instanceId,
  );
  return new Map(
    [...newest].map(([instanceId, { names }]) => [
      instanceId,
      { kind: 'vanished instance', instanceId, name: names?.server, inventory },
    ]),
  );
}

/** The first of each key, in the order of a list. */
function newestOfEach(
  newestFirstOnes: readonly Snapshot[],
  keyOf: (one: Snapshot) => string | undefined,
): ReadonlyMap<string, Snapshot> {
  const newest = new Map<string, Snapshot>();
  for (const one of newestFirstOnes) {
    const key = keyOf(one);
    if (key !== undefined && key !== '' && !newest.has(key)) newest.set(key, one);
  }
  return newest;
}

function livingInstances({ instances }: Inventory): ReadonlySet<string> {
  return new Set(instances.filter(({ state }) => state !== 'terminated').map(({ id }) => id));
}
