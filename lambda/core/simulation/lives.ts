import { grouped } from '../grouped.ts';
import type { SimulatedVolume } from './diary.ts';
import type { Simulation } from './simulation.ts';

/** A course of days that one or more volumes share. */
export interface Life {
  /** The first of those who lived it. */
  readonly volume: SimulatedVolume;
  readonly volumeIds: readonly string[];
}

/**
 * The different lives of a region, those that need a person first: never full, days without a snapshot, a long
 * time without a new one.
 */
export function livesOf({ volumes }: Simulation): Life[] {
  const alike = grouped(volumes, (volume) =>
    JSON.stringify({ ...volume, volumeId: undefined, name: undefined }),
  );
  return [...alike.values()]
    .map((members): Life => ({ volume: members[0], volumeIds: members.map(({ volumeId }) => volumeId) }))
    .toSorted((a, b) => worry(b.volume) - worry(a.volume));
}

function worry({ fewestOnceFull, byDay, longestWithoutSnapshotHours }: SimulatedVolume): number {
  const neverFull = fewestOnceFull === undefined ? 1e9 : 0;
  const bareDays = byDay.filter(({ snapshots }) => snapshots === 0).length;
  return neverFull + bareDays * 1e6 + longestWithoutSnapshotHours;
}
