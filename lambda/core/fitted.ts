import type { RegionReport } from './regionReport.ts';
import type { Report } from './report.ts';

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
 * From short to long, because the JSON of very many entries is longer than a string can be.
 */
export function fitted(report: Report, bytes = LARGEST_ANSWER): Report {
  let longest = cut(report, 0);
  for (const most of LIST_LENGTHS) {
    const candidate = cut(report, most);
    if (candidate.omitted === 0) break;
    if (sizeOf(candidate) > bytes) return longest;
    longest = candidate;
  }
  return sizeOf(report) <= bytes ? report : longest;
}

function sizeOf(report: Report): number {
  return new TextEncoder().encode(JSON.stringify(report)).length;
}

function cut(report: Report, most: number): Report & { readonly omitted: number } {
  let omitted = 0;
  const shorter = <T>(list: readonly T[]): readonly T[] => {
    omitted += Math.max(0, list.length - most);
    return list.slice(0, most);
  };
  const regions = report.regions.map(
    (region): RegionReport => ({
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
      brakes: shorter(region.brakes),
      exceptions: shorter(region.exceptions),
      passedOver: shorter(region.passedOver),
      orphans: shorter(region.orphans),
      hints: shorter(region.hints),
      notes: shorter(region.notes),
    }),
  );
  return { ...report, regions, omitted };
}
