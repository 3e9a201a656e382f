import { describe, expect, test } from 'vitest';
import { isSoak } from '../../amounts.ts';
import { type Death, deathsOf, dieAndHeal } from './crash.ts';
import { PLACE } from '../estate/troubled.ts';
import { killAndHeal } from './kill.ts';
import { calmLife, EVERY, lived } from './matrix.ts';

const CALM = await calmLife(PLACE);

const KILLS = isSoak
  ? deathsOf(CALM, 3 * EVERY)
  : deathsOf(CALM).filter(({ call, when }) =>
      call === 9 ? when === 'before' : call === 13 && when === 'after',
    );

function named(deaths: readonly Death[]): [string, Death][] {
  return deaths.map((death) => [`${death.when} call ${death.call}`, death]);
}

describe('C-29 C-55 RA-7 a run that dies leaves nothing that the next one cannot mend', () => {
  test.for(named(deathsOf(CALM, EVERY)))('%s', async ([, death]) => {
    expect(await lived('a death before or after a call, in process', dieAndHeal(CALM, death))).toEqual([]);
  });
});

describe('C-29 RA-7 a process that is killed', () => {
  test.for(named(KILLS))('%s', async ([, death]) => {
    expect(await lived('`dist/cli.mjs` killed before or after a call', killAndHeal(CALM, death))).toEqual([]);
  });
});
