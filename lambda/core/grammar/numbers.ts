import type { Age } from '../calendar.ts';
import { fault } from './parsed.ts';
import type { Word } from './words.ts';

const COUNT = /^[1-9]\d{0,3}$/;

/** A whole number from 1 to 9999: no sign, no fraction, no leading zero, no digits of other scripts. */
export function countIn(word: Word): number {
  return COUNT.test(word.text) ? Number(word.text) : fault(word, 'a whole number from 1 to 9999 is expected');
}

/** A count that may also be 0. */
export function countOrZeroIn(word: Word): number {
  return word.text === '0' || COUNT.test(word.text)
    ? Number(word.text)
    : fault(word, 'a whole number from 0 to 9999 is expected');
}

const UNITS = new Map<string, Age['unit']>([
  ['h', 'hours'],
  ['d', 'days'],
  ['w', 'weeks'],
  ['m', 'months'],
  ['y', 'years'],
]);

/** An age: `12h`, `90d`, `8w`, `6m` (months), `2y`. */
export function ageIn(word: Word): Age {
  const digits = word.text.slice(0, -1);
  const unit = UNITS.get(word.text.slice(-1));
  return unit === undefined || !COUNT.test(digits)
    ? fault(word, 'an age is expected: a whole number from 1 to 9999 with h, d, w, m (months) or y')
    : { count: Number(digits), unit };
}

/** An age as it is written in a tag. */
export function ageText({ count, unit }: Age): string {
  return `${count}${unit[0]}`;
}
