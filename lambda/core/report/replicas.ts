import type { Outcome } from '../outcome.ts';
import type { ReplicaPlan } from '../plan/plan.ts';
import type { Managed } from '../plan/survey.ts';
import { type Problem, problemText } from '../policy/policy.ts';
import { REPLICAS } from '../policy/saved.ts';
import { isRestorable, lastRestorable, type Snapshot } from '../snapshot.ts';
import type { End } from './endOfRun.ts';
import { exceptionLines } from './exceptions.ts';
import { deletionLine, doneLines, tagNotes } from './lines.ts';
import {
  type CopyLine,
  REPLICA_TROUBLE_KINDS,
  type ReplicaException,
  type ReplicaFailure,
  type ReplicaLine,
  type ReplicaStanding,
  type ReplicaTagTrouble,
  type ReplicaTrouble,
} from './replicaLines.ts';
import type { ReplicaLists } from './replicaSections.ts';
import type { Lists } from './sections.ts';
import { inOrder, type Names, namesIn, someVolumes, titlesIn } from './titles.ts';
import { isUnreadable } from './totals.ts';

/** The part of the report about the replicas that one region keeps, and about the tags there that ask for copies elsewhere. */
export interface ReplicasReport extends Names, Pick<Lists, 'notes'> {
  readonly lists: ReplicaLists;
  readonly replicas: ReplicaStanding;
}

/**
 * Tells of the replicas of a region; undefined where it keeps none and no tag in it is wrong.
 *
 * @param wrong What is wrong with tags of volumes of this region, which ask for copies in others.
 */
export function replicasReport(
  plan: ReplicaPlan | undefined,
  wrong: readonly Problem[],
  end: End,
): ReplicasReport | undefined {
  if (plan === undefined && wrong.length === 0) return undefined;
  const here = plan === undefined ? NO_REPLICAS : atPlace(plan, end);
  const replicaTrouble = [...wrong.map(asTagTrouble), ...here.lists.replicaTrouble];
  return {
    ...here,
    lists: { ...here.lists, replicaTrouble },
    replicas: { ...here.standing, trouble: countedByKind(replicaTrouble) },
  };
}

interface AtPlace extends Omit<ReplicasReport, 'replicas'> {
  readonly standing: Omit<ReplicaStanding, 'trouble'>;
}

const NO_REPLICAS: AtPlace = {
  lists: {
    replicaTrouble: [],
    replicaBrakes: [],
    replicated: [],
    replicasDeleted: [],
    wouldReplicate: [],
    wouldDeleteReplicas: [],
    replicasHeld: [],
    replicasWaiting: [],
  },
  names: {},
  attachments: {},
  notes: [],
  standing: {
    volumes: 0,
    full: 0,
    filling: 0,
    bare: 0,
    kept: 0,
    pending: 0,
    waiting: 0,
    unasked: 0,
    deletable: 0,
  },
};

function atPlace(plan: ReplicaPlan, { status, outcomes, now }: End): AtPlace {
  const { deleted, held, gone, vanished } = doneLines(outcomes, plan);
  const begun = outcomes.flatMap((one) => replicaLine(one, plan));
  const away = new Set([...deleted, ...gone].map(({ snapshotId }) => snapshotId));
  const taken = new Set((status === 'planned' ? plan.creates : begun).map(({ volumeId }) => volumeId));
  const isRight = (one: Managed): boolean => plan.isFollowUp && taken.has(one.volume.id);
  const trouble = [
    ...plan.problems.map(asTagTrouble),
    ...plan.managed.flatMap((one) => withoutReplica(one, plan, { away, taken })),
    ...outcomes.flatMap((one) => outcomeTrouble(one, plan)),
    ...plan.managed.flatMap((one) => (isRight(one) ? [] : failedLines(one, now))),
  ];
  const lists = {
    replicaTrouble: trouble,
    replicated: begun,
    replicasDeleted: deleted,
    wouldReplicate: status === 'planned' ? copyLines(plan) : [],
    wouldDeleteReplicas: status === 'planned' ? plan.deletes.map(deletionLine) : [],
    replicasHeld: held,
    replicasWaiting: plan.waiting.map((one) => ({
      ...one,
      because: `replica_window is ${plan.window}`,
    })),
  };
  const names = namesIn(plan, { ...lists, vanished });
  const title = titlesIn(names);
  return {
    lists: {
      ...inOrder(lists, names),
      replicaBrakes: plan.brakes.map((one) =>
        'volumeId' in one ? { ...one, title: title(one.volumeId) } : one,
      ),
    },
    standing: standingOf(plan, { away, begun: begun.length }, gone.length),
    ...names,
    notes: [
      ...plan.notes,
      ...tagNotes(outcomes, (ones) => someVolumes(ones, names), REPLICAS),
      ...vanished.map(({ volumeId, because }) => `No replica of ${title(volumeId)} was made: ${because}`),
      ...(gone.length === 0 ? [] : [`Replicas that somebody else had deleted: ${gone.length}`]),
    ],
  };
}

