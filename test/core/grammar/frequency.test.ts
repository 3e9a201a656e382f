import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Calendar } from '../../../lambda/core/grammar/at.ts';
import { type Frequency, frequencyText, parseFrequency } from '../../../lambda/core/grammar/frequency.ts';

/** The tag `autosnap`: how often. */

const ALL = [1, 2, 3, 4, 5, 6, 7];
const WEEKDAYS = [1, 2, 3, 4, 5];

function units(count: number, unit?: 'h' | 'd' | 'w'): Frequency {
  return unit === undefined ? { kind: 'units', count } : { kind: 'units', count, unit };
}

function calendar(days: number[], hours: number[] = [0]): Frequency {
  return { kind: 'calendar', at: { days, hours } };
}

function dates(list: number[], hours: number[] = [0]): Frequency {
  return { kind: 'calendar', at: { dates: list, hours } };
}

function counted(count: number, days: number[], hours: number[] = [0]): Frequency {
  return { kind: 'counted', count, at: { days, hours } };
}

function sets(
  ...each: readonly (readonly [name: string, count: number, days?: number[], hours?: number[]])[]
) {
  return {
    kind: 'sets',
    sets: each.map(([name, count, days = ALL, hours = [0]]) => ({ name, count, at: { days, hours } })),
  } as const;
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

describe('what is accepted', () => {
  test.for([
    ['C-16 RB-1 daily', '1', units(1)],
    ['C-16 D-5 a number alone', '7', units(7)],
    ['C-11 spaces round it', '  7 ', units(7)],
    ['the largest number', '9999', units(9999)],
    ['hours', '6h', units(6, 'h')],
    ['days', '2d', units(2, 'd')],
    ['weeks, in upper case', '1W', units(1, 'w')],
    ['RB-1 weekly on one named day', '@sat', calendar([6])],
    ['D-3 days as a list', '@mon,WED,Fri', calendar([1, 3, 5])],
    ['D-3 with a plus, as AWS wants it', '@mon+wed+fri', calendar([1, 3, 5])],
    ['D-3 a range of days', '@mon-fri', calendar(WEEKDAYS)],
    ['D-3 a range in any case', '@MON-Fri', calendar(WEEKDAYS)],
    ['D-3 a range over the end of the week', '@fri-mon', calendar([1, 5, 6, 7])],
    ['D-3 a range of one', '@sun-sun', calendar([7])],
    ['D-3 ranges that overlap', '@mon-wed,tue-thu,wed', calendar([1, 2, 3, 4])],
    ['D-4 an hour', '@2', calendar(ALL, [2])],
    ['D-4 hours as a list', '@0,6,12,18', calendar(ALL, [0, 6, 12, 18])],
    ['D-4 a range of hours', '@7-19', calendar(ALL, numbers(7, 19))],
    ['D-4 a range over midnight', '@22-1', calendar(ALL, [0, 1, 22, 23])],
    ['D-4 every hour', '@0-23', calendar(ALL, numbers(0, 23))],
    ['D-4 days and hours, in any order', '@fri,mon@20+8', calendar([1, 5], [8, 20])],
    ['a date of each month', '@1st', dates([1])],
    ['dates and hours, in any order', '@15th, 1st+last@14+2', dates([1, 15, 31], [2, 14])],
    ['the 31st is the last day', '@31st+last', dates([31])],
    ['twelve firsts', '12@1st@2', { kind: 'counted', count: 12, at: { dates: [1], hours: [2] } }],
    ['D-5 a count and days', '7@mon-fri', counted(7, WEEKDAYS)],
    ['D-5 a count and hours', '7@2', counted(7, ALL, [2])],
    ['D-5 a count, days and hours', '5@mon-fri@6,11,15,19', counted(5, WEEKDAYS, [6, 11, 15, 19])],
    ['D-5 spaces that mean nothing', ' 7@mon , tue+ wed @8 ,9 ', counted(7, [1, 2, 3], [8, 9])],
    ['D-2 a count of 0', '0@mon-fri@2', counted(0, WEEKDAYS, [2])],
    ['D-7 one named set', 'daily=7', sets(['daily', 7])],
    [
      'D-7 two weekly sets, by their own names',
      'Early=5@mon@1,2 late=4@fri @22',
      sets(['early', 5, [1], [1, 2]], ['late', 4, [5], [22]]),
    ],
    ['D-7 every sign a name may have', 'a_1.b-c=2@SUN', sets(['a_1.b-c', 2, [7]])],
    ['D-2 one of two sets paused', 'a=0@2 b=4@sun@3', sets(['a', 0, ALL, [2]], ['b', 4, [7], [3]])],
  ] as const)('%s: %j', ([, value, meaning]) => {
    expect(parseFrequency(value)).toEqual({ ok: true, value: meaning });
  });
});

const FORMS =
  'a number alone or with h, d or w is expected, a calendar (@mon-fri@8+12) or named sets (nightly=7@mon-fri@2)';
const COUNT = 'a whole number from 1 to 9999 is expected';
const COUNT_OR_0 = 'a whole number from 0 to 9999 is expected';
const BEHIND_AT = 'days like mon-fri or 1st, or hours like 8+12 are expected after the @';
const DAY = 'a day is one of mon, tue, wed, thu, fri, sat, sun, or a date like 1st or last';
const DATE = 'a date is one of 1st, 2nd, 3rd, 4th and so on to 31st, or last';
const HOUR = 'an hour is 0 to 23';
const RANGE = 'a range has one beginning and one end';
const SETS = 'several words must all be named sets, like nightly=7@mon-fri@2';
const NAME = 'the name of a set is a letter, then letters, digits, "_", "." or "-"';

describe('what is refused, and where', () => {
  test.for([
    ['nothing', '', 1, FORMS],
    ['C-11 zero', '0', 1, COUNT],
    ['C-11 a negative number', '-1', 1, FORMS],
    ['C-11 a fraction', '1.5', 1, FORMS],
    ['C-11 a word', 'daily', 1, FORMS],
    ['C-11 another word', 'Hourly', 1, FORMS],
    ['RB-1 weekly without its day', 'weekly', 1, FORMS],
    ['C-11 digits of another script', '٣', 1, FORMS],
    ['C-11 one of them among ours', '7٣', 1, FORMS],
    ['C-11 an exponent', '1e3', 1, FORMS],
    ['C-11 a leading zero', '01', 1, COUNT],
    ['RB-2 too many', '10000', 1, COUNT],
    ['a unit there is not', '1m', 1, FORMS],
    ['a unit apart', '6 hours', 1, SETS],
    ['an @ with nothing behind it', '7@', 3, BEHIND_AT],
    ['an @ alone', '@', 2, BEHIND_AT],
    ['D-3 RB-1 the whole name of a day', '@saturday', 2, DAY],
    ['RB-1 a day without its @', 'Saturday', 1, FORMS],
    ['D-3 a day there is not', '@mon,Xyz', 6, DAY],
    ['D-3 a list that ends in its separator', '@mon,', 6, DAY],
    ['D-3 a range without an end', '@mon-', 6, DAY],
    ['D-3 a range with two ends', '@mon-wed-fri', 10, RANGE],
    ['D-3 a range from a day to an hour', '@mon-7', 6, DAY],
    ['D-3 a list with a semicolon', '@mon;tue', 2, DAY],
    ['D-4 hour 24', '@mon@24', 6, HOUR],
    ['D-4 a range to hour 24', '@0-24', 4, HOUR],
    ['D-4 a negative hour', '@mon@-1', 6, HOUR],
    ['D-4 half an hour', '@mon@8:30', 6, HOUR],
    ['D-4 hours before days', '@8@mon', 2, DAY],
    ['D-4 hours of another script', '@mon@٨', 6, HOUR],
    ['a date that no month has', '@32nd', 2, DATE],
    ['a date of zero', '@0th', 2, DATE],
    ['a date with a wrong ending', '@1st+2th', 6, DATE],
    ['a date with a leading zero', '@01st', 2, DATE],
    ['half of a date', '@1s', 2, HOUR],
    ['a date of more letters', '@lastly', 2, DATE],
    ['a range of dates', '@1st-5th', 2, DATE],
    ['a date among days', '@mon+1st', 6, DAY],
    ['a day among dates', '@1st+mon', 6, DATE],
    ['a date among hours', '@8+1st', 4, HOUR],
    ['D-5 a third part', '7@mon@8 @9', 10, 'nothing is expected after the hours'],
    ['D-5 a count apart', '7 @mon-fri@2', 1, SETS],
    ['D-5 no count, but something', 'x@mon', 1, COUNT_OR_0],
    ['C-11 a negative count', '-1@mon', 1, COUNT_OR_0],
    ['C-11 a count with a fraction', '1.5@mon', 1, COUNT_OR_0],
    ['D-6 a colon before the hour', '7@mon-fri:14', 7, DAY],
    ['D-6 the same on every day', '7@mon-sun:14', 7, DAY],
    ['D-6 the same in a set', 'a=1 b=7@mon-fri:14', 13, DAY],
    ['D-7 a set without its name', '=7@mon', 1, NAME],
    ['D-7 a name that begins with a digit', 'a=1 7x=3', 5, NAME],
    ['D-7 a name of other letters', 'täglich=7', 1, NAME],
    ['D-7 two specs without names', '5@mon@1,2 5@tue@1', 1, SETS],
    ['D-7 a name for one of two', 'nightly=7@mon weekly', 15, SETS],
    [
      'D-7 a name twice, in any case',
      'nightly=7@mon Nightly=4@tue',
      15,
      'the name of a set is used once, but nightly is used before',
    ],
    ['D-7 a name without its count', 'nightly=', 9, COUNT_OR_0],
    ['D-7 a count that is an age', 'nightly=7d', 9, COUNT_OR_0],
    ['D-7 a comma between sets', 'a=7,b=4', 7, 'a named set has one ='],
    ['D-7 the place counts characters, not halves of them', 'a😀=1=2', 6, 'a named set has one ='],
  ] as const)('%s: %j', ([, value, place, expected]) => {
    expect(parseFrequency(value)).toMatchObject({ ok: false, place, expected });
  });
});

const someDays = fc.subarray(ALL, { minLength: 1 });
const someHours = fc.subarray(numbers(0, 23), { minLength: 1 });
const someDates = fc.subarray(numbers(1, 31), { minLength: 1, maxLength: 12 });
const aCalendar: fc.Arbitrary<Calendar> = fc.oneof(
  fc.record({ days: someDays, hours: someHours }),
  fc.record({ dates: someDates, hours: someHours }),
);
const aCount = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 9999 }));
const aCountOr0 = fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 6, arbitrary: aCount });
const aName = fc.stringMatching(/^[a-z][a-z\d_.-]{0,8}$/);
const aUnit = fc.constantFrom(undefined, 'h', 'd', 'w');

