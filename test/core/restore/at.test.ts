import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clockText } from '../../../lambda/core/calendar.ts';
import { instantMeant, instantText } from '../../../lambda/core/restore/asked/at.ts';
import { BERLIN, UTC, zoneOf } from '../fixtures.ts';

/** A Saturday, 19:45 in Berlin. */
const NOW = new Date('2026-11-28T18:45:10.123Z');

/** What a text means in Berlin, or why not and what to write in its place. */
function meant(text: string): string {
  const read = instantMeant(text, NOW, BERLIN);
  return read.ok ? read.value.toISOString() : `must ${read.must}; use ${read.like ?? '?'}`;
}

describe('--at means the newest that was taken by then', () => {
  test.for([
    ['a date is the end of that day', '2026-11-20', '2026-11-20T22:59:59.999Z'],
    ['that of today ends now', '2026-11-28', '2026-11-28T18:45:10.123Z'],
    ['a day of 25 hours', '2026-10-25', '2026-10-25T22:59:59.999Z'],
    ['a day of 23 hours', '2026-03-29', '2026-03-29T21:59:59.999Z'],
    ['yesterday', 'yesterday', '2026-11-27T22:59:59.999Z'],
    ['today', 'Today', '2026-11-28T18:45:10.123Z'],
    ['now', ' NOW ', '2026-11-28T18:45:10.123Z'],
    ['a day of the week is the last one', 'friday', '2026-11-27T22:59:59.999Z'],
    ['the same in more words', 'last friday', '2026-11-27T22:59:59.999Z'],
    ['that of today is a week ago', 'sat', '2026-11-21T22:59:59.999Z'],
    ['and tomorrow’s six days', 'Sunday', '2026-11-22T22:59:59.999Z'],
    ['a minute is meant to its end', '2026-11-20 02:10', '2026-11-20T01:10:59.999Z'],
    ['as show prints it', '2026-11-20 02:10 Europe/Berlin', '2026-11-20T01:10:59.999Z'],
    ['in UTC', '2026-11-20 02:10 UTC', '2026-11-20T02:10:59.999Z'],
    ['with a T', '2026-11-20T02:10', '2026-11-20T01:10:59.999Z'],
    ['with a Z', '2026-11-20T02:10Z', '2026-11-20T02:10:59.999Z'],
    ['with an offset', '2026-11-20T02:10+01:00', '2026-11-20T01:10:59.999Z'],
    ['with a space before it', '2026-11-20 02:10 -05:30', '2026-11-20T07:40:59.999Z'],
    ['a second, to its end', '2026-11-20T02:10:37Z', '2026-11-20T02:10:37.999Z'],
    ['a millisecond', '2026-11-20T02:10:37.123Z', '2026-11-20T02:10:37.123Z'],
    ['a time of a named day', 'yesterday 02:10', '2026-11-27T01:10:59.999Z'],
    ['and of a day of the week', 'last fri, 02:10', '2026-11-27T01:10:59.999Z'],
    ['a time of today', '02:10', '2026-11-28T01:10:59.999Z'],
    ['one that is to come, of yesterday', '22:10', '2026-11-27T21:10:59.999Z'],
    ['the minute that is now', '19:45', '2026-11-28T18:45:10.123Z'],
    ['today’s in UTC', '18:44Z', '2026-11-28T18:44:59.999Z'],
    ['a time that comes twice, the first', '2026-10-25 02:30', '2026-10-25T00:30:59.999Z'],
    ['a time that is skipped, when the clocks go forward', '2026-03-29 02:30', '2026-03-29T01:00:59.999Z'],
    ['days ago, by the calendar', '34 days ago', '2026-10-25T18:45:10.123Z'],
    ['over a change of the clocks', '35 days ago', '2026-10-24T17:45:10.123Z'],
    ['hours ago, of 60 minutes each', '3h ago', '2026-11-28T15:45:10.123Z'],
    ['minutes ago', '90 minutes ago', '2026-11-28T17:15:10.123Z'],
    ['one', 'an hour ago', '2026-11-28T17:45:10.123Z'],
    ['months ago', '2 months ago', '2026-09-28T17:45:10.123Z'],
  ] as const)('%s: %j', ([, text, instant]) => {
    expect(meant(text)).toBe(instant);
  });
});

const FORM =
  'must be a date, a time or how long ago it was, like 2026-11-20, "2026-11-20 02:10", 2026-11-20T02:10Z, yesterday or "2 days ago"';
const FUTURE = 'must not lie in the future (now is 2026-11-28 19:45 Europe/Berlin)';
const NO_SUCH = 'must be a day and a time that exist';
const CLOCKS = 'must have an offset like +01:00, Z for UTC, or none for the clocks of Europe/Berlin';

