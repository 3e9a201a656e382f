import { afterAll, describe, expect, test } from 'vitest';
import { BIG } from './estate.ts';
import { keepFigures, lived } from './figures.ts';
import type { Case } from './matrix.ts';
import { calmLife, caseName, casesOf, liveThrough } from './matrix.ts';

const CALM = await calmLife(BIG);

const CASES = casesOf(CALM)
  .filter(({ site }) => site.action.startsWith('Create'))
  .map((one): [string, Case] => [caseName(one), one]);

afterAll(() => keepFigures('creates'));

describe('C-29 C-35 C-47 C-55 C-58 RA-7 a copy cannot be taken, or nobody knows whether it was', () => {
  test.for(CASES)('%s', async ([, one]) => {
    expect(await lived('one fault (creates)', liveThrough(CALM, one))).toEqual([]);
  });
});
