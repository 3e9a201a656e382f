import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type Cron, readCron } from '../../lib/trigger/cron.ts';
import { amount } from '../amounts.ts';

const SOME_DAYS = amount({ sample: 60, long: 1500 });

/** A cron expression that is right. */
function cron(expression: string): Cron {
  const read = readCron(expression);
  if (read === undefined) throw new Error(`${expression} is refused`);
  return read;
}

function startsOn(expression: string, date: Temporal.PlainDate): boolean {
  return cron(expression).startsOn({
    year: date.year,
    month: date.month,
    day: date.day,
    weekday: (date.dayOfWeek % 7) + 1,
    last: date.daysInMonth,
  });
}

/** Its days in a number of days from the first of a month. */
function datesOf(expression: string, from: string, days: number): string[] {
  const first = Temporal.PlainDate.from(from);
  return Array.from({ length: days }, (_, ahead) => first.add({ days: ahead }))
    .filter((date) => startsOn(expression, date))
    .map((date) => date.toString().slice(5));
}

function timesOf(expression: string): string[] {
  return cron(expression).times.map((time) => {
    const [hour, minute] = [Math.floor(time / 60), time % 60].map((part) => String(part).padStart(2, '0'));
    return `${hour}:${minute}`;
  });
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html; September 2026 begins on a Tuesday. */
describe('the examples of AWS, in September 2026', () => {
  const WORKING_DAYS = '09-01 09-02 09-03 09-04 09-07 09-08 09-09 09-10 09-11 09-14';
  const EVERY_DAY = '09-01 09-02 09-03 09-04 09-05 09-06 09-07 09-08 09-09 09-10';
  const CASES: readonly [expression: string, times: string, days: string, span?: number][] = [
    ['cron(0 10 * * ? *)', '10:00', EVERY_DAY],
    ['cron(15 12 * * ? *)', '12:15', EVERY_DAY],
    ['cron(0 18 ? * MON-FRI *)', '18:00', WORKING_DAYS],
    ['cron(0 8 1 * ? *)', '08:00', '09-01 10-01 11-01', 70],
    ['cron(15 10 ? * 6L 2019-2022)', '10:15', '', 365],
    ['cron(15 10 ? * 6L 2026-2027)', '10:15', '09-25 10-30 11-27', 90],
    ['cron(0/15 8 * * ? *)', '08:00 08:15 08:30 08:45', EVERY_DAY],
    ['cron(1/20 8 * * ? *)', '08:01 08:21 08:41', EVERY_DAY],
    ['cron(0/30 22-0 ? * MON-FRI *)', '00:00 00:30 22:00 22:30 23:00 23:30', WORKING_DAYS],
    ['cron(0 9 ? * 3#2 *)', '09:00', '09-08 10-13', 60],
    ['cron(0 9 ? * 2#1 *)', '09:00', '09-07 10-05', 60],
    ['cron(0 9 3W * ? *)', '09:00', '09-03 10-02 11-03', 70],
    ['cron(0 9 L * ? *)', '09:00', '09-30 10-31', 61],
    ['cron(0 9 L-3 * ? *)', '09:00', '09-27 10-28', 61],
    ['cron(0 9 LW * ? *)', '09:00', '09-30 10-30', 61],
    ['cron(0 9 ? * L *)', '09:00', '09-05 09-12 09-19', 20],
    ['cron(0 9 1 JAN,FEB,MAR ? *)', '09:00', '01-01 02-01 03-01', 365],
    ['cron(0 9 1 NOV-FEB ? *)', '09:00', '11-01 12-01 01-01 02-01', 365],
    ['cron(0 9 1-3 10 ? *)', '09:00', '10-01 10-02 10-03', 365],
    ['cron(0 9 29-2 * ? *)', '09:00', '09-01 09-02 09-29 09-30 10-01 10-02', 35],
    ['cron(0 9 1/10 * ? *)', '09:00', '09-01 09-11 09-21', 30],
    ['cron(0 9 ? * SUN,TUE *)', '09:00', '09-01 09-06 09-08', 10],
    ['cron(0 9 ? * 1,3 *)', '09:00', '09-01 09-06 09-08', 10],
    ['cron(0 9 1,15W * ? *)', '09:00', '09-01 09-15', 30],
    ['cron(0 9 31W * ? *)', '09:00', '10-30', 70],
    ['cron(0-15/5 8-8 ? * 2,3,4,5,6 *)', '08:00 08:05 08:10 08:15', WORKING_DAYS],
    ['cron(00 09 * * ? 2026/2)', '09:00', EVERY_DAY],
    ['cron(0 9 * * ? 2027/2)', '09:00', ''],
    ['cron(0 9 * * ? 1970-2199)', '09:00', EVERY_DAY],
  ];

  test.for(CASES)('%s: at %s on %s', ([expression, times, days, span]) => {
    expect(timesOf(expression).join(' ')).toBe(times);
    const length = span ?? (times.length > 0 && days === WORKING_DAYS ? 14 : 10);
    expect(datesOf(expression, '2026-09-01', length).join(' ')).toBe(days);
  });
});

test('the working day nearest to a date stays in its month', () => {
  // 1 August 2026 is a Saturday, 31 May 2026 a Sunday.
  expect(datesOf('cron(0 3 1W * ? *)', '2026-08-01', 31)).toEqual(['08-03']);
  expect(datesOf('cron(0 3 31W * ? *)', '2026-05-01', 31)).toEqual(['05-29']);
  expect(datesOf('cron(0 3 LW * ? *)', '2026-05-01', 31)).toEqual(['05-29']);
});

/** A part of an expression beside its meaning, which is found by looking at one day and not by the same rules. */
interface Part {
  readonly text: string;
  readonly has: (date: Temporal.PlainDate) => boolean;
}

function isWorkingDay({ dayOfWeek }: Temporal.PlainDate): boolean {
  return dayOfWeek <= 5;
}

/** Of the working days of the month, the one with the shortest way. */
function nearestTo(date: Temporal.PlainDate): Temporal.PlainDate | undefined {
  return Array.from({ length: date.daysInMonth }, (_, index) => date.with({ day: index + 1 }))
    .filter(isWorkingDay)
    .toSorted((a, b) => Math.abs(a.day - date.day) - Math.abs(b.day - date.day))[0];
}

const NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** 1 is Sunday. */
function nameOn(date: Temporal.PlainDate): string {
  return NAMES[date.dayOfWeek % 7] ?? '';
}

function named(weekday: number): string {
  return NAMES[weekday - 1] ?? '';
}

/** Walks from one value to the other, and from the last to the first. */
function walk(from: number, to: number, last: number): number[] {
  const values = [from];
  for (let value = from; value !== to; ) {
    value = value === last ? 1 : value + 1;
    values.push(value);
  }
  return values;
}

const day = fc.integer({ min: 1, max: 31 });
const weekday = fc.integer({ min: 1, max: 7 });

const date = fc.oneof(
  day.map((n): Part => ({ text: `${n}`, has: (it) => it.day === n })),
  fc.tuple(day, day).map(
    ([a, b]): Part => ({
      text: `${a}-${b}`,
      has: (it) => walk(a, b, 31).includes(it.day),
    }),
  ),
  fc.tuple(day, fc.integer({ min: 1, max: 31 })).map(
    ([a, step]): Part => ({
      text: `${a}/${step}`,
      has: (it) => it.day >= a && (it.day - a) % step === 0,
    }),
  ),
  day.map(
    (n): Part => ({
      text: `${n}W`,
      has: (it) => it.daysInMonth >= n && (nearestTo(it.with({ day: n }))?.equals(it) ?? false),
    }),
  ),
  fc.constant<Part>({ text: 'L', has: (it) => it.add({ days: 1 }).month !== it.month }),
  fc.constant<Part>({
    text: 'LW',
    has: (it) => isWorkingDay(it) && nearestTo(it.with({ day: it.daysInMonth }))?.day === it.day,
  }),
);

const weekdayPart = fc.oneof(
  weekday.map((n): Part => ({ text: `${n}`, has: (it) => nameOn(it) === named(n) })),
  weekday.map((n): Part => ({ text: named(n), has: (it) => nameOn(it) === named(n) })),
  fc.tuple(weekday, weekday).map(
    ([a, b]): Part => ({
      text: `${named(a)}-${b}`,
      has: (it) => walk(a, b, 7).some((n) => named(n) === nameOn(it)),
    }),
  ),
  weekday.map(
    (n): Part => ({
      text: `${n}L`,
      has: (it) => nameOn(it) === named(n) && it.add({ weeks: 1 }).month !== it.month,
    }),
  ),
);

const nthPart = fc.tuple(weekday, fc.integer({ min: 1, max: 5 })).map(
  ([n, nth]): Part => ({
    text: `${named(n)}#${nth}`,
    has: (it) =>
      nameOn(it) === named(n) &&
      Array.from({ length: it.day }, (_, index) => it.with({ day: index + 1 })).filter(
        (other) => nameOn(other) === nameOn(it),
      ).length === nth,
  }),
);

function listOf(part: fc.Arbitrary<Part>): fc.Arbitrary<Part> {
  return fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => ({
    text: parts.map(({ text }) => text).join(','),
    has: (it) => parts.some(({ has }) => has(it)),
  }));
}

const days = fc.oneof(
  listOf(date).map(({ text, has }): Part => ({ text: `${text} * ?`, has })),
  fc.oneof(listOf(weekdayPart), nthPart).map(({ text, has }): Part => ({ text: `? * ${text}`, has })),
);

test('it starts on the days that a look at each day finds', () => {
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 3000 }), ({ text, has }, ahead) => {
      const first = Temporal.PlainDate.from('2026-01-01').add({ days: ahead });
      for (let further = 0; further < 35; further += 1) {
        const it = first.add({ days: further });
        expect([it.toString(), startsOn(`cron(0 3 ${text} *)`, it)]).toEqual([it.toString(), has(it)]);
      }
    }),
    { numRuns: SOME_DAYS },
  );
});
