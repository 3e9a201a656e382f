import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amount } from '../../amounts.ts';
import type { RetainRule } from '../../../lambda/core/grammar/retention.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { judge } from '../../../lambda/core/plan/retention.ts';
import type { Rule } from '../../../lambda/core/policy/rules.ts';
import { everyUnits } from '../../../lambda/core/policy/schedule.ts';
import { listed, told, zoneOf } from '../fixtures.ts';
import { inZone, shown } from '../hostClock.ts';

/**
 * Tiers, ages and numbers of copies, against a second reading of what restic documents for its `forget`.
 *
 * https://restic.readthedocs.io/en/stable/060_forget.html
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const ZONES = ['UTC', 'Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'Asia/Kathmandu'];

/** How much of the clocks' time, written out, says in which hour, day, month or year it is. */
const DIGITS = { hourly: 13, daily: 10, monthly: 7, yearly: 4 };

/** The name of a stretch of time: that of a week is its Monday. */
function stretch(wall: number, per: keyof typeof DIGITS | 'weekly'): string {
  if (per !== 'weekly') return new Date(wall).toISOString().slice(0, DIGITS[per]);
  let monday = wall;
  while (new Date(monday).getUTCDay() !== 1) monday -= DAY;
  return new Date(monday).toISOString().slice(0, DIGITS.daily);
}

/** What `forget` keeps of some times, walking once from the newest to the oldest. To be asked `inZone`. */
function forget(times: readonly number[], rules: readonly RetainRule[]): Set<number> {
  const kept = new Set<number>();
  const walk = times.toSorted((a, b) => b - a);
  const [latest, oldest] = [walk[0], walk.at(-1)];
  if (latest === undefined || oldest === undefined) return kept;
  for (const rule of rules) {
    if (rule.kind === 'within') {
      const limit = moved(latest, rule.age.unit, rule.age.count);
      for (const time of walk) if (time > limit) kept.add(time);
      continue;
    }
    let left = rule.count;
    let seen = '';
    for (const time of walk) {
      const name = rule.kind === 'last' ? String(time) : stretch(shown(time), rule.per);
      if (left === 0) break;
      if (name === seen && time !== oldest) continue;
      kept.add(time);
      seen = name;
      left -= 1;
    }
  }
  return kept;
}

/** The time at which the clocks showed the same so long ago, or the end of a month that was shorter. */
function moved(time: number, unit: 'hours' | 'days' | 'weeks' | 'months' | 'years', count: number): number {
  if (unit === 'hours') return time - count * HOUR;
  const wall = new Date(shown(time));
  const day = wall.getUTCDate();
  if (unit === 'days') wall.setUTCDate(day - count);
  else if (unit === 'weeks') wall.setUTCDate(day - 7 * count);
  else {
    wall.setUTCDate(1);
    wall.setUTCMonth(wall.getUTCMonth() - (unit === 'months' ? count : 12 * count));
    const lastDay = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 0)).getUTCDate();
    wall.setUTCDate(Math.min(day, lastDay));
  }
  const target = wall.getTime();
  const before = target - (shown(target - DAY) - (target - DAY));
  const after = target - (shown(target + DAY) - (target + DAY));
  return shown(before) === target || shown(after) !== target ? before : after;
}

/** What we keep. */
function keptBy(times: readonly number[], rules: readonly Rule[], timeZone: string): Set<number> {
  const { verdicts } = judge(times.map(copyOf), {
    retention: rules,
    zone: zoneOf(timeZone),
    holds: new Map(),
  });
  return new Set(verdicts.flatMap(({ fate, snapshot }) => (fate === 'keep' ? snapshot.startedAt : [])));
}

function copyOf(time: number): Snapshot {
  return listed({
    id: `snap-${new Date(time).toISOString().slice(0, 19)}`,
    volumeId: 'vol-1',
    state: 'completed',
    tier: 'standard',
    startedAt: time,
    sizeGiB: 8,
    tags: { snapshot_tool: 'autosnap' },
    description: 'autosnap: vol-1',
  });
}

function sorted(times: ReadonlySet<number>): string[] {
  return [...times].toSorted((a, b) => a - b).map((time) => new Date(time).toISOString());
}

/** Near the ends of years, and near changes of the clocks in all the zones. */
const CENTRES = [
  '2026-01-01',
  '2024-12-30',
  '2026-03-29',
  '2026-10-25',
  '2026-04-05',
  '2026-09-06',
  '2026-10-04',
];
const STEPS = [HOUR / 2, HOUR, 5 * HOUR, DAY, 3 * DAY, 20 * DAY];

const someTimes = fc
  .record({
    centre: fc.constantFrom(...CENTRES),
    steps: fc.array(
      fc.tuple(fc.constantFrom(...STEPS), fc.integer({ min: -12, max: 12 }), fc.nat({ max: 3 })),
      {
        maxLength: 30,
      },
    ),
  })
  .map(({ centre, steps }) => [
    ...new Set(steps.map(([step, count, half]) => Date.parse(centre) + step * count + (half * HOUR) / 2)),
  ]);

