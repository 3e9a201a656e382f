import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAge, parseFrequency, parseRetention } from '../../lambda/core/grammar.ts';

const DAY = 86_400;

/** What nobody can mean as a number of anything. */
const NONSENSE = [
  '',
  ' ',
  '0',
  '00',
  '-1',
  '+1',
  '1.5',
  '1e3',
  '0x10',
  '10000',
  'daily',
  '1 2',
  '1,2',
  '٣',
  '７',
  '½',
  'NaN',
  'null',
  'Infinity',
  '1\u0000',
  '99999999999999999999',
];

describe('how often', () => {
  test.for([
    ['1', 'days', 1],
    ['7', 'days', 7],
    [' 7 ', 'days', 7],
    ['7d', 'days', 7],
    ['7D', 'days', 7],
    ['1w', 'days', 7],
    ['2W', 'days', 14],
    ['9999', 'days', 9999],
    ['\u00A01d\n', 'days', 1],
  ] as const)('C-16 %j is every %s', ([text, kind, every]) => {
    expect(parseFrequency(text, DAY)).toEqual({ ok: true, value: { kind, every } });
  });

  test.for([
    ['1h', 1],
    ['6H', 6],
    ['24h', 24],
    ['48h', 48],
  ] as const)('%j counts hours from the epoch, also where it makes days', ([text, every]) => {
    expect(parseFrequency(text, DAY)).toEqual({
      ok: true,
      value: { kind: 'seconds', slotSeconds: 3600, every },
    });
  });

  test.for([
    ['3600 s make hours', 3600, { kind: 'seconds', slotSeconds: 3600, every: 6 }],
    ['90 min', 5400, { kind: 'seconds', slotSeconds: 5400, every: 6 }],
    ['a day', DAY, { kind: 'days', every: 6 }],
    ['two days', 2 * DAY, { kind: 'days', every: 12 }],
    ['a week', 7 * DAY, { kind: 'days', every: 42 }],
    ['a day and a second', DAY + 1, { kind: 'seconds', slotSeconds: DAY + 1, every: 6 }],
  ] as const)('C-17 the interval is the unit of a bare number: %s', ([, interval, value]) => {
    expect(parseFrequency('6', interval)).toEqual({ ok: true, value });
  });

  test('C-17 the interval changes nothing where the tag names a unit', () => {
    expect(parseFrequency('6h', 5400)).toEqual(parseFrequency('6h', DAY));
  });

  test.for([...NONSENSE, '1 h', 'h', '1m', '1y', '1hd', '0h', 'h1'])('C-11 %j is not a frequency', (text) => {
    expect(parseFrequency(text, DAY)).toEqual({
      ok: false,
      expected: 'is not a frequency (a whole number from 1 to 9999, alone or with h, d or w)',
      wouldDo: '1',
    });
  });
});

describe('what to keep', () => {
  test.for([
    ['1', 1],
    ['7', 7],
    [' 30 ', 30],
    ['9999', 9999],
  ] as const)('%j is %i copies', ([text, count]) => {
    expect(parseRetention(text)).toEqual({ ok: true, value: { kind: 'count', count } });
  });

  test.for([...NONSENSE, '7d', '1h', '7 d'])('RA-9 RA-10 C-11 %j is not a number of copies', (text) => {
    expect(parseRetention(text)).toEqual({
      ok: false,
      expected: 'is not a number of copies (a whole number from 1 to 9999)',
      wouldDo: '7',
    });
  });
});

describe('an age', () => {
  test.for([
    ['12h', { count: 12, unit: 'hours' }],
    ['90d', { count: 90, unit: 'days' }],
    [' 8W ', { count: 8, unit: 'weeks' }],
    ['6m', { count: 6, unit: 'months' }],
    ['2y', { count: 2, unit: 'years' }],
  ] as const)('%j', ([text, value]) => {
    expect(parseAge(text)).toEqual({ ok: true, value });
  });

  test.for([...NONSENSE, '90', '90s', '0d', '9 d'])('%j is not an age', (text) => {
    expect(parseAge(text)).toMatchObject({ ok: false, wouldDo: '90d' });
  });
});

test('C-11 no text throws, and what is refused comes with a value that is not', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^ ?[-+]?\d{1,6}[hdwmyHDW]? ?$/));
  fc.assert(
    fc.property(text, (value) => {
      for (const parse of [(one: string) => parseFrequency(one, DAY), parseRetention, parseAge]) {
        const parsed = parse(value);
        expect(parsed.ok || parse(parsed.wouldDo).ok).toBe(true);
      }
    }),
  );
});
