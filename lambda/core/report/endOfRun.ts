import type { Outcome } from '../outcome.ts';
import { volumesOf } from '../plan/creation.ts';
import type { AnyPlan } from '../plan/plan.ts';
import type { Managed } from '../plan/survey.ts';
import { type Saved, SNAPSHOTS } from '../policy/saved.ts';
import { bareVolumes, conditionOf, startingVolumes } from './condition.ts';
import { exceptionLines } from './exceptions.ts';
import { doneLines, plannedLines } from './lines.ts';
import { orphanLines } from './orphanLines.ts';

/** How a plan ended: carried out, or decided only. */
export interface End {
  readonly status: 'done' | 'planned';
  /** None where it was decided only. */
  readonly outcomes: readonly Outcome[];
  readonly now: Date;
}

/** The lines of one plan, and in what state it leaves what it manages. */
export function endOfRun(plan: AnyPlan, { status, outcomes, now }: End, saved: Saved = SNAPSHOTS) {
  const done = doneLines(outcomes, plan);
  const vanished = new Set(done.vanished.map(({ volumeId }) => volumeId));
  const managed = plan.managed.filter(({ volume }) => !vanished.has(volume.id));
  const away = new Set([...done.deleted, ...done.gone].map(({ snapshotId }) => snapshotId));
  const taken = new Set(
    status === 'planned' ? plan.creates.flatMap(volumesOf) : done.created.map(({ volumeId }) => volumeId),
  );
  const told = managed.map((one) => (plan.isFollowUp && taken.has(one.volume.id) ? withoutFailed(one) : one));
  const end = { taken, away, now };
  const unsound = new Set(plan.unsound.map(({ volumeId }) => volumeId));
  return {
    lists: {
      ...done,
      ...(status === 'planned' ? plannedLines(plan) : {}),
      bare: bareVolumes(managed, end).map((volumeId) => ({
        volumeId,
        because: `no ${saved.one} that restores, and none in progress`,
      })),
      exceptions: told.flatMap((one) => exceptionLines(one, now, saved)),
      passedOver: plan.passedOver,
      orphans: plan.orphans.flatMap((orphan) => orphanLines(orphan, { away, unsound, region: plan.region })),
      unsound: plan.unsound,
    },
    told,
    condition: conditionOf(managed, end),
    coming: startingVolumes(managed, end),
    kept: plan.managed.reduce(
      (kept, { snapshots }) => kept + snapshots.filter(({ id }) => !away.has(id)).length,
      0,
    ),
    counted: {
      deletable: plan.deletable,
      failedSnapshots: failedIn(told),
      leftAlone: leftAloneIn(plan),
      volumesGone: plan.vanished.today,
      volumesReplaced: plan.vanished.replaced,
    },
  };
}

/** A follow-up that takes again what failed an hour before has put it right, so nobody has to look. */
function withoutFailed(one: Managed): Managed {
  return { ...one, snapshots: one.snapshots.filter(({ state }) => state !== 'error') };
}

function failedIn(managed: readonly Managed[]): number {
  return managed.flatMap(({ snapshots }) => snapshots).filter(({ state }) => state === 'error').length;
}

function leftAloneIn({ problems, managed, passedOver }: AnyPlan): number {
  const others = new Set([
    ...managed.map(({ volume }) => volume.id),
    ...passedOver.map(({ volumeId }) => volumeId),
  ]);
  return new Set(problems.map(({ volumeId }) => volumeId).filter((id) => !others.has(id))).size;
}
