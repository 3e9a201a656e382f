import { instancesAskedIn } from './causes/imageTrouble.ts';
import type { ImageStanding } from './imageLines.ts';
import type { RegionReport } from './region.ts';

/** The images of all regions in numbers. */
export interface ImageSums
  extends Pick<
    ImageStanding,
    'onSchedule' | 'full' | 'filling' | 'starting' | 'bare' | 'leftAlone' | 'failedImages'
  > {
  /** Instances that something asks images of: those of which they are made, and those that are left alone. */
  readonly instancesAsked: number;
  readonly instancesManaged: number;
  readonly created: number;
  readonly deleted: number;
  /** What AWS refused to create or to delete. */
  readonly failures: number;
  readonly skipped: number;
  /** Regions in which images could not be listed. */
  readonly unreadRegions: number;
}

/** The sums over some regions; undefined where images are off in all of them. */
export function imageSums(regions: readonly RegionReport[]): ImageSums | undefined {
  const standings = regions.flatMap(({ images }) => images ?? []);
  if (standings.length === 0) return undefined;
  const sum = (count: (one: ImageStanding) => number): number =>
    standings.reduce((all, one) => all + count(one), 0);
  const total = (name: 'imagesCreated' | 'imagesDeleted'): number =>
    regions.reduce((all, { totals }) => all + (totals[name] ?? 0), 0);
  return {
    instancesAsked: instancesAskedIn(regions),
    instancesManaged: sum(({ managed }) => managed),
    onSchedule: sum(({ onSchedule }) => onSchedule),
    full: sum(({ full }) => full),
    filling: sum(({ filling }) => filling),
    starting: sum(({ starting }) => starting),
    bare: sum(({ bare }) => bare),
    leftAlone: sum(({ leftAlone }) => leftAlone),
    failedImages: sum(({ failedImages }) => failedImages),
    created: total('imagesCreated'),
    deleted: total('imagesDeleted'),
    failures: sum(({ trouble }) => trouble['not created'] + trouble['not deleted']),
    skipped: sum(({ trouble }) => trouble.skipped),
    unreadRegions: standings.filter(({ unread }) => unread !== undefined).length,
  };
}
