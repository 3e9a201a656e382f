import { counted, inQuotes, said } from '../../text.ts';
import type { ProblemLine } from '../lines.ts';
import type { RegionReport } from '../region.ts';
import { titlesIn } from '../titles.ts';
import { type Cause, type LineContext, linesOf, manyFirst, noneSince, sumOf } from './cause.ts';

/** Tags that cannot be read, are missing, or contradict each other: their volumes are left alone. */
export const problems: Cause = {
  level: 'FAILURE',
  count: (regions) => sumOf(regions, ({ totals }) => totals.problems),
  headline: (having, all) => `${tagsText(having)}, so ${costText(having, all)}`,
  subject: (having) => {
    const [unreadable, others] = [tagsOf(having, 'unreadableTags'), tagsOf(having, 'otherTags')];
    return unreadable === 0
      ? `${counted(others, 'tag')} wrong`
      : `${counted(unreadable + others, 'tag')} unreadable`;
  },
  lines: (having, { at, ...days }) =>
    manyFirst(
      linesOf(
        having,
        (region) => region.problems,
        ({ source, key }) => JSON.stringify([source, key]),
        (ones, region) => `${at(region)}${problemText(ones, titlesIn(region), days)}`,
      ),
    ),
};

/** The volumes that something asks for, those that are left alone included. */
export function askedIn(regions: readonly RegionReport[]): number {
  return sumOf(
    regions,
    ({ condition, totals }) => condition.volumesManaged + totals.leftAlone + totals.passedOver,
  );
}

function tagsOf(regions: readonly RegionReport[], which: 'unreadableTags' | 'otherTags'): number {
  return sumOf(regions, ({ totals }) => totals[which]);
}

function tagsText(regions: readonly RegionReport[]): string {
  const [unreadable, others] = [tagsOf(regions, 'unreadableTags'), tagsOf(regions, 'otherTags')];
  const rest = `${others} ${others === 1 ? 'is' : 'are'} missing or wrong`;
  if (unreadable === 0) return `${counted(others, 'tag')} ${others === 1 ? 'is' : 'are'} missing or wrong`;
  return `${counted(unreadable, 'tag')} cannot be read${others === 0 ? '' : ` and ${rest}`}`;
}

function costText(regions: readonly RegionReport[], all: readonly RegionReport[]): string {
  const alone = sumOf(regions, ({ totals }) => totals.leftAlone);
  const others = sumOf(regions, ({ totals }) => totals.problemVolumes) - alone;
  return [
    ...(alone === 0
      ? []
      : [`${alone} of ${counted(askedIn(all), 'volume')} ${alone === 1 ? 'is' : 'are'} left alone`]),
    ...(others === 0 ? [] : [`no snapshot of ${counted(others, 'volume')} is deleted`]),
  ].join(' and ');
}

/** One tag, however many volumes it stops. */
function problemText(
  ones: readonly [ProblemLine, ...ProblemLine[]],
  title: (id: string) => string,
  days: Pick<LineContext, 'now' | 'zone'>,
): string {
  const [{ volumeId, source, key, value, remedy, use }] = ones;
  const where = source === 'default' ? 'the default policy' : title(source);
  const tag = `${where} ${key}${value === undefined ? '' : ` = ${inQuotes(value)}`}`;
  const cost = `${costOf(ones, source === volumeId)}, ${noneSince(ones, days)}`;
  return use === undefined ? `${tag} ${said(remedy)}; ${cost}` : `${tag}: ${cost}; use ${use}`;
}

function costOf(ones: readonly ProblemLine[], isOwn: boolean): string {
  const volumes = new Set(ones.map(({ volumeId }) => volumeId)).size;
  const alone = new Set(ones.filter((one) => one.isLeftAlone).map(({ volumeId }) => volumeId)).size;
  if (isOwn) return alone === 1 ? 'left alone' : 'no snapshot of it is deleted';
  if (alone === volumes) return `${counted(alone, 'volume')} left alone`;
  const others = `no snapshot of ${counted(volumes - alone, 'volume')} is deleted`;
  return alone === 0 ? others : `${counted(alone, 'volume')} left alone, ${others}`;
}
