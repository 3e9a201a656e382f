import { describe, expect, test } from 'vitest';
import { dayNumber, startOfDay } from '../../../lambda/core/calendar.ts';
import { standsFor, type Tags } from '../../../lambda/core/snapshot.ts';
import { nowFor } from '../../../lambda/core/now.ts';
import { instance, later, zoneOf } from '../fixtures.ts';
import { scattered, startModel } from '../model.ts';

/** The clocks change in each, and twice in the longer one. */
const DAYS = 400;
const HOURS = DAYS * 24;
const START = new Date('2026-01-01T00:00:00Z');
const FIRST_DAY = dayNumber(START, zoneOf('UTC')) + 1;

interface Trigger {
  /** When the trigger means run number `index` to happen. */
  readonly meant: (index: number) => Date;
  readonly runs: number;
  /** By up to a quarter of an hour. */
  readonly comes: 'late' | 'early or late';
}

const HOURLY: Trigger = { meant: (index) => later(START, index * 60), runs: HOURS, comes: 'late' };

function dailyAt(hour: number, timeZone: string, comes: Trigger['comes']): Trigger {
  const meant = (index: number) => later(startOfDay(FIRST_DAY + index, zoneOf(timeZone)), hour * 60);
  return { meant, runs: DAYS, comes };
}

interface Year {
  readonly trigger: Trigger;
  readonly tags: Tags;
  readonly timeZone: string;
  readonly takes: 'the scheduled time' | 'the clock';
  /** Minutes from the creating call to completion. */
  readonly completeAfter?: number;
}

/**
 * Lives through it, and looks at what is there when the last run has done its work.
 *
 * Runs last from 0 to 14 minutes, so a copy's data is younger than its run's now.
 */
function live({ trigger, tags, timeZone, takes, completeAfter = 20 }: Year) {
  const model = startModel({ instances: [instance({ tags })] }, { zone: zoneOf(timeZone) });
  let end = START;
  for (let index = 0; index < trigger.runs; index += 1) {
    const meant = trigger.meant(index);
    const clock = later(meant, jitter(trigger, index));
    const { now } = nowFor(takes === 'the clock' ? undefined : meant, clock);
    end = later(clock, scattered(3 * index, 14));
    model.run(now, end, { completeAfter });
  }
  const { snapshots } = model.inventoryAt(end);
  return {
    made: model.made.map((one) => standsFor(one)),
    restorable: model.restorable(end),
    others: snapshots.map(({ state }) => state).filter((state) => state !== 'completed'),
  };
}

function jitter({ comes }: Trigger, index: number): number {
  return comes === 'late' ? scattered(index, 15) : scattered(index, 30) - 15;
}

/** The whole numbers from the first, one for each slot. */
function everyOne(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

function hourNumber(instant: Date): number {
  return Math.floor(instant.getTime() / 3_600_000);
}

const CASES = ['UTC', 'Europe/Berlin'].flatMap((timeZone) =>
  (['the scheduled time', 'the clock'] as const).map((takes) => ({ timeZone, takes })),
);

describe('C-19 C-21 a daily trigger at 05:00, a quarter of an hour early or late', () => {
  test.for(CASES)('one copy each day in $timeZone by $takes', ({ timeZone, takes }) => {
    const { made, restorable, others } = live({
      trigger: dailyAt(5, timeZone, 'early or late'),
      timeZone,
      takes,
      tags: { autosnap: '1', autosnap_retain: '7' },
    });
    expect(made.map((instant) => dayNumber(instant, zoneOf(timeZone)))).toEqual(everyOne(FIRST_DAY, DAYS));
    expect(restorable).toBe(7);
    expect(others).toEqual(['pending']);
  });

  test('one copy each week', () => {
    const { made, restorable } = live({
      trigger: dailyAt(5, 'UTC', 'early or late'),
      timeZone: 'UTC',
      takes: 'the clock',
      tags: { autosnap: '7', autosnap_retain: '4' },
    });
    expect(made.map((instant) => (dayNumber(instant, zoneOf('UTC')) - FIRST_DAY) / 7)).toEqual(
      everyOne(0, Math.ceil(DAYS / 7)),
    );
    expect(restorable).toBe(4);
  });

  test('one copy each 24 hours, where the tag counts hours and the trigger is never early', () => {
    const { made } = live({
      trigger: dailyAt(5, 'UTC', 'late'),
      timeZone: 'UTC',
      takes: 'the clock',
      tags: { autosnap: '24h', autosnap_retain: '7' },
    });
    expect(made.map((instant) => dayNumber(instant, zoneOf('UTC')))).toEqual(everyOne(FIRST_DAY, DAYS));
  });
});

test.for(CASES)(
  'C-19 a trigger at midnight of $timeZone that is never early: one copy each day by $takes',
  ({ timeZone, takes }) => {
    const { made } = live({
      trigger: dailyAt(0, timeZone, 'late'),
      timeZone,
      takes,
      tags: { autosnap: '1', autosnap_retain: '7' },
    });
    expect(made.map((instant) => dayNumber(instant, zoneOf(timeZone)))).toEqual(everyOne(FIRST_DAY, DAYS));
  },
);

describe('C-22 an hourly trigger, up to a quarter of an hour late', () => {
  test.for(CASES.filter(({ timeZone, takes }) => (timeZone === 'UTC') === (takes === 'the clock')))(
    'one copy each hour in $timeZone by $takes',
    ({ timeZone, takes }) => {
      const { made, restorable, others } = live({
        trigger: HOURLY,
        timeZone,
        takes,
        tags: { autosnap: '1h', autosnap_retain: '6' },
        completeAfter: 90,
      });
      expect(made.map(hourNumber)).toEqual(everyOne(hourNumber(START), HOURS));
      expect(restorable).toBe(6);
      expect(others).toEqual(['pending', 'pending']);
    },
  );

  test.for(CASES)(
    'C-16 one copy each day of a daily volume in $timeZone by $takes',
    ({ timeZone, takes }) => {
      const { made, restorable, others } = live({
        trigger: HOURLY,
        timeZone,
        takes,
        tags: { autosnap: '1', autosnap_retain: '2' },
      });
      const first = dayNumber(START, zoneOf(timeZone));
      const last = dayNumber(HOURLY.meant(HOURS - 1), zoneOf(timeZone));
      expect(made.map((instant) => dayNumber(instant, zoneOf(timeZone)))).toEqual(
        everyOne(first, last - first + 1),
      );
      expect(restorable).toBe(2);
      const isNewDay = dayNumber(HOURLY.meant(HOURS - 2), zoneOf(timeZone)) < last;
      expect(others).toEqual(isNewDay ? ['pending'] : []);
    },
  );

  test('C-17 one copy each six hours', () => {
    const { made, restorable } = live({
      trigger: HOURLY,
      timeZone: 'UTC',
      takes: 'the clock',
      tags: { autosnap: '6h', autosnap_retain: '4' },
    });
    expect(made.map((instant) => (hourNumber(instant) - hourNumber(START)) / 6)).toEqual(
      everyOne(0, HOURS / 6),
    );
    expect(restorable).toBe(4);
  });
});
