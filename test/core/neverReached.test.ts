import { expect, test } from 'vitest';
import { periodOf } from '../../lambda/core/calendar.ts';
import { frequencyText } from '../../lambda/core/grammar/frequency.ts';
import { frequencyInWords, retentionInWords } from '../../lambda/core/grammar/inWords.ts';
import { ruleText } from '../../lambda/core/grammar/retention.ts';
import { judge } from '../../lambda/core/plan/retention.ts';
import { nextOwed, scheduleOf, slotOf } from '../../lambda/core/policy/schedule.ts';
import { NOW, UTC } from './fixtures.ts';

/** A kind that no type knows, as a bug would bring it about. */
const ODD = JSON.parse('{ "kind": "fortnightly" }');
const JUDGING = { retention: [ODD], zone: UTC, holds: new Map<string, string>() };

test.for([
  ['a slot', () => slotOf(ODD, NOW, UTC)],
  ['the next copy', () => nextOwed(ODD, NOW, UTC)],
  ['a schedule', () => scheduleOf(ODD, 60)],
  ['a judgement', () => judge([], JUDGING)],
  ['a frequency as text', () => frequencyText(ODD)],
  ['a frequency in words', () => frequencyInWords(ODD, 60)],
  ['a rule as text', () => ruleText(ODD)],
  ['a retention in words', () => retentionInWords({ kind: 'units', count: 1 }, [ODD])],
] as const)('what no type knows is a bug that is called by its name: %s', ([, ask]) => {
  expect(ask).toThrow('Unknown kind: {"kind":"fortnightly"}');
});

test('nor is there an unknown period', () => {
  expect(() => periodOf(NOW, JSON.parse('"fortnight"'), UTC)).toThrow('Unknown kind: "fortnight"');
});
