import { describe, expect, test } from 'vitest';
import { isSoak } from '../../amounts.ts';
import { PLACE } from '../estate/troubled.ts';
import { calmLife, EVERY, lived } from './matrix.ts';
import { actionsOf, runByWrongClock, runOutOfTime, type Trigger, WRONG_CLOCKS } from './time.ts';

const CALM = await calmLife(PLACE);

describe('C-58 C-59 the time is up in the middle of a run', () => {
  test.for(actionsOf(CALM, EVERY))('when action %d arrives', async (action) => {
    expect(await lived('the time is up at an action', runOutOfTime(CALM, action))).toEqual([]);
  });
});

/** A clock that jumps does so at every third call. */
const CALLS = CALM.ran.calls.flatMap((_, index) => (index % (3 * EVERY) === 0 ? [index + 1] : []));
const TRIGGERS: readonly Trigger[] = isSoak ? ['with its time', 'without its time'] : ['without its time'];

const WRONG = WRONG_CLOCKS.flatMap((clock) => {
  const calls = clock.first === clock.later ? [1] : isSoak ? CALLS : [9];
  return calls.flatMap((call) =>
    TRIGGERS.flatMap((trigger) =>
      (['first', 'second'] as const).map((runs) => ({
        name: `it ${clock.name} at call ${call}; the ${runs} run of the day, the trigger ${trigger}`,
        life: async () => runByWrongClock(CALM, clock, call, { trigger, runs }),
      })),
    ),
  );
});

describe('RA-7 a clock that is a day wrong deletes nothing it should not, and all heals', () => {
  test.for(WRONG)('$name', async ({ life }) => {
    expect(await lived('a clock a day wrong, or jumping', life())).toEqual([]);
  });
});
