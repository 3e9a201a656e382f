import { grouped } from '../grouped.ts';
import { isBare, type SimulatedVolume } from './diary.ts';
import type { Simulation } from './book.ts';

/** A course of days that one or more volumes share. */
export interface Life {
  /** The first of those who lived it. */
  readonly volume: SimulatedVolume;
  readonly volumeIds: readonly string[];
}

/**
 * The different lives of a region, those that need a person first: never full, days without a snapshot, slots
 * without a run. The others stay in the order of the volumes.
 */
export function livesOf({ volumes }: Simulation): Life[] {
  const alike = grouped(volumes, ({ schedule, retention, byDay, fewestOnceFull, missed, taken, deleted }) =>
    JSON.stringify([schedule, retention, byDay, fewestOnceFull, missed, taken, deleted]),
  );
  return [...alike.values()]
    .map((members): Life => ({ volume: members[0], volumeIds: members.map(({ volumeId }) => volumeId) }))
    .toSorted((a, b) => worry(b.volume) - worry(a.volume));
}

function worry({ fewestOnceFull, byDay, missed }: SimulatedVolume): number {
  if (fewestOnceFull === undefined) return 3;
  if (byDay.some(isBare)) return 2;
  return missed > 0 ? 1 : 0;
}
