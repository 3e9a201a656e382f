import { describe, expect, test } from 'vitest';
import { isRestorable, type Snapshot, type Tags } from '../../../lambda/core/snapshot.ts';
import { readSettings } from '../../../lambda/settings/settings.ts';
import {
  dailyCopies,
  deletedBy,
  hintsIn,
  instance,
  later,
  planOf,
  snapshot,
  takenBy,
  volume,
} from '../fixtures.ts';
import { type Model, startModel } from '../model.ts';

/** Calendars, copy sets, tiers and ages, as they are in force for a volume. */

const HOUR = 60;
const DAY = 24 * HOUR;

/** A Monday at midnight. */
const START = new Date('2026-01-05T00:00:00Z');

function tagged(tags: Tags) {
  return { instances: [instance({ tags })] };
}

function restorable(model: Model, now: Date): Snapshot[] {
  return model.inventoryAt(now).snapshots.filter(isRestorable);
}

/** Runs once each hour of some days, and tells what can be restored when the last run is over. */
function live(model: Model, days: number, from = START): Snapshot[] {
  for (let hour = 0; hour < days * 24; hour += 1) {
    const now = later(from, hour * HOUR);
    model.run(now, now);
  }
  return restorable(model, later(from, days * DAY - HOUR));
}

/** Days and hours, as `Fri 02`. */
function times(snapshots: readonly Snapshot[]): string[] {
  return snapshots.map(
    ({ startedAt: at }) =>
      `${new Date(at).toUTCString().slice(0, 3)} ${new Date(at).toISOString().slice(11, 13)}`,
  );
}

/** What is taken after the first copy, which is taken at once. */
function takenTimes({ made }: Model): Set<string> {
  return new Set(times(made.slice(1)));
}

function dayOf({ startedAt }: Snapshot): number {
  return Math.floor(startedAt / 86_400_000);
}

describe('RA-12 tiers on one volume', () => {
  const PERIODS = {
    daily: dayOf,
    weekly: (one: Snapshot) => Math.floor((dayOf(one) + 3) / 7),
    monthly: (one: Snapshot) => new Date(one.startedAt).toISOString().slice(0, 7),
  };

  test.for([
    ['daily:7 weekly:2 monthly:1', { daily: 7, weekly: 2, monthly: 1 }],
    ['daily:7 weekly:4 monthly:12', { daily: 7, weekly: 4, monthly: 12 }],
  ] as const)('%s: each has its own over 400 days, and none prunes for another', ([retain, counts]) => {
    const model = startModel(tagged({ autosnap: '1', autosnap_retain: retain }));
    for (let day = 0; day < 400; day += 1) {
      const now = later(START, day * DAY);
      model.run(now, now);
      const complete = model.made.slice(0, -1);
      const newestOf = (periodOf: (one: Snapshot) => unknown, count: number) =>
        [...new Map(complete.map((one) => [periodOf(one), one.id])).values()].slice(-count);
      const wanted = new Set([
        ...newestOf(PERIODS.daily, counts.daily),
        ...newestOf(PERIODS.weekly, counts.weekly),
        ...newestOf(PERIODS.monthly, counts.monthly),
      ]);
      const isNotFirst = (id: string) => id !== complete[0]?.id;
      const there = restorable(model, now).map(({ id }) => id);
      expect(there.filter(isNotFirst)).toEqual([...wanted].filter(isNotFirst).toSorted());
    }
  });
});

