import { iso, type Zone } from '../calendar.ts';
import { areImagesAsked } from './causes/imageTrouble.ts';
import { coverageOver, type ReportedCoverage } from './coverageText.ts';
import { type Group, groupsOf } from './groups.ts';
import { type Headline, headlineOf } from './headline.ts';
import { type Asked, withRemedies } from './forbidden.ts';
import { missingFrom, type RegionReport, type RegionResult, reportRegion } from './region.ts';

/** What one run found, did and could not do: the return value of the function and the `--json` of the CLI. */
export interface Report {
  readonly headline: Headline;
  readonly kind: 'report';
  readonly tool: 'aws-snapper';
  readonly version: string;
  /** The job's name, as the setting `job_name` gives it. */
  readonly jobName: string;
  readonly prefix: string;
  /** Absent where STS did not answer. */
  readonly account?: string | undefined;
  readonly dryRun: boolean;
  /** How much later it came than the run that it follows, like `1h`; absent where it follows none. */
  readonly followUp?: string | undefined;
  /** Why it did nothing; absent where it did its work. */
  readonly idle?: string | undefined;
  /** The one instant that everything was decided for. */
  readonly now: string;
  readonly started: string;
  readonly finished: string;
  readonly notes: readonly string[];
  /** How well the volumes of all regions are covered; absent where none is to be. */
  readonly coverage?: ReportedCoverage | undefined;
  /** What needs a person, grouped by cause, the most dangerous first. */
  readonly groups: readonly Group[];
  readonly regions: readonly RegionReport[];
  /** Where a more complete report is; absent where that is the function's return value. */
  readonly whole?: string | undefined;
  /** Whether the report went to its topic; absent where there is none. */
  readonly published?: boolean | undefined;
  /** Why the report did not reach its topic; absent where it did, and where there is none. */
  readonly undelivered?: string | undefined;
  /** How many list entries were left out to fit; absent where none were. */
  readonly omitted?: number | undefined;
  /** How many groups were left out to fit; absent where none were. */
  readonly omittedGroups?: number | undefined;
  /** How many regions were left out to fit, their entries counted in `omitted`; absent where none were. */
  readonly omittedRegions?: number | undefined;
}

/** What a report says of a run beside its regions. */
export interface Facts
  extends Pick<
    Report,
    'version' | 'jobName' | 'prefix' | 'account' | 'dryRun' | 'followUp' | 'idle' | 'notes' | 'whole'
  > {
  readonly now: Date;
  /** In which days are read. */
  readonly zone: Zone;
  readonly started: Date;
  readonly finished: Date;
  /** How many snapshots are proved a day. @default none */
  readonly prove?: number | undefined;
  /** @default all */
  readonly scope?: Asked['scope'] | undefined;
  readonly names?: Asked['names'];
  /** @default none */
  readonly leftOut?: Asked['leftOut'] | undefined;
}

/** What a run knows at its end. */
export interface Run extends Facts {
  readonly results: readonly RegionResult[];
}

/** Makes the report of a run. Its counters are what AWS confirmed. */
export function makeReport({ results, ...facts }: Run): Report {
  return reportOf(
    facts,
    results.map((result) => reportRegion(result, facts)),
  );
}

/** Makes a report of regions that have theirs. Entries that were cut from their lists stay counted. */
export function reportOf(facts: Facts, regions: readonly RegionReport[]): Report {
  const { now, zone, started, finished, prove: _, scope = 'all', names, leftOut = [], ...run } = facts;
  const told = withRemedies(regions, { scope, names, leftOut });
  const { groups, left } =
    run.idle === undefined ? groupsOf(told, { prefix: run.prefix, now, zone }) : { groups: [], left: 0 };
  const coverage = coverageOver(regions, { now, zone });
  const omitted = regions.reduce((sum, region) => sum + missingFrom(region), 0);
  return {
    headline: headlineOf(told, { mode: run.dryRun ? 'dry run' : 'run', scope, idle: run.idle }),
    kind: 'report',
    tool: 'aws-snapper',
    ...run,
    notes: [...run.notes, ...beginningIn(regions)],
    now: iso(now),
    started: iso(started),
    finished: iso(finished),
    ...(coverage === undefined ? {} : { coverage }),
    groups,
    regions: told,
    ...(omitted === 0 ? {} : { omitted }),
    ...(left === 0 ? {} : { omittedGroups: left }),
  };
}

/** One line for all regions, where nothing asks for snapshots in any of them. */
function beginningIn(regions: readonly RegionReport[]): string[] {
  const isManaged =
    areImagesAsked(regions) ||
    regions.some(({ condition, totals }) => condition.volumesManaged + totals.problems > 0);
  const [first] = regions.flatMap(({ beginning }) => beginning ?? []);
  return isManaged || first === undefined
    ? []
    : [`to start, with a snapshot a day of which seven stay: ${first}`];
}

/** The report of a run whose report reached nobody: at least a warning, and its first line begins with that. */
export function undelivered(report: Report, why: string): Report {
  const { headline } = report;
  const level = headline.level === 'OK' ? 'WARNING' : headline.level;
  const rest = headline.line.slice(headline.level.length + 2);
  const line = `${level}: the report did not reach its topic; ${rest}`;
  return { ...report, headline: { ...headline, level, line }, undelivered: why };
}
