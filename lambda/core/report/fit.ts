import { isTroubled } from './causes/causes.ts';
import { entriesIn, isBusy, MOST_REGIONS, type RegionReport } from './region.ts';
import type { Report } from './report.ts';
import { eachListOf, entriesOf, LIST_NAMES, type ListName, SECTIONS } from './sections.ts';

/** Chooses which regions a report shows, and how much of each list, where not everything fits. */

const LIST_LENGTHS = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000];

/**
 * The version with the longest lists that fits, or the one without entries where none does.
 *
 * Tried from short to long: the text of ten thousand long lines would be written only to be thrown away, and
 * the JSON of very many entries is longer than a string can be.
 */
export function longestThatFits<Version>(
  longest: number,
  versionOf: (most: number) => Version,
  fits: (version: Version) => boolean,
): Version {
  let chosen = versionOf(0);
  for (const most of lengthsUpTo(longest)) {
    const version = versionOf(most);
    if (!fits(version)) return chosen;
    chosen = version;
  }
  return chosen;
}

/** The length of the longest list in some regions. */
export function longestList(regions: readonly RegionReport[]): number {
  return regions.reduce(
    (most, region) =>
      LIST_NAMES.reduce((length, name) => Math.max(length, entriesOf(region, name).length), most),
    0,
  );
}

/** Lengths that cut something, then no limit. */
function lengthsUpTo(longest: number): number[] {
  return [...LIST_LENGTHS.filter((length) => length < longest), Number.POSITIVE_INFINITY];
}

/**
 * The regions that a person reads first, as many as fit in `bytes`, in the order in which they are given.
 *
 * Regions with trouble come first, then those where something was done, then the quiet ones. Regions without
 * trouble fill at most half of the room, so that more than a line of each trouble has room. The regions of one
 * account are always shown.
 */
export function foremost(
  regions: readonly RegionReport[],
  bytesOf: (region: RegionReport) => number,
  bytes: number,
): readonly RegionReport[] {
  const chosen = new Set<RegionReport>();
  let free = bytes;
  const take = (some: readonly RegionReport[], reserve: number): void => {
    for (const region of some) {
      const needed = bytesOf(region);
      if (free - needed < reserve) continue;
      chosen.add(region);
      free -= needed;
    }
  };
  const well = regions.filter((region) => !isTroubled(region));
  take(regions.filter(isTroubled), 0);
  take(well.filter(isBusy), bytes / 2);
  take(
    well.filter((region) => !isBusy(region)),
    bytes / 2,
  );
  return regions.filter((region) => chosen.has(region));
}

/**
 * A function can return 6 MB; half a megabyte is kept for escapes.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const LARGEST_ANSWER = 5_500_000;

/**
 * The report with its lists cut to what fits in `bytes` of JSON, and how many entries are missing.
 *
 * The totals do not change. If the regions do not fit even with empty lists, some regions are left out. Those
 * that need a person are left out last.
 */
export function fitted(report: Report, bytes = LARGEST_ANSWER): Report {
  const shown = withRegionsThatFit(report, bytes);
  return longestThatFits(
    longestIn(shown),
    (most) => (Number.isFinite(most) ? cut(shown, most) : shown),
    (version) => sizeOf(version) <= bytes,
  );
}

function longestIn({ groups, regions }: Report): number {
  return Math.max(groups.length, longestList(regions));
}

function withRegionsThatFit(report: Report, bytes: number): Report {
  const { regions, omitted = 0, omittedRegions = 0 } = report;
  if (regions.length <= MOST_REGIONS || sizeOf(cut(report, 0)) <= bytes) return report;
  const without = { ...cut(report, 0), regions: [], omitted: MANY, omittedRegions: MANY };
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

/** As long as any number of things that are left out. */
const MANY = 999_999_999;

function sizeOf(part: Report | RegionReport): number {
  return new TextEncoder().encode(JSON.stringify(part)).length;
}

function cut(report: Report, most: number): Report {
  const regions = report.regions.map((region) => shortened(region, most));
  const omitted = report.regions.reduce(
    (sum, region, index) => sum + entriesIn(region) - entriesIn(regions[index] ?? region),
    report.omitted ?? 0,
  );
  const groups = report.groups.slice(0, most);
  const left = report.groups.length - groups.length + (report.omittedGroups ?? 0);
  return { ...report, groups, regions, omitted, ...(left === 0 ? {} : { omittedGroups: left }) };
}

function shortened(region: RegionReport, most: number): RegionReport {
  const cutLists = eachListOf(region, (name) => entriesOf(region, name).slice(0, lengthOf(name, most)));
  const names = Object.fromEntries(Object.entries(region.names).slice(0, most));
  const attachments = Object.fromEntries(Object.entries(region.attachments).slice(0, most));
  return { ...region, names, attachments, ...Object.fromEntries(Object.entries(cutLists)) };
}

function lengthOf(name: ListName, most: number): number {
  return Math.max(most, SECTIONS[name].uncut ?? 0);
}
