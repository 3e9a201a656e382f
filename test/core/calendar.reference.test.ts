import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { amount } from '../amounts.ts';
import { type Period, periodOf } from '../../lambda/core/calendar.ts';
import type { Calendar } from '../../lambda/core/grammar/at.ts';
import { parseFrequency } from '../../lambda/core/grammar/frequency.ts';
import { standsFor } from '../../lambda/core/snapshot.ts';
import { calendarSchedule, dueAt, type Schedule, slotOf } from '../../lambda/core/policy/schedule.ts';
import { instance, zoneOf } from './fixtures.ts';
import { inZone, shown } from './hostClock.ts';
import { startModel } from './model.ts';

/** Calendars, against a clock that is looked at every minute of many days. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);
const DAYS = amount({ sample: 70, long: 365 });
const END = START + DAYS * DAY;

/** Before the year, because a slot of its first month began before it. */
const FIRST = START - 33 * DAY;

/** The clocks change by an hour, by half an hour, and at midnight. */
const ALL_ZONES = ['Europe/Berlin', 'Australia/Lord_Howe', 'America/Santiago', 'America/New_York'];
const ZONES = ALL_ZONES.slice(0, amount({ sample: 2, long: 4 }));

/** What a look at the clocks of a zone in every minute tells. */
interface Year {
  /** Each hour, counted from 1970-01-01, and when the clocks first showed it or a later one. */
  readonly hours: readonly { readonly hour: number; readonly start: number }[];
  /** When the clocks went on or back. */
  readonly changes: readonly number[];
}

/** An hour that the clocks have shown is not reached again when they go back. */
function yearIn(zone: string): Year {
  return inZone(zone, () => {
    const year = { hours: [] as { hour: number; start: number }[], changes: [] as number[] };
    let reached = shown(FIRST);
    let before = reached;
    for (let time = FIRST + MINUTE; time < END; time += MINUTE) {
      const wall = shown(time);
      if (wall !== before + MINUTE) year.changes.push(time);
      for (let hour = Math.floor(reached / HOUR) + 1; hour * HOUR <= wall; hour += 1) {
        year.hours.push({ hour, start: time });
      }
      reached = Math.max(reached, wall);
      before = wall;
    }
    return year;
  });
}

const years = new Map(ZONES.map((zone) => [zone, yearIn(zone)]));

/** When the slots of some calendars start: when the clocks first show a listed hour, or a later one. */
function startsBy(zone: string, calendars: readonly Calendar[]): number[] {
  const listed = years.get(zone)?.hours.filter(({ hour }) => calendars.some((one) => isListed(one, hour)));
  return [...new Set(listed?.map(({ start }) => start))];
}

/** @param hour Counted from 1970-01-01. */
function isListed(calendar: Calendar, hour: number): boolean {
  const wall = new Date(hour * HOUR);
  const day = wall.getUTCDay();
  const isDay =
    'days' in calendar
      ? calendar.days.includes(day === 0 ? 7 : day)
      : calendar.dates.some((date) => Math.min(date, daysOfMonth(wall)) === wall.getUTCDate());
  return isDay && calendar.hours.includes(hour % 24);
}

function daysOfMonth(wall: Date): number {
  return new Temporal.PlainYearMonth(wall.getUTCFullYear(), wall.getUTCMonth() + 1).daysInMonth;
}

function calendarsIn(text: string): Calendar[] {
  return text.split(' ').map((word) => {
    const frequency = parseFrequency(word);
    if (!frequency.ok || frequency.value.kind !== 'calendar') throw new Error(`${word} is no calendar`);
    return frequency.value.at;
  });
}

/** The first few minutes that are not in the slot that began last. */
function misplaced(
  text: string,
  zone: string,
  timesOf: (starts: readonly number[]) => readonly number[],
): string[] {
  const calendars = calendarsIn(text);
  const schedule = calendarSchedule(calendars);
  const starts = startsBy(zone, calendars);
  const found: string[] = [];
  let passed = 0;
  for (const time of timesOf(starts)) {
    while ((starts[passed + 1] ?? Number.POSITIVE_INFINITY) <= time) passed += 1;
    const slot = slotOf(schedule, new Date(time), zoneOf(zone));
    if (slot !== starts[passed]) found.push(`${at(time)}: ${at(slot)}, not ${at(starts[passed])}`);
    if (found.length > 4) break;
  }
  return found;
}

function at(time = 0): string {
  return new Date(time).toISOString().slice(0, 16);
}

