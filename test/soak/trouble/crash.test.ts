import { describe, expect, test } from 'vitest';
import type { Death } from './crash.ts';
import { deathsOf, dieAndHeal } from './crash.ts';
import { SMALL } from './estate.ts';
import { killAndHeal } from './kill.ts';
import { calmLife } from './matrix.ts';

const CALM = await calmLife(SMALL);

function named(death: Death): [string, Death] {
  return [`${death.when} call ${death.call}`, death];
}

describe('C-29 C-55 RA-7 a run that dies leaves nothing that the next one cannot mend', () => {
  test.for(deathsOf(CALM, 3).map(named))('%s', async ([, death]) => {
    expect(await dieAndHeal(CALM, death)).toEqual([]);
  });
});

describe('C-29 RA-7 a process that is killed', () => {
  test.for(
    deathsOf(CALM)
      .filter(({ call, when }) => (call === 9 && when === 'before') || (call === 13 && when === 'after'))
      .map(named),
  )('%s', async ([, death]) => {
    expect(await killAndHeal(CALM, death)).toEqual([]);
  });
});
