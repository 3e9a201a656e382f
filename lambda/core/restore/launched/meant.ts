import { found, idOf, targetOf } from '../../find/find.ts';
import { givenName, type Image, type Instance, type Inventory } from '../../inventory.ts';
import { keysOf } from '../../keys.ts';
import { titled } from '../../text.ts';

/** One region with the images of servers in it. */
export interface RegionOfImages {
  readonly inventory: Inventory;
  /** Those of ours, whatever their state. */
  readonly own: readonly Image[];
}

/** A server that a person names, and what can be launched again of it. */
export interface ServerMeant {
  readonly inventory: Inventory;
  readonly instanceId: string;
  /** The Name that it has, or that its newest image remembers. */
  readonly name?: string | undefined;
  /** Absent where it is gone. */
  readonly instance?: Instance | undefined;
  /** Its images of ours, newest first. */
  readonly images: readonly Image[];
  /** The image that was named itself. */
  readonly image?: Image | undefined;
}

/**
 * The servers that a person means: by an image's id or name, by an id, or by a Name.
 *
 * A Name means what is there; only where nothing is, what is gone and its images remember. A server that a restore
 * launched has the Name of the one that it was launched from, so it counts only where it has images of its own by now,
 * and where this very restore has not launched it.
 *
 * @param isBegun Whether the restore that the command goes on with has this id.
 */
export function serversMeant(
  text: string,
  regions: readonly RegionOfImages[],
  isBegun: (id: string) => boolean,
): ServerMeant[] {
  const wanted = text.trim();
  if (wanted === '') return [];
  const named = regions.flatMap((region) =>
    region.own
      .filter(({ id, name }) => id === wanted || name === wanted)
      .map((image) => ({ ...serverOf(image.instanceId, region), image })),
  );
  if (named.length > 0) return named;
  const servers = regions.flatMap((region) =>
    [
      ...new Set([
        ...region.inventory.instances.filter(isThere).map(({ id }) => id),
        ...region.own.map(({ instanceId }) => instanceId),
      ]),
    ].map((id) => serverOf(id, region)),
  );
  const byId = servers.filter(({ instanceId }) => instanceId === wanted);
  if (byId.length > 0) return byId;
  const called = servers.filter(({ name }) => name === wanted);
  const there = called.filter((server) => server.instance !== undefined && !isLaunched(server, isBegun));
  return there.length > 0 ? there : called.filter(({ instance }) => instance === undefined);
}

/**
 * The servers of an id or Name that `serversMeant` does not know: what is gone and known by its snapshots, and what a
 * restore launched and has no image of its own.
 */
export function serversWithoutImages(text: string, region: RegionOfImages): ServerMeant[] {
  return found(text, [region.inventory])
    .filter(({ kind }) => kind === 'instance' || kind === 'vanished instance')
    .map((one) => ({ ...serverOf(idOf(one), region), name: targetOf(one).name }))
    .filter(({ instance, images }) => instance === undefined || images.length === 0);
}

/** Of the same Name and gone, the latest images first: after a loss an empty server can have its Name. */
export function goneOf({ name, instanceId }: ServerMeant, region: RegionOfImages): readonly ServerMeant[] {
  const living = new Set(region.inventory.instances.filter(isThere).map(({ id }) => id));
  const ids = new Set(region.own.map((image) => image.instanceId));
  return [...ids]
    .filter((id) => id !== instanceId && !living.has(id))
    .map((id) => serverOf(id, region))
    .filter((server) => server.name !== undefined && server.name === name)
    .toSorted((a, b) => (b.images[0]?.createdAt ?? 0) - (a.images[0]?.createdAt ?? 0));
}

function isThere({ state }: Instance): boolean {
  return state !== 'terminated';
}

function serverOf(instanceId: string, { inventory, own }: RegionOfImages): ServerMeant {
  const images = own.filter((image) => image.instanceId === instanceId).toSorted(newestFirst);
  const instance = inventory.instances.find((one) => one.id === instanceId && isThere(one));
  const remembered = images[0]?.tags[keysOf(inventory.prefix).server]?.trim() || undefined;
  return {
    inventory,
    instanceId,
    name: instance === undefined ? remembered : givenName(instance.tags),
    instance,
    images,
  };
}

function newestFirst(a: Image, b: Image): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1);
}

/** Whether it has its Name only because a restore gave it. */
function isLaunched({ instance, images, inventory }: ServerMeant, isBegun: (id: string) => boolean): boolean {
  const restore = instance?.tags[keysOf(inventory.prefix).restore];
  return restore !== undefined && (images.length === 0 || isBegun(restore));
}

/** `web (i-1)` */
export function serverTitle({ instanceId, name }: Pick<ServerMeant, 'instanceId' | 'name'>): string {
  return titled(instanceId, name);
}
