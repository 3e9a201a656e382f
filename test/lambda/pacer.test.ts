import { expect, test } from 'vitest';
import type { Clock } from '../../lambda/clock.ts';
import { openPacer } from '../../lambda/pacer.ts';

const start = Date.parse('2026-01-01T03:00:00Z');

/** Time passes only while somebody waits for it. */
function patientClock(): Clock & { waited: () => number } {
  let time = start;
  return {
    now: () => new Date(time),
    sleep: async (milliseconds) => {
      time += milliseconds;
    },
    waited: () => time - start,
  };
}

function answers(...kinds: string[]): () => Promise<{ kind: string }> {
  return async () => ({ kind: kinds.shift() ?? 'done' });
}

test('C-58 a throttled call is sent again after a pause that grows', async () => {
  const clock = patientClock();
  const pacer = openPacer(clock, new Date(start + 900_000));
  const throttles = Array.from({ length: 6 }, () => 'throttled');
  expect(await pacer(answers(...throttles))).toEqual({ kind: 'done' });
  const halfOfEachPause = [1, 2, 4, 8, 16, 20].reduce((sum, seconds) => sum + seconds * 500, 0);
  expect(clock.waited()).toBeGreaterThanOrEqual(halfOfEachPause);
  expect(clock.waited()).toBeLessThanOrEqual(2 * halfOfEachPause);
});

test('C-59 nothing is started after the time is up', async () => {
  const clock = patientClock();
  const pacer = openPacer(clock, new Date(start));
  let sent = 0;
  const reply = await pacer(async () => {
    sent += 1;
    return { kind: 'done' };
  });
  expect({ reply, sent }).toEqual({ reply: { kind: 'out of time' }, sent: 0 });
});

test('C-58 C-59 a call that is throttled for ever ends when the time is up', async () => {
  const clock = patientClock();
  const pacer = openPacer(clock, new Date(start + 60_000));
  expect(await pacer(async () => ({ kind: 'throttled' }))).toEqual({ kind: 'out of time' });
  expect(clock.waited()).toBeLessThanOrEqual(60_000);
});

test('any other answer is given back as it is and never sent again', async () => {
  const pacer = openPacer(patientClock(), new Date(start + 60_000));
  expect(await pacer(answers('refused'))).toEqual({ kind: 'refused' });
  expect(await pacer(answers('unclear'))).toEqual({ kind: 'unclear' });
});
