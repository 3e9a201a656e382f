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

/** Sums up a run: the worst finding gives the level, and the line names them all. */
export function verdictOf(regions: readonly RegionReport[], mode: 'run' | 'dry run'): Verdict {
  const totals = totalsOf(regions);
  const found = findings(totals, regions);
  const level = found.some((one) => one.level === 'FAILURE')
    ? 'FAILURE'
    : found.length > 0
      ? 'WARNING'
      : 'OK';
  const line = [coverage(totals), ...found.flatMap(({ says }) => says ?? [])].join('; ');
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

/** One thing that is not as it should be. Without words where the numbers before it say it already. */
interface Finding {
  readonly level: 'WARNING' | 'FAILURE';
  readonly says?: string;
}

function findings(totals: Totals, regions: readonly RegionReport[]): Finding[] {
  const { unreachableRegions, failed, problemVolumes, skipped, volumesManaged, bare } = totals;
  const unmanaged = regions.flatMap(({ orphans }) => orphans).filter(({ why }) => why !== 'gone');
  const copies = unmanaged.reduce((total, orphan) => total + orphan.count, 0);
  const passedOver = regions.flatMap((region) => region.passedOver).length;
  const isSeen = unreachableRegions === 0 || unreachableRegions < regions.length;
  return [
    ...when(unreachableRegions, 'FAILURE', `${counted(unreachableRegions, 'region')} could not be read`),
    ...when(failed, 'FAILURE', `${counted(failed, 'action')} failed`),
    ...when(problemVolumes, 'FAILURE', `${counted(problemVolumes, 'volume')} with a problem`),
    ...(bare > 0 ? [{ level: 'FAILURE' as const }] : []),
    ...regions.flatMap(brakeFindings),
    ...(volumesManaged === 0 && isSeen
      ? [{ level: 'WARNING' as const, says: 'nothing asks for snapshots here' }]
      : []),
    ...when(
      unmanaged.length,
      'WARNING',
      `${counted(unmanaged.length, 'living volume')} with ${counted(copies, 'own copy', 'own copies')} that nothing manages any more`,
    ),
    ...when(skipped, 'WARNING', `${counted(skipped, 'action')} left for the next run`),
    ...when(passedOver, 'WARNING', `${counted(passedOver, 'volume')} passed over`),
    ...(regions.some(({ exceptions }) => exceptions.length > 0) ? [{ level: 'WARNING' as const }] : []),
  ];
}

function when(number: number, level: Finding['level'], says: string): Finding[] {
  return number === 0 ? [] : [{ level, says }];
}

/** Names one brake of a region, the region's own where it is on, and counts the others. */
function brakeFindings({ region, brakes }: RegionReport): Finding[] {
  const [first, ...others] = brakes;
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : `, and ${counted(others.length, 'more brake')} there`;
  return [{ level: 'WARNING', says: `${brakeText(first, region)}${more}` }];
}

/** `1 volume`, `2 volumes`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
