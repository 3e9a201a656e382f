import type { CoverageSums, CoveredVolume, RegionCoverage } from '../coverage/covered.ts';
import type { Called } from '../policy/called.ts';
import type { Section } from './section.ts';

/** How well the volumes of a region are covered: its part of the report. */
export interface CoverageStanding {
  /** Whose snapshots were read. */
  readonly of: 'ours' | 'all producers';
  readonly sums: CoverageSums;
  /** Those of the volumes outside that never had a snapshot, and whose first is being made. */
  readonly starting: number;
  /** Why not all snapshots could be read, though the setting asks for it; absent where they could. */
  readonly unread?: string | undefined;
}

/** One volume that is not inside its objective. */
export type UncoveredLine = Called &
  Pick<
    CoveredVolume,
    'region' | 'account' | 'sizeGiB' | 'standing' | 'asked' | 'age' | 'objective' | 'producers'
  >;

/** The list of coverage in a region's report; absent where not all producers were read. */
export interface CoverageLists {
  /** The volumes that are not inside their objective, the worst first. */
  readonly uncovered: readonly UncoveredLine[];
}

/** What a run found in a region, before it took any snapshot. */
export interface RunCoverage extends Pick<CoverageStanding, 'of' | 'unread'> {
  readonly found: RegionCoverage;
}

/**
 * What a region's report has of its coverage.
 *
 * @param coming The volumes without a snapshot whose first is being made.
 */
export function coverageReport(
  { of, unread, found: { sums, volumes } }: RunCoverage,
  coming: ReadonlySet<string>,
): { readonly coverage: CoverageStanding } & Partial<CoverageLists> {
  const uncovered = volumes.filter(({ standing }) => standing !== 'inside');
  const starting = uncovered.filter(
    ({ standing, producers, volumeId }) =>
      standing === 'outside' && producers.length === 0 && coming.has(volumeId),
  ).length;
  const coverage = { of, sums, starting, ...(unread === undefined ? {} : { unread }) };
  return of === 'ours' ? { coverage } : { coverage, uncovered: uncovered.map(lineOf) };
}

function lineOf(one: CoveredVolume): UncoveredLine {
  const { replicas: _, proof: _proof, ledger: _ledger, problems: _problems, ...line } = one;
  return line;
}

/** The report shows the lists of all regions in one table. */
export const COVERAGE_SECTIONS: {
  readonly [Name in keyof CoverageLists]: Section<CoverageLists[Name][number], keyof CoverageLists>;
} = { uncovered: { told: {}, runs: 'last' } };