const aFrequency: fc.Arbitrary<Frequency> = fc.oneof(
  fc.tuple(aCount, aUnit).map(([count, unit]) => units(count, unit)),
  aCalendar.map((at): Frequency => ({ kind: 'calendar', at })),
  fc.record({ kind: fc.constant('counted'), count: aCountOr0, at: aCalendar }),
  fc.record({
    kind: fc.constant('sets'),
    sets: fc.uniqueArray(fc.record({ name: aName, count: aCountOr0, at: aCalendar }), {
      selector: ({ name }) => name,
      minLength: 1,
      maxLength: 4,
    }),
  }),
);

test('what is written is read as it was meant, and in letters that AWS takes', () => {
  fc.assert(
    fc.property(aFrequency, (frequency) => {
      const text = frequencyText(frequency);
      expect(parseFrequency(text)).toEqual({ ok: true, value: frequency });
      expect(text).toMatch(/^[a-z\d@+=. _-]+$/);
    }),
    { numRuns: 1000 },
  );
});

/** A text of the EBNF, and the numbers it lists. */
function aList(first: number, size: number, name: (value: number) => string) {
  const value = fc.integer({ min: first, max: first + size - 1 });
  const item = fc.tuple(value, fc.option(value)).map(([from, to]) => {
    const length = to === null ? 1 : ((to - from + size) % size) + 1;
    const listed = Array.from({ length }, (_, step) => ((from - first + step) % size) + first);
    return { text: to === null ? name(from) : `${name(from)}-${name(to)}`, listed };
  });
  const separator = fc.tuple(pad, fc.constantFrom(',', '+'), pad).map((parts) => parts.join(''));
  return fc.array(fc.tuple(separator, item), { minLength: 1, maxLength: 4 }).map((parts) => ({
    text: parts.map(([before, { text }], index) => (index === 0 ? '' : before) + text).join(''),
    listed: [...new Set(parts.flatMap(([, { listed }]) => listed))].toSorted((a, b) => a - b),
  }));
}

