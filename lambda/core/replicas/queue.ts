import { grouped } from '../grouped.ts';
import type { CopyOne, CopySome } from '../plan/creation.ts';
import type { WaitingCopies } from '../plan/plan.ts';

/** The copies that one volume lacks, in the order in which it needs them. */
export interface Lacking {
  readonly volumeId: string;
  readonly copies: readonly CopyOne[];
  /** The time that its newest replica stands for; -Infinity where it has none. */
  readonly newestAt: number;
  /** Whether a copy of it that failed is there. */
  readonly hasFailed: boolean;
}

/** What of all that is missing is copied now, and what waits. */
export interface Queue {
  readonly creates: readonly CopySome[];
  readonly waiting: readonly WaitingCopies[];
}

/**
 * Takes the first copies of all volumes: the newest slot of each before the second of any, and of these first the volume whose
 * newest replica is the oldest. A volume with a failed copy comes after all others, or those that fail always would fill the
 * window for ever. Once that copy is deleted it has its turn again.
 *
 * AWS makes 20 copies at one time for a region, of all tools together.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html
 *
 * @param free How many copies can begin.
 */
export function queueOf(all: readonly Lacking[], free: number): Queue {
  const overdueFirst = all.toSorted((a, b) => a.newestAt - b.newestAt || (a.volumeId < b.volumeId ? -1 : 1));
  const ranked = overdueFirst
    .flatMap(({ volumeId, copies, hasFailed, newestAt }, place) =>
      copies.map((copy, round) => ({ volumeId, copy, round, place, newestAt, turn: hasFailed ? 1 : 0 })),
    )
    .toSorted((a, b) => a.turn - b.turn || a.round - b.round || a.place - b.place);
  const begun = Math.max(0, free);
  return {
    creates: byVolume(ranked.slice(0, begun)).map(([volumeId, some]) => ({
      kind: 'copy some',
      volumeId,
      copies: some.map(({ copy }) => copy),
    })),
    waiting: byVolume(ranked.slice(begun)).map(([volumeId, some]) => ({
      volumeId,
      count: some.length,
      behind: some.filter(({ copy, newestAt }) => Number.isFinite(newestAt) && copy.at > newestAt).length,
    })),
  };
}

function byVolume<One extends { readonly volumeId: string }>(ones: readonly One[]): [string, One[]][] {
  return [...grouped(ones, ({ volumeId }) => volumeId)];
}
