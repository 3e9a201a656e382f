import { expect, test } from 'vitest';
import type { Clock } from '../../lambda/clock.ts';
import { openPacer } from '../../lambda/carryOut/pacer.ts';

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

test('C-58 a call that is throttled again and again is sent after pauses that grow', async () => {
  const clock = patientClock();
  const pacer = openPacer(clock, new Date(start + 900_000));
  const sent: number[] = [];
  const reply = answers(...Array.from({ length: 9 }, () => 'throttled'));
  await pacer(async () => {
    sent.push(clock.waited() / 1000);
    return reply();
  });
  const pauses = sent.slice(1).map((at, index) => Math.round(10 * (at - (sent[index] ?? 0))) / 10);
  expect(pauses).toEqual([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 20, 20]);
});

test('C-59 nothing is started after the time is up', async () => {
  const clock = patientClock();
  const pacer = openPacer(clock, new Date(start));
  let sent = 0;
  const reply = await pacer(async () => {
    sent += 1;
    return { kind: 'done' };
  });
  expect({ reply, sent }).toEqual({ reply: { kind: 'not sent', because: 'out of time' }, sent: 0 });
});

test('C-58 C-59 a call that is throttled for ever ends when the time is up', async () => {
  const clock = patientClock();
  const pacer = openPacer(clock, new Date(start + 60_000));
  expect(await pacer(async () => ({ kind: 'throttled' }))).toEqual({
    kind: 'not sent',
    because: 'out of time',
  });
  expect(clock.waited()).toBeLessThanOrEqual(60_000);
});

test('any other answer is given back as it is and never sent again', async () => {
  const pacer = openPacer(patientClock(), new Date(start + 60_000));
  expect(await pacer(answers('refused'))).toEqual({ kind: 'refused' });
  expect(await pacer(answers('unclear'))).toEqual({ kind: 'unclear' });
});
