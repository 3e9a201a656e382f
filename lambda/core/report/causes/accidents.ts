import { counted, placeOf } from '../../text.ts';
import type { RegionReport } from '../region.ts';
import { type Cause, named, sumOf } from './cause.ts';

/** What looks like an accident, whatever setting allowed it. */

/** More than half of the snapshots that can be deleted were deleted in one run, or would be. */
export const deletedAtOnce: Cause = {
  level: 'WARNING',
  count: (regions) => sumOf(regions, (region) => (isMuchDeleted(region) ? deletedIn(region) : 0)),
  headline: (having) =>
    named(having.map(deletedText), 'more region with such a loss', 'more regions with such a loss'),
  subject: (having) =>
    `${deletedAtOnce.count(having)} ${isPlanned(having) ? 'to delete' : 'deleted'} at once`,
  lines: (having) =>
    having.map((region) => ({
      text: `${deletedText(region)}. ${isPlanned([region]) ? BEFORE : AFTER}`,
      entries: deletedIn(region),
      regions: [region],
    })),
};

function isMuchDeleted(region: RegionReport): boolean {
  const deleted = deletedIn(region);
  return deleted > 10 && deleted > region.totals.deletable / 2;
}

function deletedIn({ totals }: RegionReport): number {
  return totals.deleted + totals.wouldDelete;
}

function deletedText(region: RegionReport): string {
  const which = `${deletedIn(region)} of ${counted(region.totals.deletable, 'snapshot')} in ${placeOf(region)}`;
  return isPlanned([region]) ? `a run would delete ${which} at once` : `${which} deleted at once`;
}

const BEFORE = 'Meant? Nothing to do. Not meant? Correct the tags before a run comes';
const AFTER =
  "Meant? Nothing to do. Not meant? Correct the tags now; AWS's Recycle Bin has them if it has a rule for snapshots";

/** In a dry run nothing was deleted. */
function isPlanned(regions: readonly RegionReport[]): boolean {
  return regions.some(({ totals }) => totals.wouldDelete > 0);
}

/** At least half of a region's volumes are not listed any more. */
export const volumesGone: Cause = {
  level: 'WARNING',
  count: (regions) => sumOf(regions, (region) => (isMuch(lostIn(region), region) ? lostIn(region) : 0)),
  headline: (having) =>
    named(having.map(goneText), 'more region with such a loss', 'more regions with such a loss'),
  subject: (having) => `${counted(volumesGone.count(having), 'volume')} gone`,
  lines: (having) =>
    having.map((region) => ({
      text: `${goneText(region)}; their snapshots are kept. Meant? Nothing to do. Not meant? Make the volumes again from their newest snapshots`,
      entries: lostIn(region),
      regions: [region],
    })),
};

/** A fleet that was replaced is no accident, and is told all the same. */
export function replacedText(region: RegionReport): string[] {
  const { volumesGone: gone, volumesReplaced: replaced } = region.totals;
  const isTold = replaced > 0 && isMuch(gone, region);
  return isTold
    ? [
        `${ofAll(replaced, region)} are gone since their last snapshot and ${replaced} of the same Name are new: a fleet that was replaced`,
      ]
    : [];
}

function lostIn({ totals }: RegionReport): number {
  return totals.volumesGone - totals.volumesReplaced;
}

/** One deleted volume is normal and does not look like an accident. */
const FEWEST_LOST = 2;

function isMuch(gone: number, region: RegionReport): boolean {
  return gone >= FEWEST_LOST && gone * 2 >= volumesOf(region);
}

function goneText(region: RegionReport): string {
  return `${ofAll(lostIn(region), region)} are gone since their last snapshot`;
}

function ofAll(gone: number, region: RegionReport): string {
  return `${gone} of ${counted(volumesOf(region), 'volume')} of ${placeOf(region)}`;
}

/** The volumes there would be if none had vanished. */
function volumesOf({ totals, condition }: RegionReport): number {
  return totals.volumesGone + condition.volumesManaged;
}
