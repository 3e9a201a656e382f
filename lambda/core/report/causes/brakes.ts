import { grouped } from '../../grouped.ts';
import { counted, placeOf } from '../../text.ts';
import { answers, type BrakeOnVolume, brakeText, tagText } from '../brakeText.ts';
import type { BrakeLine } from '../lines.ts';
import { isOneRegion, type RegionReport } from '../region.ts';
import { somePlaces, titlesIn } from '../titles.ts';
import { type Cause, type CauseLine, manyFirst, MOST_IN_HEADLINE, named, sumOf } from './cause.ts';

/** Retention would delete suspiciously much, and is held back. */
export const brakes: Cause = {
  level: 'WARNING',
  count: (regions) => sumOf(regions.filter(isBraked), ({ totals }) => totals.brakes),
  headline: (having, all) => {
    const count = sumOf(having, ({ totals }) => totals.brakes);
    const [first] = having;
    const more = count === 1 ? '' : ` and ${count - 1} more`;
    const where = isOneRegion(all) ? '' : ` in ${somePlaces(having, MOST_IN_HEADLINE)}`;
    return `${counted(count, 'brake holds', 'brakes hold')} deletions back${where}: ${first === undefined ? '' : whereOf(first)}${more}`;
  },
  subject: (having) => counted(brakes.count(having), 'brake'),
  lines: (having, { at }) => manyFirst(having.flatMap((region) => brakeLines(region, at(region)))),
};

/** In place of the brake: the setting `max_deletes`, or nothing at all where it is not safe to delete. */
export const limits: Cause = {
  level: 'WARNING',
  count: (regions) => regions.filter((region) => region.totals.brakes > 0 && !isBraked(region)).length,
  headline: (having) =>
    named(
      having.flatMap((region) => region.brakes.slice(0, 1).map((one) => limitText(one, placeOf(region)))),
      'more region where deletions are held back',
      'more regions where deletions are held back',
    ),
  subject: () => 'deletions held back',
  lines: (having) =>
    having.flatMap((region) =>
      region.brakes.map((one) => ({
        text: brakeText(one, { place: placeOf(region), title: titlesIn(region) }),
        entries: 1,
        regions: [region],
      })),
    ),
};

function isBraked({ brakes: [first] }: RegionReport): boolean {
  return first !== undefined && !isLimit(first);
}

function isLimit({ scope }: BrakeLine): boolean {
  return scope === 'max_deletes' || scope === 'lost run';
}

function whereOf(region: RegionReport): string {
  const [first] = region.brakes;
  return first?.title ?? `all volumes of ${placeOf(region)}`;
}

function limitText({ scope, of, wanted }: BrakeLine, place: string): string {
  return scope === 'max_deletes'
    ? `max_deletes allows ${of} of ${counted(wanted, 'deletion')} in ${place}`
    : `nothing is deleted in ${place}, because it is not known what the run before deleted`;
}

function brakeLines(region: RegionReport, at: string): CauseLine[] {
  const names = { place: placeOf(region), title: titlesIn(region) };
  const onVolumes = region.brakes.filter((one) => 'volumeId' in one);
  const others = region.brakes.filter((one) => !('volumeId' in one));
  const alike = grouped(onVolumes, ({ scope, tag, perDay }) => JSON.stringify([scope, tag, perDay]));
  return [
    ...others.map((one) => ({ text: brakeText(one, names), entries: 1, regions: [region] })),
    ...[...alike.values()].map((ones) => ({
      text: `${at}${ones.length === 1 ? brakeText(ones[0], names) : togetherText(ones, names.title)}`,
      entries: ones.length,
      regions: [region],
    })),
  ];
}

/** One tag that brakes several volumes is one thing to do. */
function togetherText(
  ones: readonly [BrakeOnVolume, ...BrakeOnVolume[]],
  title: (id: string) => string,
): string {
  const [first] = ones;
  const kept = ones.reduce((sum, { of, wanted }) => sum + of - wanted, 0);
  const of = ones.reduce((sum, one) => sum + one.of, 0);
  const effect =
    first.scope === 'volume'
      ? `keeps ${kept} of the ${of} snapshots of ${ones.length} volumes before the run`
      : `shortens the history of ${ones.length} volumes by more than half`;
  return `${title(first.tag.source)}: ${tagText(first)} ${effect}; of each volume, ${answers(first)}`;
}
