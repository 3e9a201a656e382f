import { isRestorable, type Snapshot } from '../snapshot.ts';
import { commandText } from '../grammar/commandText.ts';
import type { Inventory } from '../inventory.ts';
import { neverReached } from '../neverReached.ts';
import { shellWord, visible } from '../text.ts';
import { makePlan } from '../plan/makePlan.ts';
import { byServerAndDevice } from '../policy/called.ts';
import { found, type Found, idOf, ownSnapshotsOf, targetOf, volumeIdOf, volumesMeant } from '../find/find.ts';
import type { Shown, ShownServer, ShownSnapshot, ShownVolume } from './shown.ts';
import type { ShowSettings } from './replicas.ts';
import { showServer } from './server.ts';
import { showForeign, showVolume, showVolumes, type World } from './volumes.ts';

/** Explains one thing: what is asked for it, and what happens to each of its snapshots and images. */
export function show(one: Found, settings: ShowSettings, now: Date): Shown {
  const world: World = { ...one, plan: makePlan(one.inventory, settings, now), settings, now };
  const ids = volumesMeant(one).map(({ id }) => id);
  const volumes = showVolumes(ids, world).toSorted(byServerAndDevice);
  return {
    region: one.inventory.region,
    target: targetOf(one),
    volumes: asked(one, volumes, world),
    server: serverOf(one, world),
    restore: ownSnapshotsOf(one).some(isRestorable) ? restoreText(one) : undefined,
    restoreImage: hasImage(one) ? restoreText(one, ['--image']) : undefined,
  };
}

/** A server is shown with its images, and an image with its server. */
function serverOf(one: Found, { inventory, settings, now }: World): ShownServer | undefined {
  switch (one.kind) {
    case 'instance':
    case 'vanished instance':
      return showServer(idOf(one), inventory, settings, now);
    case 'image': {
      const server = showServer(one.image.instanceId, inventory, settings, now);
      const isAsked = ({ snapshotId }: ShownSnapshot): boolean => snapshotId === one.image.id;
      return server && { ...server, snapshots: server.snapshots.filter(isAsked) };
    }
    case 'volume':
    case 'snapshot':
    case 'vanished volume':
      return undefined;
    default:
      return neverReached(one);
  }
}

/** Whether a server can be started from it, or from one of its images. */
function hasImage(one: Found): boolean {
  const own = one.inventory.images?.own ?? [];
  return own.some(
    ({ id, instanceId, state }) => state === 'available' && [id, instanceId].includes(idOf(one)),
  );
}

/** By its Name where that is clear in the region and plain for a shell, else by its id. */
function restoreText(one: Found, options: readonly string[] = []): string {
  const { id, name } = targetOf(one);
  const isClear = (text: string): boolean => {
    const [only, ...others] = found(text, [one.inventory]);
    return only !== undefined && idOf(only) === id && others.length === 0;
  };
  const isPlain =
    one.kind !== 'image' && name !== undefined && visible(shellWord(name)) === name && !name.startsWith('-');
  return commandText(['restore', isPlain && isClear(name) ? name : shellWord(id), ...options], one.inventory);
}

function asked(one: Found, volumes: readonly ShownVolume[], world: World): readonly ShownVolume[] {
  switch (one.kind) {
    case 'instance':
    case 'volume':
      return volumes;
    case 'snapshot':
      return [onlySnapshot(one.snapshot, showVolume(volumeIdOf(one.snapshot), world), world)];
    case 'vanished instance':
      return showVolumes([...new Set(ownSnapshotsOf(one).map(({ volumeId }) => volumeId))], world).toSorted(
        byServerAndDevice,
      );
    case 'vanished volume':
      return [showVolume(one.volumeId, world)];
    case 'image':
      return [];
    default:
      return neverReached(one);
  }
}

/** A snapshot that was asked for by itself, also one that is not ours. */
function onlySnapshot(snapshot: Snapshot, volume: ShownVolume, { settings, inventory }: World): ShownVolume {
  const known = volume.snapshots.find(({ snapshotId }) => snapshotId === snapshot.id);
  if (known !== undefined) return { ...volume, snapshots: [known] };
  const replica = volume.replicas?.find(({ snapshotId }) => snapshotId === snapshot.id);
  if (replica !== undefined) return { ...volume, snapshots: [], replicas: [replica] };
  const foreign = showForeign(snapshot, settings);
  const because = asPartOfAnImage(snapshot.id, inventory) ?? foreign.because;
  return {
    ...volume,
    snapshots: [{ ...foreign, because }],
    lookedUntil: undefined,
    assumedRuns: undefined,
  };
}

/** Retention of its volume never sees it. */
function asPartOfAnImage(snapshotId: string, { images }: Inventory): string | undefined {
  const part = images?.snapshots.find(({ id }) => id === snapshotId);
  if (part === undefined) return undefined;
  const { imageId, imageName } = part;
  return images?.listed.has(imageId)
    ? `a part of the image ${imageId}, and deleted only with that`
    : `left over from the image ${imageName}, which is gone`;
}
