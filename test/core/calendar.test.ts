import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  awayText,
  before,
  clockText,
  dateOf,
  dayNumber,
  dayText,
  instantOf,
  iso,
  periodOf,
  startOfDay,
  startOfHour,
  weekday,
  Zone,
} from '../../lambda/core/calendar.ts';
import { zoneOf } from './fixtures.ts';

const HOUR = 3_600_000;

/** Zones whose days differ: a change at midnight, at 01:00, half an hour, far east and far west. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/Santiago',
  'Africa/Cairo',
  'America/Havana',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Asia/Kathmandu',
];

describe('the number of a day', () => {
  test.for([
    ['1970-01-01T00:00:00Z', 'UTC', 0],
    ['1970-01-01T23:59:59.999Z', 'UTC', 0],
    ['1970-01-02T00:00:00Z', 'UTC', 1],
    ['1969-12-31T23:59:59Z', 'UTC', -1],
    ['1970-01-01T22:59:59Z', 'Europe/Berlin', 0],
    ['1970-01-01T23:00:00Z', 'Europe/Berlin', 1],
    ['1970-01-01T03:59:59Z', 'America/New_York', -1],
  ] as const)('%s in %s is day %i', ([text, zone, day]) => {
    expect(dayNumber(new Date(text), zoneOf(zone))).toBe(day);
  });

  test.for(ZONES)('changes by one, and only forwards, at each midnight of %s', (zone) => {
    const first = dayNumber(new Date('2026-01-01T12:00:00Z'), zoneOf(zone));
    for (let day = first; day < first + 400; day += 1) {
      const midnight = startOfDay(day, zoneOf(zone));
      expect(dayNumber(midnight, zoneOf(zone))).toBe(day);
      expect(dayNumber(new Date(midnight.getTime() - 1), zoneOf(zone))).toBe(day - 1);
    }
  });

  test('later is never an earlier day, in any zone', () => {
    const instant = fc.date({
      min: new Date('2026-01-01T00:00:00Z'),
      max: new Date('2027-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    const step = fc.integer({ min: 0, max: 3 * HOUR });
    fc.assert(
      fc.property(instant, step, fc.constantFrom(...ZONES), (one, ms, zone) => {
        const next = new Date(one.getTime() + ms);
        expect(dayNumber(next, zoneOf(zone)) - dayNumber(one, zoneOf(zone))).toBeOneOf([0, 1]);
      }),
    );
  });
});

describe('the start of a day', () => {
  test.for([
    ['an ordinary day', 'Europe/Berlin', '2026-02-01', '2026-01-31T23:00:00Z'],
    ['the day with 23 hours', 'Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z'],
    ['the day after it', 'Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00Z'],
    ['the day after the one with 25 hours', 'Europe/Berlin', '2026-10-26', '2026-10-25T23:00:00Z'],
    ['a day without midnight', 'America/Santiago', '2026-09-06', '2026-09-06T04:00:00Z'],
  ] as const)('%s in %s: %s', ([, zone, date, start]) => {
    const day = Date.parse(`${date}T00:00:00Z`) / (24 * HOUR);
    expect(iso(startOfDay(day, zoneOf(zone)))).toBe(start);
  });
});

function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / (24 * HOUR);
}

test.for([
  ['2026-03-09', 1],
  ['2026-03-10', 2],
  ['2026-03-14', 6],
  ['2026-03-15', 7],
  ['2026-03-16', 1],
  ['1970-01-01', 4],
  ['1969-12-31', 3],
  ['1969-12-28', 7],
  ['1969-12-21', 7],
] as const)('%s is the weekday %i', ([date, number]) => {
  expect(weekday(dayOf(date))).toBe(number);
  expect(dayText(dayOf(date))).toBe(date);
  expect(dateOf(dayOf(date))).toBe(Number(date.slice(-2)));
});

describe('the start of an hour', () => {
  test.for([
    ['an hour like others', 'UTC', '2026-03-10', 8, '2026-03-10T08:00:00Z'],
    ['in winter', 'Europe/Berlin', '2026-02-01', 8, '2026-02-01T07:00:00Z'],
    ['in summer', 'Europe/Berlin', '2026-07-01', 8, '2026-07-01T06:00:00Z'],
    ['before the clocks go on', 'Europe/Berlin', '2026-03-29', 1, '2026-03-29T00:00:00Z'],
    ['the hour that is skipped', 'Europe/Berlin', '2026-03-29', 2, '2026-03-29T01:00:00Z'],
    ['the one after it', 'Europe/Berlin', '2026-03-29', 3, '2026-03-29T01:00:00Z'],
    ['the evening of that day', 'Europe/Berlin', '2026-03-29', 20, '2026-03-29T18:00:00Z'],
    ['the hour that comes twice', 'Europe/Berlin', '2026-10-25', 2, '2026-10-25T00:00:00Z'],
    ['the one after it', 'Europe/Berlin', '2026-10-25', 3, '2026-10-25T02:00:00Z'],
    ['an hour of which half is skipped', 'Australia/Lord_Howe', '2026-10-04', 2, '2026-10-03T15:30:00Z'],
    ['a day that a zone left out', 'Pacific/Apia', '2011-12-30', 8, '2011-12-30T10:00:00Z'],
  ] as const)('%s (%s): %s at %i is %s', ([, zone, date, hour, start]) => {
    expect(iso(startOfHour(dayOf(date), hour, zoneOf(zone)))).toBe(start);
  });
});

describe('a period is followed by the next', () => {
  test.for([
    ['hour', 'UTC', '2026-03-10T05:00:00Z', '2026-03-10T05:59:59Z', '2026-03-10T06:00:00Z'],
    ['hour', 'Asia/Kathmandu', '2026-03-10T05:15:00Z', '2026-03-10T06:14:59Z', '2026-03-10T06:15:00Z'],
    ['day', 'UTC', '2026-03-10T00:00:00Z', '2026-03-10T23:59:59Z', '2026-03-11T00:00:00Z'],
    ['week', 'UTC', '2026-03-09T00:00:00Z', '2026-03-15T23:59:59Z', '2026-03-16T00:00:00Z'],
    ['week', 'UTC', '2025-12-29T00:00:00Z', '2026-01-04T23:59:59Z', '2026-01-05T00:00:00Z'],
    ['week', 'Europe/Berlin', '2026-03-08T23:00:00Z', '2026-03-15T22:59:59Z', '2026-03-15T23:00:00Z'],
    ['month', 'UTC', '2026-02-01T00:00:00Z', '2026-02-28T23:59:59Z', '2026-03-01T00:00:00Z'],
    ['month', 'UTC', '2025-12-01T00:00:00Z', '2025-12-31T23:59:59Z', '2026-01-01T00:00:00Z'],
    ['month', 'Europe/Berlin', '2026-02-28T23:00:00Z', '2026-03-31T21:59:59Z', '2026-03-31T22:00:00Z'],
    ['year', 'UTC', '2025-01-01T00:00:00Z', '2025-12-31T23:59:59Z', '2026-01-01T00:00:00Z'],
    ['year', 'America/New_York', '2025-01-01T05:00:00Z', '2026-01-01T04:59:59Z', '2026-01-01T05:00:00Z'],
  ] as const)('the %s in %s that begins at %s', ([period, zone, first, last, next]) => {
    const [begin, end, after] = [first, last, next].map((text) =>
      periodOf(new Date(text), period, zoneOf(zone)),
    );
    expect([end, after]).toEqual([begin, (begin ?? 0) + 1]);
  });
});

describe('what a zone is asked for in any order', () => {
  test('winter has its own hours, also after summer', () => {
    const zone = 'America/St_Johns';
    expect(iso(startOfDay(dayOf('2026-07-01'), zoneOf(zone)))).toBe('2026-07-01T02:30:00Z');
    expect(dayNumber(new Date('2026-07-01T02:30:00Z'), zoneOf(zone))).toBe(dayOf('2026-07-01'));
    expect(dayNumber(new Date('2026-01-01T03:29:59Z'), zoneOf(zone))).toBe(dayOf('2025-12-31'));
    expect(dayNumber(new Date('2026-12-01T03:29:59Z'), zoneOf(zone))).toBe(dayOf('2026-11-30'));
  });

  test('the clocks go on at the very moment, also where the one before was asked for first', () => {
    const [last, next] = ['2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z'].map((text) =>
      periodOf(new Date(text), 'hour', zoneOf('Europe/Lisbon')),
    );
    expect(next).toBe((last ?? 0) + 2);
  });
});

describe('an age before an instant', () => {
  const now = new Date('2026-03-31T12:00:00Z');

  test.for([
    [{ count: 12, unit: 'hours' }, 'UTC', '2026-03-31T00:00:00Z'],
    [{ count: 90, unit: 'days' }, 'UTC', '2025-12-31T12:00:00Z'],
    [{ count: 2, unit: 'weeks' }, 'UTC', '2026-03-17T12:00:00Z'],
    [{ count: 1, unit: 'months' }, 'UTC', '2026-02-28T12:00:00Z'],
    [{ count: 2, unit: 'years' }, 'UTC', '2024-03-31T12:00:00Z'],
    [{ count: 3, unit: 'days' }, 'Europe/Berlin', '2026-03-28T13:00:00Z'],
    [{ count: 72, unit: 'hours' }, 'Europe/Berlin', '2026-03-28T12:00:00Z'],
  ] as const)('%o in %s is %s', ([age, zone, expected]) => {
    expect(iso(before(now, age, zoneOf(zone)))).toBe(expected);
  });

  test('the longest age that can be written is still a date', () => {
    expect(before(now, { count: 9999, unit: 'years' }, zoneOf('Europe/Berlin')).getTime()).toBeLessThan(0);
  });
});

describe('an instant as text', () => {
  test.for([
    ['2026-01-01T03:00:00Z', '2026-01-01T03:00:00Z'],
    ['2026-01-01T03:00:00.987Z', '2026-01-01T03:00:00Z'],
    ['2026-01-01T04:00:00+01:00', '2026-01-01T03:00:00Z'],
    ['2026-01-01T03:00Z', '2026-01-01T03:00:00Z'],
  ] as const)('%s is read', ([text, expected]) => {
    const instant = instantOf(text);
    expect(instant && iso(instant)).toBe(expected);
  });

  test.for([
    '',
    'yesterday',
    '2026',
    '2026-01-01',
    '2026-01-01T03:00:00',
    '1767236400',
    '2026-13-01T00:00:00Z',
  ])('%j is not an instant everywhere the same, so it is not read', (text) => {
    expect(instantOf(text)).toBeUndefined();
  });

  test('the fraction of a second is not shown', () => {
    expect(iso(new Date('2026-01-01T03:00:00.999Z'))).toBe('2026-01-01T03:00:00Z');
  });
});

describe('U13 a time as a person reads it', () => {
  test.for([
    ['2026-01-10T00:00:00Z', 'UTC', '2026-01-10 00:00'],
    ['2026-01-10T00:00:59Z', 'Europe/Berlin', '2026-01-10 01:00'],
    ['2026-07-09T23:30:00Z', 'Europe/Berlin', '2026-07-10 01:30'],
    ['2026-01-10T04:59:00Z', 'America/New_York', '2026-01-09 23:59'],
  ] as const)('%s is by the clocks of %s %s', ([instant, zone, text]) => {
    expect(clockText(new Date(instant), new Zone(zone))).toBe(text);
  });

  test.for([
    [0, 'now'],
    [59_999, 'now'],
    [60_000, 'in 1 min'],
    [-40 * 60_000, '40 min ago'],
    [18.9 * 3_600_000, 'in 18 h'],
    [-72 * 3_600_000, '72 h ago'],
    [73 * 3_600_000, 'in 3 days'],
    [-12.5 * 86_400_000, '12 days ago'],
  ] as const)('%i ms away is %s', ([away, text]) => {
    const now = new Date('2026-01-10T00:00:00Z');
    expect(awayText(new Date(now.getTime() + away), now)).toBe(text);
  });
});
