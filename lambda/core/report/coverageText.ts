import type { CoverageSums } from '../coverage/covered.ts';
import { shareText } from '../coverage/lines.ts';
import { addedSums } from '../coverage/sums.ts';
import { worstFirst } from '../coverage/worstFirst.ts';
import { volumeTitle } from '../policy/called.ts';
import { counted, placeOf } from '../text.ts';
import { type Days, dayWords } from './causes/cause.ts';
import type { CoverageStanding, UncoveredLine } from './coverageLines.ts';
import type { RegionReport } from './region.ts';

/** The coverage of all regions of a run. */
export interface ReportedCoverage {
  /** In one line. */
  readonly line: string;
  /** `ours` where in any region only own snapshots were read. */
  readonly of: CoverageStanding['of'];
  readonly sums: CoverageSums;
  /** Those of the volumes outside that never had a snapshot, and whose first is being made. */
  readonly starting: number;
}

/** The coverage of all regions that have one; undefined where none has a volume to cover. */
export function coverageOver(regions: readonly RegionReport[], days: Days): ReportedCoverage | undefined {
  const standings = regions.flatMap(({ coverage }) => coverage ?? []);
  const sums = addedSums(standings.map((one) => one.sums));
  if (volumesIn(sums) === 0) return undefined;
  const of = standings.every((one) => one.of === 'all producers') ? 'all producers' : 'ours';
  const starting = standings.reduce((sum, one) => sum + one.starting, 0);
  return { line: lineOver(sums, { days, starting, isOnePlace: standings.length < 2 }), of, sums, starting };
}

function volumesIn({ volumes }: CoverageSums): number {
  return Object.values(volumes).reduce((sum, one) => sum + one, 0);
}

interface Telling extends Pick<ReportedCoverage, 'starting'> {
  readonly days: Days;
  /** It goes without saying where a volume is. */
  readonly isOnePlace: boolean;
}

/**
 * `Coverage: 99.7 % of volume-hours inside their objective since 3 Nov; 2 volumes outside now; worst vol-x (db-data): 41 h
 * on 12 Nov`
 */
function lineOver(sums: CoverageSums, { days, starting, isOnePlace }: Telling): string {
  const { since, known, volumes, worst } = sums;
  const share =
    since === undefined || known === 0
      ? 'no snapshot tells of the past yet'
      : `${shareText(sums)} of volume-hours inside their objective since ${dayWords(since, days)}`;
  const { outside, unprotected } = volumes;
  const firstOnes = starting === 0 ? '' : ` (the first snapshot of ${starting} is being made)`;
  const where = worst === undefined || isOnePlace ? '' : ` in ${placeOf(worst)}`;
  return [
    `Coverage: ${share}`,
    outside === 0 ? 'none outside now' : `${counted(outside, 'volume')} outside now${firstOnes}`,
    ...(unprotected === 0 ? [] : [`${unprotected} unprotected`]),
    ...(worst === undefined
      ? []
      : [`worst ${volumeTitle(worst)}${where}: ${Math.floor(worst.age)} h on ${dayWords(worst.at, days)}`]),
  ].join('; ');
}

/** The worst volumes of all regions, each in a line. */
export function uncoveredTexts(regions: readonly RegionReport[], most: number): string[] {
  const all = regions.flatMap(({ uncovered = [] }) => uncovered);
  return all.toSorted(worstFirst).slice(0, most).map(uncoveredText);
}

function uncoveredText(one: UncoveredLine): string {
  const { standing, asked, age, objective, producers } = one;
  const [newest] = producers;
  const has =
    newest === undefined
      ? 'nothing restores it'
      : `newest ${hoursText(age)} old, by ${producers.map(({ producer }) => producer).join(', ')}`;
  const allowed =
    objective === undefined ? '' : `; objective ${hoursText(objective.hours)} by its ${objective.from}`;
  return `${standing}: ${volumeTitle(one)} in ${placeOf(one)}, ${asked}: ${has}${allowed}`;
}

function hoursText(hours: number | undefined): string {
  return hours === undefined ? '' : `${Math.floor(hours)} h`;
}
