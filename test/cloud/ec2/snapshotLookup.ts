import { foreignSnapshots } from '../foreign.ts';
import type { Snapshot } from '../records.ts';
import type { Place, World } from '../world.ts';
import { found, SNAPSHOT } from './lookup.ts';

/** The snapshot with this id, of the caller or visible to it. */
export function namedSnapshot(world: World, place: Place, id: string): Snapshot {
  const own = place.snapshots.get(id);
  const foreign = own ? undefined : foreignSnapshots(world, place).find((snapshot) => snapshot.id === id);
  return foreign ?? found(place.snapshots, id, SNAPSHOT);
}
