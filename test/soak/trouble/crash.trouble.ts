import { afterAll, describe, expect, test } from 'vitest';
import { deathsOf, dieAndHeal } from './crash.ts';
import type { Death } from './crash.ts';
import { BIG } from './estate.ts';
import { keepFigures, lived } from './figures.ts';
import { killAndHeal } from './kill.ts';
import { calmLife } from './matrix.ts';

const CALM = await calmLife(BIG);

afterAll(() => keepFigures('crash'));

function named(deaths: readonly Death[]): [string, Death][] {
  return deaths.map((death) => [`${death.when} call ${death.call}`, death]);
}

describe('C-29 C-55 RA-7 a run that dies leaves nothing that the next one cannot mend', () => {
  test.for(named(deathsOf(CALM)))('%s', async ([, death]) => {
    expect(await lived('death of a run', dieAndHeal(CALM, death))).toEqual([]);
  });
});

describe('C-29 RA-7 a process that is killed', () => {
  test.for(named(deathsOf(CALM, 3)))('%s', async ([, death]) => {
    expect(await lived('killed process', killAndHeal(CALM, death))).toEqual([]);
  });
});
