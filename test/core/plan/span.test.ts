import { describe, expect, test } from 'vitest';
import { brakeText } from '../../../lambda/core/report/brakeText.ts';
import { spanText } from '../../../lambda/core/plan/span.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { dailyCopies, deletedBy, hoursBefore, instance, NOW, planOf, snapshot, volume } from '../fixtures.ts';

const HOUR = 3_600_000;

/** One completed snapshot for each of some ages in hours. */
function aged(...hours: readonly number[]): Snapshot[] {
  return hours.map((age) =>
    snapshot('x', { id: `snap-${age}h`, startedAt: hoursBefore(NOW, age).getTime() }),
  );
}

function days(count: number, from = 1): number[] {
  return Array.from({ length: count }, (_, index) => (index + from) * 24);
}

function spansOf(tags: Readonly<Record<string, string>>, snapshots: readonly Snapshot[], interval = 86_400) {
  const plan = planOf(
    { instances: [instance({ tags: { autosnap: '1', ...tags } })], snapshots },
    { interval },
  );
  return plan.brakes.flatMap((one) =>
    one.scope === 'span' ? [[one.settlesAt / HOUR, one.covers / HOUR] as const] : [],
  );
}

describe('F4 a history that gets much shorter without a surplus', () => {
  /** An hourly trigger has come twice since the tag changed: 30 daily ones, and two of the last hours. */
  const CHANGED = aged(1, 2, ...days(30).map((hours) => hours + 3));

  test.for([
    ['`1` became `1h`', { autosnap: '1h', autosnap_retain: '30' }, [[30, 722]]],
    ['15 days are less than half', { autosnap: '1h', autosnap_retain: '24 daily:15' }, [[360, 722]]],
    ['16 days are more', { autosnap: '1h', autosnap_retain: '24 daily:16' }, []],
    ['so are 16 days of age', { autosnap: '1h', autosnap_retain: '24 within:16d' }, []],
    ['a tier holds the days', { autosnap: '1h', autosnap_retain: '24 daily:30' }, []],
    ['an age holds them', { autosnap: '1h', autosnap_retain: '24 within:30d' }, []],
    ['the tier is hourly', { autosnap: '1h', autosnap_retain: 'hourly:30' }, [[30, 722]]],
    ['nothing is surplus yet', { autosnap: '1h', autosnap_retain: '40' }, []],
    ['ten days of age are less', { autosnap: '1h', autosnap_retain: '24 within:10d' }, [[240, 722]]],
    ['two weeks are less', { autosnap: '1h', autosnap_retain: '24 weekly:2' }, [[336, 722]]],
    ['a year is more', { autosnap: '1h', autosnap_retain: '24 yearly:1' }, []],
    ['a calendar of each hour', { autosnap: '30@0-23' }, [[30, 722]]],
    ['a copy set of each hour', { autosnap: 'often=30@0-23' }, [[30, 722]]],
    ['a paused set loses nothing', { autosnap: 'often=30@0-23 old=0' }, []],
  ] as const)('%s', ([, tags, spans]) => {
    expect(spansOf(tags, CHANGED)).toEqual(spans);
  });

  test.for([
    ['the run of now is the second hourly one', aged(1, ...days(30).map((hours) => hours + 1)), [[30, 720]]],
    ['a run between two hours', aged(0.5, 1.5, ...days(30).map((hours) => hours + 3)), [[30, 722.5]]],
    [
      'the shorter of the last two gaps counts',
      aged(2, 3, ...days(30).map((hours) => hours + 3)),
      [[30, 721]],
    ],
    ['or the other one', aged(1, 3, ...days(30).map((hours) => hours + 3)), [[30, 722]]],
  ] as const)('%s', ([, snapshots, spans]) => {
    expect(spansOf({ autosnap: '1h', autosnap_retain: '30' }, snapshots)).toEqual(spans);
  });

  test('the order is that of what they stand for', () => {
    const [first, ...others] = aged(1, 2, ...days(30).map((hours) => hours + 3));
    const tags = { autosnap_at: hoursBefore(NOW, 4).toISOString() };
    const late = snapshot('x', { id: 'snap-late', startedAt: first?.startedAt ?? 0, tags });
    expect(spansOf({ autosnap: '1h', autosnap_retain: '30' }, [late, ...others])).toEqual([[60, 721]]);
  });

  test('of two instances, the longer history counts', () => {
    const instances = ['1h', '1'].map((autosnap, index) =>
      instance({ id: `i-${index}`, tags: { autosnap, autosnap_retain: '30' } }),
    );
    const volumes = [volume({ instanceIds: ['i-0', 'i-1'] })];
    expect(planOf({ instances, volumes, snapshots: CHANGED }).brakes).toEqual([]);
  });

  test('half of the history is not less than half', () => {
    const tags = { autosnap: '1h', autosnap_retain: '24 daily:15' };
    expect(spansOf(tags, aged(1, 2, ...days(30).map((hours) => hours + 1)))).toEqual([]);
  });

  test('an event counts the unit in minutes', () => {
    expect(spansOf({ autosnap: '1', autosnap_retain: '30' }, CHANGED, 60)).toEqual([[30, 722]]);
  });

  test('is braked: two go in the first run of a day, and none later that day', () => {
    const tags = { autosnap: '1h', autosnap_retain: '24' };
    const instances = [instance({ tags })];
    const yesterday = aged(6, 7, ...days(30).map((hours) => hours + 6));
    expect(deletedBy(planOf({ instances, snapshots: yesterday }))).toEqual(['snap-726h', 'snap-702h']);
    expect(deletedBy(planOf({ instances, snapshots: CHANGED }))).toEqual([]);
  });

  test('is told with both spans', () => {
    const [first] = planOf({
      instances: [instance({ tags: { autosnap: '1h', autosnap_retain: '30' } })],
      snapshots: CHANGED,
    }).brakes;
    expect(first && brakeText(first, { place: 'eu-west-1', title: (id) => id })).toBe(
      'vol-1: autosnap = "1h" on i-1 will keep 30 hours of history, and the snapshots cover 30 days; 2 are deleted each day. Meant? Wait, or set max_deletes. Not meant? Correct autosnap',
    );
  });
});

