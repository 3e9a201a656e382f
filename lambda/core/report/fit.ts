import { FEW_REGIONS, foremost } from './foremost.ts';
import type { RegionReport } from './region.ts';
import type { Report } from './report.ts';
import { entriesIn } from './totals.ts';

/**
 * A function may return 6 MB; half a megabyte is kept for what escapes cost.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const LARGEST_ANSWER = 5_500_000;

const LIST_LENGTHS = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000];

/**
 * The report with its lists cut to what fits in `bytes` of JSON, and how many entries are missing.
 *
 * From short to long, because the JSON of very many entries is longer than a string can be. The totals stay as
 * they are, and of the brakes the first stays, because the verdict names it. Where there are so many regions that
 * they do not fit without any entry, regions are left out too, those that need a person last.
 */
export function fitted(report: Report, bytes = LARGEST_ANSWER): Report {
  const whole = withRegionsThatFit(report, bytes);
  let longest = cut(whole, 0);
  for (const most of LIST_LENGTHS) {
    const candidate = cut(whole, most);
    if (candidate.omitted === (whole.omitted ?? 0)) break;
    if (sizeOf(candidate) > bytes) return longest;
    longest = candidate;
  }
  return sizeOf(whole) <= bytes ? whole : longest;
}

function withRegionsThatFit(report: Report, bytes: number): Report {
  const { regions, omitted = 0, omittedRegions = 0 } = report;
  if (regions.length <= FEW_REGIONS || sizeOf(cut(report, 0)) <= bytes) return report;
  const without = { ...report, regions: [], omitted: MANY, omittedRegions: MANY };
  const sizeOfShortest = (region: RegionReport): number => sizeOf(shortened(region, 1)) + 1;
  const kept = new Set(foremost(regions, sizeOfShortest, bytes - sizeOf(without)));
  const left = regions.filter((region) => !kept.has(region));
  return {
    ...report,
    regions: [...kept],
    omitted: omitted + left.reduce((sum, region) => sum + entriesIn(region), 0),
    omittedRegions: omittedRegions + left.length,
  };
}

/** A number as long as any that counts what is left out. */
const MANY = 999_999_999;

function sizeOf(part: Report | RegionReport): number {
  return new TextEncoder().encode(JSON.stringify(part)).length;
}

function cut(report: Report, most: number): Report & { readonly omitted: number } {
  const regions = report.regions.map((region) => shortened(region, most));
  const omitted = report.regions.reduce(
    (sum, region, index) => sum + entriesIn(region) - entriesIn(regions[index] ?? region),
    report.omitted ?? 0,
  );
  return { ...report, regions, omitted };
}

function shortened(region: RegionReport, most: number): RegionReport {
  const shorter = <T>(list: readonly T[]): readonly T[] => list.slice(0, most);
  return {
    ...region,
    names: Object.fromEntries(Object.entries(region.names).slice(0, most)),
    created: shorter(region.created),
    deleted: shorter(region.deleted),
    wouldCreate: shorter(region.wouldCreate),
    wouldDelete: shorter(region.wouldDelete),
    unchanged: shorter(region.unchanged),
    problems: shorter(region.problems),
    failures: shorter(region.failures),
    skipped: shorter(region.skipped),
    held: shorter(region.held),
    gone: shorter(region.gone),
    brakes: region.brakes.slice(0, Math.max(1, most)),
    exceptions: shorter(region.exceptions),
    passedOver: shorter(region.passedOver),
    orphans: shorter(region.orphans),
    lostRuns: shorter(region.lostRuns),
    hints: shorter(region.hints),
    notes: shorter(region.notes),
  };
}
