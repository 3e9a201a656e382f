import { keysOf } from '../keys.ts';
import { isOfImage, type Outcome, type ReplicaOutcome } from '../outcome.ts';
import type { ImagePlan, Plan, ReplicaPlan } from '../plan/plan.ts';
import type { Problem } from '../policy/policy.ts';
import { type Condition, NO_CONDITION } from './condition.ts';
import { isAnyProved, type ProofStanding, standingOf } from '../proof/standing.ts';
import { coverageReport, type CoverageStanding, type RunCoverage } from './coverageLines.ts';
import { endOfRun } from './endOfRun.ts';
import { causeLines } from './failedBecause.ts';
import type { ImageStanding } from './imageLines.ts';
import { imagesReport } from './images.ts';
import { problemLines, tagNotes } from './lines.ts';
import { areReplicasHere, type ReplicaStanding } from './replicaLines.ts';
import { replicasReport } from './replicas.ts';
import {
  type AllLists,
  countOf,
  entriesOf,
  LIST_NAMES,
  NO_LISTS,
  SECTIONS,
  type Totals,
} from './sections.ts';
import { hintTexts } from './hintTexts.ts';
import { inOrder, type Names, namesIn, someVolumes, titlesIn } from './titles.ts';
import { type Planned, totalsOf } from './totals.ts';

/** What a run did in one region: decided and carried out, decided only, or not even that. */
export type RegionResult =
  | ({
      readonly status: 'done';
      readonly outcomes: readonly Outcome[];
      /** What became of the plan of replicas; absent where there is none. */
      readonly ofReplicas?: readonly ReplicaOutcome[] | undefined;
    } & Plans)
  | ({ readonly status: 'planned' } & Plans)
  | {
      readonly status: 'unreachable';
      readonly account?: string | undefined;
      readonly region: string;
      readonly code: string;
      readonly message: string;
      readonly forbidden?: true | undefined;
    };

/** What was decided for one region. */
export interface Plans {
  readonly plan: Plan;
  /** Absent where images are off. The outcomes of both are in one list. */
  readonly images?: ImagePlan | undefined;
  /** What is copied to this region and deleted of the copies there; absent where none are kept there. */
  readonly replicas?: ReplicaPlan | undefined;
  /** Snapshots whose share is taken back, each with the account that can read it. @default none */
  readonly takeBack?: ReadonlyMap<string, string> | undefined;
  /** How many volumes ask a vault for replicas; absent where the run is not that of one. */
  readonly asks?: number | undefined;
  /** Why nothing was decided about the replicas that are kept there. Absent where it was. */
  readonly unplanned?: string | undefined;
  /** How well its volumes are covered; absent where that is not looked at. */
  readonly coverage?: RunCoverage | undefined;
}

/** One region in the report. Lists of what was done contain what AWS confirmed, never what was attempted. */
export interface RegionReport extends AllLists, Names {
  /** Absent in a run that works in its own account only. */
  readonly account?: string | undefined;
  readonly region: string;
  /** `lost`: all that is known is that runs ended without a report. */
  readonly status: RegionResult['status'] | 'lost';
  /** The command that schedules a first thing, where nothing asks for snapshots and something could. */
  readonly beginning?: string | undefined;
  /** How many of its volumes ask for replicas in a vault, whose run this is: none in its own regions. Absent in any other run. */
  readonly asks?: number | undefined;
  /** Why the region could not be read. */
  readonly error?: string | undefined;
  /** Whether a service control policy of the organisation is why. */
  readonly forbidden?: true | undefined;
  readonly condition: Condition;
  readonly totals: Totals;
  /** Own snapshots of managed volumes that are still there. */
  readonly kept: number;
  /** Absent where images are off. */
  readonly images?: ImageStanding | undefined;
  /** Absent where no replicas are kept, and no tag that asks for them is wrong. */
  readonly replicas?: ReplicaStanding | undefined;
  /** Absent where nothing is managed, and where no record exists and the setting `prove` is off. */
  readonly proofs?: ProofStanding | undefined;
  /** Absent where only replicas are kept, and where a vault's sources are. */
  readonly coverage?: CoverageStanding | undefined;
}

/** What was asked of a run, beside its plans. */
export interface Circumstances {
  readonly now: Date;
  readonly prefix: string;
  /** How many snapshots are proved a day; absent where that is off. */
  readonly prove?: number | undefined;
}

/** An account has no more regions than this. */
export const MOST_REGIONS = 34;

const NONE: Planned = { deletable: 0, failedSnapshots: 0, leftAlone: 0, volumesGone: 0, volumesReplaced: 0 };

const NOTHING = { names: {}, attachments: {}, condition: NO_CONDITION, kept: 0, ...NO_LISTS };

