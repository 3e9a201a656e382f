import type { ImageTrouble, ImageTroubleKind } from '../imageLines.ts';
import type { RegionReport } from '../region.ts';
import {
  type Cause,
  type CauseLine,
  dayWords,
  type Days,
  lastOf,
  linesOf,
  manyFirst,
  sumOf,
} from './cause.ts';

/** What the causes of images share: each tells of some kinds of `imageTrouble`. */

/** The number of entries of some kinds, also of those that were cut. */
export function troubleCount(...kinds: readonly ImageTroubleKind[]): Cause['count'] {
  return (regions) =>
    sumOf(regions, ({ images }) =>
      images === undefined ? 0 : kinds.reduce((sum, kind) => sum + images.trouble[kind], 0),
    );
}

/** A line for each group of the entries of some kinds. */
export function troubleLines<Some extends ImageTrouble>(
  regions: readonly RegionReport[],
  kinds: readonly Some['kind'][],
  keyOf: (entry: Some) => string,
  text: Parameters<typeof linesOf<Some>>[3],
): CauseLine[] {
  const isMeant = (one: ImageTrouble): one is Some => kinds.some((kind) => kind === one.kind);
  return manyFirst(linesOf(regions, ({ imageTrouble = [] }) => imageTrouble.filter(isMeant), keyOf, text));
}

/** When the last image of some entries was made: of the one that has waited longest. */
export function lastImage(
  entries: readonly { readonly lastImage?: string | undefined }[],
  days: Days,
): string {
  const { last, without } = lastOf(entries.map((one) => one.lastImage));
  if (without === entries.length) return 'no image yet';
  if (without > 0) return `${without} of them without any image`;
  return last === undefined ? '' : `last image ${dayWords(last, days)}`;
}

/** The instances that something asks images of, those that are left alone included. */
export function instancesAskedIn(regions: readonly RegionReport[]): number {
  return sumOf(regions, ({ images }) =>
    images === undefined ? 0 : images.managed + images.leftAlone + images.trouble['passed over'],
  );
}

/** Whether something asks images of an instance, or could: where they were not listed nobody knows. */
export function areImagesAsked(regions: readonly RegionReport[]): boolean {
  return instancesAskedIn(regions) > 0 || regions.some(({ images }) => images?.unread !== undefined);
}