/** What is copied for a step: `eu-west-1/snap-…`. */
function sourceOf({ creates }: ReplicaPlan, copyOf: string | undefined): Pick<CopyLine, 'from'> {
  const source = creates.flatMap(({ copies }) => copies).find(({ snapshotId }) => snapshotId === copyOf);
  return source === undefined ? {} : { from: `${source.region}/${source.snapshotId}` };
}

function reasonIn({ managed }: ReplicaPlan, volumeId: string): string {
  return managed.find(({ volume }) => volume.id === volumeId)?.due.because ?? '';
}

function replicaLine(one: Outcome, plan: ReplicaPlan): ReplicaLine[] {
  if (one.kind !== 'create' || one.status !== 'done') return [];
  const { volumeId, snapshotId, copyOf } = one;
  return [{ volumeId, snapshotId, ...sourceOf(plan, copyOf), because: reasonIn(plan, volumeId) }];
}

function copyLines(plan: ReplicaPlan): CopyLine[] {
  return plan.creates.flatMap(({ volumeId, copies }) =>
    copies.map(({ region, snapshotId }) => ({
      volumeId,
      from: `${region}/${snapshotId}`,
      because: reasonIn(plan, volumeId),
    })),
  );
}

function asTagTrouble(problem: Problem): ReplicaTagTrouble {
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

function failedLines(one: Managed, now: Date): ReplicaException[] {
  return exceptionLines(one, now, REPLICAS).flatMap(({ kind, lastSnapshot: lastReplica, ...rest }) =>
    kind === 'failed' ? [{ kind, ...rest, ...(lastReplica === undefined ? {} : { lastReplica }) }] : [],
  );
}

function lastOf(replicas: readonly Snapshot[]): Pick<ReplicaFailure, 'lastReplica'> {
  const lastReplica = lastRestorable(replicas);
  return lastReplica === undefined ? {} : { lastReplica };
}

/** What has changed since the plan was made. */
interface Changed {
  readonly away: ReadonlySet<string>;
  /** Volumes of which a copy was begun. */
  readonly taken: ReadonlySet<string>;
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
  const onlyWaits = waiting.some(isHere) && !creates.some(isHere);
  if (isThere || taken.has(volume.id) || !due.isDue || onlyWaits) return [];
  return [
    {
      kind: 'no replica',
      volumeId: volume.id,
      because: 'no replica that restores, and none in progress',
    },
  ];
}

function standingOf(
  { managed, orphans, pending, waiting, deletable }: ReplicaPlan,
  { away, begun }: Pick<Changed, 'away'> & { readonly begun: number },
  gone: number,
): AtPlace['standing'] {
  const left = (ones: readonly Snapshot[]): Snapshot[] => ones.filter(({ id }) => !away.has(id));
  const each = managed.map(({ snapshots, lacking }) => ({
    kept: left(snapshots).filter(isRestorable).length,
    lacking,
  }));
  const bare = each.filter(({ kept }) => kept === 0).length;
  const full = each.filter(({ kept, lacking }) => kept > 0 && lacking === 0).length;
  return {
    volumes: managed.length,
    full,
    filling: managed.length - full - bare,
    bare,
    kept: each.reduce((sum, { kept }) => sum + kept, 0),
    pending: pending + begun,
    waiting: waiting.reduce((sum, { count }) => sum + count, 0),
    unasked: orphans.reduce((sum, { snapshots }) => sum + left(snapshots).length, 0),
    deletable: deletable - gone,
  };
}

function countedByKind(trouble: readonly ReplicaTrouble[]): ReplicaStanding['trouble'] {
  const counts = REPLICA_TROUBLE_KINDS.map((kind) => [
    kind,
    trouble.filter((one) => one.kind === kind).length,
  ]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each kind is in it
  return Object.fromEntries(counts) as ReplicaStanding['trouble'];
}
