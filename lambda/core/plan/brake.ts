import { isRestorable, oldestFirst } from '../snapshot.ts';
import { neverReached } from '../neverReached.ts';
import { protection } from './protection.ts';
import type { Verdict } from './retention.ts';
import type { Managed } from './survey.ts';
import { inLists, verdictsOf } from './verdicts.ts';

/** Retention would delete suspiciously many snapshots at once, and was held back. */
export type Brake = VolumeBrake | RegionBrake | LimitBrake;

export interface VolumeBrake {
  readonly scope: 'volume';
  readonly volumeId: string;
  readonly wanted: number;
  /** Restorable snapshots that could be deleted. */
  readonly of: number;
}

/** All judged volumes of a region together. */
export interface RegionBrake {
  readonly scope: 'region';
  readonly wanted: number;
  /** Restorable snapshots that could be deleted. */
  readonly of: number;
}

/** What replaces the brake: the setting `max_deletes`, or nothing at all after a run that was lost. */
export interface LimitBrake {
  readonly scope: 'max_deletes' | 'lost run';
  readonly wanted: number;
  /** How many of them are deleted. */
  readonly of: number;
}

/** The most snapshots that a braked volume loses in one run. */
const BRAKED_PACE = 2;

/**
 * Holds retention back where it would delete more than ten and more than half of the restorable snapshots of
 * one volume, or of all judged volumes together.
 *
 * Pinned and held snapshots cannot be deleted, so they are in neither number: thirty pins must not hide that
 * twenty-nine of thirty others would be deleted.
 *
 * A wrong digit in a tag, or a prefix that changed hands, looks exactly like that. A braked volume loses its
 * two oldest surplus snapshots in a run that takes a new one, and none in other runs. So a person has days to
 * see the report before a long history is gone, and nothing grows for ever. The brake releases by itself:
 * when ten or fewer are surplus, they are deleted.
 */
export function brake(
  managed: readonly Managed[],
  holds: ReadonlyMap<string, string>,
): {
  managed: readonly Managed[];
  brakes: readonly (VolumeBrake | RegionBrake)[];
} {
  const sums = managed.map((one) => ({ one, ...deletionsOf(one, holds) }));
  const region = {
    wanted: sums.reduce((sum, { wanted }) => sum + wanted, 0),
    of: sums.reduce((sum, { of }) => sum + of, 0),
  };
  const regionIsBraked = isTooMuch(region);
  const volumeBrakes = sums
    .filter(isTooMuch)
    .map(({ one, wanted, of }) => ({ scope: 'volume' as const, volumeId: one.volume.id, wanted, of }));
  return {
    managed: sums.map((sum) => (regionIsBraked || isTooMuch(sum) ? slowed(sum.one) : sum.one)),
    brakes: [...(regionIsBraked ? [{ scope: 'region' as const, ...region }] : []), ...volumeBrakes],
  };
}

/** One brake in words: where it is on, and what it holds back. */
export function brakeText(one: Brake, place: string): string {
  const { wanted, of } = one;
  switch (one.scope) {
    case 'max_deletes':
      return `max_deletes lets ${of} of ${wanted} deletions through in ${place}`;
    case 'lost run':
      return `nothing is deleted in ${place}, because what the run before deleted is not known; deletions that wait: ${wanted}`;
    case 'region':
      return `BRAKED in ${place}: retention would delete ${wanted} of ${of} restorable copies at once`;
    case 'volume':
      return `BRAKED in ${place} for ${one.volumeId}: retention would delete ${wanted} of ${of} restorable copies at once`;
    default:
      return neverReached(one);
  }
}

function deletionsOf(
  { snapshots, expiring }: Managed,
  holds: ReadonlyMap<string, string>,
): { wanted: number; of: number } {
  const deletable = snapshots.filter((one) => isRestorable(one) && protection(one, holds) === undefined);
  return { wanted: deletable.filter((one) => expiring.has(one)).length, of: deletable.length };
}

function isTooMuch({ wanted, of }: { wanted: number; of: number }): boolean {
  return wanted > 10 && wanted > of / 2;
}

function slowed(one: Managed): Managed {
  const takesSnapshot = one.due.isDue && one.waits === undefined;
  const surplus = [...one.expiring].filter(isRestorable);
  const deleted = new Set(surplus.toSorted(oldestFirst).slice(0, takesSnapshot ? BRAKED_PACE : 0));
  return {
    ...one,
    ...inLists(
      verdictsOf(one).map((verdict) =>
        isRestorableSurplus(verdict) && !deleted.has(verdict.snapshot)
          ? { ...verdict, fate: 'keep', because: `braked: ${verdict.because}` }
          : verdict,
      ),
    ),
  };
}

function isRestorableSurplus({ snapshot, fate }: Verdict): boolean {
  return fate === 'expire' && isRestorable(snapshot);
}
