import { describe, expect, test } from 'vitest';
import { SMALL } from './estate.ts';
import { calmLife } from './matrix.ts';
import { actionsOf, runByWrongClock, runOutOfTime, WRONG_CLOCKS } from './time.ts';

const CALM = await calmLife(SMALL);

describe('C-58 C-59 the time is up in the middle of a run', () => {
  test.for(actionsOf(CALM, 3))('when action %d arrives', async (action) => {
    expect(await runOutOfTime(CALM, action)).toEqual([]);
  });
});

describe('RA-7 a clock that is a day wrong deletes nothing it should not, and all heals', () => {
  test.for(WRONG_CLOCKS.map((clock) => [clock.name, clock] as const))('it %s', async ([, clock]) => {
    const wrong = [];
    for (const runs of ['first', 'second'] as const) {
      wrong.push(await runByWrongClock(CALM, clock, 9, { trigger: 'without its time', runs }));
    }
    expect(wrong.flat()).toEqual([]);
  });
});
