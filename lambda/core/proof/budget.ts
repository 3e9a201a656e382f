import { counted } from '../text.ts';
import { MOST_BLOCKS } from './disk.ts';
import type { Snapshot } from '../snapshot.ts';

/** A daily prover runs as often as a month has days. */
const RUNS_A_MONTH = 31;

/** The smallest budget of a month with which a run can prove one snapshot. */
export const LEAST_BUDGET = RUNS_A_MONTH * MOST_BLOCKS;

/**
 * The blocks that the records of snapshots say were read in the month of `now`, in UTC, and before `now`: eight for each.
 *
 * A record does not say how many were read, and a snapshot that was deleted has no record any more. Therefore a run
 * reads at most a 31st of the budget, whatever the records say.
 */
export function blocksRead(snapshots: readonly Snapshot[], now: Date): number {
  const begin = Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
  const isOfMonth = (at: number): boolean => at >= begin && at <= now.getTime();
  return MOST_BLOCKS * snapshots.filter(({ proof }) => proof !== undefined && isOfMonth(proof.at)).length;
}

/** How many blocks a run may read at most, and what bounds it, in words. */
export interface Budget {
  readonly blocks: number;
  readonly because: string;
}

/**
 * What this month's budget leaves to one run.
 *
 * @param monthly Blocks a month.
 * @param read Blocks that were read in this month already.
 */
export function budgetOf(monthly: number, read: number): Budget {
  const left = Math.max(0, monthly - read);
  const daily = Math.floor(monthly / RUNS_A_MONTH);
  const of = `the budget of ${counted(monthly, 'block')} a month (prove_budget)`;
  if (daily < MOST_BLOCKS) {
    return {
      blocks: daily,
      because: `${of} leaves ${daily} to a run, and one snapshot may need ${MOST_BLOCKS}; use at least ${LEAST_BUDGET}`,
    };
  }
  if (left < daily) return { blocks: left, because: `${of} has ${left} left until the next month in UTC` };
  return { blocks: daily, because: `${of} leaves ${daily} to a run, a ${RUNS_A_MONTH}st of it` };
}
