import { expect, test } from 'vitest';
import { CATEGORIES, characters } from '../estate/texts.ts';

/** The thirty categories of the Unicode standard, chapter 4.5. */
const ALL = 'Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co Cn';

test('characters of every category are tried', () => {
  expect(Object.keys(CATEGORIES).toSorted()).toEqual(ALL.split(' ').toSorted());
  for (const [category, text] of Object.entries(CATEGORIES)) {
    for (const one of characters(text)) {
      expect(one).toMatch(new RegExp(`^\\p{${category}}$`, 'u'));
    }
  }
});