describe('what is wrong is told with what to write', () => {
  test.for([
    ['2026-11-29', FUTURE, 'now'],
    ['2026-11-28T20:00', FUTURE, 'now'],
    ['today 22:10', FUTURE, 'now'],
    ['2026-02-30', NO_SUCH, '2026-02-28'],
    ['2026-13-01', NO_SUCH, '?'],
    ['2026-11-20 24:00', NO_SUCH, '?'],
    ['02:60', NO_SUCH, '?'],
    ['2026-11-20 02:10 CET', CLOCKS, '?'],
    ['2026-11-20 02:10 America/New_York', CLOCKS, '?'],
    ['2026-11-20T02:10+24:00', FORM, '?'],
    ['90m ago', 'must say min for minutes or months for months', '?'],
    ['1969-12-31', 'must lie after 1970', '?'],
    ['9999 years ago', 'must lie after 1970', '?'],
    ['20.11.2026', FORM, '2026-11-20'],
    ['2026/11/5 2:10', FORM, '2026-11-05 02:10'],
    ['11/12/2026', FORM, '?'],
    ['2:10 pm', FORM, '14:10'],
    ['12 am', FORM, '00:00'],
    ['yesterday at 2:10', FORM, 'yesterday 02:10'],
    ['2 days', FORM, '2 days ago'],
    ['-2d', FORM, '2d ago'],
    ['2 dyas ago', FORM, '2 days ago'],
    ['yesterdy', FORM, 'yesterday'],
    ['last fridy', FORM, 'last friday'],
    ['“yesterday”', FORM, 'yesterday'],
    ['20261128T144500Z', FORM, '2026-11-28T14:45:00Z'],
    ['20271128T144500Z', FORM, '?'],
    ['tomorrow', FORM, '?'],
    ['in 2 days', FORM, '?'],
    ['snap-0123456789abcdef0', FORM, '?'],
    ['0 days ago', FORM, '?'],
    ['', FORM, '?'],
    [`${'9'.repeat(200)} days ago`, FORM, '?'],
  ] as const)('%j %s; use %s', ([text, must, like]) => {
    expect(meant(text)).toBe(`${must}; use ${like}`);
  });
});

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
];
const zones = fc.constantFrom(...ZONES).map(zoneOf);
const past = fc.integer({ min: 0, max: NOW.getTime() }).map((time) => new Date(time));

/** Within a day of a change of Berlin's clocks, to the second. */
const nearChanges = fc
  .tuple(fc.constantFrom('2026-03-29T01:00Z', '2026-10-25T01:00Z'), fc.integer({ min: -86_400, max: 86_400 }))
  .map(([change, seconds]) => new Date(Date.parse(change) + seconds * 1000));

/** Of what texts are made that are nearly times. */
const PIECES = [
  '2026',
  '-11',
  '-31',
  ' ',
  ':',
  '02:10',
  'T',
  'Z',
  '+01:00',
  'ago',
  'last',
  'fri',
  '2',
  'd',
  'm',
  '.',
  '/',
  'pm',
  '\u{0}',
  '٣',
];

describe('laws', () => {
  test('what was read is read back from its text as the same instant, in any zone', () => {
    const texts = fc.oneof(
      fc
        .tuple(fc.integer({ min: 1, max: 500 }), fc.constantFrom('minutes', 'h', 'days', 'weeks', 'months'))
        .map(([count, unit]) => `${count} ${unit} ago`),
      past.map((time) => time.toISOString().slice(0, 16).replace('T', ' ')),
      past.map((time) => time.toISOString().slice(0, 10)),
    );
    fc.assert(
      fc.property(texts, zones, zones, (text, zone, another) => {
        const first = instantMeant(text, NOW, zone);
        if (!first.ok) return;
        expect(instantMeant(instantText(first.value), NOW, another)).toEqual(first);
      }),
    );
  });

  test('every offset names the same instant', () => {
    fc.assert(
      fc.property(past, fc.integer({ min: -1439, max: 1439 }), (time, minutes) => {
        const wall = new Date(time.getTime() + minutes * 60_000).toISOString().slice(0, 23);
        const [hour, minute] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) =>
          String(part).padStart(2, '0'),
        );
        fc.pre(/^(19[7-9]|20)/.test(wall));
        const read = instantMeant(`${wall}${minutes < 0 ? '-' : '+'}${hour}:${minute}`, NOW, BERLIN);
        expect(read).toEqual({ ok: true, value: time });
      }),
    );
  });

  test('a time as show prints it takes the snapshot of that time in, unless the clocks show it twice', () => {
    fc.assert(
      fc.property(fc.oneof(past, nearChanges), zones, (time, zone) => {
        const read = instantMeant(`${clockText(time, zone)} ${zone.name}`, NOW, zone);
        const late = read.ok ? read.value.getTime() - time.getTime() : Number.NaN;
        const twice = zone.offsetAt(time.getTime()) - zone.offsetAt(time.getTime() - 3 * 3_600_000);
        const isOf = (shift: number): boolean => late >= shift && late < shift + 60_000;
        expect(isOf(0) || (twice < 0 && isOf(twice))).toBe(true);
      }),
    );
  });

  test('nothing that is typed throws, and what is proposed is read', () => {
    const pieces = fc.constantFrom(...PIECES);
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(pieces).map((some) => some.join('')),
    );
    fc.assert(
      fc.property(texts, zones, (text, zone) => {
        const read = instantMeant(text, NOW, zone);
        const like = read.ok ? undefined : read.like;
        expect(like === undefined || instantMeant(like, NOW, zone).ok).toBe(true);
        expect(read.ok && read.value > NOW).toBe(false);
      }),
    );
  });

  test('now is the same in every zone', () => {
    expect(instantMeant('now', NOW, UTC)).toEqual(instantMeant('today', NOW, BERLIN));
  });
});
