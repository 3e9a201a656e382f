import { describe, expect, test } from 'vitest';
import { Zone } from '../../../lambda/core/calendar.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { judge, type Judgement } from '../../../lambda/core/plan/retention.ts';
import type { Rule } from '../../../lambda/core/policy/rules.ts';
import { everyUnits } from '../../../lambda/core/policy/schedule.ts';
import { snapshot, told } from '../fixtures.ts';

/** Tiers, ages, named and paused sets, alone and together: the copies of one volume, judged once. */

const DAILY = everyUnits(1, 86_400);
const HOURLY = everyUnits(1, 3600);

function judged(rules: readonly Rule[], snapshots: readonly Snapshot[]): Judgement {
  return judge(snapshots, { retention: rules, zone: new Zone('UTC'), holds: new Map() });
}

/** What becomes of copies that are called by their times. */
function story(rules: readonly Rule[], ...copies: readonly (string | Snapshot)[]) {
  const snapshots = copies.map((one) => (typeof one === 'string' ? snapshot(one) : one));
  return told(judged(rules, snapshots).verdicts);
}

function lacking(rules: readonly Rule[], ...times: readonly string[]): number {
  return judged(
    rules,
    times.map((time) => snapshot(time)),
  ).lacking;
}

const tier = (per: 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly', count: number): Rule => ({
  kind: 'tier',
  per,
  count,
});
const set = (name: string, count: number): Rule => ({ kind: 'slots', set: name, count, schedule: DAILY });
const paused = (name: string): Rule => ({ kind: 'paused', set: name, schedule: DAILY });
const last = (count: number): Rule => ({ kind: 'slots', count, schedule: DAILY });
const within = (count: number): Rule => ({ kind: 'within', age: { count, unit: 'days' } });

describe('RA-12 a tier', () => {
  test.for([
    ['hourly', '03-09T04:59', '03-09T04:58', '03-09T05:00'],
    ['daily', '03-08T23:59', '03-08T05:00', '03-09T00:00'],
    ['weekly', '03-08T23:59', '03-02T05:00', '03-09T00:00'],
    ['monthly', '02-28T23:59', '02-01T05:00', '03-01T00:00'],
  ] as const)('%s:2 keeps the newest copy of each', ([per, newest, older, next]) => {
    expect(story([tier(per, 2)], older, newest, next)).toEqual({
      [`snap-${next}`]: `keep: ${per} 1 of 2`,
      [`snap-${newest}`]: `keep: ${per} 2 of 2`,
      [`snap-${older}`]: `expire: beyond ${per}:2`,
    });
  });

  test('yearly:1 keeps that of this year', () => {
    const before = snapshot('12-31', { startedAt: Date.parse('2025-12-31T23:59:00Z') });
    expect(story([tier('yearly', 1)], before, '01-01T00:00')).toEqual({
      'snap-01-01T00:00': 'keep: yearly 1 of 1',
      'snap-12-31': 'expire: beyond yearly:1',
    });
  });

  test('that is not full keeps the oldest copy as well', () => {
    expect(story([tier('daily', 4)], '03-08', '03-08T06:00', '03-08T07:00', '03-09')).toEqual({
      'snap-03-09': 'keep: daily 1 of 4',
      'snap-03-08T07:00': 'keep: daily 2 of 4',
      'snap-03-08T06:00': 'expire: beyond daily:4',
      'snap-03-08': 'keep: oldest snapshot, daily 3 of 4',
    });
  });

  test('says of the oldest only that it is of a day, where that is so', () => {
    expect(story([tier('daily', 3)], '03-08', '03-09')).toEqual({
      'snap-03-09': 'keep: daily 1 of 3',
      'snap-03-08': 'keep: daily 2 of 3',
    });
  });

  test('takes a copy for the day its run was meant for, not the one its data is of', () => {
    const late = snapshot('03-09T00:20', { tags: { autosnap_at: '2026-03-08T23:55:00Z' } });
    expect(story([tier('daily', 1)], late, '03-09T00:05')).toEqual({
      'snap-03-09T00:20': 'keep: newest restorable snapshot',
      'snap-03-09T00:05': 'keep: daily 1 of 1',
    });
  });

  test('of copies that stand for one time keeps the one with the newest data', () => {
    const tags = { autosnap_at: '2026-03-09T05:00:00Z' };
    const [first, second] = ['03-09T05:10', '03-09T05:20'].map((time) => snapshot(time, { tags }));
    expect(
      judged(
        [tier('daily', 1)],
        [first, second].flatMap((one) => one ?? []),
      ).verdicts[0],
    ).toMatchObject({ fate: 'keep', snapshot: second, because: 'daily 1 of 1' });
  });

  test.for([
    [[], 3],
    [['03-09'], 2],
    [['03-08', '03-09'], 1],
    [['03-09', '03-09T06:00'], 1],
    [['03-07', '03-08', '03-09', '03-09T06:00'], 0],
  ] as const)('daily:3 that has %o waits for %i more', ([times, more]) => {
    expect(lacking([tier('daily', 3)], ...times)).toBe(more);
  });
});

