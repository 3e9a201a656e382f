import { afterAll, describe, expect, test } from 'vitest';
import { BIG } from './estate.ts';
import { keepFigures, lived } from './figures.ts';
import type { Case } from './matrix.ts';
import { calmLife, caseName, casesOf, liveThrough } from './matrix.ts';

const CALM = await calmLife(BIG);

const CASES = casesOf(CALM)
  .filter(({ site }) => site.action.startsWith('Delete'))
  .map((one): [string, Case] => [caseName(one), one]);

afterAll(() => keepFigures('deletes'));

describe('C-38 C-39 C-53 C-55 C-58 a copy cannot be deleted, or nobody knows whether it was', () => {
  test.for(CASES)('%s', async ([, one]) => {
    expect(await lived('one fault (deletes)', liveThrough(CALM, one))).toEqual([]);
  });
});
