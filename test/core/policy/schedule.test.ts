import { describe, expect, test } from 'vitest';
import { parseFrequency } from '../../../lambda/core/grammar/frequency.ts';
import {
  type Schedule,
  averageSlot,
  dueAt,
  everyUnits,
  nextOwed,
  scheduleOf,
  slotOf,
} from '../../../lambda/core/policy/schedule.ts';
import { zoneOf } from '../fixtures.ts';

const DAILY = everyUnits(1, 86_400);
const WEEKLY = everyUnits(7, 86_400);
const HOURLY = everyUnits(1, 3600);
const SIX_HOURLY = everyUnits(6, 3600);

function due(schedule: Schedule, newest: string, now: string, timeZone = 'UTC') {
  const { isDue, since, missed } = dueAt(schedule, new Date(newest), new Date(now), zoneOf(timeZone));
  return `${isDue ? 'due' : 'next'} ${since.toISOString().slice(0, 16)}Z${missed > 0 ? `, missed ${missed}` : ''}`;
}

test('C-18 a volume without a copy is due, before all others', () => {
  expect(dueAt(DAILY, undefined, new Date('2026-03-10T05:00:00Z'), zoneOf('UTC'))).toEqual({
    isDue: true,
    since: new Date(0),
    missed: 0,
    because: 'has no snapshot yet',
  });
});

describe('C-16 daily', () => {
  test.for([
    ['a minute later', '03-10T05:00', '03-10T05:01', 'next 2026-03-11T00:00Z'],
    ['late on the same day', '03-10T00:00', '03-10T23:59', 'next 2026-03-11T00:00Z'],
    ['the next day, a little early', '03-10T05:10', '03-11T04:50', 'due 2026-03-11T00:00Z'],
    ['the next day, a minute after', '03-10T23:59', '03-11T00:00', 'due 2026-03-11T00:00Z'],
    ['a day was missed', '03-10T05:00', '03-12T05:00', 'due 2026-03-11T00:00Z, missed 1'],
    ['a week was missed', '03-10T05:00', '03-18T05:00', 'due 2026-03-11T00:00Z, missed 7'],
    ['the copy is of the future', '03-12T05:00', '03-10T05:00', 'next 2026-03-13T00:00Z'],
  ] as const)('%s', ([, newest, now, expected]) => {
    expect(due(DAILY, `2026-${newest}:00Z`, `2026-${now}:00Z`)).toBe(expected);
  });
});

describe('C-16 weekly', () => {
  test.for([
    ['six days later', '03-10T05:00', '03-16T23:59', 'next 2026-03-17T00:00Z'],
    ['seven days later, a little early', '03-10T05:10', '03-17T04:50', 'due 2026-03-17T00:00Z'],
    ['a day late is not a missed copy', '03-10T05:00', '03-18T05:00', 'due 2026-03-17T00:00Z'],
    ['thirteen days late, whole weeks are missed', '03-10T05:00', '03-23T05:00', 'due 2026-03-17T00:00Z'],
    ['two weeks later', '03-10T05:00', '03-24T05:00', 'due 2026-03-17T00:00Z, missed 1'],
  ] as const)('%s', ([, newest, now, expected]) => {
    expect(due(WEEKLY, `2026-${newest}:00Z`, `2026-${now}:00Z`)).toBe(expected);
  });
});

describe('C-17 hours are cut from the epoch', () => {
  test.for([
    ['within the hour', HOURLY, '05:00', '05:59', 'next 2026-03-10T06:00Z'],
    ['the next hour', HOURLY, '05:59', '06:00', 'due 2026-03-10T06:00Z'],
    ['the second next', HOURLY, '05:00', '07:00', 'due 2026-03-10T06:00Z, missed 1'],
    ['five hours of six', SIX_HOURLY, '05:59', '10:59', 'next 2026-03-10T11:00Z'],
    ['six of six, a little early', SIX_HOURLY, '05:59', '11:00', 'due 2026-03-10T11:00Z'],
    ['seventeen of six', SIX_HOURLY, '00:00', '17:00', 'due 2026-03-10T06:00Z, missed 1'],
  ] as const)('%s', ([, schedule, newest, now, expected]) => {
    expect(due(schedule, `2026-03-10T${newest}:00Z`, `2026-03-10T${now}:00Z`)).toBe(expected);
  });
});

