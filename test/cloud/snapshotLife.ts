import { progressOfCopy, rememberCopy } from './copyLife.ts';
import type { Snapshot } from './records.ts';
import { settleVolumes } from './volumeLife.ts';
import { happenUntil } from './upcoming.ts';
import type { Place, World } from './world.ts';

/** Puts a snapshot into its place; what is pending there comes to its end in `settle`. */
export function keepSnapshot(place: Place, snapshot: Snapshot): void {
  place.snapshots.add(snapshot);
  const siblings = place.snapshotsByVolume.get(snapshot.volumeId);
  if (siblings) siblings.add(snapshot);
  else place.snapshotsByVolume.set(snapshot.volumeId, new Set([snapshot]));
  if (snapshot.state === 'pending') place.pendingSnapshots.add(snapshot);
  rememberCopy(place, snapshot);
}

export function dropSnapshot(world: World, place: Place, snapshot: Snapshot): void {
  if (world.settings.listLag > 0) place.deletedSnapshots.set(snapshot, world.clock.now());
  place.snapshots.remove(snapshot);
  place.snapshotsByVolume.get(snapshot.volumeId)?.delete(snapshot);
  place.pendingSnapshots.delete(snapshot);
}

/**
 * Brings every new volume and every pending snapshot to its end whose time has come. A test may
 * have ended one by hand; that counts as well.
 */
export function settle(world: World): void {
  for (const place of world.places()) settlePlace(world, place);
}

export function settlePlace(world: World, place: Place): void {
  settleVolumes(place, world.clock.now());
  happenUntil(place, world.clock.now());
  if (place.pendingSnapshots.size === 0) return;
  const now = world.clock.now();
  for (const snapshot of place.pendingSnapshots) {
    if (snapshot.state === 'pending' && snapshot.endsAt && snapshot.endsAt <= now) end(snapshot);
    if (snapshot.state === 'pending') {
      if (snapshot.copy) snapshot.copy.progress = progressOfCopy(snapshot.copy, snapshot.startedAt, now);
      continue;
    }
    place.pendingSnapshots.delete(snapshot);
    if (snapshot.deleteRequested) dropSnapshot(world, place, snapshot);
  }
}

function end(snapshot: Snapshot): void {
  snapshot.state = snapshot.endsAs;
  if (snapshot.endsAs === 'completed') snapshot.completedAt = snapshot.endsAt;
  else snapshot.stateMessage = 'Internal error';
}