describe('an age', () => {
  test('keeps what is younger than that, by the newest copy and not by the clock', () => {
    expect(story([within(2)], '01-01', '01-01T05:01', '01-02', '01-03')).toEqual({
      'snap-01-03': 'keep: within 2d of the newest',
      'snap-01-02': 'keep: within 2d of the newest',
      'snap-01-01T05:01': 'keep: within 2d of the newest',
      'snap-01-01': 'expire: beyond within:2d',
    });
  });

  test('is counted from the latest time that a copy stands for, also where another has newer data', () => {
    const late = snapshot('03-09T00:20', { tags: { autosnap_at: '2026-03-08T23:55:00Z' } });
    expect(story([within(1)], '03-08T00:00', '03-09T00:05', late)).toMatchObject({
      'snap-03-08T00:00': 'expire: beyond within:1d',
      'snap-03-09T00:20': 'keep: within 1d of the newest',
    });
  });

  test('waits for no copies', () => {
    expect(lacking([within(2)])).toBe(0);
    expect(lacking([within(2)], '03-09')).toBe(0);
  });
});

describe('D-7 a named set', () => {
  test('gives its places under its name', () => {
    expect(story([set('nightly', 2)], '03-07', '03-08', '03-09')).toEqual({
      'snap-03-09': 'keep: nightly 1 of 2',
      'snap-03-08': 'keep: nightly 2 of 2',
      'snap-03-07': 'expire: beyond nightly=2',
    });
  });

  test('waits for copies of its own slots, though doubles fill its places meanwhile', () => {
    expect(story([set('nightly', 2)], '03-09', '03-09T06:00')).toEqual({
      'snap-03-09T06:00': 'keep: nightly 1 of 2',
      'snap-03-09': 'keep: nightly 2 of 2',
    });
    expect(lacking([set('nightly', 2)], '03-09', '03-09T06:00')).toBe(1);
    expect(lacking([last(2)], '03-09', '03-09T06:00')).toBe(0);
  });

  test('that has more than its count waits for none', () => {
    expect(lacking([set('nightly', 2)], '03-07', '03-08', '03-09')).toBe(0);
  });
});

describe('D-2 a paused set', () => {
  const rules = [set('new', 1), paused('old')];
  const reason = 'old, a paused set (count 0) that loses nothing';

  test('keeps the first copy of each of its slots, and no second', () => {
    expect(story(rules, '03-08', '03-08T06:00', '03-09')).toEqual({
      'snap-03-09': `keep: new 1 of 1, ${reason}`,
      'snap-03-08T06:00': 'expire: second snapshot of one slot, beyond new=1',
      'snap-03-08': `keep: ${reason}`,
    });
  });

  test('waits for no copies', () => {
    expect(lacking(rules)).toBe(1);
    expect(lacking(rules, '03-09')).toBe(0);
  });
});

describe('several rules keep the union', () => {
  test('a copy tells each place it has, and one without any what it is beyond', () => {
    expect(story([last(1), tier('monthly', 2), within(1)], '02-27', '02-28', '03-08', '03-09')).toEqual({
      'snap-03-09': 'keep: 1 of 1, monthly 1 of 2, within 1d of the newest',
      'snap-03-08': 'expire: beyond 1 and monthly:2 and within:1d',
      'snap-02-28': 'keep: monthly 2 of 2',
      'snap-02-27': 'expire: beyond 1 and monthly:2 and within:1d',
    });
  });

  test('they wait for as many copies as all of them do', () => {
    expect(lacking([last(3), tier('monthly', 2)], '03-09')).toBe(2 + 1);
  });

  test('a copy is a double only where it is one for every set', () => {
    const hourly: Rule = { kind: 'slots', set: 'hourly', count: 1, schedule: HOURLY };
    expect(story([set('daily', 1), hourly], '03-08', '03-08T06:00', '03-08T06:10', '03-09')).toMatchObject({
      'snap-03-08T06:10': 'expire: second snapshot of one slot, beyond daily=1 and hourly=1',
      'snap-03-08T06:00': 'expire: beyond daily=1 and hourly=1',
    });
  });
});
