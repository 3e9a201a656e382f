import { iso } from '../calendar.ts';
import { neverReached } from '../neverReached.ts';
import type { Outcome, Step } from '../outcome.ts';
import { volumesOf } from '../plan/creation.ts';
import type { Orphan } from '../plan/orphans.ts';
import type { DeleteOne, Plan } from '../plan/plan.ts';
import { protection } from '../plan/protection.ts';
import type { Managed } from '../plan/survey.ts';
import type { Problem } from '../policy/policy.ts';
import { isPinned, type Snapshot } from '../snapshot.ts';
import { inQuotes } from '../text.ts';
import { grouped } from '../grouped.ts';
import { LONGEST_CAUSE } from './causes.ts';
import { hoursPending, isSlow } from './condition.ts';

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
}

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
}

export interface OrphanLine {
  readonly volumeId: string;
  readonly why: Orphan['why'];
  readonly count: number;
  /** How many of them are pinned. */
  readonly pinned: number;
  /** The full size of the volumes of these snapshots. AWS bills less, because it counts changed blocks. */
  readonly sizeGiB: number;
  readonly oldest: string;
  readonly newest: string;
  /** Deletes those that can be deleted, up to 100, for a person who has looked; absent where none can. */
  readonly command?: string | undefined;
}

/** What was done, by the outcomes: lists of what AWS confirmed, never of what was attempted. */
export function doneLines(outcomes: readonly Outcome[], plan: Plan) {
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
    failures: failureLines(outcomes),
    skipped: skippedLines(outcomes),
    vanished: vanishedLines(outcomes),
  };
}

export function vanishedLines(outcomes: readonly Outcome[]): VolumeLine[] {
  return outcomes.flatMap((one) =>
    one.kind === 'create' && one.status === 'gone' ? { volumeId: one.volumeId, because: one.because } : [],
  );
}

/** How many volumes a note names. */
const MOST_NAMED = 20;

/** Says once for each reason which snapshots have our own tags alone. */
export function tagNotes(outcomes: readonly Outcome[]): string[] {
  const refused = outcomes.flatMap((one) =>
    one.kind === 'create' && one.status === 'done' && one.tagsRefused !== undefined
      ? { volumeId: one.volumeId, why: one.tagsRefused }
      : [],
  );
  return [...grouped(refused, ({ why }) => why)].map(([why, ones]) => {
    const more = ones.length - MOST_NAMED;
    const named = ones.slice(0, MOST_NAMED).map(({ volumeId }) => volumeId);
    const all = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
    return `AWS refused a tag, so the new snapshots of ${all} have only the tags of this tool: ${why}`;
  });
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
export function deletionLine({ volumeId, snapshotId, because }: DeleteOne): SnapshotLine {
  return { volumeId, snapshotId, because };
}

/** Why a volume is not taken in this run. */
export function waitingWords({ due, waits }: Managed): string {
  return waits === undefined ? due.because : `due, but ${waits}`;
}

/** Why each volume is taken and each snapshot is deleted, by id. */
function reasonsIn({ managed, deletes }: Plan): Map<string, string> {
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
  return problems.map((problem) => ({
    ...problem,
    meanwhile: alsoManaged.has(problem.volumeId)
      ? 'no copy of it is deleted until then'
      : 'nothing is created or deleted for it until then',
  }));
}

/** What is not as it should be with a managed volume. */
export function exceptionLines({ volume, due, waits, snapshots }: Managed, now: Date): VolumeLine[] {
  const line = (because: string): VolumeLine => ({ volumeId: volume.id, because });
  return [
    ...(waits === undefined ? [] : [line(`is due and waits: ${waits}`)]),
    ...(due.missed > 0 ? [line(`missed ${due.missed} of its slots before this run (${due.because})`)] : []),
    ...snapshots
      .filter(({ state }) => state === 'error')
      .map(({ id, failure }) =>
        line(
          `its copy ${id} failed in AWS${failure === undefined ? '' : `: ${inQuotes(failure, LONGEST_CAUSE)}`}`,
        ),
      ),
    ...snapshots
      .filter((one) => isSlow(one, now))
      .map((one) => line(`its copy ${one.id} is pending for ${hoursPending(one, now)} hours`)),
  ];
}

/** The snapshots of one volume that nothing manages, as far as they are still there. */
export function orphanLines(
  { volumeId, why, snapshots }: Orphan,
  away: ReadonlySet<string>,
  region: string,
): OrphanLine[] {
  const left = snapshots.filter(({ id }) => !away.has(id));
  const [newest] = left;
  if (newest === undefined) return [];
  const oldest = left.at(-1) ?? newest;
  return [
    {
      volumeId,
      why,
      count: left.length,
      pinned: left.filter(isPinned).length,
      sizeGiB: left.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0),
      oldest: iso(new Date(oldest.startedAt)),
      newest: iso(new Date(newest.startedAt)),
      command: deleteCommand(left, region),
    },
  ];
}

/** Whether a living volume lost its tags; to ignore it, to write count 0 or to pin all of its snapshots is a choice. */
export function isByAccident({ why, count, pinned }: OrphanLine): boolean {
  return why === 'untagged' && pinned < count;
}

/** The most ids in one command. A person can still copy a line of this length. */
const MOST_IDS = 100;

/** Names each snapshot that can be deleted: not a pinned one, nor one that AWS manages. */
function deleteCommand(snapshots: readonly Snapshot[], region: string): string | undefined {
  const ids = snapshots.filter((one) => protection(one, new Map()) === undefined).map(({ id }) => id);
  if (ids.length === 0) return undefined;
  return `printf '%s\\n' ${ids.slice(0, MOST_IDS).join(' ')} | xargs -n1 aws ec2 delete-snapshot --region ${region} --snapshot-id`;
}