const pad = fc.constantFrom('', '', ' ', '  ', '\t');
const daysText = aList(1, 7, (day) => ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'][day - 1] ?? '');
const hoursText = aList(0, 24, String);
const atText = fc
  .tuple(fc.option(daysText), pad, fc.option(hoursText))
  .filter(([days, , hours]) => days !== null || hours !== null)
  .map(([days, before, hours]) => {
    const hourPart = hours === null ? '' : `${days === null ? '' : before}@${hours.text}`;
    return {
      text: `${days === null ? '' : `@${days.text}`}${hourPart}`,
      at: { days: days?.listed ?? ALL, hours: hours?.listed ?? [0] },
    };
  });
const setText = fc.tuple(aName, aCountOr0, fc.option(atText)).map(([name, count, at]) => ({
  text: `${name}=${count}${at?.text ?? ''}`,
  set: { name, count, at: at?.at ?? { days: ALL, hours: [0] } },
}));

const means = (text: string, value: Frequency) => ({ text, value });
const anAccepted = fc.oneof(
  fc.tuple(aCount, aUnit).map(([count, unit]) => means(`${count}${unit ?? ''}`, units(count, unit))),
  atText.map(({ text, at }) => means(text, { kind: 'calendar', at })),
  fc
    .tuple(aCountOr0, atText)
    .map(([count, { text, at }]) => means(`${count}${text}`, { kind: 'counted', count, at })),
  fc
    .uniqueArray(setText, { selector: ({ set }) => set.name, minLength: 1, maxLength: 3 })
    .map((each) =>
      means(each.map(({ text }) => text).join('  '), { kind: 'sets', sets: each.map(({ set }) => set) }),
    ),
);

test('D-3 D-4 all that the EBNF allows is read, in any case and with spaces that mean nothing', () => {
  const written = anAccepted.chain(({ text, value }) =>
    fc.record({ text: fc.mixedCase(fc.constant(text)), before: pad, after: pad, value: fc.constant(value) }),
  );
  fc.assert(
    fc.property(written, ({ text, before, after, value }) => {
      expect(parseFrequency(before + text + after)).toEqual({ ok: true, value });
      expect(parseFrequency(frequencyText(value))).toEqual({ ok: true, value });
    }),
    { numRuns: 2000 },
  );
});
