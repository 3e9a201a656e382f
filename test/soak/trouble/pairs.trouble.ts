import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { BIG } from './estate.ts';
import { keepFigures, lived } from './figures.ts';
import { calmLife, caseName, casesOf, liveThroughBoth } from './matrix.ts';

const CALM = await calmLife(BIG);
const SEED = Number(process.env['TROUBLE_SEED'] ?? 1);

afterAll(() => keepFigures('pairs'));

const PAIRS = fc
  .sample(fc.tuple(fc.constantFrom(...casesOf(CALM)), fc.constantFrom(...casesOf(CALM))), {
    seed: SEED,
    numRuns: 200,
  })
  .map((both) => ({ name: both.map(caseName).join(', and '), both }));

describe(`C-47 C-53 C-55 RA-7 two calls go wrong in one run (TROUBLE_SEED=${SEED})`, () => {
  test.for(PAIRS)('$name', async ({ both }) => {
    expect(await lived(`two faults at once (seed ${SEED})`, liveThroughBoth(CALM, ...both))).toEqual([]);
  });
});
