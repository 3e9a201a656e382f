import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amount } from '../../amounts.ts';
import type { Zone } from '../../../lambda/core/calendar.ts';
import { parseFrequency } from '../../../lambda/core/grammar/frequency.ts';
import { isOurs, isPinned, isRestorable, newestFirst, type Snapshot } from '../../../lambda/core/snapshot.ts';
import { protection } from '../../../lambda/core/plan/protection.ts';
import { judge } from '../../../lambda/core/plan/retention.ts';
import type { RetentionPolicy, Rule } from '../../../lambda/core/policy/rules.ts';
import { calendarSchedule, type Schedule } from '../../../lambda/core/policy/schedule.ts';
import { dailyCopies, instance, later, NOW } from '../fixtures.ts';
import { startModel } from '../model.ts';
import { aHistory, aSchedule, aZone, type History } from '../worlds.ts';

/** What holds for any history and any rules of retention, alone and together. */

function calendarIn(text: string): Schedule {
  const frequency = parseFrequency(text);
  if (!frequency.ok || frequency.value.kind !== 'calendar') throw new Error(`${text} is no calendar`);
  return calendarSchedule([frequency.value.at]);
}

const aCount = fc.integer({ min: 1, max: 8 });
const aCalendar = fc
  .constantFrom('@0', '@2', '@sun', '@mon-fri@8+12', '@fri-mon@22-4', '@0-23')
  .map(calendarIn);

const slots: fc.Arbitrary<Rule> = fc.record({
  kind: fc.constant('slots'),
  count: aCount,
  schedule: fc.oneof(aSchedule, aCalendar),
});
const tier: fc.Arbitrary<Rule> = fc.record({
  kind: fc.constant('tier'),
  count: aCount,
  per: fc.constantFrom('hourly', 'daily', 'weekly', 'monthly', 'yearly'),
});
const within: fc.Arbitrary<Rule> = fc.record({
  kind: fc.constant('within'),
  age: fc.record({ count: aCount, unit: fc.constantFrom('hours', 'days', 'weeks') }),
});
const paused: fc.Arbitrary<Rule> = fc.record({
  kind: fc.constant('paused'),
  schedule: aCalendar,
  set: fc.constant('old'),
});
const aRule = fc.oneof(slots, tier, within);
const anyRules: fc.Arbitrary<RetentionPolicy> = fc.array(aRule, { minLength: 1, maxLength: 4 });

/** A set is paused only beside one that is not; where all are, the whole volume is. */
const somePaused: fc.Arbitrary<RetentionPolicy> = fc
  .tuple(slots, paused, fc.array(aRule, { maxLength: 2 }))
  .map(([one, other, more]) => [one, other, ...more]);

interface Case {
  readonly history: History;
  readonly retention: RetentionPolicy;
  readonly zone: Zone;
}

function verdictsOn({ history: { snapshots, holds }, retention, zone }: Case) {
  const own = snapshots.filter((one) => isOurs(one));
  return judge(own, { retention, zone, holds }).verdicts;
}

function those(fate: 'keep' | 'expire', one: Case): Snapshot[] {
  return verdictsOn(one).flatMap((verdict) => (verdict.fate === fate ? verdict.snapshot : []));
}

/** Restorable copies that may fill a place. */
function inPlace(snapshots: readonly Snapshot[]): Snapshot[] {
  return snapshots.filter((one) => isOurs(one) && isRestorable(one) && !isPinned(one));
}

describe.for([
  ['any rules', anyRules],
  ['rules with a paused set among them', somePaused],
] as const)('the verdicts by %s', ([, someRules]) => {
  function forAny(says: (one: Case) => void): void {
    const aCase = fc.record({ history: aHistory('vol-1', 24), retention: someRules, zone: aZone });
    fc.assert(fc.property(aCase, says), { numRuns: amount({ sample: 200, long: 1000 }) });
  }

  test('RA-4 C-35 never fewer than the largest count, or than there were', () => {
    forAny((one) => {
      const counts = one.retention.map((rule) => (rule.kind === 'slots' ? rule.count : 0));
      const least = Math.min(Math.max(...counts), inPlace(one.history.snapshots).length);
      expect(inPlace(those('keep', one)).length).toBeGreaterThanOrEqual(least);
    });
  });

  test('C-41 the newest restorable copy stays', () => {
    forAny((one) => {
      const newest = verdictsOn(one)
        .map((verdict) => verdict.snapshot)
        .toSorted(newestFirst)
        .find(isRestorable);
      expect(those('expire', one).filter((copy) => copy === newest)).toEqual([]);
    });
  });

  test('C-31 C-38 C-41 nothing that is protected expires', () => {
    forAny((one) => {
      const isProtected = (copy: Snapshot) => protection(copy, one.history.holds) !== undefined;
      expect(those('expire', one).filter(isProtected)).toEqual([]);
    });
  });

  test('D-13 C-36 listing order does not matter', () => {
    forAny((one) => {
      const turned = { ...one.history, snapshots: one.history.snapshots.toReversed() };
      expect(verdictsOn({ ...one, history: turned })).toEqual(verdictsOn(one));
    });
  });

  test('C-37 larger counts and ages never expire more', () => {
    forAny((one) => {
      const expired = those('expire', one);
      const larger = those('expire', { ...one, retention: one.retention.map(enlarged) });
      expect(larger.filter((copy) => !expired.includes(copy))).toEqual([]);
    });
  });

  test('what survives a prune survives the next one', () => {
    forAny((one) => {
      const survivors = { ...one.history, snapshots: those('keep', one) };
      expect(those('expire', { ...one, history: survivors })).toEqual([]);
    });
  });
});

function enlarged(rule: Rule): Rule {
  if (rule.kind === 'paused') return rule;
  return rule.kind === 'within'
    ? { ...rule, age: { ...rule.age, count: rule.age.count + 1 } }
    : { ...rule, count: rule.count + 1 };
}

test('RA-4 C-37 going over from 1 and 30 to sets never leaves fewer than the largest count, or than there were', () => {
  const set = fc.record({
    count: aCount,
    at: fc.constantFrom('', '@2', '@sun@3', '@mon-fri@2', '@sat', '@8+20'),
  });
  fc.assert(
    fc.property(fc.array(set, { minLength: 1, maxLength: 3 }), fc.nat({ max: 30 }), (sets, copies) => {
      const autosnap = sets.map(({ count, at }, index) => `s${index}=${count}${at}`).join(' ');
      const least = Math.min(copies, Math.max(...sets.map(({ count }) => count)));
      const model = startModel({
        instances: [instance({ tags: { autosnap } })],
        snapshots: dailyCopies(copies),
      });
      for (let now = NOW; now < later(NOW, 21 * 1440); now = later(now, 720)) {
        model.run(now, now);
        expect(model.restorable(now)).toBeGreaterThanOrEqual(least);
      }
    }),
    { numRuns: amount({ sample: 20, long: 60 }) },
  );
});
