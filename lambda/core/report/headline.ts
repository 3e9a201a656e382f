import { brakeText } from '../plan/brake.ts';
import type { Condition } from './condition.ts';
import { counted } from '../counted.ts';
import { placeOf } from '../place.ts';
import { isRead, type RegionReport } from './region.ts';
import { LATELY_DAYS, type Totals } from './totals.ts';

/** What a person needs to know first, and the totals over all regions. */
export interface Verdict extends Sums {
  readonly level: Level;
  /** The first line of the report. */
  readonly line: string;
}

export type Level = 'OK' | 'WARNING' | 'FAILURE';

interface Sums extends Condition {
  readonly created: number;
  readonly deleted: number;
  readonly failed: number;
  readonly skipped: number;
  readonly problemVolumes: number;
  readonly unreachableRegions: number;
  /** Regions in which a run ended without a report. */
  readonly lostRegions: number;
}

/** What a verdict needs beside the regions. */
interface Circumstances {
  readonly mode: 'run' | 'dry run';
  /** Whether a person named the regions, and so expects volumes in each, or asked for all there are. */
  readonly scope: 'named' | 'all';
}

/**
 * Sums up a run: the worst finding gives the level, and the line names them all but for what its numbers say.
 *
 * Made of the regions' totals, so it is the same after their lists were cut.
 */
export function verdictOf(regions: readonly RegionReport[], { mode, scope }: Circumstances): Verdict {
  const totals = sumsOf(regions);
  const failures = failuresIn(totals);
  const warnings = [
    ...warningsIn(totals, regions),
    ...named(regions.flatMap(accidentIn), 'more region with such a loss', 'more regions with such a loss'),
  ];
  const remarks = [
    ...heldIn(regions),
    ...(scope === 'named' && totals.volumesManaged > 0 ? emptyAmong(regions) : []),
  ];
  const hasExceptions = sumOver(regions, 'exceptions') > 0;
  const level =
    failures.length > 0 || totals.bare > 0
      ? 'FAILURE'
      : warnings.length > 0 || hasExceptions
        ? 'WARNING'
        : 'OK';
  const line = [coverage(totals), ...failures, ...warnings, ...remarks].join('; ');
  return {
    level,
    line: `${level}: ${mode === 'dry run' ? 'dry run, as if carried out: ' : ''}${line}.`,
    ...totals,
  };
}

function sumsOf(regions: readonly RegionReport[]): Sums {
  return {
    instancesManaged: sumOver(regions, 'instancesManaged'),
    volumesManaged: sumOver(regions, 'volumesManaged'),
    onSchedule: sumOver(regions, 'onSchedule'),
    full: sumOver(regions, 'full'),
    filling: sumOver(regions, 'filling'),
    starting: sumOver(regions, 'starting'),
    bare: sumOver(regions, 'bare'),
    created: sumOver(regions, 'created'),
    deleted: sumOver(regions, 'deleted'),
    failed: sumOver(regions, 'failed'),
    skipped: sumOver(regions, 'skipped'),
    problemVolumes: sumOver(regions, 'problemVolumes'),
    unreachableRegions: regions.filter(({ status }) => status === 'unreachable').length,
    lostRegions: regions.filter(({ totals }) => totals.lostRuns > 0).length,
  };
}

function sumOver(regions: readonly RegionReport[], total: keyof Totals): number {
  return regions.reduce((sum, { totals }) => sum + totals[total], 0);
}

function coverage({ volumesManaged, onSchedule, full, filling, starting, bare }: Sums): string {
  const without = starting + bare;
  const coming =
    starting === 0
      ? ''
      : ` (${starting === without ? 'their first' : `the first of ${starting}`} is being made)`;
  return `${onSchedule} of ${counted(volumesManaged, 'managed volume')} on schedule; ${full} full, ${filling} still filling, ${without} without a restorable copy${coming}`;
}

