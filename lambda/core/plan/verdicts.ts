import type { Snapshot } from '../snapshot.ts';
import type { Verdict } from './retention.ts';

/**
 * What happens to the snapshots of one volume, and why.
 *
 * Three lists, because one object for each of hundreds of thousands of snapshots takes more memory than all
 * that it says.
 */
export interface Verdicts {
  /** Newest first. */
  readonly snapshots: readonly Snapshot[];
  /** Why each of them stays or is deleted, in the same order. */
  readonly reasons: readonly string[];
  readonly expiring: ReadonlySet<Snapshot>;
}

/** @param verdicts Newest first. */
export function inLists(verdicts: readonly Verdict[]): Verdicts {
  const expiring = verdicts.flatMap(({ snapshot, fate }) => (fate === 'expire' ? snapshot : []));
  return {
    snapshots: verdicts.map(({ snapshot }) => snapshot),
    reasons: verdicts.map(({ because }) => because),
    expiring: expiring.length === 0 ? NONE : new Set(expiring),
  };
}

const NONE: ReadonlySet<Snapshot> = new Set();

/** One for each snapshot, newest first. */
export function verdictsOf({ snapshots, reasons, expiring }: Verdicts): Verdict[] {
  return snapshots.map((snapshot, index) => ({
    snapshot,
    fate: expiring.has(snapshot) ? 'expire' : 'keep',
    because: reasons[index] ?? '',
  }));
}

/** Makes equal reasons one text: hundreds of thousands of snapshots are "3 of 7". */
export function openReasons(): <One extends Verdicts>(one: One) => One {
  const known = new Map<string, string>();
  const once = (reason: string): string => {
    const before = known.get(reason);
    if (before !== undefined) return before;
    known.set(reason, reason);
    return reason;
  };
  return (one) => ({ ...one, reasons: one.reasons.map(once) });
}
