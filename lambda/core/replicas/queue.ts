import { grouped } from '../grouped.ts';
import type { Outcome } from '../outcome.ts';
import type { CopyOne, CopySome } from '../plan/creation.ts';
import type { NextCopy, ReplicaPlan } from '../plan/plan.ts';

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
export type Queue = Pick<ReplicaPlan, 'creates' | 'waiting' | 'next'>;

/** How much can begin in a run. */
export interface Room {
  /** How many copies can begin. */
  readonly free: number;
  /** How many more can be tried, in place of those that are refused. */
  readonly window: number;
  readonly now: Date;
}

/**
 * Takes the first copies of all volumes: the newest slot of each before the second of any, and of these first the volume whose
 * newest replica is the oldest. A volume with a failed copy comes after all others, or those that fail always would fill the
 * window for ever. Once that copy is deleted it has its turn again. The sources of a vault take turns, so that none of them can
 * fill the window with new volumes.
 *
 * AWS makes 20 copies at one time for a region, of all tools together.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html
 */
export function queueOf(all: readonly Lacking[], room: Room): Queue {
  const overdueFirst = all.toSorted((a, b) => a.newestAt - b.newestAt || (a.volumeId < b.volumeId ? -1 : 1));
  const ranked = [...grouped(overdueFirst, ({ copies }) => copies[0]?.account ?? '').values()]
    .flatMap((ofAccount) => ofAccount.map((one, place) => ({ ...one, place })))
    .flatMap(({ volumeId, copies, hasFailed, newestAt, place }) =>
      copies.map((copy, round) => ({
        volumeId,
        copy,
        isBehind: Number.isFinite(newestAt) && copy.at > newestAt,
        round,
        place,
        turn: hasFailed ? 1 : 0,
      })),
    )
    .toSorted((a, b) => a.turn - b.turn || a.round - b.round || a.place - b.place);
  const begun = Math.max(0, room.free);
  const waiting = ranked.slice(begun);
  return {
    creates: asCreates(ranked.slice(0, begun)),
    waiting: byVolume(waiting).map(([volumeId, some]) => ({
      volumeId,
      count: some.length,
      behind: some.filter(({ isBehind }) => isBehind).length,
    })),
    next: begun === 0 ? [] : nextOf(waiting, room),
  };
}

/**
 * Which of those that wait are tried in place of refused ones: at most a window of them, the first of each volume before the
 * second of any.
 *
 * A copy that AWS refuses at once leaves no trace there, so volumes that are always refused would stand first in each run, and
 * fill also what is tried next. Therefore each run begins at another volume of the queue, which only its time decides, and within
 * some runs each volume is tried, however many are refused.
 */
function nextOf(waiting: readonly NextCopy[], { window, now }: Room): NextCopy[] {
  const firsts = byVolume(waiting).map(([, [first]]) => first);
  const start = Math.floor(turnOf(now) * firsts.length);
  const inTurn = [...firsts.slice(start), ...firsts.slice(0, start), ...waiting];
  const chosen = new Set([...new Set(inTurn)].slice(0, window));
  return waiting.filter((one) => chosen.has(one));
}

/** From 0 to 1. Times in any regular distance, as those of a schedule, are spread over all of it. */
function turnOf(now: Date): number {
  return (Math.floor(now.getTime() / MINUTE) * GOLDEN_RATIO) % 1;
}

const MINUTE = 60_000;

const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/** The plan as it was carried out: those of the next copies that were tried are among `creates`, and wait no longer. */
export function asTried(plan: ReplicaPlan, outcomes: readonly Outcome[]): ReplicaPlan {
  const ended = new Set(outcomes.flatMap((one) => (one.kind === 'create' ? (one.copyOf ?? []) : [])));
  const tried = plan.next.filter(({ copy }) => ended.has(copy.snapshotId));
  if (tried.length === 0) return plan;
  const ofVolume = grouped(tried, ({ volumeId }) => volumeId);
  return {
    ...plan,
    creates: [...plan.creates, ...asCreates(tried)],
    next: plan.next.filter((one) => !tried.includes(one)),
    waiting: plan.waiting.flatMap((one) => {
      const some = ofVolume.get(one.volumeId) ?? [];
      const behind = one.behind - some.filter(({ isBehind }) => isBehind).length;
      const count = one.count - some.length;
      return count === 0 ? [] : { ...one, count, behind };
    }),
  };
}

function asCreates(some: readonly NextCopy[]): CopySome[] {
  return byVolume(some).map(([volumeId, ones]) => ({
    kind: 'copy some',
    volumeId,
    copies: ones.map(({ copy }) => copy),
  }));
}

function byVolume<One extends { readonly volumeId: string }>(
  ones: readonly One[],
): [string, [One, ...One[]]][] {
  return [...grouped(ones, ({ volumeId }) => volumeId)];
}
