import { brakeText } from '../plan/brake.ts';
import type { Condition } from './condition.ts';
import { grouped } from '../grouped.ts';
import { counted, inQuotes, placeOf } from '../text.ts';
import { LONGEST_CAUSE } from './causes.ts';
import { isRead, MOST_REGIONS, type RegionReport } from './region.ts';
import type { Totals } from './sections.ts';
import type { Level } from './told.ts';

/** What a person needs to know first, and the totals over all regions. */
export interface Headline extends Sums {
  readonly level: Level;
  /** The first line of the report. */
  readonly line: string;
}

interface Sums extends Condition {
  readonly created: number;
  readonly deleted: number;
  readonly failures: number;
  readonly skipped: number;
  readonly problemVolumes: number;
  readonly unreachableRegions: number;
  /** Regions in which a run ended without a report. */
  readonly lostRegions: number;
}

/** What a headline needs beside the regions. */
interface Circumstances {
  readonly mode: 'run' | 'dry run';
  /** `named`: a person named the regions, and expects volumes in each. */
  readonly scope: 'named' | 'all';
  /** Why the run did nothing. */
  readonly idle?: string | undefined;
}

/**
 * Sums up a run: the worst finding gives the level, and the line names all of them.
 *
 * It is made of the regions' totals, so it is the same after their lists were cut.
 */
export function headlineOf(regions: readonly RegionReport[], { mode, scope, idle }: Circumstances): Headline {
  const totals = sumsOf(regions);
  if (idle !== undefined) {
    return { level: 'WARNING', line: `WARNING: this follow-up did nothing: ${idle}.`, ...totals };
  }
  const failures = failuresIn(totals);
  const warnings = [
    ...warningsIn(totals, regions),
    ...failedIn(regions),
    ...named(regions.flatMap(accidentIn), 'more region with such a loss', 'more regions with such a loss'),
  ];
  const remarks = [
    ...named(
      regions.flatMap(replacedIn),
      'more region where volumes were replaced',
      'more regions where volumes were replaced',
    ),
    ...heldIn(regions),
    ...(scope === 'named' && totals.volumesManaged > 0 ? emptyAmong(regions) : []),
  ];
  const hasExceptions = totalOver(regions, 'exceptions') > 0;
  const level =
    failures.length > 0 || totals.bare > 0
      ? 'FAILURE'
      : warnings.length > 0 || hasExceptions
        ? 'WARNING'
        : 'OK';
  const line = [standing(totals), ...failures, ...warnings, ...remarks].join('; ');
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
    created: totalOver(regions, 'created'),
    deleted: totalOver(regions, 'deleted'),
    failures: totalOver(regions, 'failures'),
    skipped: totalOver(regions, 'skipped'),
    problemVolumes: totalOver(regions, 'problemVolumes'),
    unreachableRegions: regions.filter(({ status }) => status === 'unreachable').length,
    lostRegions: regions.filter(({ totals }) => totals.lostRuns > 0).length,
  };
}

function sumOver(regions: readonly RegionReport[], count: keyof Condition): number {
  return regions.reduce((sum, { condition }) => sum + condition[count], 0);
}

function totalOver(regions: readonly RegionReport[], count: keyof Totals): number {
  return regions.reduce((sum, { totals }) => sum + totals[count], 0);
}

function standing({ volumesManaged, onSchedule, full, filling, starting, bare }: Sums): string {
  const without = starting + bare;
  const coming =
    starting === 0
      ? ''
      : ` (${starting === without ? 'their first' : `the first of ${starting}`} is being made)`;
  return `${onSchedule} of ${counted(volumesManaged, 'managed volume')} on schedule; ${full} full, ${filling} still filling, ${without} without a restorable copy${coming}`;
}

function failuresIn({ unreachableRegions, lostRegions, failures, problemVolumes }: Sums): string[] {
  return [
    ...when(unreachableRegions, `${counted(unreachableRegions, 'region')} could not be read`),
    ...when(
      lostRegions,
      `${counted(lostRegions, 'region')} with a run that ended without a report, so what it did is not counted`,
    ),
    ...when(failures, `${counted(failures, 'action')} failed`),
    ...when(problemVolumes, `${counted(problemVolumes, 'volume')} with a problem`),
  ];
}

