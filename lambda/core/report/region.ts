import type { Outcome } from '../outcome.ts';
import { volumesOf } from '../plan/creation.ts';
import type { ImagePlan, Plan } from '../plan/plan.ts';
import type { Managed } from '../plan/survey.ts';
import { bareVolumes, type Condition, conditionOf, NO_CONDITION } from './condition.ts';
import { exceptionLines } from './exceptions.ts';
import { causeLines } from './failedBecause.ts';
import { doneLines, plannedLines, problemLines, tagNotes } from './lines.ts';
import { orphanLines } from './orphanLines.ts';
import { eachList, LIST_NAMES, type Lists, SECTIONS, type Totals } from './sections.ts';
import { hintTexts } from './hintTexts.ts';
import { inOrder, type Names, namesIn, someVolumes, titlesIn } from './titles.ts';
import { type Planned, totalsOf } from './totals.ts';

/** What a run did in one region: decided and carried out, decided only, or not even that. */
export type RegionResult =
  | ({ readonly status: 'done'; readonly outcomes: readonly Outcome[] } & Plans)
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
}

/** One region in the report. Lists of what was done contain what AWS confirmed, never what was attempted. */
export interface RegionReport extends Lists, Names {
  /** Absent in a run that works in its own account only. */
  readonly account?: string | undefined;
  readonly region: string;
  /** `lost`: all that is known is that runs ended without a report. */
  readonly status: RegionResult['status'] | 'lost';
  /** The command that schedules a first thing, where nothing asks for snapshots and something could. */
  readonly beginning?: string | undefined;
  /** Why the region could not be read. */
  readonly error?: string | undefined;
  /** Whether a service control policy of the organisation is why. */
  readonly forbidden?: true | undefined;
  readonly condition: Condition;
  readonly totals: Totals;
  /** Own snapshots of managed volumes that are still there. */
  readonly kept: number;
}

/** An account has no more regions than this. */
export const MOST_REGIONS = 34;

const NO_LISTS: Lists = eachList(() => []);

const NONE: Planned = { deletable: 0, failedSnapshots: 0, leftAlone: 0, volumesGone: 0, volumesReplaced: 0 };

const NOTHING = { names: {}, attachments: {}, condition: NO_CONDITION, kept: 0, ...NO_LISTS };

/** Turns the result of one region into its part of the report. */
export function reportRegion(result: RegionResult, now: Date): RegionReport {
  if (result.status === 'unreachable') {
    const { account, region, status, code, message, forbidden } = result;
    const error = `${code}: ${message}`;
    const why = forbidden === undefined ? { error } : { error, forbidden };
    return withTotals({ ...NOTHING, account, region, status, ...why });
  }
  const { plan, status } = result;
  const outcomes = result.status === 'done' ? result.outcomes : [];
  const done = doneLines(outcomes, plan);
  const vanished = new Set(done.vanished.map(({ volumeId }) => volumeId));
  const managed = plan.managed.filter(({ volume }) => !vanished.has(volume.id));
  const away = new Set([...done.deleted, ...done.gone].map(({ snapshotId }) => snapshotId));
  const taken = new Set(
    status === 'planned' ? plan.creates.flatMap(volumesOf) : done.created.map(({ volumeId }) => volumeId),
  );
  const told = managed.map((one) => (plan.isFollowUp && taken.has(one.volume.id) ? withoutFailed(one) : one));
  const end = { taken, away, now };
  const byVolume = {
    ...done,
    ...(status === 'planned' ? plannedLines(plan) : {}),
    problems: problemLines(plan),
    bare: bareVolumes(managed, end).map((volumeId) => ({ volumeId, because: BARE })),
    exceptions: told.flatMap((one) => exceptionLines(one, now)),
    passedOver: plan.passedOver,
    orphans: plan.orphans.flatMap((orphan) => orphanLines(orphan, away, plan.region)),
  };
  const named = namesIn(plan, byVolume);
  const title = titlesIn(named);
  return withTotals(
    {
      account: plan.account,
      region: plan.region,
      status,
      ...(plan.beginning === undefined ? {} : { beginning: plan.beginning }),
      ...named,
      condition: conditionOf(managed, end),
      kept: plan.managed.reduce(
        (kept, { snapshots }) => kept + snapshots.filter(({ id }) => !away.has(id)).length,
        0,
      ),
      ...NO_LISTS,
      ...inOrder(byVolume, named),
      failedBecause: causeLines(told),
      brakes: plan.brakes.map((one) => ('volumeId' in one ? { ...one, title: title(one.volumeId) } : one)),
      hints: hintTexts(plan.hints, plan),
      notes: [
        ...plan.notes,
        ...hintTexts(plan.volumeNotes, plan),
        ...tagNotes(outcomes, (ones) => someVolumes(ones, named)),
      ],
    },
    {
      deletable: plan.deletable,
      failedSnapshots: failedIn(told),
      leftAlone: leftAloneIn(plan),
      volumesGone: plan.vanished.today,
      volumesReplaced: plan.vanished.replaced,
    },
  );
}

const BARE = 'no snapshot that restores, and none in progress';

function leftAloneIn({ problems, managed, passedOver }: Plan): number {
  const others = new Set([
    ...managed.map(({ volume }) => volume.id),
    ...passedOver.map(({ volumeId }) => volumeId),
  ]);
  return new Set(problems.map(({ volumeId }) => volumeId).filter((id) => !others.has(id))).size;
}

/** A follow-up that takes again what failed an hour before has put it right, so nobody has to look. */
function withoutFailed(one: Managed): Managed {
  return { ...one, snapshots: one.snapshots.filter(({ state }) => state !== 'error') };
}

/** The report of a run that was killed or that threw: it is not known what it did. */
export function lostRun(place: Pick<RegionReport, 'account' | 'region'>, why: string): RegionReport {
  return withTotals({ ...NOTHING, ...place, status: 'lost', lostRuns: [why] });
}

function withTotals(report: Omit<RegionReport, 'totals'>, planned: Planned = NONE): RegionReport {
  return { ...report, totals: totalsOf(report, planned) };
}

function failedIn(managed: readonly Managed[]): number {
  return managed.flatMap(({ snapshots }) => snapshots).filter(({ state }) => state === 'error').length;
}

/** Whether any run could read the region. */
export function isRead({ status }: RegionReport): boolean {
  return status === 'done' || status === 'planned';
}

/** Whether nothing is managed in a region, and nothing is to be said of it. */
export function isQuiet(region: RegionReport): boolean {
  const { condition, kept, totals } = region;
  const isEmpty = condition.volumesManaged === 0 && kept === 0;
  return isRead(region) && isEmpty && LIST_NAMES.every((name) => totals[name] === 0);
}

/** Whether something was found in one region at most, so that it goes without saying which one is meant. */
export function isOneRegion(regions: readonly RegionReport[]): boolean {
  return regions.filter((one) => isRead(one) && !isQuiet(one)).length < 2;
}

/** Whether anything was done in a region, or would be. */
export function isBusy({ totals }: RegionReport): boolean {
  return Object.values(SECTIONS).some(({ work }) => work !== undefined && totals[work] > 0);
}

/** How many entries the lists of a region have. */
export function entriesIn(region: RegionReport): number {
  return LIST_NAMES.reduce((sum, name) => sum + region[name].length, 0);
}

/** How many entries were cut from the lists of a region. */
export function missingFrom(region: RegionReport): number {
  return LIST_NAMES.reduce((sum, name) => sum + region.totals[name] - region[name].length, 0);
}
