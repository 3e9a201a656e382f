import { expect, test } from 'vitest';
import { nowFor } from '../../lambda/core/now.ts';

const CLOCK = new Date('2026-03-10T05:04:30Z');

test.for([
  ['a minute late', '2026-03-10T05:03:30Z'],
  ['at once', '2026-03-10T05:04:30Z'],
  ['a retry after hours', '2026-03-09T23:00:00Z'],
  ['24 hours late, and not a second more', '2026-03-09T05:04:30Z'],
  ['a little early, because two clocks differ', '2026-03-10T05:09:30Z'],
] as const)('C-21 the time the trigger meant is now: %s', ([, scheduled]) => {
  expect(nowFor(new Date(scheduled), CLOCK)).toEqual({ now: new Date(scheduled), notes: [] });
});

test.for([
  ['2026-03-09T05:04:29.999Z', 'is more than 24 hours old'],
  ['2020-01-01T00:00:00Z', 'is more than 24 hours old'],
  ['2026-03-10T05:09:30.001Z', 'lies in the future'],
  ['2036-03-10T05:00:00Z', 'lies in the future'],
] as const)('C-21 the clock decides, with a note, where the scheduled time %s %s', ([scheduled, wrong]) => {
  const { now, notes } = nowFor(new Date(scheduled), CLOCK);
  expect(now).toEqual(CLOCK);
  expect(notes).toEqual([
    `The scheduled time ${scheduled.replace(/\.\d+/, '')} ${wrong}, so the clock decides`,
  ]);
});

test('without a scheduled time the clock decides and nothing is noted', () => {
  expect(nowFor(undefined, CLOCK)).toEqual({ now: CLOCK, notes: [] });
});