describe('sets on one volume', () => {
  test('D-1 D-11 each keeps its own count', () => {
    const model = startModel(tagged({ autosnap: 'nightly=7@mon-fri@2 weekly=4@sun@3' }));
    const left = times(live(model, 60));
    expect(takenTimes(model)).toEqual(new Set(['Mon 02', 'Tue 02', 'Wed 02', 'Thu 02', 'Fri 02', 'Sun 03']));
    expect(left.filter((time) => time === 'Sun 03')).toHaveLength(4);
    expect(left).toHaveLength(11);
  });

  test('D-7 two weekly ones do not replace each other', () => {
    const model = startModel(tagged({ autosnap: 'early=2@mon@1+2 late=3@fri@22' }));
    expect(times(live(model, 60)).toSorted()).toEqual(['Fri 22', 'Fri 22', 'Fri 22', 'Mon 01', 'Mon 02']);
  });

  test('D-9 a copy that serves two of them is taken once', () => {
    const model = startModel(tagged({ autosnap: 'nightly=3@2 weekly=2@sun@2' }));
    const left = times(live(model, 30));
    expect(model.made).toHaveLength(1 + 30);
    expect(left).toEqual(['Sun 02', 'Sun 02', 'Mon 02', 'Tue 02']);
  });

  test('with a retention beside them they keep the union', () => {
    const model = startModel(tagged({ autosnap: 'nightly=2@mon-fri@2', autosnap_retain: 'weekly:3' }));
    expect(times(live(model, 39))).toEqual(['Fri 02', 'Fri 02', 'Wed 02', 'Thu 02']);
  });

  test('RB-15 seven copies, and the last of the month before', () => {
    const tags = { autosnap: '1', autosnap_retain: '7 monthly:2' };
    const plan = planOf({ ...tagged(tags), snapshots: dailyCopies(11) });
    expect(deletedBy(plan)).toEqual(['snap-02-27', 'snap-03-01', 'snap-03-02']);
  });

  test('RB-15 or seven copies, and the first of this month by a pin', () => {
    const tags = { autosnap: '7@5' };
    const snapshots = dailyCopies(11).map((one) =>
      one.id === 'snap-03-01'
        ? snapshot('03-01', { tags: { ...one.label.tags, autosnap_keep: 'first' } })
        : one,
    );
    expect(deletedBy(planOf({ ...tagged(tags), snapshots }))).toEqual([
      'snap-02-27',
      'snap-02-28',
      'snap-03-02',
    ]);
  });
});

describe('one calendar', () => {
  test('RB-1 RB-3 a weekly copy on Saturday, at most eight', () => {
    const left = times(live(startModel(tagged({ autosnap: '8@sat' })), 90));
    expect(left).toEqual(Array.from({ length: 8 }, () => 'Sat 00'));
  });

  test('D-10 D-11 the first run takes exactly one, and then there are 1, 2, 3, 3, 3', () => {
    const model = startModel(tagged({ autosnap: '3@6' }));
    const counts = [0, 1, 2, 3, 4, 5].map((day) => {
      const now = later(START, day * DAY + 6 * HOUR);
      model.run(now, now);
      return `${model.made.length} taken, ${restorable(model, now).length} complete`;
    });
    expect(counts.slice(0, 3)).toEqual(['1 taken, 0 complete', '2 taken, 1 complete', '3 taken, 2 complete']);
    expect(counts.slice(3)).toEqual(['4 taken, 3 complete', '5 taken, 3 complete', '6 taken, 3 complete']);
  });

  test('D-17 after a week without a run, one copy and no more', () => {
    const model = startModel(tagged({ autosnap: '9@mon-fri@8+12' }));
    live(model, 1);
    const before = model.made.length;
    live(model, 1, later(START, 8 * DAY + 13 * HOUR));
    expect(times(model.made.slice(before))).toEqual(['Tue 13', 'Wed 08', 'Wed 12']);
  });
});

describe('D-8 the default policy', () => {
  const { defaultPolicy } = readSettings({ default_frequency: '5@mon-fri@6+11+15+19' }, {});

  test('covers an untagged volume, with the count it brings along', () => {
    const model = startModel(tagged({}), { defaultPolicy });
    const left = live(model, 14);
    const taken = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'].flatMap((day) => [
      `${day} 06`,
      `${day} 11`,
      `${day} 15`,
      `${day} 19`,
    ]);
    expect(takenTimes(model)).toEqual(new Set(taken));
    expect(left).toHaveLength(5);
  });

  test('leaves a tagged volume to its tags', () => {
    expect(planOf({}, { defaultPolicy }).managed.map(({ policies }) => policies[0]?.schedule.text)).toEqual([
      '1',
    ]);
  });

  test('may have no default_retain beside its count', () => {
    const event = { default_frequency: '5@mon-fri@6+11+15+19', default_retain: '7' };
    expect(() => readSettings(event, {})).toThrow('default_retain must be absent beside default_frequency');
  });
});

