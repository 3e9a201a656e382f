import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amount } from '../../amounts.ts';
import { frequencyText, parseFrequency } from '../../../lambda/core/grammar/frequency.ts';
import { ageText } from '../../../lambda/core/grammar/numbers.ts';
import type { Parsed } from '../../../lambda/core/grammar/parsed.ts';
import { parseReplicate, replicateText } from '../../../lambda/core/grammar/replicate.ts';
import { parseAge, parseRetention, retentionText } from '../../../lambda/core/grammar/retention.ts';

interface Reader {
  readonly read: (value: string) => Parsed<unknown>;
  /** The value in the words of the grammar, where it can be read. */
  readonly written: (value: string) => string | undefined;
}

function reader<T>(read: (value: string) => Parsed<T>, text: (meaning: T) => string): Reader {
  return {
    read,
    written(value) {
      const parsed = read(value);
      return parsed.ok ? text(parsed.value) : undefined;
    },
  };
}

const READERS: readonly Reader[] = [
  reader(parseFrequency, frequencyText),
  reader(parseRetention, retentionText),
  reader(parseAge, ageText),
  reader(parseReplicate, replicateText),
];

/** Values that are right, as material for some that are nearly so. */
const RIGHT = [
  'eu-central-1=daily:7+monthly:12 222222222222@eu-west-1=7',
  '1',
  '6h',
  '@sat',
  '@mon-fri@8+12',
  '@22-4',
  '7@mon-sun@14',
  'nightly=7@mon-fri@2 weekly=4@sun@3',
  '7',
  'daily:7 weekly:4 monthly:12',
  '3 within:30d',
  '90d',
];
const PIECES = [
  ...'0123456789@@,+-=:. _hdwmy',
  'mon',
  'SUN',
  'fri-',
  'daily:',
  'within:',
  'x',
  '٣',
  '\u00a0',
];

const nearlyRight = fc
  .record({
    value: fc.constantFrom(...RIGHT),
    from: fc.nat({ max: 24 }),
    less: fc.nat({ max: 3 }),
    piece: fc.constantFrom('', ...PIECES),
  })
  .map(({ value, from, less, piece }) => value.slice(0, from) + piece + value.slice(from + less));

const aText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.string({ unit: fc.constantFrom(...PIECES), maxLength: 10 }),
  nearlyRight,
);

const RUNS = amount({ sample: 150, long: 1000 });

/** In hundreds, because a look at each single one would cost more than the reading. */
const hundredTexts = fc.array(aText, { minLength: 100, maxLength: 100 });

test('C-11 random texts: no reader throws, and each refusal names a place in it, and perhaps a value that can be read', () => {
  fc.assert(
    fc.property(hundredTexts, fc.constantFrom(...READERS), (texts, { read }) => {
      const wrong = texts.filter((value) => {
        const parsed = read(value);
        const isInside = parsed.ok || (parsed.place >= 1 && parsed.place <= [...value].length + 1);
        return !isInside || (!parsed.ok && parsed.like !== undefined && !read(parsed.like).ok);
      });
      expect(wrong).toEqual([]);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});

test('what can be read means the same when it is written down and read again', () => {
  fc.assert(
    fc.property(hundredTexts, fc.constantFrom(...READERS), (texts, { read, written }) => {
      const wrong = texts.filter((value) => {
        const text = written(value);
        return text !== undefined && JSON.stringify(read(text)) !== JSON.stringify(read(value));
      });
      expect(wrong).toEqual([]);
    }),
    { numRuns: RUNS / 5, endOnFailure: true },
  );
});

test('a value that would do can be copied into a tag: no comma, and no spaces but between words', () => {
  fc.assert(
    fc.property(hundredTexts, fc.constantFrom(...READERS), (texts, { read }) => {
      const wrong = texts.filter((value) => {
        const parsed = read(value);
        return (
          !parsed.ok &&
          parsed.like !== undefined &&
          !/^[a-z\d@+=.:_-]+( [a-z\d@+=.:_-]+)*$/i.test(parsed.like)
        );
      });
      expect(wrong).toEqual([]);
    }),
    { numRuns: RUNS / 5, endOnFailure: true },
  );
});
