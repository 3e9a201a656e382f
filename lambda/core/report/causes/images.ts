import { commandText } from '../../grammar/commandText.ts';
import { counted, inQuotes, said } from '../../text.ts';
import { LONGEST_CAUSE } from '../failedBecause.ts';
import type { ImageException, ImageTagTrouble } from '../imageLines.ts';
import type { RegionReport } from '../region.ts';
import { someInstances } from '../titles.ts';
import { type Cause, type Days, sumOf } from './cause.ts';
import { instancesAskedIn, lastImage, troubleCount, troubleLines } from './imageTrouble.ts';

/** Instances that have no image to launch again from. */
export const noImage: Cause = {
  level: 'FAILURE',
  count: troubleCount('no image'),
  headline: (having) =>
    `${counted(noImage.count(having), 'instance has', 'instances have')} no image to restore from`,
  subject: (having) => `${counted(noImage.count(having), 'instance')} without an image`,
  lines: (having, { at, prefix }) =>
    troubleLines<ImageException>(
      having,
      ['no image'],
      () => 'all',
      (ones, region) =>
        `${at(region)}${someInstances(ones, region)}: ${ones[0].because}; to make one now: ${commandText(['take', ones[0].instanceId, '--image'], { region: region.region, prefix })}`,
    ),
};

/** Tags of images that cannot be read, are missing, or contradict each other. */
export const imageTags: Cause = {
  level: 'FAILURE',
  count: troubleCount('unreadable tag', 'other tag'),
  headline: (having, all) => {
    const alone = sumOf(having, ({ images }) => images?.leftAlone ?? 0);
    const gets = alone === 1 ? 'gets no image' : 'get no images';
    return `${tagsText(having)}, so ${alone} of ${counted(instancesAskedIn(all), 'instance')} ${gets}`;
  },
  subject: (having) => `${counted(imageTags.count(having), 'tag')} for images wrong`,
  lines: (having, { at, ...days }) =>
    troubleLines<ImageTagTrouble>(
      having,
      ['unreadable tag', 'other tag'],
      ({ key, value, remedy }) => JSON.stringify([key, value, remedy]),
      (ones, region) => `${at(region)}${tagText(ones, region, days)}`,
    ),
};

function tagsText(regions: readonly RegionReport[]): string {
  const [unreadable, others] = [troubleCount('unreadable tag')(regions), troubleCount('other tag')(regions)];
  const are = `${others === 1 ? 'is' : 'are'} missing or wrong`;
  if (unreadable === 0) return `${counted(others, 'tag for images', 'tags for images')} ${are}`;
  const rest = others === 0 ? '' : ` and ${others} ${are}`;
  return `${counted(unreadable, 'tag for images', 'tags for images')} cannot be read${rest}`;
}

/** One value, on however many instances it stands. */
function tagText(
  ones: readonly [ImageTagTrouble, ...ImageTagTrouble[]],
  region: RegionReport,
  days: Days,
): string {
  const [{ key, value, remedy, use }] = ones;
  const tag = `${someInstances(ones, region)} ${key}${value === undefined ? '' : ` = ${inQuotes(value)}`}`;
  const cost = `no image is made or deleted, ${lastImage(ones, days)}`;
  return use === undefined ? `${tag} ${said(remedy)}; ${cost}` : `${tag}: ${cost}; use ${use}`;
}

/** AWS began an image and could not finish it. */
export const imagesFailed: Cause = {
  level: 'WARNING',
  count: troubleCount('failed'),
  headline: (having) => `AWS failed ${counted(imagesFailed.count(having), 'image')}`,
  subject: (having) => `${counted(imagesFailed.count(having), 'image')} failed`,
  lines: (having, { at, ...days }) =>
    troubleLines<ImageException>(
      having,
      ['failed'],
      ({ message }) => message ?? '',
      (ones, region) => {
        const [{ message, imageId }] = ones;
        const why = message === undefined ? 'AWS does not say why' : inQuotes(message, LONGEST_CAUSE);
        const which = ones.length === 1 ? `image ${imageId}` : counted(ones.length, 'image');
        return `${at(region)}${which} of ${someInstances(ones, region)} failed in AWS: ${why}; ${lastImage(ones, days)}; correct that, and the next run tries again`;
      },
    ),
};

/** No run made them when their time had come. */
export const imagesMissed: Cause = {
  level: 'WARNING',
  count: troubleCount('missed'),
  headline: (having) => `${counted(imagesMissed.count(having), 'instance')} missed an image before this run`,
  subject: (having) => `${imagesMissed.count(having)} missed an image`,
  lines: (having, { at, ...days }) =>
    troubleLines<ImageException>(
      having,
      ['missed'],
      (one) => `${one.because} ${lastImage([one], days)}`,
      (ones, region) =>
        `${at(region)}${someInstances(ones, region)} ${ones[0].because}, ${lastImage(ones, days)}; check that a run comes for each slot`,
    ),
};

/** Due, and not made. */
export const imagesWaiting: Cause = {
  level: 'WARNING',
  count: troubleCount('waiting'),
  headline: (having) => `${counted(imagesWaiting.count(having), 'image')} due and not made`,
  subject: (having) => `${counted(imagesWaiting.count(having), 'image')} not made`,
  lines: (having, { at, ...days }) =>
    troubleLines<ImageException>(
      having,
      ['waiting'],
      ({ because }) => because,
      (ones, region) =>
        `${at(region)}${someInstances(ones, region)}: ${ones[0].because}, ${lastImage(ones, days)}; a later run makes ${ones.length === 1 ? 'it' : 'them'}`,
    ),
};

/** In progress for a day or longer. */
export const imagesSlow: Cause = {
  level: 'WARNING',
  count: troubleCount('slow'),
  headline: (having) => `${counted(imagesSlow.count(having), 'image')} pending for more than a day`,
  subject: (having) => `${counted(imagesSlow.count(having), 'image')} pending for long`,
  lines: (having, { at }) =>
    troubleLines<ImageException>(
      having,
      ['slow'],
      () => 'all',
      (ones, region) =>
        ones.length === 1
          ? `${at(region)}${someInstances(ones, region)}: ${ones[0].because}; look at it in EC2, or ask AWS`
          : `${at(region)}${ones.length} images of ${someInstances(ones, region)} have been pending for more than a day; look at them in EC2, or ask AWS`,
    ),
};

/** Something asks for images of them, and this run left them alone. */
export const imagesPassedOver: Cause = {
  level: 'WARNING',
  count: troubleCount('passed over'),
  headline: (having) => `images of ${counted(imagesPassedOver.count(having), 'instance')} passed over`,
  subject: (having) => `${counted(imagesPassedOver.count(having), 'instance')} passed over`,
  lines: (having, { at }) =>
    troubleLines<ImageException>(
      having,
      ['passed over'],
      ({ because }) => because,
      (ones, region) =>
        `${at(region)}${someInstances(ones, region)} got no image: ${ones[0].because}; the next run looks again`,
    ),
};
