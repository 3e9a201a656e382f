import { afterAll, describe, expect, test } from 'vitest';
import { BIG } from './estate.ts';
import { keepFigures, lived } from './figures.ts';
import { calmLife } from './matrix.ts';
import type { Trigger } from './time.ts';
import { actionsOf, runByWrongClock, runOutOfTime, WRONG_CLOCKS } from './time.ts';

const CALM = await calmLife(BIG);

afterAll(() => keepFigures('time'));

describe('C-58 C-59 the time is up in the middle of a run', () => {
  test.for(actionsOf(CALM))('when action %d arrives', async (action) => {
    expect(await lived('out of time', runOutOfTime(CALM, action))).toEqual([]);
  });
});

/** A clock that jumps does so at every third call. */
const WRONG = WRONG_CLOCKS.flatMap((clock) =>
  CALM.ran.calls.flatMap((_, index) =>
    index % 3 === 0 && (index === 0 || clock.first !== clock.later) ? [[clock, index + 1] as const] : [],
  ),
).flatMap(([clock, call]) =>
  (['with its time', 'without its time'] satisfies Trigger[]).flatMap((trigger) =>
    (['first', 'second'] as const).map((runs) => ({
      name: `it ${clock.name} at call ${call}; the ${runs} run of the day, the trigger ${trigger}`,
      life: async () => runByWrongClock(CALM, clock, call, { trigger, runs }),
    })),
  ),
);

describe('RA-7 a clock that is a day wrong deletes nothing it should not, and all heals', () => {
  test.for(WRONG)('$name', async ({ life }) => {
    expect(await lived('wrong clock', life())).toEqual([]);
  });
});
