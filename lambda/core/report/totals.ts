import type { Condition } from './condition.ts';
import { OUT_OF_TIME } from '../outcome.ts';
import type { RegionReport } from './region.ts';

/** What the lists of a region came to, counted before anything was cut: the verdict is made of these alone. */
export interface Totals extends Condition {
  readonly created: number;
  readonly deleted: number;
  readonly wouldCreate: number;
  readonly wouldDelete: number;
  readonly unchanged: number;
  /** One volume can have several. */
  readonly problems: number;
  readonly problemVolumes: number;
  readonly failed: number;
  readonly skipped: number;
  /** Those of the skipped actions that were not started because time was up. */
  readonly outOfTime: number;
  readonly held: number;
  readonly gone: number;
  readonly exceptions: number;
  readonly passedOver: number;
  readonly brakes: number;
  /** Volumes, living or gone, with own copies that nothing manages any more. */
  readonly orphans: number;
  /** Those of them that are living. */
  readonly unmanagedVolumes: number;
  readonly unmanagedCopies: number;
  /** Volumes that are gone and have a copy of the last seven days. */
  readonly goneLately: number;
  /** Own copies that there were before the run, but for those that somebody else deleted meanwhile. */
  readonly copies: number;
  readonly lostRuns: number;
  readonly hints: number;
  readonly notes: number;
}

/** Days after which a volume that is gone is no news. */
export const LATELY_DAYS = 7;

/** Counts a region whose lists are whole. */
export function totalsOf(region: Omit<RegionReport, 'totals'>, now: Date): Totals {
  const { condition, orphans, problems, skipped, kept } = region;
  const unmanaged = orphans.filter(({ why }) => why !== 'gone');
  const since = now.getTime() - LATELY_DAYS * 86_400_000;
  return {
    ...condition,
    created: region.created.length,
    deleted: region.deleted.length,
    wouldCreate: region.wouldCreate.length,
    wouldDelete: region.wouldDelete.length,
    unchanged: region.unchanged.length,
    problems: problems.length,
    problemVolumes: new Set(problems.map(({ volumeId }) => volumeId)).size,
    failed: region.failures.length,
    skipped: skipped.length,
    outOfTime: skipped.filter(({ because }) => because === OUT_OF_TIME).length,
    held: region.held.length,
    gone: region.gone.length,
    exceptions: region.exceptions.length,
    passedOver: region.passedOver.length,
    brakes: region.brakes.length,
    orphans: orphans.length,
    unmanagedVolumes: unmanaged.length,
    unmanagedCopies: copiesIn(unmanaged),
    goneLately: orphans.filter(({ why, newest }) => why === 'gone' && Date.parse(newest) >= since).length,
    copies: region.deleted.length + kept + copiesIn(orphans),
    lostRuns: region.lostRuns.length,
    hints: region.hints.length,
    notes: region.notes.length,
  };
}

function copiesIn(orphans: RegionReport['orphans']): number {
  return orphans.reduce((sum, { count }) => sum + count, 0);
}

/** How many entries the lists of a region have. */
export function entriesIn(region: RegionReport): number {
  return Object.values(listsOf(region)).reduce((sum, { entries }) => sum + entries.length, 0);
}

/** How many entries were cut from the lists of a region. */
export function missingFrom(region: RegionReport): number {
  return Object.values(listsOf(region)).reduce((sum, { entries, of }) => sum + of - entries.length, 0);
}

/** The names of a region's lists. */
type ListName = {
  [Name in keyof RegionReport]-?: RegionReport[Name] extends readonly unknown[] ? Name : never;
}[keyof RegionReport];

/** Each list, and how many entries it had before it was cut. */
function listsOf(
  region: RegionReport,
): Record<ListName, { readonly entries: readonly unknown[]; readonly of: number }> {
  const { totals } = region;
  return {
    created: { entries: region.created, of: totals.created },
    deleted: { entries: region.deleted, of: totals.deleted },
    wouldCreate: { entries: region.wouldCreate, of: totals.wouldCreate },
    wouldDelete: { entries: region.wouldDelete, of: totals.wouldDelete },
    unchanged: { entries: region.unchanged, of: totals.unchanged },
    problems: { entries: region.problems, of: totals.problems },
    failures: { entries: region.failures, of: totals.failed },
    skipped: { entries: region.skipped, of: totals.skipped },
    held: { entries: region.held, of: totals.held },
    gone: { entries: region.gone, of: totals.gone },
    exceptions: { entries: region.exceptions, of: totals.exceptions },
    passedOver: { entries: region.passedOver, of: totals.passedOver },
    brakes: { entries: region.brakes, of: totals.brakes },
    orphans: { entries: region.orphans, of: totals.orphans },
    lostRuns: { entries: region.lostRuns, of: totals.lostRuns },
    hints: { entries: region.hints, of: totals.hints },
    notes: { entries: region.notes, of: totals.notes },
  };
}
