import type { Brake } from '../plan/brake.ts';
import { type Condition, conditionOf, NO_CONDITION } from './condition.ts';
import { volumesOf } from '../plan/creation.ts';
import type { Outcome } from '../outcome.ts';
import type { Plan } from '../plan/plan.ts';
import {
  doneLines,
  exceptionLines,
  type FailureLine,
  type OrphanLine,
  orphanLines,
  plannedLines,
  type ProblemLine,
  problemLines,
  type SkippedLine,
  type SnapshotLine,
  type VolumeLine,
} from './lines.ts';
import { type Totals, totalsOf } from './totals.ts';

/** What a run did in one region: decided and carried out, decided only, or not even that. */
export type RegionResult =
  | { readonly status: 'done'; readonly plan: Plan; readonly outcomes: readonly Outcome[] }
  | { readonly status: 'planned'; readonly plan: Plan }
  | {
      readonly status: 'unreachable';
      readonly account?: string | undefined;
      readonly region: string;
      readonly code: string;
      readonly message: string;
    };

/** One region in the report. Lists of what was done hold what AWS confirmed, never what was attempted. */
export interface RegionReport {
  /** Absent in a run that works on no accounts but its own. */
  readonly account?: string | undefined;
  readonly region: string;
  /** `lost`: all that is known is that runs ended without a report. */
  readonly status: RegionResult['status'] | 'lost';
  /** The names people gave to the volumes of this report, by volume id. */
  readonly names: Readonly<Record<string, string>>;
  /** Why the region could not be read. */
  readonly error?: string | undefined;
  readonly condition: Condition;
  /** What the lists came to before any was cut to fit. */
  readonly totals: Totals;
  readonly created: readonly SnapshotLine[];
  readonly deleted: readonly SnapshotLine[];
  /** In a dry run: what a run would do. */
  readonly wouldCreate: readonly VolumeLine[];
  readonly wouldDelete: readonly SnapshotLine[];
  /** In a dry run: managed volumes with nothing to do, or that wait. */
  readonly unchanged: readonly VolumeLine[];
  /** Own snapshots of managed volumes that are still there. */
  readonly kept: number;
  readonly problems: readonly ProblemLine[];
  readonly failures: readonly FailureLine[];
  readonly skipped: readonly SkippedLine[];
  /** Deletions that AWS refused because something holds the snapshot. */
  readonly held: readonly SnapshotLine[];
  /** Snapshots to be deleted that were gone when we came, by our own unanswered call or somebody else's hand. */
  readonly gone: readonly SnapshotLine[];
  /** Volumes that are due and wait, that missed a slot, or whose copies failed or do not complete. */
  readonly exceptions: readonly VolumeLine[];
  readonly passedOver: readonly VolumeLine[];
  readonly brakes: readonly Brake[];
  readonly orphans: readonly OrphanLine[];
  /** Why runs ended without a report: what they did is in no counter. */
  readonly lostRuns: readonly string[];
  readonly hints: readonly string[];
  readonly notes: readonly string[];
}

const NOTHING_PLANNED = { wouldCreate: [], wouldDelete: [], unchanged: [] };

const NOTHING = {
  names: {},
  condition: NO_CONDITION,
  created: [],
  deleted: [],
  held: [],
  gone: [],
  failures: [],
  skipped: [],
  ...NOTHING_PLANNED,
  kept: 0,
  problems: [],
  exceptions: [],
  passedOver: [],
  brakes: [],
  orphans: [],
  lostRuns: [],
  hints: [],
  notes: [],
};

/** Turns the result of one region into its part of the report. */
export function reportRegion(result: RegionResult, prefix: string, now: Date): RegionReport {
  if (result.status === 'unreachable') {
    const { account, region, status, code, message } = result;
    return withTotals({ ...NOTHING, account, region, status, error: `${code}: ${message}` }, now);
  }
  const { plan, status } = result;
  const outcomes = result.status === 'done' ? result.outcomes : [];
  const done = doneLines(outcomes, plan);
  const away = new Set([...done.deleted, ...done.gone].map(({ snapshotId }) => snapshotId));
  const lists = {
    ...done,
    ...(status === 'planned' ? plannedLines(plan) : NOTHING_PLANNED),
    problems: problemLines(plan),
    exceptions: plan.managed.flatMap((one) => exceptionLines(one, now)),
    passedOver: plan.passedOver,
    orphans: plan.orphans.flatMap((orphan) => orphanLines(orphan, away, plan.region, prefix)),
  };
  const mentioned = new Set(Object.values(lists).flatMap((list) => list.map(({ volumeId }) => volumeId)));
  const taken =
    status === 'planned' ? plan.creates.flatMap(volumesOf) : lists.created.map(({ volumeId }) => volumeId);
  const report = {
    account: plan.account,
    region: plan.region,
    status,
    names: Object.fromEntries([...plan.names].filter(([id]) => mentioned.has(id))),
    condition: conditionOf(plan.managed, { taken: new Set(taken), away, prefix, now }),
    ...lists,
    kept: plan.managed.reduce(
      (kept, { copies }) => kept + copies.filter(({ id }) => !away.has(id)).length,
      0,
    ),
    brakes: plan.brakes,
    lostRuns: [],
    hints: plan.hints,
    notes: plan.notes,
  };
  return withTotals(report, now);
}

/** What is told of a run that was killed or thrown out: nobody knows what it did. */
export function lostRun(
  place: Pick<RegionReport, 'account' | 'region'>,
  why: string,
  now: Date,
): RegionReport {
  return withTotals({ ...NOTHING, ...place, status: 'lost', lostRuns: [why] }, now);
}

/** Whether any run could read the region, so that there is something to tell of it. */
export function isRead({ status }: RegionReport): boolean {
  return status === 'done' || status === 'planned';
}

function withTotals(report: Omit<RegionReport, 'totals'>, now: Date): RegionReport {
  return { ...report, totals: totalsOf(report, now) };
}
