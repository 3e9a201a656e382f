import { iso } from './calendar.ts';
import { type Condition, conditionOf, hoursPending, isSlow, NO_CONDITION } from './condition.ts';
import { volumesOf } from './creation.ts';
import type { Brake } from './brake.ts';
import { keysOf, MARK } from './ownership.ts';
import type { Orphan } from './orphans.ts';
import type { Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { Problem } from './policy.ts';
import type { Managed } from './survey.ts';

/** What a run did in one region: decided and carried out, decided only, or not even that. */
export type RegionResult =
  | { readonly status: 'done'; readonly plan: Plan; readonly outcomes: readonly Outcome[] }
  | { readonly status: 'planned'; readonly plan: Plan }
  | {
      readonly status: 'unreachable';
      readonly region: string;
      readonly code: string;
      readonly message: string;
    };

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
  /** Deletes what is left of them, for a person who has looked. */
  readonly command: string;
}

/** One region in the report. Lists of what was done hold what AWS confirmed, never what was attempted. */
export interface RegionReport {
  readonly region: string;
  readonly status: RegionResult['status'];
  /** The names people gave to the volumes of this report, by volume id. */
  readonly names: Readonly<Record<string, string>>;
  /** Why the region could not be read. */
  readonly error?: string | undefined;
  readonly condition: Condition;
  readonly created: readonly SnapshotLine[];
  readonly deleted: readonly SnapshotLine[];
  /** In a dry run: what a run would do. */
  readonly wouldCreate: readonly VolumeLine[];
  readonly wouldDelete: readonly SnapshotLine[];
  /** Own snapshots of managed volumes that are still there. */
  readonly kept: number;
  readonly problems: readonly ProblemLine[];
  readonly failures: readonly FailureLine[];
  readonly skipped: readonly (VolumeLine & { readonly snapshotId?: string | undefined })[];
  /** Deletions that AWS refused because something holds the snapshot. */
  readonly held: readonly SnapshotLine[];
  /** Snapshots to be deleted that were gone when we came, by our own unanswered call or somebody else's hand. */
  readonly gone: readonly SnapshotLine[];
  /** Volumes that are due and wait, that missed a slot, or whose copies failed or do not complete. */
  readonly exceptions: readonly VolumeLine[];
  readonly passedOver: readonly VolumeLine[];
  readonly brakes: readonly Brake[];
  readonly orphans: readonly OrphanLine[];
  readonly hints: readonly string[];
  readonly notes: readonly string[];
}

const NOTHING = {
  names: {},
  condition: NO_CONDITION,
  created: [],
  deleted: [],
  wouldCreate: [],
  wouldDelete: [],
  kept: 0,
  problems: [],
  failures: [],
  skipped: [],
  held: [],
  gone: [],
  exceptions: [],
  passedOver: [],
  brakes: [],
  orphans: [],
  hints: [],
  notes: [],
};

