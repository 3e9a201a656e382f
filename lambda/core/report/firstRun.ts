import { brakeText } from '../plan/brake.ts';
import { volumesOf } from '../plan/creation.ts';
import { placeOf } from '../text.ts';
import type { Plan } from '../plan/plan.ts';
import { type Problem, problemText } from '../policy/policy.ts';
import { deletionLine, type SnapshotLine } from './lines.ts';

/** What the first run would do, so also what a change of tags would delete. */
export interface FirstRun {
  /** How many snapshots it would take. */
  readonly creates: number;
  readonly deletes: readonly SnapshotLine[];
  /** What is held back, in words. */
  readonly brakes: readonly string[];
  /** Tags that cannot be read; their volumes are left alone. */
  readonly problems: readonly Problem[];
}

/** What a plan would do to some volumes; to all where none are named. */
export function firstRunOf(plan: Plan, volumeIds?: ReadonlySet<string>): FirstRun {
  const isMeant = (volumeId: string): boolean => volumeIds?.has(volumeId) ?? true;
  return {
    creates: plan.creates.flatMap(volumesOf).filter(isMeant).length,
    deletes: plan.deletes.filter(({ volumeId }) => isMeant(volumeId)).map(deletionLine),
    brakes: plan.brakes
      .filter((one) => one.scope !== 'volume' || isMeant(one.volumeId))
      .map((one) => brakeText(one, placeOf(plan))),
    problems: plan.problems.filter(({ volumeId }) => isMeant(volumeId)),
  };
}

/**
 * The first run, a line each: `-` a snapshot to be deleted, and what is held back.
 *
 * @param title How a volume is told; by its id where that says enough.
 */
export function firstRunLines(
  { creates, deletes, brakes, problems }: FirstRun,
  title: (volumeId: string) => string = (volumeId) => volumeId,
): string[] {
  return [
    `First run: ${creates} to create, ${deletes.length} to delete.`,
    ...brakes.map((brake) => `  ${brake}`),
    ...deletes.map(
      ({ snapshotId, volumeId, because }) => `  - ${snapshotId} of ${title(volumeId)}: ${because}`,
    ),
    ...problems.map((problem) => `  ! ${title(problem.volumeId)}: ${problemText(problem)}`),
  ];
}
