import { iso } from '../calendar.ts';
import { hoursPending, isSlow } from './condition.ts';
import { volumesOf } from '../plan/creation.ts';
import type { Orphan } from '../plan/orphans.ts';
import type { Outcome } from '../outcome.ts';
import type { Snapshot } from '../inventory.ts';
import { protection } from '../ownership.ts';
import type { Plan } from '../plan/plan.ts';
import type { Problem } from '../policy/policy.ts';
import type { Managed } from '../plan/survey.ts';

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
  /** What it costs the volume until it is mended. */
  readonly meanwhile: string;
}

export interface SkippedLine extends VolumeLine {
  /** Absent where a create was skipped. */
  readonly snapshotId?: string | undefined;
}

export interface FailureLine {
  readonly kind: 'create' | 'delete';
  readonly volumeId: string;
  readonly snapshotId?: string | undefined;
  readonly code: string;
  readonly message: string;
}

export interface OrphanLine {
  readonly volumeId: string;
  readonly why: Orphan['why'];
  readonly count: number;
  /** What the volumes of these copies held in full; what AWS bills is less, only changed blocks count. */
  readonly sizeGiB: number;
  readonly oldest: string;
  readonly newest: string;
  /** Deletes those that may go, up to 100, for a person who has looked; absent where none may. */
  readonly command?: string | undefined;
}

/** What was done, by the outcomes: lists of what AWS confirmed, never of what was attempted. */
export function doneLines(outcomes: readonly Outcome[], plan: Plan) {
  const why = reasons(plan);
  const snapshots = (kind: Outcome['kind'], status: Outcome['status']): SnapshotLine[] =>
    outcomes.flatMap((one) =>
      one.kind === kind && one.status === status && 'snapshotId' in one
        ? { volumeId: one.volumeId, snapshotId: one.snapshotId, because: reasonFor(one, why) }
        : [],
    );
  return {
    created: snapshots('create', 'done'),
    deleted: snapshots('delete', 'done'),
    held: snapshots('delete', 'held'),
    gone: snapshots('delete', 'gone'),
    failures: failureLines(outcomes),
    skipped: skippedLines(outcomes),
  };
}

export function failureLines(outcomes: readonly Outcome[]): FailureLine[] {
  return outcomes.flatMap((one): FailureLine[] => {
    if (one.status !== 'failed') return [];
    const { kind, volumeId, code, message } = one;
    return [{ kind, volumeId, snapshotId: snapshotOf(one), code, message }];
  });
}

export function skippedLines(outcomes: readonly Outcome[]): SkippedLine[] {
  return outcomes.flatMap((one): SkippedLine[] =>
    one.status === 'skipped'
      ? [{ volumeId: one.volumeId, snapshotId: snapshotOf(one), because: one.because }]
      : [],
  );
}

/** What a run would do. */
export function plannedLines(plan: Plan) {
  const why = reasons(plan);
  const busy = new Set([...plan.creates.flatMap(volumesOf), ...plan.deletes.map(({ volumeId }) => volumeId)]);
  return {
    wouldCreate: plan.creates
      .flatMap(volumesOf)
      .map((volumeId): VolumeLine => ({ volumeId, because: why.get(volumeId) ?? '' })),
    wouldDelete: plan.deletes.map(
      ({ volumeId, snapshotId, because }): SnapshotLine => ({ volumeId, snapshotId, because }),
    ),
    unchanged: plan.managed
      .filter(({ volume }) => !busy.has(volume.id))
      .map(
        ({ volume, due, waits }): VolumeLine => ({
          volumeId: volume.id,
          because: waits === undefined ? due.because : `due, but ${waits}`,
        }),
      ),
  };
}

/** Why each volume is taken and each snapshot goes, by id. */
function reasons({ managed, deletes }: Plan): Map<string, string> {
  return new Map([
    ...managed.map(({ volume, due }): [string, string] => [volume.id, due.because]),
    ...deletes.map((one): [string, string] => [one.snapshotId, one.because]),
  ]);
}

/** A volume that was attached after we looked comes with its instance's set. */
function reasonFor(one: Outcome, why: ReadonlyMap<string, string>): string {
  if ('because' in one) return one.because;
  return why.get(snapshotOf(one) ?? one.volumeId) ?? 'part of a set';
}

function snapshotOf(one: Outcome): string | undefined {
  return one.kind === 'delete' ? one.snapshotId : undefined;
}

/** Each problem, and what it costs the volume meanwhile. */
export function problemLines({ problems, managed }: Plan): ProblemLine[] {
  const alsoManaged = new Set(managed.map(({ volume }) => volume.id));
  return problems.map((problem) => ({
    ...problem,
    meanwhile: alsoManaged.has(problem.volumeId)
      ? 'no copy of it is deleted until then'
      : 'nothing is created or deleted for it until then',
  }));
}

/** What is not as it should be with a managed volume. */
export function exceptionLines({ volume, due, waits, copies }: Managed, now: Date): VolumeLine[] {
  const line = (because: string): VolumeLine => ({ volumeId: volume.id, because });
  return [
    ...(waits === undefined ? [] : [line(`is due and waits: ${waits}`)]),
    ...(due.missed > 0 ? [line(`missed ${due.missed} of its slots before this run (${due.because})`)] : []),
    ...copies.filter((copy) => copy.state === 'error').map(({ id }) => line(`its copy ${id} failed in AWS`)),
    ...copies
      .filter((copy) => isSlow(copy, now))
      .map((copy) => line(`its copy ${copy.id} is pending for ${hoursPending(copy, now)} hours`)),
  ];
}

/** The copies of one volume that nothing manages, as far as they are still there. */
export function orphanLines(
  { volumeId, why, copies }: Orphan,
  away: ReadonlySet<string>,
  region: string,
  prefix: string,
): OrphanLine[] {
  const left = copies.filter(({ id }) => !away.has(id));
  const [newest] = left;
  if (newest === undefined) return [];
  const oldest = left.at(-1) ?? newest;
  return [
    {
      volumeId,
      why,
      count: left.length,
      sizeGiB: left.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0),
      oldest: iso(new Date(oldest.startedAt)),
      newest: iso(new Date(newest.startedAt)),
      command: deleteCommand(left, region, prefix),
    },
  ];
}

/** So many ids fit on a line that a person still copies. */
const MOST_IDS = 100;

/** Names each copy that may go: pinned ones, and those that AWS runs, are not among them. */
function deleteCommand(copies: readonly Snapshot[], region: string, prefix: string): string | undefined {
  const ids = copies.filter((copy) => protection(copy, prefix, new Map()) === undefined).map(({ id }) => id);
  if (ids.length === 0) return undefined;
  return `printf '%s\\n' ${ids.slice(0, MOST_IDS).join(' ')} | xargs -n1 aws ec2 delete-snapshot --region ${region} --snapshot-id`;
}
