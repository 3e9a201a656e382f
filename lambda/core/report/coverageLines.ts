import type { CoverageSums, CoveredVolume, RegionCoverage } from '../coverage/covered.ts';
import type { Called } from '../policy/called.ts';
import type { Section } from './section.ts';

/** What is told of how well the volumes of a region are covered. */
export interface CoverageStanding {
  /** Whose snapshots were read. */
  readonly of: 'ours' | 'all producers';
  readonly sums: CoverageSums;
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

/** What a run found in a region. */
export interface RunCoverage extends Pick<CoverageStanding, 'of' | 'unread'> {
  readonly found: RegionCoverage;
}

/** What a region's report has of its coverage. */
export function coverageReport({
  of,
  unread,
  found: { sums, volumes },
}: RunCoverage): { readonly coverage: CoverageStanding } & Partial<CoverageLists> {
  if (of === 'ours') return { coverage: { of, sums, ...(unread === undefined ? {} : { unread }) } };
  const uncovered = volumes.filter(({ standing }) => standing !== 'inside').map(lineOf);
  return { coverage: { of, sums }, uncovered };
}

function lineOf(one: CoveredVolume): UncoveredLine {
  const { replicas: _, proof: _proof, ledger: _ledger, problems: _problems, ...line } = one;
  return line;
}

/** Told in one table for all regions. */
export const COVERAGE_SECTIONS: {
  readonly [Name in keyof CoverageLists]: Section<CoverageLists[Name][number], keyof CoverageLists>;
} = { uncovered: { told: {}, runs: 'last' } };
