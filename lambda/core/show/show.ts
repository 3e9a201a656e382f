import { isRestorable, type Snapshot } from '../snapshot.ts';
import { commandText } from '../grammar/commandText.ts';
import { neverReached } from '../neverReached.ts';
import { shellWord, visible } from '../text.ts';
import { makePlan } from '../plan/makePlan.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { byServerAndDevice } from '../policy/called.ts';
import { found, type Found, idOf, ownSnapshotsOf, targetOf, volumesMeant } from '../find.ts';
import type { Shown, ShownVolume } from './shown.ts';
import { showForeign, showVanished, showVolumes, type World } from './volumes.ts';

/** Explains one thing: what is asked for it, and what happens to each of its snapshots. */
export function show(one: Found, settings: PlanSettings, now: Date): Shown {
  const world: World = { ...one, plan: makePlan(one.inventory, settings, now), settings, now };
  const ids = volumesMeant(one).map(({ id }) => id);
  const volumes = showVolumes(ids, world).toSorted(byServerAndDevice);
  return {
    region: one.inventory.region,
    target: targetOf(one),
    volumes: asked(one, volumes, world),
    restore: ownSnapshotsOf(one).some(isRestorable) ? restoreText(one) : undefined,
  };
}

/** By its Name where that is clear in the region and plain for a shell, else by its id. */
function restoreText(one: Found): string {
  const { id, name } = targetOf(one);
  const isClear = (text: string): boolean => {
    const [only, ...others] = found(text, [one.inventory]);
    return only !== undefined && idOf(only) === id && others.length === 0;
  };
  const isPlain = name !== undefined && visible(shellWord(name)) === name && !name.startsWith('-');
  return commandText(['restore', isPlain && isClear(name) ? name : shellWord(id)], one.inventory);
}

function asked(one: Found, volumes: readonly ShownVolume[], world: World): readonly ShownVolume[] {
  switch (one.kind) {
    case 'instance':
    case 'volume':
      return volumes;
    case 'snapshot':
      return [onlySnapshot(one.snapshot, volumes[0] ?? showVanished(one.snapshot.volumeId, world), world)];
    case 'vanished instance':
      return showVolumes([...new Set(ownSnapshotsOf(one).map(({ volumeId }) => volumeId))], world).toSorted(
        byServerAndDevice,
      );
    case 'vanished volume':
      return [showVanished(one.volumeId, world)];
    case 'image':
      return [];
    default:
      return neverReached(one);
  }
}

/** A snapshot that was asked for by itself, also one that is not ours. */
function onlySnapshot(snapshot: Snapshot, volume: ShownVolume, { settings }: World): ShownVolume {
  const known = volume.snapshots.find(({ snapshotId }) => snapshotId === snapshot.id);
  if (known !== undefined) return { ...volume, snapshots: [known] };
  return {
    ...volume,
    snapshots: [showForeign(snapshot, settings)],
    lookedUntil: undefined,
    assumedRuns: undefined,
  };
}
