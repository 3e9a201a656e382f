import { describe, expect, test } from 'vitest';
import { momentOf, nowFor } from '../../lambda/core/now.ts';
import { UTC } from './fixtures.ts';

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

describe('a follow-up decides for the run that it follows', () => {
  const hour = { followUp: { count: 1, unit: 'hours' }, zone: UTC } as const;

  test('so much earlier than its own time, also where it comes late', () => {
    const scheduledTime = new Date('2026-03-10T05:00:00Z');
    expect(momentOf({ ...hour, scheduledTime }, CLOCK)).toEqual({
      now: new Date('2026-03-10T04:00:00Z'),
      notes: [],
    });
  });

  test.for([
    [undefined, 'scheduled_time is not given'],
    ['2026-03-10T05:09:31Z', 'the run that it follows, of 2026-03-10T04:09:31Z, lies in the future'],
    ['2026-03-09T06:04:29Z', 'the run that it follows, of 2026-03-09T05:04:29Z, is more than 24 hours old'],
    ['2026-03-09T05:04:29Z', 'the run that it follows, of 2026-03-09T04:04:29Z, is more than 24 hours old'],
  ] as const)('it does nothing where its time is %s', ([scheduled, idle]) => {
    const scheduledTime = scheduled && new Date(scheduled);
    expect(momentOf({ ...hour, scheduledTime }, CLOCK)).toEqual({ now: CLOCK, notes: [], idle });
  });

  test('any other run takes its own time', () => {
    expect(momentOf({ scheduledTime: CLOCK, zone: UTC }, CLOCK)).toEqual({ now: CLOCK, notes: [] });
  });
});
