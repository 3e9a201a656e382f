import { enableText } from '../../grammar/commandText.ts';
import { grouped } from '../../grouped.ts';
import { keysOf } from '../../keys.ts';
import { IMAGES } from '../../policy/saved.ts';
import { counted, placeOf, said } from '../../text.ts';
import { brakeText } from '../brakeText.ts';
import { asPlanned, type ImageOrphanLine } from '../imageLines.ts';
import { needsPerson } from '../orphanLines.ts';
import { isOneRegion, type RegionReport } from '../region.ts';
import { someInstances, somePlaces, titlesIn } from '../titles.ts';
import { type Cause, type LineContext, linesOf, manyFirst, MOST_IN_HEADLINE, sumOf } from './cause.ts';

/** Retention would delete suspiciously many images, or a limit replaces the brake. */
export const imageBrakes: Cause = {
  level: 'WARNING',
  count: (regions) => sumOf(regions, ({ totals }) => totals.imageBrakes ?? 0),
  headline: (having, all) => {
    const count = imageBrakes.count(having);
    const [first] = having;
    const more = count === 1 ? '' : ` and ${count - 1} more`;
    const where = isOneRegion(all) ? '' : ` in ${somePlaces(having, MOST_IN_HEADLINE)}`;
    return `${counted(count, 'brake holds', 'brakes hold')} deletions of images back${where}: ${first === undefined ? '' : whatOf(first)}${more}`;
  },
  subject: (having) => `${counted(imageBrakes.count(having), 'brake')} on images`,
  lines: (having, { at }) =>
    having.flatMap((region) =>
      (region.imageBrakes ?? []).map((one) => ({
        text: `${'instanceId' in one ? at(region) : ''}${brakeText(asPlanned(one), { place: placeOf(region), title: titlesIn(region), saved: IMAGES })}`,
        entries: 1,
        regions: [region],
      })),
    ),
};

/** What the first brake of a region is on. */
function whatOf(region: RegionReport): string {
  const [first] = region.imageBrakes ?? [];
  if (first?.scope === 'max_deletes') return `max_deletes allows ${first.of} of ${first.wanted}`;
  if (first?.scope === 'lost run') return 'it is not known what the run before deleted';
  return first?.title ?? `all instances of ${placeOf(region)}`;
}

/** Regions in which nothing was decided about images, because they could not be listed. */
export const imagesUnread: Cause = {
  level: 'FAILURE',
  count: (regions) => regions.filter(({ images }) => images?.unread !== undefined).length,
  headline: (having) => `images could not be listed in ${counted(having.length, 'region')}`,
  subject: () => 'images not listed',
  lines: (having) =>
    manyFirst(
      [...grouped(having, ({ images }) => images?.unread ?? '')].map(([why, regions]) => ({
        text: `${somePlaces(regions, MOST_PLACES)}: images could not be listed, so none is made or deleted: ${said(why)}`,
        entries: regions.length,
        regions,
      })),
    ),
};

/** An account has no more regions than this. */
const MOST_PLACES = 34;

/** Living instances that have own images and that nothing manages any more. */
export const imagesUnmanaged: Cause = {
  level: 'WARNING',
  count: (regions) => sumOf(regions, ({ images }) => images?.unmanagedInstances ?? 0),
  headline: (having) => {
    const images = sumOf(having, (one) => one.images?.unmanagedImages ?? 0);
    return `${counted(imagesUnmanaged.count(having), 'living instance')} with ${counted(images, 'image')} that nothing manages any more`;
  },
  subject: (having) => `images of ${counted(imagesUnmanaged.count(having), 'instance')} unmanaged`,
  lines: (having, context) =>
    manyFirst(
      linesOf(
        having,
        ({ imageOrphans = [] }) => imageOrphans.filter(needsPerson),
        () => 'all',
        (ones, region) => unmanagedText(ones, region, context),
      ),
    ),
};

function unmanagedText(
  ones: readonly [ImageOrphanLine, ...ImageOrphanLine[]],
  region: RegionReport,
  { at, prefix }: LineContext,
): string {
  const where = { region: region.region, prefix };
  const one = `${ones[0].instanceId} --image`;
  const most = Math.max(...ones.map(({ count }) => count));
  const count = ones.reduce((sum, each) => sum + each.count, 0);
  const pause = `${keysOf(keysOf(prefix).image).every}=0@1`;
  return `${at(region)}${someInstances(ones, region)}: ${counted(count, 'image')} kept and no new ones, because no tag ${keysOf(prefix).image}. Meant? Write ${pause} on ${ones.length === 1 ? 'it' : 'them'}. Not meant? ${enableText(one, most, where)}`;
}
