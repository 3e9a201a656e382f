import { sourceText } from '../lineage.ts';
import { neverReached } from '../neverReached.ts';
import type { LockOutcome, Outcome } from '../outcome.ts';
import type { Orphan } from '../plan/orphans.ts';
import type { ReplicaPlan } from '../plan/plan.ts';
import type { Managed } from '../plan/survey.ts';
import { type Problem, problemText } from '../policy/policy.ts';
import { REPLICAS } from '../policy/saved.ts';
import { isRestorable, lastRestorable, type Snapshot } from '../snapshot.ts';
import { hoursPending, isSlow } from './condition.ts';
import { exceptionLines } from './exceptions.ts';
import {
  type CopyLine,
  REPLICA_TROUBLE_KINDS,
  type ReplicaException,
  type ReplicaFailure,
  type ReplicaStanding,
  type ReplicaTagTrouble,
  type ReplicaTrouble,
} from './replicaLines.ts';
import { isUnreadable } from './totals.ts';

/** What has changed since the plan was made. */
export interface Changed {
  readonly outcomes: readonly Outcome[];
  readonly locks: readonly LockOutcome[];
  /** Replicas that are gone. */
  readonly away: ReadonlySet<string>;
  /** Volumes of which a copy was begun. */
  readonly taken: ReadonlySet<string>;
  readonly now: Date;
}

/** What is not as it should be with the replicas that a region keeps. */
export function troubleAt(plan: ReplicaPlan, changed: Changed): ReplicaTrouble[] {
  return [
    ...plan.problems.map(asTagTrouble),
    ...plan.managed.flatMap((one) => withoutReplica(one, plan, changed)),
    ...changed.outcomes.flatMap((one) => outcomeTrouble(one, plan)),
    ...changed.locks.flatMap(lockTrouble),
    ...plan.managed.flatMap((one) => [...badReplicas(one, plan, changed), ...behindLines(one, plan)]),
    ...plan.orphans.flatMap((one) => unaskedLines(one, changed)),
  ];
}

/** What is copied for a step: `eu-west-1/snap-…`. */
export function sourceOf({ creates }: ReplicaPlan, copyOf: string | undefined): Pick<CopyLine, 'from'> {
  const source = creates.flatMap(({ copies }) => copies).find(({ snapshotId }) => snapshotId === copyOf);
  return source === undefined ? {} : { from: sourceText(source) };
}

/** A tag that asks for copies and cannot be read or followed. */
export function asTagTrouble(problem: Problem): ReplicaTagTrouble {
  const { volumeId, key, value, source, place, remedy, use } = problem;
  const kind = isUnreadable(problem) ? 'unreadable tag' : 'other tag';
  return { kind, volumeId, key, value, source, place, remedy, use, because: problemText(problem) };
}

function outcomeTrouble(one: Outcome, plan: ReplicaPlan): (ReplicaFailure | ReplicaException)[] {
  if (one.status !== 'failed' && one.status !== 'skipped') return [];
  const { volumeId } = one;
  const about = one.kind === 'delete' ? { snapshotId: one.snapshotId } : sourceOf(plan, one.copyOf);
  const lastReplica = lastOf(plan.managed.find(({ volume }) => volume.id === volumeId)?.snapshots ?? []);
  if (one.status === 'skipped')
    return [{ kind: 'skipped', volumeId, ...about, because: one.because, ...lastReplica }];
  const { code, message } = one;
  const kind = one.kind === 'delete' ? 'not deleted' : 'not copied';
  return [{ kind, volumeId, ...about, because: `${code}: ${message}`, code, message, ...lastReplica }];
}

function lockTrouble(one: LockOutcome): (ReplicaFailure | ReplicaException)[] {
  const { volumeId, snapshotId } = one;
  switch (one.status) {
    case 'done':
    case 'gone':
      return [];
    case 'failed': {
      const { code, message } = one;
      return [{ kind: 'not locked', volumeId, snapshotId, because: `${code}: ${message}`, code, message }];
    }
    case 'skipped':
      return [{ kind: 'not locked yet', volumeId, snapshotId, because: one.because }];
    default:
      return neverReached(one);
  }
}

