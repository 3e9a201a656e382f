import type { Image, Inventory } from '../inventory.ts';
import { grouped } from '../grouped.ts';
import { keptIn } from '../replicas/shelf.ts';
import { namesIn, newestFirst, type Snapshot } from '../snapshot.ts';
import { placeOf } from '../text.ts';

/** Something of which a region has only replicas. */
interface Elsewhere {
  /** The region where it is or was; absent where that is here. */
  readonly home?: string | undefined;
}

/** An instance that is gone, known by own snapshots of its volumes or by own images, or by replicas of another region. */
export interface VanishedInstance extends Elsewhere {
  readonly kind: 'vanished instance';
  readonly instanceId: string;
  /** The Name that its newest own snapshot or image remembers. */
  readonly name?: string | undefined;
  readonly inventory: Inventory;
}

/** A volume that is gone, known by its snapshots, or by replicas of another region. */
export interface VanishedVolume extends Elsewhere {
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
 * The instances and volumes that are not in a region and have own snapshots, images or replicas there; the latest end first.
 *
 * A volume goes by its own Name and by that of its instance. A Name that it shares with its instance means the
 * instance where that is gone, too: a person who names a server means one thing.
 */
export function goneIn(inventory: Inventory): Gone[] {
  const own = keptIn(inventory.snapshots).toSorted(newestFirst);
  const servers = vanishedInstances(own, inventory);
  const living = new Set(inventory.volumes.map(({ id }) => id));
  const volumes = newestOfEach(own, ({ volumeId }) => (living.has(volumeId) ? undefined : volumeId));
  const ofVolume = grouped(own, ({ volumeId }) => volumeId);
  return [
    ...[...servers.values()].map((one) => ({ one, names: one.name === undefined ? [] : [one.name] })),
    ...[...volumes].map(([volumeId, { names = {} }]): Gone => {
      const server = servers.get(names.instanceId ?? '')?.name;
      return {
        one: { kind: 'vanished volume', volumeId, ...elsewhere(ofVolume.get(volumeId) ?? []), inventory },
        names: [names.server, names.volume].flatMap((name) =>
          name === undefined || name === server ? [] : name,
        ),
      };
    }),
  ];
}

/** What is not there and has an id. A volume is also known by snapshots of others. */
export function goneById(wanted: string, inventory: Inventory): Gone['one'][] {
  const { volumes, snapshots } = inventory;
  const kept = keptIn(snapshots);
  const its = [...kept, ...snapshots.filter(({ lineage }) => lineage === undefined)].filter(
    ({ volumeId }) => volumeId === wanted,
  );
  if (its.length > 0 && !volumes.some(({ id }) => id === wanted))
    return [{ kind: 'vanished volume', volumeId: wanted, ...elsewhere(its), inventory }];
  const own = kept.filter((one) => one.names?.instanceId === wanted);
  const instance = vanishedInstances(own.toSorted(newestFirst), inventory).get(wanted);
  return instance === undefined ? [] : [instance];
}

/** @param its All that is kept of a thing, the newest first. */
function elsewhere(its: readonly Pick<Snapshot, 'lineage'>[]): Elsewhere {
  const [newest] = its;
  return newest?.lineage !== undefined && its.every(({ lineage }) => lineage !== undefined)
    ? { home: placeOf(newest.lineage) }
    : {};
}

/** The latest end first. */
function vanishedInstances(
  own: readonly Snapshot[],
  inventory: Inventory,
): ReadonlyMap<string, VanishedInstance> {
  const living = livingInstances(inventory);
  const remembered = [...own.flatMap(bySnapshot), ...ownImages(inventory).map(byImage(inventory))].toSorted(
    (a, b) => b.at - a.at,
  );
  const newest = newestOfEach(remembered, ({ instanceId }) =>
    living.has(instanceId) ? undefined : instanceId,
  );
  const all = grouped(remembered, ({ instanceId }) => instanceId);
  return new Map(
    [...newest].map(([instanceId, { name }]) => [
      instanceId,
      { kind: 'vanished instance', instanceId, name, ...elsewhere(all.get(instanceId) ?? []), inventory },
    ]),
  );
}

/** What a snapshot or an image remembers of an instance. */
interface Memory extends Pick<Snapshot, 'lineage'> {
  readonly instanceId: string;
  readonly name: string | undefined;
  readonly at: number;
}

function bySnapshot({ names, startedAt: at, lineage }: Snapshot): Memory[] {
  const { instanceId, server: name } = names ?? {};
  return instanceId === undefined ? [] : [{ instanceId, name, at, lineage }];
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
