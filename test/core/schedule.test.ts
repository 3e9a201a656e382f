import { describe, expect, test } from 'vitest';
import { type Schedule, dueAt, everyUnits, slotOf } from '../../lambda/core/schedule.ts';

const DAILY = everyUnits(1, 86_400);
const WEEKLY = everyUnits(7, 86_400);
const HOURLY = everyUnits(1, 3600);
const SIX_HOURLY = everyUnits(6, 3600);

function due(schedule: Schedule, newest: string, now: string, timeZone = 'UTC') {
  const { isDue, since, missed } = dueAt(schedule, new Date(newest), new Date(now), timeZone);
  return `${isDue ? 'due' : 'next'} ${since.toISOString().slice(0, 16)}Z${missed > 0 ? `, missed ${missed}` : ''}`;
}

test('C-18 a volume without a copy is due, before all others', () => {
  expect(dueAt(DAILY, undefined, new Date('2026-03-10T05:00:00Z'), 'UTC')).toEqual({
    isDue: true,
    since: new Date(0),
    missed: 0,
    because: 'has no copy yet',
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
    expect(slotOf(HOURLY, now, 'Asia/Kathmandu')).toBe(slotOf(HOURLY, now, 'UTC'));
  });
});

test('the words say since when and which copy is the last', () => {
  const [newest, now] = [new Date('2026-03-09T05:03:00Z'), new Date('2026-03-10T05:00:00Z')];
  expect(dueAt(DAILY, newest, now, 'UTC').because).toBe(
    'due since 2026-03-10T00:00:00Z, last copy 2026-03-09T05:03:00Z',
  );
  expect(dueAt(WEEKLY, newest, now, 'UTC').because).toBe(
    'next due 2026-03-16T00:00:00Z, last copy 2026-03-09T05:03:00Z',
  );
});

test('the longest schedule a tag can ask for is still a date', () => {
  const longest = everyUnits(9999, 31_536_000);
  expect(dueAt(longest, new Date(0), new Date('2026-03-10T05:00:00Z'), 'Europe/Berlin').isDue).toBe(false);
});