function minutes(from: number, until: number): number[] {
  return Array.from({ length: (until - from) / MINUTE }, (_, index) => from + index * MINUTE);
}

/** All minutes of the hours round a change of the clocks, and the first and last of each slot. */
function minutesThatMatter(zone: string, starts: readonly number[]): number[] {
  const near = years.get(zone)?.changes.flatMap((time) => minutes(time - 3 * HOUR, time + 3 * HOUR)) ?? [];
  const edges = starts.flatMap((start) => [start - MINUTE, start]).filter((time) => time >= START);
  return [...new Set([...near, ...edges])].toSorted((a, b) => a - b);
}

describe.for(ZONES)('D-3 D-4 D-21 the slots in %s', (zone) => {
  test('every minute is in the slot of @mon-fri@2+12 that the clocks say', () => {
    expect(misplaced('@mon-fri@2+12', zone, () => minutes(START, END))).toEqual([]);
  });

  test.for([
    '@2',
    '@sat',
    '@fri-mon@22-4',
    '@sun@0-3 @mon-fri@2+14',
    '@0-23',
    '@1st+15th@3',
    '@30th+last@2',
    '@29th@0-4 @sun',
  ])('%s: so is every minute near a change of the clocks, and the first and last of every slot', (text) => {
    expect(misplaced(text, zone, (starts) => minutesThatMatter(zone, starts))).toEqual([]);
  });

  test.for([
    '@2',
    '@sat',
    '@mon-fri@8+12',
    '@fri-mon@22-4',
    '@sun@0-3 @mon-fri@2+14',
    '@1st+8th+15th+22nd@3',
    '@29th+30th+last@0+12',
    '@10th+20th+last@2 @sun@4',
  ])('%s: who has a copy of one slot is owed the next from its first minute', (text) => {
    const calendars = calendarsIn(text);
    const schedule = calendarSchedule(calendars);
    const starts = startsBy(zone, calendars);
    const each = calendars.map((calendar) => startsBy(zone, [calendar]));
    /** One copy serves all calendars, so what counts is how often a single one has begun. */
    const missedBy = (from: number, to: number) =>
      Math.max(...each.map((own) => own.filter((start) => start > from && start <= to).length)) - 1;
    const owed = (newest: number, now: number) => {
      const { isDue, since, missed } = dueAt(schedule, new Date(newest), new Date(now), zoneOf(zone));
      return `${isDue ? 'due' : 'next'} ${at(since.getTime())}, missed ${missed}`;
    };
    const wrong = starts.slice(0, -3).filter((start, index) => {
      const [next = 0, , third = 0] = starts.slice(index + 1, index + 4);
      return (
        owed(start, next - MINUTE) !== `next ${at(next)}, missed 0` ||
        owed(next - MINUTE, next) !== `due ${at(next)}, missed 0` ||
        owed(start, third) !== `due ${at(next)}, missed ${missedBy(start, third)}`
      );
    });
    expect(wrong.map(at)).toEqual([]);
  });

  test.for(['@0-3+14+23', '@0-23'])('C-22 an hourly trigger takes one copy in each slot of %s', (text) => {
    const schedule = calendarSchedule(calendarsIn(text));
    const due = (newest: number, now: number) =>
      dueAt(schedule, new Date(newest), new Date(now), zoneOf(zone)).isDue;
    const copies = [START - HOUR];
    for (let now = START; now < END; now += HOUR) if (due(copies.at(-1) ?? 0, now)) copies.push(now);
    expect(copies.slice(1).map(at)).toEqual(triggersFor(zone, text));
  });
});

/** When an hourly trigger first comes in each slot of the year; half an hour's slot may pass unseen. */
function triggersFor(zone: string, text: string): string[] {
  const triggers = startsBy(zone, calendarsIn(text)).map((start) => Math.ceil(start / HOUR) * HOUR);
  return [...new Set(triggers.filter((time) => time >= START && time < END).map(at))];
}

test('C-22 D-11 so does the function day after day, and keeps three', () => {
  const tags = { autosnap: '@0-3+14+23', autosnap_retain: '3' };
  const model = startModel({ instances: [instance({ tags })] }, { zone: zoneOf('Europe/Berlin') });
  for (let time = START - HOUR; time < END; time += HOUR) model.run(new Date(time), new Date(time));
  const served = model.made.slice(1).map((copy) => at(standsFor(copy).getTime()));
  expect(served).toEqual(triggersFor('Europe/Berlin', tags.autosnap));
  expect(model.restorable(new Date(END - HOUR))).toBe(3);
});