describe('C-21 days are read in the zone that was asked for', () => {
  test.for([
    ['midnight in Berlin', 'Europe/Berlin', '01-10T22:59', '01-10T23:00', 'due 2026-01-10T23:00Z'],
    ['midnight in UTC', 'UTC', '01-10T22:59', '01-10T23:00', 'next 2026-01-11T00:00Z'],
    ['over the day with 23 hours', 'Europe/Berlin', '03-28T05:00', '03-29T04:00', 'due 2026-03-28T23:00Z'],
    ['and after it', 'Europe/Berlin', '03-29T04:00', '03-29T21:59', 'next 2026-03-29T22:00Z'],
    ['within the day with 25 hours', 'Europe/Berlin', '10-24T22:00', '10-25T22:59', 'next 2026-10-25T23:00Z'],
    ['and after it', 'Europe/Berlin', '10-24T22:00', '10-25T23:00', 'due 2026-10-25T23:00Z'],
  ] as const)('%s (%s)', ([, zone, newest, now, expected]) => {
    expect(due(DAILY, `2026-${newest}:00Z`, `2026-${now}:00Z`, zone)).toBe(expected);
  });

  test('hours do not depend on the zone', () => {
    const now = new Date('2026-10-25T00:30:00Z');
    expect(slotOf(HOURLY, now, zoneOf('Asia/Kathmandu'))).toBe(slotOf(HOURLY, now, zoneOf('UTC')));
  });
});

test('U13 the words say since when and which snapshot is the last, by the clocks of the zone, which they name', () => {
  const [newest, now] = [new Date('2026-03-09T05:03:00Z'), new Date('2026-03-10T05:00:00Z')];
  expect(dueAt(DAILY, newest, now, zoneOf('UTC')).because).toBe(
    'due since 2026-03-10 00:00, last snapshot 2026-03-09 05:03 UTC',
  );
  expect(dueAt(WEEKLY, newest, now, zoneOf('UTC')).because).toBe(
    'next due 2026-03-16 00:00, last snapshot 2026-03-09 05:03 UTC',
  );
  expect(dueAt(DAILY, newest, now, zoneOf('Europe/Berlin')).because).toBe(
    'due since 2026-03-10 00:00, last snapshot 2026-03-09 06:03 Europe/Berlin',
  );
});

test('the longest schedule a tag can ask for is still a date', () => {
  const longest = everyUnits(9999, 31_536_000);
  expect(dueAt(longest, new Date(0), new Date('2026-03-10T05:00:00Z'), zoneOf('Europe/Berlin')).isDue).toBe(
    false,
  );
});

/** The schedule that a tag's value asks for, where a bare number counts days. */
function tagged(value: string): Schedule | undefined {
  const frequency = parseFrequency(value);
  if (!frequency.ok) throw new Error(frequency.expected);
  return scheduleOf(frequency.value, 86_400);
}

function calendar(value: string): Schedule {
  const schedule = tagged(value);
  if (schedule?.kind !== 'calendar') throw new Error(`${value} is no calendar`);
  return schedule;
}

const SUNDAYS = { days: [7], hours: [3] };
const NIGHTS = { days: [1, 2, 3, 4, 5, 6, 7], hours: [2] };

