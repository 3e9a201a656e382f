import { IMAGES, REPLICAS, type Saved } from '../../policy/saved.ts';
import { counted, placeOf } from '../../text.ts';
import { brakeText } from '../brakeText.ts';
import { asPlanned } from '../imageLines.ts';
import type { BrakeLine } from '../lines.ts';
import { isOneRegion, type RegionReport } from '../region.ts';
import { countOf, type ListName } from '../sections.ts';
import { somePlaces, titlesIn } from '../titles.ts';
import { type Cause, MOST_IN_HEADLINE, sumOf } from './cause.ts';

/** Retention would delete suspiciously many images, or a limit replaces the brake. */
export const imageBrakes: Cause = brakesOn(IMAGES, 'imageBrakes', (region) =>
  (region.imageBrakes ?? []).map(asPlanned),
);

/** The same of the replicas that a region keeps. */
export const replicaBrakes: Cause = brakesOn(
  REPLICAS,
  'replicaBrakes',
  (region) => region.replicaBrakes ?? [],
);

function brakesOn(
  saved: Saved,
  list: ListName,
  brakesIn: (region: RegionReport) => readonly BrakeLine[],
): Cause {
  const count: Cause['count'] = (regions) => sumOf(regions, ({ totals }) => countOf(totals, list));
  /** What the first brake of a region is on. */
  const whatOf = (region: RegionReport): string => {
    const [first] = brakesIn(region);
    if (first?.scope === 'max_deletes') return `max_deletes allows ${first.of} of ${first.wanted}`;
    if (first?.scope === 'lost run') return 'it is not known what the run before deleted';
    return first?.title ?? `all ${saved.of}s of ${placeOf(region)}`;
  };
  return {
    level: 'WARNING',
    count,
    headline: (having, all) => {
      const brakes = count(having);
      const [first] = having;
      const more = brakes === 1 ? '' : ` and ${brakes - 1} more`;
      const where = isOneRegion(all) ? '' : ` in ${somePlaces(having, MOST_IN_HEADLINE)}`;
      return `${counted(brakes, 'brake holds', 'brakes hold')} deletions of ${saved.one}s back${where}: ${first === undefined ? '' : whatOf(first)}${more}`;
    },
    subject: (having) => `${counted(count(having), 'brake')} on ${saved.one}s`,
    lines: (having, { at }) =>
      having.flatMap((region) =>
        brakesIn(region).map((one) => ({
          text: `${'volumeId' in one ? at(region) : ''}${brakeText(one, { place: placeOf(region), title: titlesIn(region), saved })}`,
          entries: 1,
          regions: [region],
        })),
      ),
  };
}