/** Turns the result of one region into its part of the report. */
export function reportRegion(result: RegionResult, prefix: string, now: Date): RegionReport {
  if (result.status === 'unreachable') {
    const { region, status, code, message } = result;
    return { ...NOTHING, region, status, error: `${code}: ${message}` };
  }
  const { plan, status } = result;
  const outcomes = result.status === 'done' ? result.outcomes : [];
  const why = reasons(plan);
  const done = outcomes.filter((outcome) => outcome.status === 'done');
  const away = new Set(
    outcomes.flatMap((one) => (one.kind === 'delete' && isAway(one) ? one.snapshotId : [])),
  );
  const taken = new Set(
    status === 'planned'
      ? plan.creates.flatMap(volumesOf)
      : done.flatMap((one) => (one.kind === 'create' ? one.volumeId : [])),
  );
  const lists = {
    created: done.flatMap((one) =>
      one.kind === 'create'
        ? {
            volumeId: one.volumeId,
            snapshotId: one.snapshotId,
            because: why.get(one.volumeId) ?? 'part of a set',
          }
        : [],
    ),
    deleted: done.flatMap((one) =>
      one.kind === 'delete'
        ? { volumeId: one.volumeId, snapshotId: one.snapshotId, because: why.get(one.snapshotId) ?? '' }
        : [],
    ),
    wouldCreate:
      status === 'planned'
        ? plan.creates.flatMap(volumesOf).map((volumeId) => ({ volumeId, because: why.get(volumeId) ?? '' }))
        : [],
    wouldDelete:
      status === 'planned'
        ? plan.deletes.map(({ volumeId, snapshotId, because }) => ({ volumeId, snapshotId, because }))
        : [],
    problems: problemLines(plan),
    failures: outcomes.flatMap((one) => (one.status === 'failed' ? failureLine(one) : [])),
    skipped: outcomes.flatMap((one) =>
      one.status === 'skipped'
        ? {
            volumeId: one.volumeId,
            snapshotId: one.kind === 'delete' ? one.snapshotId : undefined,
            because: one.because,
          }
        : [],
    ),
    held: outcomes.flatMap((one) =>
      one.status === 'held'
        ? { volumeId: one.volumeId, snapshotId: one.snapshotId, because: one.because }
        : [],
    ),
    gone: outcomes.flatMap((one) =>
      one.status === 'gone'
        ? { volumeId: one.volumeId, snapshotId: one.snapshotId, because: why.get(one.snapshotId) ?? '' }
        : [],
    ),
    exceptions: plan.managed.flatMap((one) => exceptionsOf(one, now)),
    passedOver: plan.passedOver,
    orphans: plan.orphans.flatMap((orphan) => orphanLine(orphan, away, plan.region, prefix)),
  };
  const mentioned = new Set(Object.values(lists).flatMap((list) => list.map(({ volumeId }) => volumeId)));
  return {
    region: plan.region,
    status,
    names: Object.fromEntries([...plan.names].filter(([id]) => mentioned.has(id))),
    condition: conditionOf(plan.managed, { taken, away, prefix, now }),
    ...lists,
    kept: plan.managed.flatMap(({ verdicts }) => verdicts).filter(({ snapshot }) => !away.has(snapshot.id))
      .length,
    brakes: plan.brakes,
    hints: plan.hints,
    notes: plan.notes,
  };
}

function problemLines({ problems, managed }: Plan): ProblemLine[] {
  const alsoManaged = new Set(managed.map(({ volume }) => volume.id));
  return problems.map((problem) => ({
    ...problem,
    meanwhile: alsoManaged.has(problem.volumeId)
      ? 'no copy of it is deleted until then'
      : 'nothing is created or deleted for it until then',
  }));
}

function isAway(outcome: Outcome): boolean {
  return outcome.status === 'done' || outcome.status === 'gone';
}

/** Why each volume is taken and each snapshot goes, by id. */
function reasons({ managed, deletes }: Plan): Map<string, string> {
  return new Map([
    ...managed.map(({ volume, due }): [string, string] => [volume.id, due.because]),
    ...deletes.map(({ snapshotId, because }): [string, string] => [snapshotId, because]),
  ]);
}

function failureLine(one: Outcome & { status: 'failed' }): FailureLine {
  const { kind, volumeId, code, message } = one;
  return { kind, volumeId, snapshotId: one.kind === 'delete' ? one.snapshotId : undefined, code, message };
}

function exceptionsOf({ volume, due, waits, verdicts }: Managed, now: Date): VolumeLine[] {
  const copies = verdicts.map(({ snapshot }) => snapshot);
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

function orphanLine(
  { volumeId, why, verdicts }: Orphan,
  away: ReadonlySet<string>,
  region: string,
  prefix: string,
): OrphanLine[] {
  const left = verdicts.map(({ snapshot }) => snapshot).filter(({ id }) => !away.has(id));
  const [newest] = left;
  const oldest = left.at(-1);
  if (newest === undefined || oldest === undefined) return [];
  return [
    {
      volumeId,
      why,
      count: left.length,
      sizeGiB: left.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0),
      oldest: iso(oldest.startedAt),
      newest: iso(newest.startedAt),
      command: deleteCommand(volumeId, region, prefix),
    },
  ];
}

/** Pinned copies are not among them. */
function deleteCommand(volumeId: string, region: string, prefix: string): string {
  const filters = `Name=volume-id,Values=${volumeId} Name=tag:${MARK},Values=${prefix}`;
  const query = `'Snapshots[?!(Tags[?Key==\`"${keysOf(prefix).keep}"\`])].[SnapshotId]'`;
  return `aws ec2 describe-snapshots --region ${region} --owner-ids self --filters ${filters} --query ${query} --output text | xargs -r -n1 aws ec2 delete-snapshot --region ${region} --snapshot-id`;
}