describe('an hour that is skipped is served once, and one that comes twice, too', () => {
  test.for([
    ['Europe/Berlin', 'skipped', '2026-03-28T23:30', '00:00 01:00 02:00 03:00'],
    ['America/New_York', 'skipped', '2026-03-08T05:30', '06:00 07:00 08:00 09:00'],
    ['Australia/Lord_Howe', 'skipped in half', '2026-10-03T14:00', '14:30 15:30 16:00 17:00'],
    ['America/Santiago', 'skipped at midnight', '2026-09-06T02:30', '03:00 04:00 05:00 06:00'],
    ['Europe/Berlin', 'twice', '2026-10-24T23:30', '00:00 02:00 03:00'],
    ['America/New_York', 'twice', '2026-11-01T04:30', '05:00 07:00 08:00'],
    ['Australia/Lord_Howe', 'half of it twice', '2026-04-04T13:30', '14:00 15:30 16:30'],
    ['America/Santiago', 'twice before midnight', '2026-04-05T01:30', '02:00 04:00 05:00'],
  ] as const)('%s, %s', ([zone, , from, expected]) => {
    const schedule = calendarSchedule(calendarsIn('@0-23'));
    const start = Date.parse(`${from}Z`);
    const copies = [start];
    for (let now = start; now < start + 220 * MINUTE; now += 5 * MINUTE) {
      if (dueAt(schedule, new Date(copies.at(-1) ?? 0), new Date(now), zoneOf(zone)).isDue) copies.push(now);
    }
    expect(
      copies
        .slice(1)
        .map((time) => at(time).slice(11))
        .join(' '),
    ).toBe(expected);
  });

  test.for([
    ['Europe/Berlin', 2, '2026-03-29T01:00'],
    ['America/Santiago', 0, '2026-09-06T04:00'],
    ['Australia/Lord_Howe', 2, '2026-10-03T15:30'],
    ['Pacific/Chatham', 3, '2026-09-26T14:00'],
    ['Antarctica/Troll', 2, '2026-03-29T01:00'],
  ] as const)('%s: the skipped hour %i begins when the clocks go on', ([zone, hour, start]) => {
    const everyDay: Calendar = { days: [1, 2, 3, 4, 5, 6, 7], hours: [hour] };
    const schedule: Schedule = { kind: 'calendar', calendars: [everyDay] };
    const sameDay = new Date(Date.parse(`${start}Z`) + 6 * HOUR);
    expect(at(slotOf(schedule, sameDay, zoneOf(zone)))).toBe(start);
  });
});

describe('periods', () => {
  test('weeks are those of ISO 8601, over many years', () => {
    const days = Array.from(
      { length: amount({ sample: 4, long: 60 }) * 366 },
      (_, index) => Date.UTC(1995, 0, 1) + index * DAY,
    );
    expect(uneven(days, (time) => periodOf(new Date(time), 'week', zoneOf('UTC')), isoWeek)).toEqual([]);
  });

  const LABELS: readonly (readonly [Period, (local: Date) => string])[] = [
    ['hour', (local) => `${local.toDateString()} ${local.getHours()}`],
    ['day', (local) => local.toDateString()],
    ['month', (local) => `${local.getFullYear()}-${local.getMonth()}`],
    ['year', (local) => String(local.getFullYear())],
  ];

  test.for(LABELS.flatMap(([period, labelOf]) => ZONES.map((zone) => ({ period, labelOf, zone }))))(
    'each $period in $zone is that of the clocks',
    ({ period, labelOf, zone }) => {
      const times = Array.from({ length: DAYS * 48 }, (_, index) => START + (index * HOUR) / 2);
      const labels = inZone(zone, () => new Map(times.map((time) => [time, labelOf(new Date(time))])));
      const number = (time: number) => periodOf(new Date(time), period, zoneOf(zone));
      expect(uneven(times, number, (time) => labels.get(time))).toEqual([]);
    },
  );
});

/** Times at which one of two numberings has gone on, and the other has not. */
function uneven(times: readonly number[], one: (time: number) => unknown, other: (time: number) => unknown) {
  const pairs = times.map((time) => [one(time), other(time)]);
  return times.filter((_, index) => {
    const [before, now] = [pairs[index - 1] ?? [], pairs[index] ?? []];
    return (before[0] === now[0]) !== (before[1] === now[1]);
  });
}

function isoWeek(time: number): string {
  const { yearOfWeek, weekOfYear } = Temporal.PlainDate.from(at(time).slice(0, 10));
  return `${yearOfWeek}-${weekOfYear}`;
}
