import { sourceText } from '../lineage.ts';
import type { LockOutcome, Outcome, ReplicaOutcome } from '../outcome.ts';
import type { ReplicaPlan } from '../plan/plan.ts';
import type { Problem } from '../policy/policy.ts';
import { REPLICAS } from '../policy/saved.ts';
import { asTried } from '../replicas/queue.ts';
import { isRestorable, type Snapshot } from '../snapshot.ts';
import type { End } from './endOfRun.ts';
import { hintTexts } from './hintTexts.ts';
import { deletionLine, doneLines, tagNotes } from './lines.ts';
import type { CopyLine, ReplicaLine, ReplicaStanding } from './replicaLines.ts';
import type { ReplicaLists } from './replicaSections.ts';
import { asTagTrouble, type Changed, countedByKind, sourceOf, troubleAt } from './replicaTrouble.ts';
import type { Lists } from './sections.ts';
import { inOrder, type Names, namesIn, someVolumes, titlesIn } from './titles.ts';

/** The part of the report about the replicas that one region keeps, and about the tags there that ask for copies elsewhere. */
export interface ReplicasReport extends Names, Pick<Lists, 'hints' | 'notes'> {
  readonly lists: ReplicaLists;
  readonly replicas: ReplicaStanding;
}

/** What was decided about the replicas of a region, or why nothing was. */
interface Decided {
  readonly plan: ReplicaPlan | undefined;
  readonly unplanned: string | undefined;
}

/** How the plan of a place ended. */
interface ReplicaEnd extends Omit<End, 'outcomes'> {
  readonly outcomes: readonly ReplicaOutcome[];
}

/**
 * Tells of the replicas of a region; undefined where it keeps none, as far as is known, and no tag in it is wrong.
 *
 * @param wrong What is wrong with tags of volumes of this region, which ask for copies in others.
 */
export function replicasReport(
  { plan, unplanned }: Decided,
  wrong: readonly Problem[],
  end: ReplicaEnd,
): ReplicasReport | undefined {
  if (plan === undefined && unplanned === undefined && wrong.length === 0) return undefined;
  const here = plan === undefined ? NO_REPLICAS : atPlace(plan, end);
  const replicaTrouble = [...wrong.map(asTagTrouble), ...here.lists.replicaTrouble];
  return {
    ...here,
    lists: { ...here.lists, replicaTrouble },
    replicas: {
      ...(unplanned === undefined ? {} : { unplanned }),
      ...here.standing,
      trouble: countedByKind(replicaTrouble),
    },
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
  hints: [],
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
    newLocks: 0,
    keptByLock: 0,
  },
};

function atPlace(planned: ReplicaPlan, { status, outcomes: all, now }: ReplicaEnd): AtPlace {
  const outcomes = all.filter((one): one is Outcome => one.kind !== 'lock');
  const locks = all.filter((one): one is LockOutcome => one.kind === 'lock');
  const plan = asTried(planned, outcomes);
  const { deleted, held, gone, vanished } = doneLines(outcomes, plan);
  const begun = outcomes.flatMap((one) => replicaLine(one, plan));
  const away = new Set([...deleted, ...gone].map(({ snapshotId }) => snapshotId));
  const taken = new Set((status === 'planned' ? plan.creates : begun).map(({ volumeId }) => volumeId));
  const lists = {
    replicaTrouble: troubleAt(plan, { outcomes, locks, away, taken, now }),
    replicated: begun,
    replicasDeleted: deleted,
    wouldReplicate: status === 'planned' ? copyLines(plan) : [],
    wouldDeleteReplicas: status === 'planned' ? plan.deletes.map(deletionLine) : [],
    replicasHeld: held,
    replicasWaiting: plan.waiting.map(({ volumeId, count }) => ({
      volumeId,
      count,
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
    standing: {
      ...standingOf(plan, { away, begun: begun.length }, gone.length),
      newLocks:
        status === 'planned' ? plannedLocks(plan) : locks.filter((one) => one.status === 'done').length,
      keptByLock: plan.keptByLock.length,
    },
    ...names,
    hints: hintTexts(plan.hints, plan, REPLICAS),
    notes: [
      ...plan.notes,
      ...tagNotes(outcomes, (ones) => someVolumes(ones, names), REPLICAS),
      ...vanished.map(({ volumeId, because }) => `No replica of ${title(volumeId)} was made: ${because}`),
      ...(gone.length === 0 ? [] : [`Replicas that somebody else had deleted: ${gone.length}`]),
    ],
  };
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
    copies.map((one) => ({
      volumeId,
      from: sourceText(one),
      because: reasonIn(plan, volumeId),
    })),
  );
}

function plannedLocks({ creates, locks }: ReplicaPlan): number {
  return (
    creates.flatMap(({ copies }) => copies).filter(({ lock }) => lock !== undefined).length + locks.length
  );
}

function standingOf(
  { managed, orphans, pending, waiting, deletable }: ReplicaPlan,
  { away, begun }: Pick<Changed, 'away'> & { readonly begun: number },
  gone: number,
): Omit<AtPlace['standing'], 'newLocks' | 'keptByLock'> {
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
