import { counted, said } from '../../text.ts';
import type { ImageException, ImageFailure } from '../imageLines.ts';
import type { RegionReport } from '../region.ts';
import { joined, someInstances } from '../titles.ts';
import { type Cause, sumOf } from './cause.ts';
import { lastImage, troubleCount, troubleLines } from './imageTrouble.ts';

/** AWS refused to create images. */
export const imagesNotCreated: Cause = {
  level: 'FAILURE',
  count: troubleCount('not created'),
  headline: (having) => `${counted(imagesNotCreated.count(having), 'image')} could not be created`,
  subject: (having) => `${counted(imagesNotCreated.count(having), 'image')} not created`,
  lines: (having, { at, ...days }) =>
    troubleLines<ImageFailure>(
      having,
      ['not created'],
      ({ code }) => code,
      (ones, region) =>
        `${at(region)}${someInstances(ones, region)} got no image: ${answerOf(ones)}; ${lastImage(ones, days)}; the next run tries again`,
    ),
};

/** AWS refused to deregister images, or to delete snapshots that are left over. */
export const imagesNotDeleted: Cause = {
  level: 'FAILURE',
  count: troubleCount('not deleted'),
  headline: (having) => {
    const snapshots = sumOf(having, (one) => one.images?.leftOversNotDeleted ?? 0);
    const images = imagesNotDeleted.count(having) - snapshots;
    const which = [
      ...(images === 0 ? [] : [counted(images, 'image')]),
      ...(snapshots === 0 ? [] : [`${counted(snapshots, 'left-over snapshot')} of images`]),
    ];
    return `${which.join(' and ')} could not be deleted`;
  },
  subject: (having) => `${imagesNotDeleted.count(having)} of images not deleted`,
  lines: (having, { at }) =>
    troubleLines<ImageFailure>(
      having,
      ['not deleted'],
      ({ imageId, code }) => JSON.stringify([imageId === undefined, code]),
      (ones, region) =>
        `${at(region)}${notDeletedText(ones, region)}: ${answerOf(ones)}; the next run tries again`,
    ),
};

/** What AWS said, of the first where it said several things. */
function answerOf(ones: readonly [ImageFailure, ...ImageFailure[]]): string {
  const [{ code, message }] = ones;
  const isFirst = ones.some((one) => one.message !== message);
  return `${code}: ${said(message)}${isFirst ? ' (and others)' : ''}`;
}

/** There was no time for them, or something else came first. */
export const imagesSkipped: Cause = {
  level: 'WARNING',
  count: troubleCount('skipped'),
  headline: (having) => `${counted(imagesSkipped.count(having), 'action')} on images left for the next run`,
  subject: (having) => `${imagesSkipped.count(having)} on images left for the next run`,
  lines: (having, { at }) =>
    troubleLines<ImageException>(
      having,
      ['skipped'],
      ({ imageId, snapshotId, because }) => JSON.stringify([(imageId ?? snapshotId) === undefined, because]),
      (ones, region) => `${at(region)}${skippedText(ones, region)}`,
    ),
};

function skippedText(ones: readonly [ImageException, ...ImageException[]], region: RegionReport): string {
  const [{ because, imageId, snapshotId }] = ones;
  return imageId === undefined && snapshotId === undefined
    ? `the image of ${someInstances(ones, region)} left for the next run: ${because}`
    : `${notDeletedText(ones, region)}: ${because}`;
}

type Deleted = Pick<ImageException, 'instanceId' | 'imageId' | 'snapshotId'>;

/** Each is named, because a person has to find it. */
function notDeletedText(ones: readonly Deleted[], region: RegionReport): string {
  const ids = ones.flatMap(({ imageId, snapshotId }) => imageId ?? snapshotId ?? []);
  return `${joined(ids, MOST_IDS)} of ${someInstances(ones, region)} not deleted`;
}

const MOST_IDS = 5;