describe('what a tag asks for', () => {
  test.for([
    ['1', { kind: 'days', every: 1 }],
    ['6h', { kind: 'seconds', slotSeconds: 3600, every: 6 }],
    ['24h', { kind: 'seconds', slotSeconds: 3600, every: 24 }],
    ['2d', { kind: 'days', every: 2 }],
    ['1w', { kind: 'days', every: 7 }],
    ['2w', { kind: 'days', every: 14 }],
    ['@sun@3', { kind: 'calendar', calendars: [SUNDAYS] }],
    ['12@1st@2', { kind: 'calendar', calendars: [{ dates: [1], hours: [2] }] }],
    ['4@sun@3', { kind: 'calendar', calendars: [SUNDAYS] }],
    ['nightly=7@2 weekly=4@sun@3', { kind: 'calendar', calendars: [NIGHTS, SUNDAYS] }],
  ] as const)('%s', ([value, schedule]) => {
    expect(tagged(value)).toEqual(schedule);
  });

  test.for(['@0', '7@0', 'nightly=7', 'nightly=7 weekly=4@0'])('%s is a copy a day', (value) => {
    expect(tagged(value)).toEqual({ kind: 'days', every: 1 });
  });

  test.for(['@6', '@0+12', '@mon', 'nightly=7 weekly=4@sun@3'])('%s is not just a copy a day', (value) => {
    expect(tagged(value)).toMatchObject({ kind: 'calendar' });
  });

  test.for(['0@sun', 'nightly=0@2', 'nightly=0@2 weekly=0@sun@3'])('D-2 %s is no copy at all', (value) => {
    expect(tagged(value)).toBeUndefined();
  });

  test('D-2 a set that is paused asks for nothing beside one that is not', () => {
    expect(tagged('nightly=0@2 weekly=4@sun@3')).toEqual({ kind: 'calendar', calendars: [SUNDAYS] });
  });
});

test.for([
  [DAILY, 24],
  [everyUnits(2, 86_400), 48],
  [SIX_HOURLY, 6],
  [calendar('@0-23'), 1],
  [calendar('@3+15'), 12],
  [calendar('@sun@3'), 7 * 24],
] as const)('the slots of %j are %i hours long', ([schedule, hours]) => {
  const start = new Date('2026-03-08T03:00:00Z');
  expect(averageSlot(schedule, start, zoneOf('UTC'))).toBe(hours * 3_600_000);
});

