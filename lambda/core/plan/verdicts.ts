import type { Snapshot } from '../inventory.ts';
import type { Verdict } from './retention.ts';

/**
 * What happens to the copies of one volume, and why.
 *
 * Three lists, because an object for each of hundreds of thousands of copies would take more memory than all
 * that it says.
 */
export interface Fates {
  /** Newest first. */
  readonly copies: readonly Snapshot[];
  /** Why each of them stays or goes, in the same order. */
  readonly reasons: readonly string[];
  readonly expiring: ReadonlySet<Snapshot>;
}

/** @param verdicts Newest first. */
export function fatesOf(verdicts: readonly Verdict[]): Fates {
  const expiring = verdicts.flatMap(({ snapshot, fate }) => (fate === 'expire' ? snapshot : []));
  return {
    copies: verdicts.map(({ snapshot }) => snapshot),
    reasons: verdicts.map(({ because }) => because),
    expiring: expiring.length === 0 ? NONE : new Set(expiring),
  };
}

const NONE: ReadonlySet<Snapshot> = new Set();

/** One for each copy, newest first. */
export function verdictsOf({ copies, reasons, expiring }: Fates): Verdict[] {
  return copies.map((snapshot, index) => ({
    snapshot,
    fate: expiring.has(snapshot) ? 'expire' : 'keep',
    because: reasons[index] ?? '',
  }));
}