const aCount = fc.integer({ min: 1, max: 8 });
const aTier: fc.Arbitrary<RetainRule> = fc.record({
  kind: fc.constant('tier'),
  per: fc.constantFrom('hourly', 'daily', 'weekly', 'monthly', 'yearly'),
  count: aCount,
});
const anAge: fc.Arbitrary<RetainRule> = fc.record({
  kind: fc.constant('within'),
  age: fc.record({ count: aCount, unit: fc.constantFrom('hours', 'days', 'weeks', 'months', 'years') }),
});
const aRule = fc.oneof({ weight: 3, arbitrary: aTier }, anAge);
const someRules = fc.array(aRule, { minLength: 1, maxLength: 4 });
const aZone = fc.constantFrom(...ZONES);

/** One rule of kind `last`, as it is in force beside a daily schedule. */
function inForce(rule: RetainRule): Rule {
  return rule.kind === 'last' ? { ...rule, kind: 'slots', schedule: everyUnits(1, 86_400) } : rule;
}

describe('what restic would keep of a history, and nothing else', () => {
  test('RA-12 one tier or age, in 2,000 histories', () => {
    fc.assert(
      fc.property(someTimes, aRule, aZone, (times, rule, zone) => {
        const expected = inZone(zone, () => forget(times, [rule]));
        expect(sorted(keptBy(times, [inForce(rule)], zone))).toEqual(sorted(expected));
      }),
      { numRuns: amount({ sample: 400, long: 2000 }) },
    );
  });

  test('RA-12 several, in 2,000 histories', () => {
    fc.assert(
      fc.property(someTimes, someRules, aZone, (times, rules, zone) => {
        const expected = inZone(zone, () => forget(times, rules));
        expect(sorted(keptBy(times, rules.map(inForce), zone))).toEqual(sorted(expected));
      }),
      { numRuns: amount({ sample: 400, long: 2000 }) },
    );
  });

  test('RB-15 a number of copies beside others, in 1,000 histories of at most one copy a day', () => {
    const last: fc.Arbitrary<RetainRule> = fc.record({ kind: fc.constant('last'), count: aCount });
    fc.assert(
      fc.property(
        someTimes,
        last,
        fc.array(aRule, { maxLength: 2 }),
        aZone,
        (times, number, others, zone) => {
          const rules = [number, ...others];
          const [daily, expected] = inZone(zone, () => {
            const once = [...new Map(times.map((time) => [stretch(shown(time), 'daily'), time])).values()];
            return [once, forget(once, rules)];
          });
          expect(sorted(keptBy(daily, rules.map(inForce), zone))).toEqual(sorted(expected));
        },
      ),
      { numRuns: amount({ sample: 200, long: 1000 }) },
    );
  });
});

describe('the examples in restic’s documentation', () => {
  test('a copy on each of twelve Sundays, daily:4: the last four Sundays', () => {
    const sundays = Array.from(
      { length: 12 },
      (_, week) => Date.parse('2019-09-01T11:00:00Z') + 7 * week * DAY,
    );
    expect(sorted(keptBy(sundays, [tier('daily', 4)], 'UTC')).map((text) => text.slice(0, 10))).toEqual([
      '2019-10-27',
      '2019-11-03',
      '2019-11-10',
      '2019-11-17',
    ]);
  });

  test('a copy on each day of a hundred years, daily:7 weekly:5 monthly:12 yearly:75', () => {
    const last = Date.parse('2026-03-10T05:00:00Z');
    const days = Array.from({ length: 36_525 }, (_, index) => last - index * DAY);
    const rules = [tier('daily', 7), tier('weekly', 5), tier('monthly', 12), tier('yearly', 75)];
    const { verdicts } = judge(days.map(copyOf), {
      retention: rules,
      zone: zoneOf('UTC'),
      holds: new Map(),
    });
    const kept = verdicts.filter(({ fate }) => fate === 'keep');
    const places = (name: string) => kept.filter(({ because }) => because.includes(name)).length;
    expect(['daily', 'weekly', 'monthly', 'yearly'].map(places)).toEqual([7, 5, 12, 75]);
    expect(told(kept)).toMatchObject({
      'snap-2026-03-10T05:00:00': 'keep: daily 1 of 7, weekly 1 of 5, monthly 1 of 12, yearly 1 of 75',
      'snap-2026-03-08T05:00:00': 'keep: daily 3 of 7, weekly 2 of 5',
      'snap-2026-02-15T05:00:00': 'keep: weekly 5 of 5',
      'snap-2025-12-31T05:00:00': 'keep: monthly 4 of 12, yearly 2 of 75',
      'snap-1952-12-31T05:00:00': 'keep: yearly 75 of 75',
    });
    expect(kept).toHaveLength(7 + 3 + 11 + 73);
  });
});

function tier(per: 'daily' | 'weekly' | 'monthly' | 'yearly', count: number): Rule {
  return { kind: 'tier', per, count };
}
