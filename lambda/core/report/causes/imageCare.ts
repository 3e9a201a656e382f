import { enableText } from '../../grammar/commandText.ts';
import { grouped } from '../../grouped.ts';
import { keysOf } from '../../keys.ts';
import { counted, said } from '../../text.ts';
import type { ImageOrphanLine } from '../imageLines.ts';
import { needsPerson } from '../orphanLines.ts';
import type { RegionReport } from '../region.ts';
import { someInstances, somePlaces } from '../titles.ts';
import { type Cause, type LineContext, linesOf, manyFirst, sumOf } from './cause.ts';

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
