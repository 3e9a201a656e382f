import { fatesOf, verdictsOf } from './verdicts.ts';
import { isRestorable, oldestFirst } from '../inventory.ts';
import type { Verdict } from './retention.ts';
import type { Managed } from './survey.ts';

/** Retention wanted to delete suspiciously much at once, and was held back. */
export interface Brake {
  /** A volume's id, `region` for all judged volumes together, or what replaces the brake: `max_deletes` or `lost run`. */
  readonly scope: string;
  readonly wanted: number;
  readonly of: number;
}

/** A braked volume loses at most so many copies in a run. */
const BRAKED_PACE = 2;

/**
 * Holds retention back where it would delete more than ten and more than half of the restorable copies of
 * one volume, or of all judged volumes together.
 *
 * A wrong digit in a tag, or a prefix that changed hands, looks exactly like that. A braked volume loses
 * at most its two oldest surplus copies in a run that takes a new one, and none otherwise, so a person has
 * days to see the report before a long history is gone, nothing grows for ever, and the brake releases by
 * itself: when no more than ten are surplus, they go.
 */
export function brake(managed: readonly Managed[]): {
  managed: readonly Managed[];
  brakes: readonly Brake[];
} {
  const sums = managed.map((one) => ({ one, ...deletionsOf(one) }));
  const region = {
    wanted: sums.reduce((sum, { wanted }) => sum + wanted, 0),
    of: sums.reduce((sum, { of }) => sum + of, 0),
  };
  const regionIsBraked = isTooMuch(region);
  const volumeBrakes = sums
    .filter(isTooMuch)
    .map(({ one, wanted, of }) => ({ scope: one.volume.id, wanted, of }));
  return {
    managed: sums.map((sum) => (regionIsBraked || isTooMuch(sum) ? slowed(sum.one) : sum.one)),
    brakes: [...(regionIsBraked ? [{ scope: 'region', ...region }] : []), ...volumeBrakes],
  };
}

/** One brake in words: where it is on, and what it holds back. */
export function brakeText({ scope, wanted, of }: Brake, place: string): string {
  if (scope === 'max_deletes') return `max_deletes lets ${of} of ${wanted} deletions through in ${place}`;
  if (scope === 'lost run') {
    return `nothing is deleted in ${place}, because what the run before deleted is not known; deletions that wait: ${wanted}`;
  }
  const where = scope === 'region' ? place : `${place} for ${scope}`;
  return `BRAKED in ${where}: retention would delete ${wanted} of ${of} restorable copies at once`;
}

function deletionsOf({ copies, expiring }: Managed): { wanted: number; of: number } {
  const restorable = copies.filter(isRestorable);
  return { wanted: restorable.filter((copy) => expiring.has(copy)).length, of: restorable.length };
}

function isTooMuch({ wanted, of }: { wanted: number; of: number }): boolean {
  return wanted > 10 && wanted > of / 2;
}

function slowed(one: Managed): Managed {
  const takesNewCopy = one.due.isDue && one.waits === undefined;
  const surplus = [...one.expiring].filter(isRestorable);
  const mayGo = new Set(surplus.toSorted(oldestFirst).slice(0, takesNewCopy ? BRAKED_PACE : 0));
  return {
    ...one,
    ...fatesOf(
      verdictsOf(one).map((verdict) =>
        isRestorableSurplus(verdict) && !mayGo.has(verdict.snapshot)
          ? { ...verdict, fate: 'keep', because: `braked: ${verdict.because}` }
          : verdict,
      ),
    ),
  };
}

function isRestorableSurplus({ snapshot, fate }: Verdict): boolean {
  return fate === 'expire' && isRestorable(snapshot);
}
