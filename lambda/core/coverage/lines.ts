import { clockText, type Zone } from '../calendar.ts';
import { spanText } from '../plan/span.ts';
import { volumeTitle } from '../policy/called.ts';
import { counted, placeOf } from '../text.ts';
import type { CoverageSums } from './covered.ts';

/**
 * What the sums say, in sentences: how many volumes are not safe now, and how it was.
 *
 * `Of 240 volumes, 2 are outside their objective, 3 are unprotected.` `99.7 % of volume-hours were inside their
 * objective since 2026-11-03; the worst was web-1 /dev/xvdf (vol-1, data): 41 hours, until 2026-11-12 05:10.`
 */
export function coverageSentences(sums: CoverageSums, zone: Zone): string[] {
  return [standingText(sums), ...ledgerText(sums, zone), ...assumedText(sums)];
}

export function standingText({ volumes, untagged }: CoverageSums): string {
  const { outside, unprotected, inside, 'no objective': without } = volumes;
  const all = outside + unprotected + inside + without;
  if (all === 0) return 'There are no volumes.';
  if (inside === all) {
    return all === 1
      ? 'The only volume is inside its objective.'
      : `All ${all} volumes are inside their objective.`;
  }
  const parts = [
    ...part(outside, 'is outside its objective', 'are outside their objective'),
    ...part(unprotected, 'is unprotected', 'are unprotected'),
    ...part(without, 'has no objective', 'have no objective'),
    ...part(untagged, 'is untagged', 'are untagged'),
  ];
  return `Of ${counted(all, 'volume')}, ${parts.join(', ')}.`;
}

function part(count: number, one: string, many: string): string[] {
  return count === 0 ? [] : [counted(count, one, many)];
}

export function ledgerText({ known, inside, isAtLeast, since, worst }: CoverageSums, zone: Zone): string[] {
  if (since === undefined || known === 0) return [];
  const share = shareText({ known, inside, isAtLeast }).replace(/^a/, 'A');
  const day = clockText(new Date(since), zone).slice(0, 'yyyy-mm-dd'.length);
  const gap =
    worst === undefined
      ? ''
      : `; the worst was ${volumeTitle(worst)} in ${placeOf(worst)}: ${spanText(worst.age * HOUR)}, until ${clockText(new Date(worst.at), zone)}`;
  return [`${share} of volume-hours were inside their objective since ${day}${gap}.`];
}

export function assumedText({ assumed }: CoverageSums): string[] {
  return assumed === 0
    ? []
    : [
        `Of ${counted(assumed, 'snapshot')} AWS does not say when all data were there; ${assumed === 1 ? 'it counts from its' : 'they count from their'} start.`,
      ];
}

const HOUR = 3_600_000;

/** `99.7 %`, `at least 99.7 %`: rounded down, so that only the whole is 100. */
export function shareText({
  known,
  inside,
  isAtLeast,
}: Pick<CoverageSums, 'known' | 'inside' | 'isAtLeast'>): string {
  // Hours are no whole numbers: the quotient of two equal ones can be less than 1.
  const share = known === 0 ? 0 : inside === known ? 1000 : Math.floor((1000 * inside) / known);
  return `${isAtLeast ? 'at least ' : ''}${share / 10} %`;
}
