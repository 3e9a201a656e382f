import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Age } from '../../../lambda/core/calendar.ts';
import { parseRetention, type RetainRule, retentionText } from '../../../lambda/core/grammar/retention.ts';

/** The tag `autosnap_retain`: what to keep. */

const last = (count: number): RetainRule => ({ kind: 'last', count });
const tier = (per: 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly', count: number): RetainRule => ({
  kind: 'tier',
  per,
  count,
});
const within = (count: number, unit: Age['unit']): RetainRule => ({ kind: 'within', age: { count, unit } });

describe('what is accepted', () => {
  test.for([
    ['RB-2 a positive whole number', '7', [last(7)]],
    ['the smallest', '1', [last(1)]],
    ['the largest', '9999', [last(9999)]],
    ['C-11 spaces round it', ' 3\t', [last(3)]],
    ['RA-12 tiers', 'daily:7 weekly:2 monthly:1', [tier('daily', 7), tier('weekly', 2), tier('monthly', 1)]],
    ['the others', 'hourly:24 yearly:3', [tier('hourly', 24), tier('yearly', 3)]],
    ['an age in hours', 'within:12h', [within(12, 'hours')]],
    ['in days', 'within:30d', [within(30, 'days')]],
    ['in weeks', 'within:8w', [within(8, 'weeks')]],
    ['in months', 'within:6m', [within(6, 'months')]],
    ['in years', 'within:2y', [within(2, 'years')]],
    ['RB-15 a number beside a tier', '7 monthly:1', [last(7), tier('monthly', 1)]],
    [
      'one of each, in any order and case',
      ' Within:2W  3 DAILY:7 ',
      [within(2, 'weeks'), last(3), tier('daily', 7)],
    ],
  ] as const)('%s: %j', ([, value, meaning]) => {
    expect(parseRetention(value)).toEqual({ ok: true, value: meaning });
  });
});

const FORMS = 'a number to keep is expected, tiers (daily:7 weekly:4) or an age (within:30d)';
const COUNT = 'a whole number from 1 to 9999 is expected';
const TIER = 'a rule is one of hourly, daily, weekly, monthly, yearly or within';
const AGE = 'an age is expected: a whole number from 1 to 9999 with h, d, w, m (months) or y';
const twice = (kind: string) => `each kind of rule is used once, but ${kind} is used before`;

describe('what is refused, and where', () => {
  test.for([
    ['nothing', ' ', 1, FORMS],
    ['RA-9 RB-2 zero', '0', 1, COUNT],
    ['RA-10 RB-2 a negative number', '-1', 1, FORMS],
    ['C-11 RB-2 a fraction', '1.5', 1, FORMS],
    ['C-11 RB-2 a word', 'daily', 1, FORMS],
    ['C-11 RB-2 a number with a unit', '7d', 1, FORMS],
    ['C-11 RB-2 an age in words', '90 days', 4, FORMS],
    ['C-11 RB-2 a number in words', '30 copies', 4, FORMS],
    ['C-11 RB-2 digits of another script', '٣', 1, FORMS],
    ['RB-2 a leading zero', '07', 1, COUNT],
    ['RB-2 an exponent', '1e3', 1, FORMS],
    ['RB-2 too many', '10000', 1, COUNT],
    ['RB-2 a tier of none', 'daily:0', 7, COUNT],
    ['RB-2 a tier of fewer', 'daily:-1', 7, COUNT],
    ['RB-2 a tier of a half', 'daily:1.5', 7, COUNT],
    ['a tier without a count', 'daily:', 7, COUNT],
    ['a tier whose count stands apart', 'daily: 9', 7, COUNT],
    ['a tier with another sign', 'daily=9', 1, FORMS],
    ['tiers with commas', 'daily:9,weekly:8', 7, COUNT],
    ['tiers with both', 'daily=9, weekly=8', 1, FORMS],
    ['a tier there is not', '3 nightly:7', 3, TIER],
    ['a count without its tier', ':7', 1, TIER],
    ['the third of three', '3 daily:7 weekly:x', 18, COUNT],
    ['a number twice', '7 8', 3, twice('a number to keep')],
    ['a tier twice, in any case', 'daily:7 3 DAILY:8', 11, twice('daily')],
    ['an age twice', 'within:30d within:2w', 12, twice('within')],
    ['an age without a number', 'within:', 8, AGE],
    ['an age without a unit', 'within:30', 8, AGE],
    ['an age of none', 'within:0d', 8, AGE],
    ['an age of two parts', 'within:1d2h', 8, AGE],
    ['an age of seconds', 'within:30s', 8, AGE],
  ] as const)('%s: %j', ([, value, place, expected]) => {
    expect(parseRetention(value)).toMatchObject({ ok: false, place, expected });
  });
});

const aCount = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 9999 }));
const aRule: fc.Arbitrary<RetainRule> = fc.oneof(
  aCount.map(last),
  fc.tuple(fc.constantFrom('hourly', 'daily', 'weekly', 'monthly', 'yearly'), aCount).map((t) => tier(...t)),
  fc.tuple(aCount, fc.constantFrom('hours', 'days', 'weeks', 'months', 'years')).map((t) => within(...t)),
);
const someRules = fc.uniqueArray(aRule, {
  selector: (rule) => (rule.kind === 'tier' ? rule.per : rule.kind),
  minLength: 1,
});

test('what is written is read as it was meant, in any case and with any spaces', () => {
  const written = someRules.chain((rules) =>
    fc.record({
      rules: fc.constant(rules),
      text: fc.mixedCase(fc.constant(retentionText(rules))),
      gap: fc.constantFrom(' ', '  ', '\t'),
      edge: fc.constantFrom('', ' '),
    }),
  );
  fc.assert(
    fc.property(written, ({ rules, text, gap, edge }) => {
      const spaced = edge + text.replaceAll(' ', gap) + edge;
      expect(parseRetention(spaced)).toEqual({ ok: true, value: rules });
      expect(parseRetention(retentionText(rules))).toEqual({ ok: true, value: rules });
      expect(retentionText(rules)).toMatch(/^[a-z\d: ]+$/);
    }),
    { numRuns: 1500 },
  );
});
