import { meantAge } from './meant/units.ts';
import { fault, type Parsed, parsed } from './parsed.ts';
import { wordsOf } from './words.ts';

/**
 * Reads how old the newest snapshot of a volume may become: `26h`, `2d`, `1w`. In hours; a day has 24.
 *
 * Months and years are refused: `90m` could be meant in minutes. Never throws.
 */
export function parseRpo(value: string): Parsed<number> {
  return parsed(value, { read: hoursIn, meant: meantAge });
}

const HOURS = { h: 1, d: 24, w: 168 };

function hoursIn(value: string): number {
  const [word, extra] = wordsOf(value);
  if (extra !== undefined) fault(extra, 'nothing is expected after the time');
  const [, count, unit] = /^([1-9]\d{0,3})([hdw])$/.exec(word?.text ?? '') ?? [];
  return unit === 'h' || unit === 'd' || unit === 'w'
    ? Number(count) * HOURS[unit]
    : fault(word, 'a whole number from 1 to 9999 with h, d or w is expected');
}