function failuresIn({ unreachableRegions, lostRegions, failed, problemVolumes }: Sums): string[] {
  return [
    ...when(unreachableRegions, `${counted(unreachableRegions, 'region')} could not be read`),
    ...when(
      lostRegions,
      `${counted(lostRegions, 'region')} with a run that ended without a report, so what it did is not counted`,
    ),
    ...when(failed, `${counted(failed, 'action')} failed`),
    ...when(problemVolumes, `${counted(problemVolumes, 'volume')} with a problem`),
  ];
}

function warningsIn(totals: Sums, regions: readonly RegionReport[]): string[] {
  const { skipped, volumesManaged } = totals;
  const unmanaged = sumOver(regions, 'unmanagedVolumes');
  const copies = sumOver(regions, 'unmanagedCopies');
  const passedOver = sumOver(regions, 'passedOver');
  const isSeen = regions.length === 0 || regions.some(isRead);
  return [
    ...named(
      regions.flatMap(brakesIn),
      'more region where deletions are held back',
      'more regions where deletions are held back',
    ),
    ...(volumesManaged === 0 && isSeen ? ['nothing asks for snapshots here'] : []),
    ...when(
      unmanaged,
      `${counted(unmanaged, 'living volume')} with ${counted(copies, 'own copy', 'own copies')} that nothing manages any more`,
    ),
    ...when(skipped, `${counted(skipped, 'action')} left for the next run`),
    ...when(passedOver, `${counted(passedOver, 'volume')} passed over`),
  ];
}

/** One volume is deleted every day; it takes more to look like an accident. */
const FEWEST_LOST = 2;

/**
 * What looks like an accident, whatever setting allowed it: half of a region's volumes or more are not listed any
 * more, or more than half of its copies went in one run.
 */
function accidentIn(region: RegionReport): string[] {
  const { goneLately: gone, volumesManaged, copies, ...totals } = region.totals;
  const volumes = gone + volumesManaged;
  const deleted = totals.deleted + totals.wouldDelete;
  const losses = [
    ...when(
      gone >= FEWEST_LOST && gone * 2 >= volumes ? gone : 0,
      `${gone} of ${counted(volumes, 'volume')} of ${placeOf(region)} with a copy of the last ${LATELY_DAYS} days are gone`,
    ),
    ...when(
      deleted > 10 && deleted > copies / 2 ? deleted : 0,
      `${deleted} of ${copies} own copies in ${placeOf(region)} deleted at once`,
    ),
  ];
  return losses.length === 0 ? [] : [losses.join('; ')];
}

function heldIn(regions: readonly RegionReport[]): string[] {
  const held = sumOver(regions, 'held');
  return when(held, `${counted(held, 'copy', 'copies')} held by AWS, so not deleted`);
}

/** Regions that somebody named and in which nothing is managed: no warning, because a region may well be empty. */
function emptyAmong(regions: readonly RegionReport[]): string[] {
  const empty = regions.filter((region) => isRead(region) && region.totals.volumesManaged === 0);
  const names = named(empty.map(placeOf), 'more region').join(', ');
  return when(empty.length, `nothing asks for snapshots in ${names}`);
}

function when(number: number, says: string): string[] {
  return number === 0 ? [] : [says];
}

/** Names one brake of a region, the region's own where it is on, and counts the others. */
function brakesIn(region: RegionReport): string[] {
  const [first] = region.brakes;
  if (first === undefined) return [];
  const others = region.totals.brakes - 1;
  const more = others === 0 ? '' : `, and ${counted(others, 'more brake')} there`;
  return [`${brakeText(first, placeOf(region))}${more}`];
}

/** An account has not more regions than that. */
const MOST_NAMED = 34;

/** Counts those of a long list that would make the line unreadable. */
function named(texts: readonly string[], one: string, many = `${one}s`): string[] {
  const left = texts.slice(MOST_NAMED).length;
  return [...texts.slice(0, MOST_NAMED), ...when(left, counted(left, one, many))];
}