function warningsIn(totals: Sums, regions: readonly RegionReport[]): string[] {
  const { skipped, volumesManaged } = totals;
  const unmanaged = totalOver(regions, 'unmanagedVolumes');
  const copies = totalOver(regions, 'unmanagedSnapshots');
  const passedOver = totalOver(regions, 'passedOver');
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

/** Names what AWS says of the failed snapshots of several volumes, the most frequent message only. */
function failedIn(regions: readonly RegionReport[]): string[] {
  const causes = grouped(
    regions.flatMap(({ failedBecause }) => failedBecause),
    ({ message }) => message,
  );
  const [most] = [...causes]
    .map(([message, all]) => ({ message, volumes: all.reduce((sum, { volumes }) => sum + volumes, 0) }))
    .toSorted((a, b) => b.volumes - a.volumes);
  if (most === undefined || most.volumes < SEVERAL) return [];
  return [
    `AWS failed snapshots of ${counted(most.volumes, 'volume')}: ${inQuotes(most.message, LONGEST_CAUSE)}`,
  ];
}

const SEVERAL = 2;

/** One deleted volume is normal and does not look like an accident. */
const FEWEST_LOST = 2;

/**
 * What looks like an accident, whatever setting allowed it: at least half of a region's volumes are not listed
 * any more, or more than half of the snapshots that can be deleted were deleted in one run.
 */
function accidentIn(region: RegionReport): string[] {
  const { volumesGone, volumesReplaced, deletable, ...totals } = region.totals;
  const gone = volumesGone - volumesReplaced;
  const deleted = totals.deleted + totals.wouldDelete;
  const losses = [
    ...when(isMuch(gone, region) ? gone : 0, `${goneText(gone, region)} are gone since their last snapshot`),
    ...when(
      deleted > 10 && deleted > deletable / 2 ? deleted : 0,
      `${deleted} of ${deletable} own copies in ${placeOf(region)} deleted at once`,
    ),
  ];
  return losses.length === 0 ? [] : [losses.join('; ')];
}

/** A fleet that was replaced is no accident, and is told all the same. */
function replacedIn(region: RegionReport): string[] {
  const { volumesGone, volumesReplaced: replaced } = region.totals;
  const isTold = replaced > 0 && isMuch(volumesGone, region);
  return isTold
    ? [
        `${goneText(replaced, region)} are gone since their last snapshot and ${replaced} of the same Name are new: a fleet that was replaced`,
      ]
    : [];
}

function isMuch(gone: number, region: RegionReport): boolean {
  return gone >= FEWEST_LOST && gone * 2 >= volumesOf(region);
}

function goneText(gone: number, region: RegionReport): string {
  return `${gone} of ${counted(volumesOf(region), 'volume')} of ${placeOf(region)}`;
}

/** The volumes there would be if none had vanished. */
function volumesOf({ totals, condition }: RegionReport): number {
  return totals.volumesGone + condition.volumesManaged;
}

function heldIn(regions: readonly RegionReport[]): string[] {
  const held = totalOver(regions, 'held');
  return when(held, `${counted(held, 'snapshot')} held by AWS, so not deleted`);
}

/** Regions that a person named and in which nothing is managed. This is no warning, because a region can be empty. */
function emptyAmong(regions: readonly RegionReport[]): string[] {
  const empty = regions.filter((region) => isRead(region) && region.condition.volumesManaged === 0);
  const names = named(empty.map(placeOf), 'more region').join(', ');
  return when(empty.length, `nothing asks for snapshots in ${names}`);
}

function when(number: number, says: string): string[] {
  return number === 0 ? [] : [says];
}

/** Names one brake of a region, the region's own where it has one, and counts the others. */
function brakesIn(region: RegionReport): string[] {
  const [first] = region.brakes;
  if (first === undefined) return [];
  const others = region.totals.brakes - 1;
  const more = others === 0 ? '' : `, and ${counted(others, 'more brake')} there`;
  return [`${brakeText(first, placeOf(region))}${more}`];
}

/** Names as many as an account has regions, and counts the others: more would make the line unreadable. */
function named(texts: readonly string[], one: string, many = `${one}s`): string[] {
  const left = texts.slice(MOST_REGIONS).length;
  return [...texts.slice(0, MOST_REGIONS), ...when(left, counted(left, one, many))];
}