describe('a calendar: three times on working days', () => {
  const office = calendar('@mon-fri@8+12+18');

  test.for([
    ['before the first hour of the day', '03-10T07:00', '03-10T07:59', 'next 2026-03-10T08:00Z'],
    ['before the second', '03-10T08:00', '03-10T11:59', 'next 2026-03-10T12:00Z'],
    ['at the second', '03-10T08:00', '03-10T12:00', 'due 2026-03-10T12:00Z'],
    ['at the third, the second was missed', '03-10T08:30', '03-10T18:00', 'due 2026-03-10T12:00Z, missed 1'],
    ['after the last of the day', '03-10T18:00', '03-11T07:59', 'next 2026-03-11T08:00Z'],
    ['after the last of the week', '03-13T18:00', '03-15T23:59', 'next 2026-03-16T08:00Z'],
    ['a week was missed', '03-10T08:00', '03-17T08:00', 'due 2026-03-10T12:00Z, missed 14'],
  ] as const)('%s', ([, newest, now, expected]) => {
    expect(due(office, `2026-${newest}:00Z`, `2026-${now}:00Z`)).toBe(expected);
  });

  test.for([
    ['at its first moment', '2026-03-10T12:00:00Z', '2026-03-10T12:00:00Z'],
    ['until the next begins', '2026-03-10T17:59:59Z', '2026-03-10T12:00:00Z'],
    ['over night', '2026-03-11T07:59:59Z', '2026-03-10T18:00:00Z'],
    ['over the weekend', '2026-03-16T07:59:59Z', '2026-03-13T18:00:00Z'],
  ] as const)('its slot lasts %s', ([, instant, start]) => {
    expect(new Date(slotOf(office, new Date(instant), zoneOf('UTC')))).toEqual(new Date(start));
  });

  test('once a week lasts a week', () => {
    const sundays = calendar('@sun@3');
    const [first, second] = [new Date('2026-03-08T03:00:00Z'), new Date('2026-03-15T03:00:00Z')];
    expect(nextOwed(sundays, first, zoneOf('UTC'))).toEqual(second);
    expect(slotOf(sundays, new Date(second.getTime() - 1), zoneOf('UTC'))).toBe(first.getTime());
  });

  test('of two calendars the slot is the one that began last, and the next is what comes first', () => {
    const both = calendar('nightly=7@2 weekly=4@sun@3');
    const slotAt = (instant: string) =>
      new Date(slotOf(both, new Date(instant), zoneOf('UTC'))).toISOString();
    expect(slotAt('2026-03-08T02:30:00Z')).toBe('2026-03-08T02:00:00.000Z');
    expect(slotAt('2026-03-08T03:30:00Z')).toBe('2026-03-08T03:00:00.000Z');
    expect(slotAt('2026-03-09T02:30:00Z')).toBe('2026-03-09T02:00:00.000Z');
    expect(due(both, '2026-03-08T02:00:00Z', '2026-03-08T02:59:00Z')).toBe('next 2026-03-08T03:00Z');
    expect(due(both, '2026-03-08T03:00:00Z', '2026-03-08T23:00:00Z')).toBe('next 2026-03-09T02:00Z');
  });

  test('what nobody served for years is counted up to a thousand', () => {
    const hourly = calendar('@0-23');
    expect(due(hourly, '2020-01-01T00:00:00Z', '2026-03-10T05:00:00Z')).toContain(', missed 1000');
    expect(due(HOURLY, '2020-01-01T00:00:00Z', '2026-03-10T05:00:00Z')).toContain(', missed 1000');
  });

  test.for([
    ['the first of the month', '@1st@2', '2026-01-01T02:00', '2026-02-01T02:00'],
    ['until the last moment before it', '@1st@2', '2026-01-31T23:59', '2026-02-01T02:00'],
    ['a month of 28 days ends with its 28th', '@31st', '2026-01-31T00:00', '2026-02-28T00:00'],
    ['a leap year has a 29th', '@29th', '2028-01-29T00:00', '2028-02-29T00:00'],
    ['the 30th of February is its last day', '@30th@3', '2026-02-01T00:00', '2026-02-28T03:00'],
    ['the 30th of a longer month is not', '@30th@3', '2026-03-01T00:00', '2026-03-30T03:00'],
    ['two that fall on one day are one', '@30th+last', '2026-02-28T00:00', '2026-03-30T00:00'],
    ['from the 31st to the next last day', '@last', '2026-03-31T00:00', '2026-04-30T00:00'],
    ['over the year', '@1st+15th@3', '2026-12-15T03:00', '2027-01-01T03:00'],
  ] as const)('of dates: %s', ([, text, from, next]) => {
    const schedule = calendar(text);
    const [start, end] = [new Date(`${from}:00Z`), new Date(`${next}:00Z`)];
    expect(nextOwed(schedule, start, zoneOf('UTC'))).toEqual(end);
    expect(slotOf(schedule, end, zoneOf('UTC'))).toBe(end.getTime());
    expect(slotOf(schedule, new Date(end.getTime() - 1), zoneOf('UTC'))).toBeLessThanOrEqual(start.getTime());
  });

  test('of dates: a day that the zone skips is served when the next begins', () => {
    const yearEnd = calendar('@30th@8');
    const apia = zoneOf('Pacific/Apia');
    expect(nextOwed(yearEnd, new Date('2011-12-10T00:00:00Z'), apia)).toEqual(
      new Date('2011-12-30T10:00:00Z'),
    );
    expect(slotOf(yearEnd, new Date('2012-01-29T00:00:00Z'), apia)).toBe(Date.parse('2011-12-30T10:00:00Z'));
  });

  test('of dates: months that were missed are counted', () => {
    expect(due(calendar('@1st@2'), '2026-01-01T02:00:00Z', '2026-05-01T02:00:00Z')).toBe(
      'due 2026-02-01T02:00Z, missed 3',
    );
  });

  test('one that names no day is a bug, and is called by its name', () => {
    const never: Schedule = { kind: 'calendar', calendars: [{ days: [], hours: [3] }] };
    const now = new Date('2026-03-10T05:00:00Z');
    expect(() => slotOf(never, now, zoneOf('UTC'))).toThrow(
      'no slot of {"days":[],"hours":[3]} before 2026-03-10T05:00:00Z',
    );
    expect(() => nextOwed(never, now, zoneOf('UTC'))).toThrow(
      'no slot of {"days":[],"hours":[3]} after 2026-03-10T05:00:00Z',
    );
  });
});
