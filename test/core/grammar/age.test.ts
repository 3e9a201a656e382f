import { describe, expect, test } from 'vitest';
import { ageText } from '../../../lambda/core/grammar/numbers.ts';
import { parseAge } from '../../../lambda/core/grammar/retention.ts';

describe('an age', () => {
  test.for([
    ['12h', { count: 12, unit: 'hours' }],
    ['90d', { count: 90, unit: 'days' }],
    ['8w', { count: 8, unit: 'weeks' }],
    ['6m', { count: 6, unit: 'months' }],
    ['2y', { count: 2, unit: 'years' }],
    [' 9999D ', { count: 9999, unit: 'days' }],
  ] as const)('%j is read', ([value, meaning]) => {
    expect(parseAge(value)).toEqual({ ok: true, value: meaning });
    expect(ageText(meaning)).toBe(value.trim().toLowerCase());
  });

  const AGE = 'an age is expected: a whole number from 1 to 9999 with h, d, w, m (months) or y';
  const END = 'nothing is expected after the age';

  test.for([
    ['', 1, AGE],
    ['90', 1, AGE],
    ['d', 1, AGE],
    ['0d', 1, AGE],
    ['-1d', 1, AGE],
    ['1.5d', 1, AGE],
    ['01d', 1, AGE],
    ['10000d', 1, AGE],
    ['٣d', 1, AGE],
    ['30s', 1, AGE],
    ['1d2h', 1, AGE],
    ['90 d', 4, END],
    ['90d 12h', 5, END],
  ] as const)('C-11 %j is refused at character %i', ([value, place, expected]) => {
    expect(parseAge(value)).toMatchObject({ ok: false, place, expected });
  });
});