describe('what contradicts itself or cannot be read is a problem, and nothing is done', () => {
  const RETAIN = { autosnap_retain: '3' };

  test.for([
    ['an unnamed count beside a retention', { autosnap: '7@mon', ...RETAIN }, {}, 'autosnap_retain', 'i-1'],
    ['also where the instance has it', RETAIN, { autosnap: '7@mon' }, 'autosnap_retain', 'i-1'],
    ['also where the volume has it', { autosnap: '0@mon' }, RETAIN, 'autosnap_retain', 'vol-1'],
    ['C-4 a calendar without a count', { autosnap: '@mon' }, {}, 'autosnap_retain', 'i-1'],
    ['also where the volume has it', {}, { autosnap: '@mon' }, 'autosnap_retain', 'vol-1'],
    ['D-7 a name twice', { autosnap: 'a=7@mon a=4@tue' }, {}, 'autosnap', 'i-1'],
    ['D-6 a colon', { autosnap: '7@mon-sun:14' }, {}, 'autosnap', 'i-1'],
  ] as const)('%s', ([, onInstance, onVolume, key, source]) => {
    const volumes = [volume({ tags: onVolume })];
    const plan = planOf({ ...tagged(onInstance), volumes, snapshots: dailyCopies(9) });
    expect(plan.problems).toMatchObject([{ key, source, volumeId: 'vol-1' }]);
    expect([takenBy(plan), deletedBy(plan)]).toEqual([[], []]);
  });

  test('D-6 D-20 and the other volumes go on', () => {
    const bad = volume({ id: 'vol-2', tags: { autosnap: '7@mon-sun:14' } });
    expect(takenBy(planOf({ volumes: [volume(), bad] }))).toEqual(['vol-1']);
  });
});

describe('D-2 a count of 0', () => {
  test.for(['0@mon@2', 'a=0@mon b=0@sun@3'])(
    '%s: nothing is taken or deleted, and all is told',
    (autosnap) => {
      const world = { ...tagged({ autosnap }), snapshots: dailyCopies(9) };
      const plan = planOf(world, { orphanRetain: { count: 1, unit: 'hours' } });
      expect([takenBy(plan), deletedBy(plan)]).toEqual([[], []]);
      expect(plan.orphans.map(({ why, snapshots: copies }) => [why, copies.length])).toEqual([['paused', 9]]);
    },
  );

  const PAUSED_AT = later(START, 42 * DAY);
  /** A set that is taken out of the tag makes the history much shorter. */
  const UNBRAKED = { maxDeletes: 1000 };

  /** A life with two sets, of which the first is then paused; and the copies that only it kept. */
  function pausedLife(first: string, second: string) {
    const model = startModel(tagged({ autosnap: `${first} ${second}` }));
    live(model, 42);
    const { snapshots } = model.inventoryAt(PAUSED_AT);
    const gone = (autosnap: string) =>
      deletedBy(startModel({ ...tagged({ autosnap }), snapshots }, UNBRAKED).run(PAUSED_AT, PAUSED_AT));
    const both = gone(`${first} ${second}`);
    model.change(tagged({ autosnap: `${first.replace(/=\d+/, '=0')} ${second}` }));
    return { model, only: gone(second).filter((id) => !both.includes(id)) };
  }

  test.for([
    ['nightly=7@mon-fri@2', 'weekly=2@sun@3', 7],
    ['weekly=5@sun@3', 'nightly=3@2', 4],
    ['daily=7@2', 'hourly=24@0-23', 6],
  ] as const)('what only %s kept stays for good when it is paused beside %s', ([first, second, count]) => {
    const { model, only } = pausedLife(first, second);
    const left = new Set(live(model, 28, PAUSED_AT).map(({ id }) => id));
    expect(only).toHaveLength(count);
    expect(only.filter((id) => !left.has(id))).toEqual([]);
  });

  test('no copies are taken for it, and a hint says so', () => {
    const { model } = pausedLife('nightly=7@mon-fri@2', 'weekly=2@sun@3');
    const before = model.made.length;
    const hints = hintsIn(model.run(PAUSED_AT, PAUSED_AT));
    live(model, 28, PAUSED_AT);
    expect(new Set(times(model.made.slice(before)))).toEqual(new Set(['Sun 03']));
    expect(hints).toEqual([expect.stringMatching(/ \(vol-1\) has (a|the) paused set .*nightly/)]);
  });
});
