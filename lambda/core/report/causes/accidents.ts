import { neverReached } from '../../neverReached.ts';
import { IMAGES, REPLICAS, type Saved, SNAPSHOTS } from '../../policy/saved.ts';
import { counted, placeOf } from '../../text.ts';
import type { RegionReport } from '../region.ts';
import { type Cause, named, sumOf } from './cause.ts';

/** What looks like an accident, whatever setting allowed it. */

/** More than half of the snapshots that can be deleted were deleted in one run, or would be. */
export const deletedAtOnce: Cause = atOnce(SNAPSHOTS);

/** The same of images. */
export const imagesDeletedAtOnce: Cause = atOnce(IMAGES);

/** The same of replicas. */
export const replicasDeletedAtOnce: Cause = atOnce(REPLICAS);

/** At least half of a region's volumes are not listed any more. */
export const volumesGone: Cause = gone(SNAPSHOTS);

/** At least half of the instances of which images are made. */
export const instancesGone: Cause = gone(IMAGES);

/** A fleet that was replaced is no accident, and is told all the same. */
export function replacedText(region: RegionReport): string[] {
  return [SNAPSHOTS, IMAGES].flatMap((saved) => {
    const { gone: lost, replaced } = lossIn(region, saved);
    const isTold = replaced > 0 && isMuchGone(lost, region, saved);
    return isTold
      ? [
          `${ofAll(replaced, region, saved)} are gone since their last ${saved.one} and ${replaced} of the same Name are new: a fleet that was replaced`,
        ]
      : [];
  });
}

/** What one region lost, or would lose. */
interface Loss {
  readonly deleted: number;
  readonly wouldDelete: number;
  readonly deletable: number;
  readonly gone: number;
  readonly replaced: number;
  readonly managed: number;
}

function lossIn({ totals, images, replicas, condition }: RegionReport, { one }: Saved): Loss {
  switch (one) {
    case 'snapshot':
      return {
        deleted: totals.deleted,
        wouldDelete: totals.wouldDelete,
        deletable: totals.deletable,
        gone: totals.volumesGone,
        replaced: totals.volumesReplaced,
        managed: condition.volumesManaged,
      };
    case 'image':
      return {
        deleted: totals.imagesDeleted ?? 0,
        wouldDelete: totals.wouldDeleteImages ?? 0,
        deletable: images?.deletable ?? 0,
        gone: images?.instancesGone ?? 0,
        replaced: images?.instancesReplaced ?? 0,
        managed: images?.managed ?? 0,
      };
    case 'replica':
      return {
        deleted: totals.replicasDeleted ?? 0,
        wouldDelete: totals.wouldDeleteReplicas ?? 0,
        deletable: replicas?.deletable ?? 0,
        gone: 0,
        replaced: 0,
        managed: replicas?.volumes ?? 0,
      };
    default:
      return neverReached(one);
  }
}

function atOnce(saved: Saved): Cause {
  const deletedIn = (region: RegionReport): number => {
    const { deleted, wouldDelete } = lossIn(region, saved);
    return deleted + wouldDelete;
  };
  // In a dry run nothing was deleted.
  const isPlanned = (region: RegionReport): boolean => lossIn(region, saved).wouldDelete > 0;
  const textOf = (region: RegionReport): string => {
    const which = `${deletedIn(region)} of ${counted(lossIn(region, saved).deletable, saved.one)} in ${placeOf(region)}`;
    return isPlanned(region) ? `a run would delete ${which} at once` : `${which} deleted at once`;
  };
  const count: Cause['count'] = (regions) =>
    sumOf(regions, (region) => {
      const deleted = deletedIn(region);
      return deleted > 10 && deleted > lossIn(region, saved).deletable / 2 ? deleted : 0;
    });
  const what = saved === SNAPSHOTS ? '' : ` of ${saved.one}s`;
  return {
    level: 'WARNING',
    count,
    headline: (having) =>
      named(
        having.map(textOf),
        `more region with such a loss${what}`,
        `more regions with such a loss${what}`,
      ),
    subject: (having) =>
      `${count(having)}${saved === SNAPSHOTS ? '' : ` ${saved.one}s`} ${having.some(isPlanned) ? 'to delete' : 'deleted'} at once`,
    lines: (having) =>
      having.map((region) => ({
        text: `${textOf(region)}. ${isPlanned(region) ? BEFORE : afterwards(saved)}`,
        entries: deletedIn(region),
        regions: [region],
      })),
  };
}

const BEFORE = 'Meant? Nothing to do. Not meant? Correct the tags before a run comes';

function afterwards({ one }: Saved): string {
  return `Meant? Nothing to do. Not meant? Correct the tags now; AWS's Recycle Bin has them if it has a rule for ${one === 'image' ? 'AMIs' : 'snapshots'}`;
}

function gone(saved: Saved): Cause {
  const lostIn = (region: RegionReport): number => {
    const loss = lossIn(region, saved);
    return loss.gone - loss.replaced;
  };
  const textOf = (region: RegionReport): string =>
    `${ofAll(lostIn(region), region, saved)} are gone since their last ${saved.one}`;
  const count: Cause['count'] = (regions) =>
    sumOf(regions, (region) => (isMuchGone(lostIn(region), region, saved) ? lostIn(region) : 0));
  return {
    level: 'WARNING',
    count,
    headline: (having) =>
      named(having.map(textOf), 'more region with such a loss', 'more regions with such a loss'),
    subject: (having) => `${counted(count(having), saved.of)} gone`,
    lines: (having) =>
      having.map((region) => ({
        text: `${textOf(region)}; their ${saved.one}s are kept. Meant? Nothing to do. Not meant? Make the ${saved.of}s again from their newest ${saved.one}s`,
        entries: lostIn(region),
        regions: [region],
      })),
  };
}

/** One deleted volume is normal and does not look like an accident. */
const FEWEST_LOST = 2;

function isMuchGone(lost: number, region: RegionReport, saved: Saved): boolean {
  return lost >= FEWEST_LOST && lost * 2 >= thereOf(region, saved);
}

function ofAll(lost: number, region: RegionReport, saved: Saved): string {
  return `${lost} of ${counted(thereOf(region, saved), saved.of)} of ${placeOf(region)}`;
}

/** How many there would be if none had vanished. */
function thereOf(region: RegionReport, saved: Saved): number {
  const { gone: lost, managed } = lossIn(region, saved);
  return lost + managed;
}