/** The last of some hours of some weekdays (0 is Sunday), before yesterday evening. */
function atHours(count: number, weekdays: readonly number[], hours: readonly number[]): Snapshot[] {
  const ages = Array.from({ length: 24 * 400 }, (_, index) => index + 9).filter((age) => {
    const time = hoursBefore(NOW, age);
    return weekdays.includes(time.getUTCDay()) && hours.includes(time.getUTCHours());
  });
  return aged(...ages.slice(0, count));
}

const WORKDAYS = [1, 2, 3, 4, 5];
const OFFICE_HOURS = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18];

describe('what is no shorter history', () => {
  test.for([
    ['the usual day', '7', dailyCopies(8)],
    ['a lower count: that is a surplus', '1', dailyCopies(11)],
    ['an outage of three months', '7', aged(...days(4), ...days(4, 94))],
    ['two outages', '7', aged(24, 48, 72, 23 * 24, 24 * 24, 25 * 24, 46 * 24, 47 * 24)],
    ['a tag of hours under a daily trigger', '30', dailyCopies(31), '1h'],
    ['a trigger of office hours', '110', atHours(111, WORKDAYS, OFFICE_HOURS), '1h'],
    ['a trigger twice in a row', '20', atHours(21, [0, ...WORKDAYS, 6], [8, 9]), '1h'],
    ['tiers of days at weekends', 'daily:14', atHours(17, [6, 0], [3]), '@sat+sun@3'],
    ['tiers of hours on workdays', 'hourly:24', atHours(25, WORKDAYS, [8, 9]), '@mon-fri@8+9'],
    [
      'tiers of days on Fridays',
      'daily:14',
      [...atHours(4, [5], [8, 9, 10, 11]), ...atHours(16, [5], [11])],
      '@fri@8-11',
    ],
    ['and two runs in an hour long ago', '30', [...dailyCopies(31), ...aged(481)], '1h'],
    [
      'where one of its snapshots failed and was taken again',
      '30',
      [
        ...dailyCopies(31),
        snapshot('x', { id: 'snap-failed', state: 'error', startedAt: hoursBefore(NOW, 25).getTime() }),
      ],
      '1h',
    ],
    [
      'snapshots of one run and its repeat',
      '3',
      [...dailyCopies(4), ...dailyCopies(1, { id: 'snap-double' })],
    ],
    [
      'tiers',
      'daily:7 weekly:4 monthly:12',
      aged(...days(8), 240, 410, 580, 750, ...days(11, 60).map((d) => d * 9)),
    ],
    ['one snapshot', '1', dailyCopies(1)],
    ['none', '1', []],
  ] as const)('%s', ([, autosnap_retain, snapshots, autosnap = '1']) => {
    expect(spansOf({ autosnap, autosnap_retain }, snapshots)).toEqual([]);
  });

  test('what is pinned, held or archived covers nothing', () => {
    for (const safe of [old({ tags: { autosnap_keep: '' } }), old({ tier: 'archive' })]) {
      expect(spansOf({ autosnap_retain: '7' }, [...dailyCopies(8), safe])).toEqual([]);
    }
    const holds = new Map([['snap-old', 'in use by ami-1']]);
    const plan = planOf({ volumes: [volume()], snapshots: [...dailyCopies(8), old({})], holds });
    expect(plan.brakes).toEqual([]);
  });
});

/** Of two years ago. */
function old(change: object): Snapshot {
  return snapshot('x', { id: 'snap-old', startedAt: hoursBefore(NOW, 24 * 700).getTime(), ...change });
}

test('once the finer rhythm has reached its older half, the history is braked by its surplus alone', () => {
  const tags = { autosnap: '30@mon-fri@8-18' };
  const plan = planOf({ instances: [instance({ tags })], snapshots: atHours(100, WORKDAYS, OFFICE_HOURS) });
  expect(plan.brakes.map(({ scope }) => scope)).toEqual(['volume']);
  expect(plan.deletes.length).toBeLessThanOrEqual(2 * OFFICE_HOURS.length);
});

test.for([
  [30 * HOUR, '30 hours'],
  [71.6 * HOUR, '72 hours'],
  [72 * HOUR, '3 days'],
  [29.4 * 24 * HOUR, '29 days'],
] as const)('a span of %i is %s', ([span, text]) => {
  expect(spanText(span)).toBe(text);
});