/** Turns the result of one region into its part of the report. */
export function reportRegion(result: RegionResult, { now, prefix, prove }: Circumstances): RegionReport {
  if (result.status === 'unreachable') {
    const { account, region, status, code, message, forbidden } = result;
    const error = `${code}: ${message}`;
    const why = forbidden === undefined ? { error } : { error, forbidden };
    return withTotals({ ...NOTHING, account, region, status, ...why });
  }
  const { plan, status, images, replicas, unplanned, asks, coverage } = result;
  const outcomes = result.status === 'done' ? result.outcomes : [];
  const ofVolumes = { status, now, outcomes: outcomes.filter((one) => !isOfImage(one)) };
  const { lists, told, condition, kept, counted, coming } = endOfRun(plan, ofVolumes);
  const isOfReplicas = ({ key }: Pick<Problem, 'key'>): boolean => key === keysOf(prefix).replicate;
  const wrong = plan.problems.filter(isOfReplicas);
  const problems = problemLines(plan).filter((one) => !isOfReplicas(one));
  const byVolume = { ...lists, problems };
  const named = namesIn(plan, { ...byVolume, wrong });
  const title = titlesIn(named);
  const isProofTold = told.length > 0 && (prove !== undefined || isAnyProved(told));
  const ofImages = images && imagesReport(images, { status, now, outcomes: outcomes.filter(isOfImage) });
  const endOfReplicas = {
    status,
    now,
    outcomes: (result.status === 'done' ? result.ofReplicas : undefined) ?? [],
  };
  const ofReplicas = replicasReport({ plan: replicas, unplanned }, wrong, endOfReplicas);
  return withTotals(
    {
      account: plan.account,
      region: plan.region,
      status,
      ...(plan.beginning === undefined ? {} : { beginning: plan.beginning }),
      ...(asks === undefined ? {} : { asks }),
      names: { ...named.names, ...ofImages?.names, ...ofReplicas?.names },
      attachments: { ...named.attachments, ...ofReplicas?.attachments },
      condition,
      kept,
      ...(ofImages === undefined ? {} : { images: ofImages.images }),
      ...(ofReplicas === undefined ? {} : { replicas: ofReplicas.replicas }),
      ...(isProofTold ? { proofs: standingOf(told, now) } : {}),
      ...NO_LISTS,
      ...(coverage === undefined ? {} : coverageReport(coverage, coming)),
      ...inOrder(byVolume, named),
      ...ofImages?.lists,
      ...ofReplicas?.lists,
      failedBecause: causeLines(told),
      brakes: plan.brakes.map((one) => ('volumeId' in one ? { ...one, title: title(one.volumeId) } : one)),
      hints: [...hintTexts(plan.hints, plan), ...(ofImages?.hints ?? []), ...(ofReplicas?.hints ?? [])],
      notes: [
        ...plan.notes,
        ...hintTexts(plan.volumeNotes, plan),
        ...tagNotes(ofVolumes.outcomes, (ones) => someVolumes(ones, named)),
        ...(ofImages?.notes ?? []),
        ...(ofReplicas?.notes ?? []),
      ],
    },
    counted,
  );
}

/** The report of a run that was killed or that threw: it is not known what it did. */
export function lostRun(place: Pick<RegionReport, 'account' | 'region'>, why: string): RegionReport {
  return withTotals({ ...NOTHING, ...place, status: 'lost', lostRuns: [why] });
}

function withTotals(report: Omit<RegionReport, 'totals'>, planned: Planned = NONE): RegionReport {
  return { ...report, totals: totalsOf(report, planned) };
}

/** Whether any run could read the region. */
export function isRead({ status }: RegionReport): boolean {
  return status === 'done' || status === 'planned';
}

/** Whether nothing is managed in a region, and nothing is to be said of it. */
export function isQuiet(region: RegionReport): boolean {
  const { condition, kept, images, replicas, totals, asks = 0 } = region;
  const isEmpty =
    condition.volumesManaged + asks === 0 &&
    kept === 0 &&
    (images?.managed ?? 0) === 0 &&
    !areReplicasHere(replicas);
  return isRead(region) && isEmpty && LIST_NAMES.every((name) => countOf(totals, name) === 0);
}

/** Whether something was found in one region at most, so that it goes without saying which one is meant. */
export function isOneRegion(regions: readonly RegionReport[]): boolean {
  return regions.filter((one) => isRead(one) && !isQuiet(one)).length < 2;
}

/** Whether anything was done in a region, or would be. */
export function isBusy({ totals }: RegionReport): boolean {
  return Object.values(SECTIONS).some(({ work }) => work !== undefined && countOf(totals, work) > 0);
}

/** How many entries the lists of a region have. */
export function entriesIn(region: RegionReport): number {
  return LIST_NAMES.reduce((sum, name) => sum + entriesOf(region, name).length, 0);
}

/** How many entries were cut from the lists of a region. */
export function missingFrom(region: RegionReport): number {
  return LIST_NAMES.reduce((sum, name) => sum + countOf(region.totals, name), 0) - entriesIn(region);
}
