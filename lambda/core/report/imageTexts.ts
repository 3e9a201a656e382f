import { counted } from '../text.ts';
import { between, type TitleOf } from './entryTexts.ts';
import type { ImageLine, ImageOrphanLine, InstanceLine, KeptImageLine, LeftOverLine } from './imageLines.ts';
import { type Names, someInstances } from './titles.ts';

/** How the entries of the lists of images are told, a line each. */

export function instanceText({ instanceId, because }: InstanceLine, title: TitleOf): string {
  return `${title(instanceId)}: ${because}`;
}

export function imageText(
  { instanceId, imageId, snapshotId, because }: KeptImageLine,
  title: TitleOf,
): string {
  return `${imageId ?? snapshotId} of ${title(instanceId)}: ${because}`;
}

export function leftOverText({ instanceId, snapshotId, because }: LeftOverLine, title: TitleOf): string {
  return `${snapshotId} of ${title(instanceId)}: ${because}`;
}

/** New images can be looked up, so they are counted. */
export function imagesCreatedTogether(
  entries: readonly [InstanceLine, ...InstanceLine[]],
  names: Names,
): string {
  return `${someInstances(entries, names)}: ${entries[0].because}`;
}

/** What is deleted is gone, so each is named. */
export function imagesDeletedTogether(entries: readonly [ImageLine, ...ImageLine[]], names: Names): string {
  const ids = entries.map(({ imageId }) => imageId).join(', ');
  return `${entries.length} images of ${someInstances(entries, names)}: ${entries[0].because}: ${ids}`;
}

export function imageOrphanText(
  { instanceId, why, count, pinned, oldest, newest }: ImageOrphanLine,
  title: TitleOf,
): string {
  const kept = pinned === 0 ? 'kept' : pinned === count ? 'kept, pinned' : `kept, ${pinned} of them pinned`;
  return `${title(instanceId)} (${why}): ${counted(count, 'image')} ${between(oldest, newest)}, ${kept}`;
}