/** A follow-up that copies again what failed an hour before has put it right, so nobody has to look. */
function badReplicas(one: Managed, { isFollowUp }: ReplicaPlan, { taken, now }: Changed): ReplicaException[] {
  const isRight = isFollowUp && taken.has(one.volume.id);
  return exceptionLines(one, now, REPLICAS).flatMap(({ kind, lastSnapshot: lastReplica, ...rest }) =>
    (kind === 'failed' && !isRight) || kind === 'slow'
      ? [{ kind, ...rest, ...(lastReplica === undefined ? {} : { lastReplica }) }]
      : [],
  );
}

/** What is wrong with replicas that stay because nothing asks for them. Where their own region was not read, it may well ask. */
function unaskedLines({ volumeId, why, snapshots }: Orphan, { away, now }: Changed): ReplicaException[] {
  if (why === 'unread') return [];
  return snapshots
    .filter((one) => !away.has(one.id) && (one.state === 'error' || isSlow(one, now)))
    .map((one) => ({
      kind: 'unasked',
      volumeId,
      snapshotId: one.id,
      because: one.state === 'error' ? 'failed' : `pending for ${hoursPending(one, now)} hours`,
    }));
}

function lastOf(replicas: readonly Snapshot[]): Pick<ReplicaFailure, 'lastReplica'> {
  const lastReplica = lastRestorable(replicas);
  return lastReplica === undefined ? {} : { lastReplica };
}

/** A volume that only waits for room in the window, or has nothing to copy yet, needs no person. */
function withoutReplica(
  { volume, due, snapshots }: Managed,
  { creates, waiting }: ReplicaPlan,
  { away, taken }: Changed,
): ReplicaException[] {
  const isThere = snapshots.some(
    (one) => !away.has(one.id) && (isRestorable(one) || one.state === 'pending'),
  );
  const isHere = ({ volumeId }: { readonly volumeId: string }): boolean => volumeId === volume.id;
  const onlyWaits =
    waiting.some(isHere) && !creates.some(isHere) && !snapshots.some(({ state }) => state === 'error');
  if (isThere || taken.has(volume.id) || !due.isDue || onlyWaits) return [];
  return [
    {
      kind: 'no replica',
      volumeId: volume.id,
      because: 'no replica that restores, and none in progress',
    },
  ];
}

/** How far the newest replica of a volume that waits can be behind before a person hears of it. */
const LONGEST_WAIT = 24 * 3_600_000;

/** A volume that waits again and again: more is due each day than the window has room for. */
function behindLines(
  { volume, due, snapshots }: Managed,
  { creates, waiting, window }: ReplicaPlan,
): ReplicaException[] {
  const { behind = 0 } = waiting.find(({ volumeId }) => volumeId === volume.id) ?? {};
  const last = lastRestorable(snapshots);
  const isCopied = creates.some(({ volumeId }) => volumeId === volume.id);
  if (behind < 2 || last === undefined || isCopied) return [];
  if (due.since.getTime() - Date.parse(last) <= LONGEST_WAIT) return [];
  return [
    {
      kind: 'waiting',
      volumeId: volume.id,
      because: `${behind} slots are newer than its newest replica, and replica_window is ${window}`,
      lastReplica: last,
    },
  ];
}

export function countedByKind(trouble: readonly ReplicaTrouble[]): ReplicaStanding['trouble'] {
  const counts = REPLICA_TROUBLE_KINDS.map((kind) => [
    kind,
    trouble.filter((one) => one.kind === kind).length,
  ]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each kind is in it
  return Object.fromEntries(counts) as ReplicaStanding['trouble'];
}
