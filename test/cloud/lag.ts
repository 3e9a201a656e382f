import type { Image, Resource, Snapshot, Tags, Volume } from './records.ts';
import { byId } from './shelf.ts';
import type { Place, World } from './world.ts';

/** Own snapshots as a listing shows them, which may lag behind: new ones late, deleted ones for a while. */
export function listedSnapshots(world: World, place: Place): readonly Snapshot[] {
  const since = listedUntil(world);
  if (since === undefined) return place.snapshots.inOrder();
  const old = place.snapshots.inOrder().filter(({ startedAt }) => startedAt <= since);
  const gone = [...place.deletedSnapshots].flatMap(([snapshot, at]) =>
    at > since && snapshot.startedAt <= since ? snapshot : [],
  );
  return gone.length === 0 ? old : [...old, ...gone].toSorted(byId);
}

/** Own volumes as a listing shows them; only those made by a call come late. */
export function listedVolumes(world: World, { volumes }: Place): readonly Volume[] {
  const since = listedUntil(world);
  if (since === undefined) return volumes.inOrder();
  return volumes.inOrder().filter((volume) => (appeared.get(volume) ?? since) <= since);
}

/** Own images as a listing shows them; only those made by a call come late. */
export function listedImages(world: World, { images, deregisteredImages }: Place): readonly Image[] {
  const since = listedUntil(world);
  if (since === undefined) return images.inOrder();
  const old = images.inOrder().filter((image) => (appeared.get(image) ?? since) <= since);
  const gone = [...deregisteredImages.values()].filter(({ at }) => at > since).map(({ image }) => image);
  return [...old, ...gone].toSorted(byId);
}

/** Remembers when a call made something, for the listings that lag behind. */
export function appears(world: World, made: Volume | Image): void {
  appeared.set(made, world.clock.now());
}

const appeared = new WeakMap<Volume | Image, Date>();

/** Remembers how the tags of a resource were, for the listings that lag behind. */
export function tagsChange(world: World, resource: Resource): void {
  if (world.settings.listLag > 0) before.set(resource, { tags: resource.tags, at: world.clock.now() });
}

/** The tags of a resource as a listing shows them. */
export function listedTags(world: World, resource: Resource): Tags {
  const since = listedUntil(world);
  const old = before.get(resource);
  return since !== undefined && old !== undefined && old.at > since ? old.tags : resource.tags;
}

const before = new WeakMap<Resource, { readonly tags: Tags; readonly at: Date }>();

/** The instant that listings show; undefined where they do not lag. */
function listedUntil({ clock, settings }: World): Date | undefined {
  return settings.listLag === 0 ? undefined : new Date(clock.now().getTime() - settings.listLag);
}
