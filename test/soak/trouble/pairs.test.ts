import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amount, SEED } from '../../amounts.ts';
import { PLACE } from '../estate/troubled.ts';
import { calmLife, caseName, casesOf, EVERY, liveThroughBoth, lived } from './matrix.ts';

const CALM = await calmLife(PLACE);
const COUNT = Math.ceil(amount({ sample: 15, soak: 200 }, 'PAIRS') / EVERY);

const PAIRS = fc
  .sample(fc.tuple(fc.constantFrom(...casesOf(CALM)), fc.constantFrom(...casesOf(CALM))), {
    seed: SEED,
    numRuns: COUNT,
  })
  .map((both) => ({ name: both.map(caseName).join(', and '), both }));

describe('C-47 C-53 C-55 RA-7 two calls go wrong in one run', () => {
  test.for(PAIRS)('$name', async ({ both }) => {
    expect(await lived('two faults at once', liveThroughBoth(CALM, ...both))).toEqual([]);
  });
});
