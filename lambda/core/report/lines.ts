import { neverReached } from '../neverReached.ts';
import type { Outcome, Step } from '../outcome.ts';
import { volumesOf } from '../plan/creation.ts';
import type { Brake } from '../plan/brake.ts';
import type { AnyPlan, Deletion, Plan } from '../plan/plan.ts';
import type { Managed } from '../plan/survey.ts';
import type { Problem } from '../policy/policy.ts';
import { type Saved, SNAPSHOTS } from '../policy/saved.ts';
import { lastRestorable } from '../snapshot.ts';
import { grouped } from '../grouped.ts';

/** The entries of the report's lists, and how they are made from a plan and its outcomes. */

export interface SnapshotLine {
  readonly volumeId: string;
  readonly snapshotId: string;
  readonly because: string;
}

export interface VolumeLine {
  readonly volumeId: string;
  readonly because: string;
}

export interface ProblemLine extends Problem {
  /** What the problem costs the volume until it is corrected. */
  readonly meanwhile: string;
  /** Whether nothing is created or deleted for it; else another attachment manages it. */
  readonly isLeftAlone: boolean;
}

/** A brake, and what a person calls its volume. */
export type BrakeLine = Brake & { readonly title?: string };

export interface SkippedLine extends VolumeLine {
  /** Absent where a create was skipped. */
  readonly snapshotId?: string | undefined;
}

export interface FailureLine {
  readonly kind: Step['kind'];
  readonly volumeId: string;
  readonly snapshotId?: string | undefined;
  readonly code: string;
  readonly message: string;
  /** Of a volume that got no snapshot: when its newest one that restores was taken; absent where there is none. */
  readonly lastSnapshot?: string | undefined;
}

/** What was done, by the outcomes: lists of what AWS confirmed, never of what was attempted. */
export function doneLines(outcomes: readonly Outcome[], plan: AnyPlan) {
  const why = reasonsIn(plan);
  const deletions = (status: 'done' | 'gone' | 'held'): SnapshotLine[] =>
    outcomes.flatMap((one) => (one.kind === 'delete' && one.status === status ? doneLine(one, why) : []));
  return {
    created: outcomes.flatMap((one) =>
      one.kind === 'create' && one.status === 'done' ? doneLine(one, why) : [],
    ),
    deleted: deletions('done'),
    held: [...plan.held, ...deletions('held')],
    gone: deletions('gone'),
    failures: withLast(failureLines(outcomes), plan),
    skipped: skippedLines(outcomes),
    vanished: vanishedLines(outcomes),
  };
}

export function vanishedLines(outcomes: readonly Outcome[]): VolumeLine[] {
  return outcomes.flatMap((one) =>
    one.kind === 'create' && one.status === 'gone' ? { volumeId: one.volumeId, because: one.because } : [],
  );
}

/** Says once for each reason which snapshots or images have our own tags alone. @param some Names the volumes. */
export function tagNotes(
  outcomes: readonly Outcome[],
  some: (volumes: readonly { readonly volumeId: string }[]) => string,
  { one: noun }: Saved = SNAPSHOTS,
): string[] {
  const refused = outcomes.flatMap((one) =>
    one.kind === 'create' && one.status === 'done' && one.tagsRefused !== undefined
      ? { volumeId: one.volumeId, why: one.tagsRefused }
      : [],
  );
  return [...grouped(refused, ({ why }) => why)].map(
    ([why, ones]) =>
      `AWS refused a tag, so the new ${noun}s of ${some(ones)} have only the tags of this tool: ${why}`,
  );
}

export function failureLines(outcomes: readonly Outcome[]): FailureLine[] {
  return outcomes.flatMap((one): FailureLine[] => {
    if (one.status !== 'failed') return [];
    const { kind, volumeId, code, message } = one;
    return [{ kind, volumeId, snapshotId: snapshotOf(one), code, message }];
  });
}

function withLast(lines: readonly FailureLine[], { managed }: AnyPlan): FailureLine[] {
  const created = new Set(lines.flatMap(({ kind, volumeId }) => (kind === 'create' ? volumeId : [])));
  const last = new Map(
    managed
      .filter(({ volume }) => created.has(volume.id))
      .map(({ volume, snapshots }) => [volume.id, lastRestorable(snapshots)]),
  );
  return lines.map((one) => (one.kind === 'create' ? { ...one, lastSnapshot: last.get(one.volumeId) } : one));
}

export function skippedLines(outcomes: readonly Outcome[]): SkippedLine[] {
  return outcomes.flatMap((one): SkippedLine[] =>
    one.status === 'skipped'
      ? [{ volumeId: one.volumeId, snapshotId: snapshotOf(one), because: one.because }]
      : [],
  );
}

/** What a run would do. */
export function plannedLines(plan: AnyPlan) {
  const why = reasonsIn(plan);
  const busy = new Set([...plan.creates.flatMap(volumesOf), ...plan.deletes.map(({ volumeId }) => volumeId)]);
  return {
    wouldCreate: plan.creates
      .flatMap(volumesOf)
      .map((volumeId): VolumeLine => ({ volumeId, because: why.get(volumeId) ?? '' })),
    wouldDelete: plan.deletes.map(deletionLine),
    unchanged: plan.managed
      .filter(({ volume }) => !busy.has(volume.id))
      .map((one): VolumeLine => ({ volumeId: one.volume.id, because: waitingWords(one) })),
  };
}

/** A planned deletion. */
export function deletionLine({ volumeId, snapshotId, because }: Deletion): SnapshotLine {
  return { volumeId, snapshotId, because };
}

/** Why a volume is not taken in this run. */
export function waitingWords({ due, waits }: Managed): string {
  return waits === undefined ? due.because : `due, but ${waits}`;
}

/** Why each volume is taken and each snapshot is deleted, by id. */
function reasonsIn({ managed, deletes }: AnyPlan): Map<string, string> {
  return new Map([
    ...managed.map(({ volume, due }): [string, string] => [volume.id, due.because]),
    ...deletes.map((one): [string, string] => [one.snapshotId, one.because]),
  ]);
}

type WithSnapshot = Extract<Outcome, { readonly snapshotId: string }>;

/** A volume that was attached after the look is taken with its instance's set. */
function doneLine(one: WithSnapshot, why: ReadonlyMap<string, string>): SnapshotLine {
  const { volumeId, snapshotId } = one;
  const planned = why.get(snapshotOf(one) ?? volumeId) ?? 'part of a set';
  return { volumeId, snapshotId, because: 'because' in one ? one.because : planned };
}

/** The snapshot that a step deletes; a step that creates has none. */
function snapshotOf(step: Step): string | undefined {
  switch (step.kind) {
    case 'create':
      return undefined;
    case 'delete':
      return step.snapshotId;
    default:
      return neverReached(step);
  }
}

/** Each problem, and what it costs the volume meanwhile. */
export function problemLines({ problems, managed }: Plan): ProblemLine[] {
  const alsoManaged = new Set(managed.map(({ volume }) => volume.id));
  return problems.map((problem) => {
    const isLeftAlone = !alsoManaged.has(problem.volumeId);
    const lost = isLeftAlone
      ? 'nothing is created or deleted for it until then'
      : 'no snapshot of it is deleted until then';
    return { ...problem, meanwhile: problem.meanwhile ?? lost, isLeftAlone };
  });
}
