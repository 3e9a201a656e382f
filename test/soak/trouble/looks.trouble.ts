import { afterAll, describe, expect, test } from 'vitest';
import { BIG } from './estate.ts';
import { keepFigures, lived } from './figures.ts';
import type { Case } from './matrix.ts';
import { calmLife, caseName, casesOf, liveThrough } from './matrix.ts';

const CALM = await calmLife(BIG);

const CASES = casesOf(CALM)
  .filter(({ site }) => /^(Describe|Get|Publish)/.test(site.action))
  .map((one): [string, Case] => [caseName(one), one]);

afterAll(() => keepFigures('looks'));

describe('C-47 C-52 C-53 C-55 C-58 a look, or the report, goes wrong', () => {
  test.for(CASES)('%s', async ([, one]) => {
    expect(await lived('one fault (looks)', liveThrough(CALM, one))).toEqual([]);
  });
});
