import type { Image, Inventory } from '../inventory.ts';
import { isOurs, namesIn, newestFirst, type Snapshot } from '../snapshot.ts';

/** An instance that is gone, known by own snapshots of its volumes or by own images. */
export interface VanishedInstance {
  readonly kind: 'vanished instance';
  readonly instanceId: string;
  /** The Name that its newest own snapshot or image remembers. */
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
 * The instances and volumes that are gone from a region and have own snapshots or images; the latest end first.
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
  const instance = vanishedInstances(own.toSorted(newestFirst), inventory).get(wanted);
  return instance === undefined ? [] : [instance];
}

/** The latest end first. */
function vanishedInstances(
  own: readonly Snapshot[],
  inventory: Inventory,
): ReadonlyMap<string, VanishedInstance> {
  const living = livingInstances(inventory);
  const remembered = [...own.flatMap(bySnapshot), ...ownImages(inventory).map(byImage(inventory))];
  const newest = newestOfEach(
    remembered.toSorted((a, b) => b.at - a.at),
    ({ instanceId }) => (living.has(instanceId) ? undefined : instanceId),
  );
  return new Map(
    [...newest].map(([instanceId, { name }]) => [
      instanceId,
      { kind: 'vanished instance', instanceId, name, inventory },
    ]),
  );
}

/** What a snapshot or an image remembers of an instance. */
interface Memory {
  readonly instanceId: string;
  readonly name: string | undefined;
  readonly at: number;
}

function bySnapshot({ names, startedAt: at }: Snapshot): Memory[] {
  return names?.instanceId === undefined ? [] : [{ instanceId: names.instanceId, name: names.server, at }];
}

function byImage({ prefix }: Inventory): (image: Image) => Memory {
  return ({ instanceId, tags, createdAt: at }) => ({ instanceId, name: namesIn(tags, prefix)?.server, at });
}

function ownImages({ images }: Inventory): readonly Image[] {
  return images?.own ?? [];
}

/** The first of each key, in the order of a list. */
function newestOfEach<Item>(
  newestFirstOnes: readonly Item[],
  keyOf: (one: Item) => string | undefined,
): ReadonlyMap<string, Item> {
  const newest = new Map<string, Item>();
  for (const one of newestFirstOnes) {
    const key = keyOf(one);
    if (key !== undefined && key !== '' && !newest.has(key)) newest.set(key, one);
  }
  return newest;
}

function livingInstances({ instances }: Inventory): ReadonlySet<string> {
  return new Set(instances.filter(({ state }) => state !== 'terminated').map(({ id }) => id));
}
