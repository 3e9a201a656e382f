import { placeOf, visible } from '../text.ts';
import type { LineContext } from './causes/cause.ts';
import { CAUSE_NAMES, type CauseName, CAUSES, having } from './causes/causes.ts';
import { isOneRegion, type RegionReport } from './region.ts';
import type { Level } from './told.ts';

/** One thing that needs a person, however many volumes it concerns. */
export interface Group {
  readonly cause: CauseName;
  readonly level: Exclude<Level, 'OK'>;
  /** What is wrong and what to do about it. Anybody's words in it are made visible. */
  readonly text: string;
  /** How many volumes, snapshots, brakes or regions it tells of, by its cause. */
  readonly entries: number;
  /** Where, with the account where it is known. */
  readonly regions: readonly string[];
}

/** The most groups of one cause: nobody reads a thousand lines. */
const MOST_GROUPS = 1_000;

/** What needs a person, grouped by cause, the most dangerous first, and how many more groups there are. */
export function groupsOf(
  regions: readonly RegionReport[],
  run: Omit<LineContext, 'at'>,
): { readonly groups: readonly Group[]; readonly left: number } {
  const isOnly = isOneRegion(regions);
  const at = (region: RegionReport): string => (isOnly ? '' : `${placeOf(region)}: `);
  let left = 0;
  const groups = CAUSE_NAMES.flatMap((cause) => {
    const { level, count, lines } = CAUSES[cause];
    const some = having(cause, regions);
    if (count(regions) === 0) return [];
    const all = lines(some, { ...run, at });
    left += Math.max(0, all.length - MOST_GROUPS);
    return all.slice(0, MOST_GROUPS).map((line) => ({
      cause,
      level,
      text: visible(line.text),
      entries: line.entries,
      regions: line.regions.map(placeOf),
    }));
  });
  return { groups, left };
}
