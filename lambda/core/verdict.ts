import { brakeText } from './brake.ts';
import type { Condition } from './condition.ts';
import type { RegionReport } from './regionReport.ts';

/** What a person needs to know first, and the totals over all regions. */
export interface Verdict extends Totals {
  readonly level: Level;
  /** The first line of the report. */
  readonly line: string;
}

export type Level = 'OK' | 'WARNING' | 'FAILURE';

interface Totals extends Condition {
  readonly created: number;
  readonly deleted: number;
  readonly failed: number;
  readonly skipped: number;
  readonly problemVolumes: number;
  readonly unreachableRegions: number;
}

/** What a verdict needs beside the regions. */
interface Circumstances {
  readonly mode: 'run' | 'dry run';
  readonly now: Date;
  /** Whether a person named the regions, and so expects volumes in each, or asked for all there are. */
  readonly scope: 'named' | 'all';
}

/** Sums up a run: the worst finding gives the level, and the line names them all but for what its numbers say. */
export function verdictOf(regions: readonly RegionReport[], { mode, now, scope }: Circumstances): Verdict {
  const totals = totalsOf(regions);
  const failures = failuresIn(totals);
  const warnings = [
    ...warningsIn(totals, regions),
    ...regions.flatMap((region) => massAccidentsIn(region, now)),
  ];
  const remarks = [
    ...heldIn(regions),
    ...(scope === 'named' && totals.volumesManaged > 0 ? emptyAmong(regions) : []),
  ];
  const hasExceptions = regions.some(({ exceptions }) => exceptions.length > 0);
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

function totalsOf(regions: readonly RegionReport[]): Totals {
  const sum = (number: (region: RegionReport) => number): number =>
    regions.reduce((total, region) => total + number(region), 0);
  return {
    instancesManaged: sum(({ condition }) => condition.instancesManaged),
    volumesManaged: sum(({ condition }) => condition.volumesManaged),
    onSchedule: sum(({ condition }) => condition.onSchedule),
    full: sum(({ condition }) => condition.full),
    filling: sum(({ condition }) => condition.filling),
    starting: sum(({ condition }) => condition.starting),
    bare: sum(({ condition }) => condition.bare),
    created: sum(({ created }) => created.length),
    deleted: sum(({ deleted }) => deleted.length),
    failed: sum(({ failures }) => failures.length),
    skipped: sum(({ skipped }) => skipped.length),
    problemVolumes: sum(({ problems }) => new Set(problems.map(({ volumeId }) => volumeId)).size),
    unreachableRegions: regions.filter(({ status }) => status === 'unreachable').length,
  };
}

function coverage({ volumesManaged, onSchedule, full, filling, starting, bare }: Totals): string {
  const without = starting + bare;
  const coming =
    starting === 0
      ? ''
      : ` (${starting === without ? 'their first' : `the first of ${starting}`} is being made)`;
  return `${onSchedule} of ${counted(volumesManaged, 'managed volume')} on schedule; ${full} full, ${filling} still filling, ${without} without a restorable copy${coming}`;
}

function failuresIn({ unreachableRegions, failed, problemVolumes }: Totals): string[] {
  return [
    ...when(unreachableRegions, `${counted(unreachableRegions, 'region')} could not be read`),
    ...when(failed, `${counted(failed, 'action')} failed`),
    ...when(problemVolumes, `${counted(problemVolumes, 'volume')} with a problem`),
  ];
}

function warningsIn(totals: Totals, regions: readonly RegionReport[]): string[] {
  const { unreachableRegions, skipped, volumesManaged } = totals;
  const unmanaged = regions.flatMap(({ orphans }) => orphans).filter(({ why }) => why !== 'gone');
  const copies = unmanaged.reduce((total, orphan) => total + orphan.count, 0);
  const passedOver = regions.flatMap((region) => region.passedOver).length;
  const isSeen = unreachableRegions === 0 || unreachableRegions < regions.length;
  return [
    ...regions.flatMap(brakesIn),
    ...(volumesManaged === 0 && isSeen ? ['nothing asks for snapshots here'] : []),
    ...when(
      unmanaged.length,
      `${counted(unmanaged.length, 'living volume')} with ${counted(copies, 'own copy', 'own copies')} that nothing manages any more`,
    ),
    ...when(skipped, `${counted(skipped, 'action')} left for the next run`),
    ...when(passedOver, `${counted(passedOver, 'volume')} passed over`),
  ];
}

const LATELY_DAYS = 7;
/** One volume is deleted every day; it takes more to look like an accident. */
const FEWEST_LOST = 2;

/**
 * What looks like an accident, whatever setting allowed it: half of a region's volumes or more are not listed any
 * more, or more than half of its copies went in one run.
 */
function massAccidentsIn(region: RegionReport, now: Date): string[] {
  const { orphans, condition, kept } = region;
  const since = now.getTime() - LATELY_DAYS * 86_400_000;
  const gone = orphans.filter(({ why, newest }) => why === 'gone' && Date.parse(newest) >= since).length;
  const volumes = gone + condition.volumesManaged;
  const deleted = region.deleted.length + region.wouldDelete.length;
  // What would be deleted is still among those that are kept.
  const copies = region.deleted.length + kept + orphans.reduce((sum, { count }) => sum + count, 0);
  return [
    ...when(
      gone >= FEWEST_LOST && gone * 2 >= volumes ? gone : 0,
      `${gone} of ${counted(volumes, 'volume')} of ${region.region} with a copy of the last ${LATELY_DAYS} days are gone`,
    ),
    ...when(
      deleted > 10 && deleted > copies / 2 ? deleted : 0,
      `${deleted} of ${copies} own copies in ${region.region} deleted at once`,
    ),
  ];
}

function heldIn(regions: readonly RegionReport[]): string[] {
  const held = regions.flatMap((region) => region.held).length;
  return when(held, `${counted(held, 'copy', 'copies')} held by AWS, so not deleted`);
}

/** Regions that somebody named and in which nothing is managed: no warning, because a region may well be empty. */
function emptyAmong(regions: readonly RegionReport[]): string[] {
  const empty = regions.filter(
    ({ status, condition }) => status !== 'unreachable' && condition.volumesManaged === 0,
  );
  const names = empty.map(({ region }) => region).join(', ');
  return when(empty.length, `nothing asks for snapshots in ${names}`);
}

function when(number: number, says: string): string[] {
  return number === 0 ? [] : [says];
}

/** Names one brake of a region, the region's own where it is on, and counts the others. */
function brakesIn({ region, brakes }: RegionReport): string[] {
  const [first, ...others] = brakes;
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : `, and ${counted(others.length, 'more brake')} there`;
  return [`${brakeText(first, region)}${more}`];
}

/** `1 volume`, `2 volumes`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
