import { describe, expect, test } from 'vitest';
import { dayNumber, Zone } from '../../../lambda/core/calendar.ts';
import type { Brake } from '../../../lambda/core/plan/brake.ts';
import { brakeText } from '../../../lambda/core/report/brakeText.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import {
  dailyCopies,
  daysBefore,
  deletedBy,
  hoursBefore,
  NOW,
  planOf,
  snapshot,
  takenBy,
  toldOf,
  volume,
} from '../fixtures.ts';

/** Where a brake is told, and what a person calls things there. */
const NAMES = { place: 'eu-west-1', title: (id: string) => `the title of ${id}` };

/** A volume that is owed a copy each day and keeps `count`. */
function kept(count: number) {
  return volume({ tags: { autosnap: '1', autosnap_retain: String(count) } });
}

/** A copy of today, so that the volume is not due. */
const TODAY = snapshot('03-10T00:30');

/** Ages in hours, from one on. */
function hours(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + from);
}

/** The ages of four snapshots on each of eight Tuesdays before this one, and of some of this one. */
function tuesdays(today: readonly number[]): number[] {
  const weeks = Array.from({ length: 8 }, (_, week) => [1, 2, 3, 4].map((age) => age + 7 * 24 * (week + 1)));
  return [...today, ...weeks.flat()];
}

/** Hourly ones: two of this day already, some of yesterday, and thirty of the hours before. */
function hourly(...yesterday: readonly number[]): Snapshot[] {
  return [1, 2, ...yesterday, ...hours(30, 30)].map((age) =>
    snapshot('x', { id: `snap-${age}h`, startedAt: hoursBefore(NOW, age).getTime() }),
  );
}

/** Volumes of the one instance, each keeping `count` and due, with `each` copies. */
function fleet(size: number, count: number, each: number) {
  const ids = Array.from({ length: size }, (_, index) => `vol-${index}`);
  return {
    volumes: ids.map((id) => volume({ id, tags: { autosnap_retain: String(count) } })),
    snapshots: ids.flatMap((volumeId) => dailyCopies(each, { volumeId })),
  };
}

const LATER = Array.from({ length: 30 }, (_, index) => `snap-safe-${index}`);

describe('one volume', () => {
  test.for([
    ['ten are never too much', 1, 11, 10, false],
    ['eleven of twelve are', 1, 12, 2, true],
    ['half is not more than half', 12, 24, 12, false],
    ['one more than half is', 11, 24, 2, true],
    ['many, but less than half', 30, 50, 20, false],
    ['a wrong digit: 30 became 3', 3, 30, 2, true],
  ] as const)('%s', ([, count, copies, deleted, isBraked]) => {
    const plan = planOf({ volumes: [kept(count)], snapshots: dailyCopies(copies) });
    expect(plan.deletes).toHaveLength(deleted);
    expect(plan.brakes.some((one) => one.scope === 'volume' && one.volumeId === 'vol-1')).toBe(isBraked);
  });

  test('the two oldest go in a run that takes a new copy, and the report can say how much it was', () => {
    const plan = planOf({ volumes: [kept(3)], snapshots: dailyCopies(30) });
    expect(takenBy(plan)).toEqual(['vol-1']);
    expect(deletedBy(plan)).toEqual(['snap-02-08', 'snap-02-09']);
    expect(plan.brakes).toMatchObject([{ scope: 'volume', volumeId: 'vol-1', wanted: 27, of: 30 }]);
    expect(toldOf(plan.managed[0])).toMatchObject({
      'snap-03-07': 'keep: 3 of 3',
      'snap-03-06': 'keep: braked: beyond 3',
      'snap-02-10': 'keep: braked: beyond 3',
      'snap-02-09': 'expire: beyond 3',
    });
  });

  test('the two oldest that restore something go, whatever failed before them', () => {
    const failed = ['01-01', '01-02'].map((day) => snapshot(day, { state: 'error' }));
    const plan = planOf({ volumes: [kept(3)], snapshots: [...failed, ...dailyCopies(30)] });
    expect(deletedBy(plan)).toEqual(['snap-01-01', 'snap-01-02', 'snap-02-08', 'snap-02-09']);
  });

  test('none go in a run that takes none, because the volume is not due', () => {
    const plan = planOf({ volumes: [kept(3)], snapshots: [TODAY, ...dailyCopies(30)] });
    expect(takenBy(plan)).toEqual([]);
    expect(deletedBy(plan)).toEqual([]);
    expect(plan.brakes).not.toEqual([]);
  });

  test('none go where the volume is due and waits for its pending copies', () => {
    const pending = [1, 2, 3].map((hour) => snapshot(`03-09T0${hour}:00`, { state: 'pending' }));
    const plan = planOf({ volumes: [kept(3)], snapshots: [...pending, ...dailyCopies(30)] });
    expect(takenBy(plan)).toEqual([]);
    expect(deletedBy(plan)).toEqual([]);
  });

  test('none go in a follow-up', () => {
    const followUp = { count: 1, unit: 'hours' } as const;
    const plan = planOf({ volumes: [kept(3)], snapshots: dailyCopies(30) }, { followUp });
    expect(takenBy(plan)).toEqual(['vol-1']);
    expect(deletedBy(plan)).toEqual([]);
  });

  test('the two that went in the first run of a day still brake its other runs, which tell what is there', () => {
    const plan = planOf({ volumes: [kept(3)], snapshots: [TODAY, ...dailyCopies(12)] });
    expect(deletedBy(plan)).toEqual([]);
    expect(plan.brakes).toMatchObject([{ scope: 'volume', volumeId: 'vol-1', wanted: 10, of: 13 }]);
  });

  test.for([
    ['three yesterday: this is the third run that takes one', '1h', hourly(6, 7, 8), 2],
    ['two yesterday: two runs have deleted today', '1h', hourly(6, 7), 0],
    ['none yesterday: as many as on the day before', '1h', hourly(), 2],
    ['three, of a schedule that asks for two a day', '@4+5', hourly(6, 7, 8), 0],
  ] as const)('a volume that had %s', ([, autosnap, snapshots, deleted]) => {
    const volumes = [volume({ tags: { autosnap, autosnap_retain: '3' } })];
    const plan = planOf({ volumes, snapshots });
    expect(takenBy(plan)).toEqual(['vol-1']);
    expect(deletedBy(plan)).toHaveLength(deleted);
  });

  test('once nothing older is surplus, two go in each run that takes one, or the brake would never release', () => {
    // It is afternoon there, and the runs of the day have left three snapshots of the day before.
    const zone = new Zone('Pacific/Kiritimati');
    const ages = hours(1, 30).filter(
      (age) => dayNumber(hoursBefore(NOW, age), zone) === dayNumber(NOW, zone),
    );
    const left = [1, 2, 3].map((more) => ages.length + more);
    const snapshots = [...ages, ...left].map((age) =>
      snapshot('x', { id: `snap-${age}h`, startedAt: hoursBefore(NOW, age).getTime() }),
    );
    const two = volume({ tags: { autosnap: '1h', autosnap_retain: '2' } });
    const plan = planOf({ volumes: [two], snapshots }, { zone });
    expect(plan.brakes.map(({ scope }) => scope)).toContain('volume');
    expect(deletedBy(plan)).toEqual(
      left
        .slice(1)
        .toReversed()
        .map((age) => `snap-${age}h`),
    );
  });

  test('a failed one of today stays while the brake is on: the day has had its two', () => {
    const snapshots = [snapshot('03-10T00:30', { id: 'snap-failed', state: 'error' }), ...dailyCopies(30)];
    const plan = planOf({ volumes: [kept(3)], snapshots });
    expect(takenBy(plan)).toEqual(['vol-1']);
    expect(deletedBy(plan)).toEqual([]);
    expect(toldOf(plan.managed[0])).toMatchObject({
      'snap-failed': 'keep: braked: failed, restores nothing',
    });
  });

  test('one of yesterday that failed is none', () => {
    const failed = snapshot('x', {
      id: 'snap-failed',
      startedAt: hoursBefore(NOW, 8).getTime(),
      state: 'error',
    });
    const volumes = [volume({ tags: { autosnap: '1h', autosnap_retain: '3' } })];
    const { deletes } = planOf({ volumes, snapshots: [...hourly(6, 7), failed] });
    expect(deletes.filter(({ cause }) => cause === 'expired')).toEqual([]);
  });

  test('failed copies are not counted, and go all the same', () => {
    const failed = dailyCopies(20, { state: 'error' }).map(
      (one, day): Snapshot => ({ ...one, id: `bad-${day}` }),
    );
    const good = planOf({ volumes: [kept(3)], snapshots: [...failed, ...dailyCopies(3)] });
    expect(good.deletes).toHaveLength(20);
    expect(good.brakes).toEqual([]);

    const braked = planOf({ volumes: [kept(3)], snapshots: [...failed, ...dailyCopies(30)] });
    expect(braked.deletes.filter(({ cause }) => cause === 'failed')).toHaveLength(20);
    expect(braked.deletes.filter(({ cause }) => cause === 'expired')).toHaveLength(2);
  });

  test.for([
    ['pinned', { tags: { autosnap_keep: 'audit' } }, new Map<string, string>()],
    ['archived', { tier: 'archive' }, new Map<string, string>()],
    ['held', {}, new Map(LATER.map((id) => [id, 'in use by ami-1']))],
  ] as const)(
    'F3 thirty that are %s do not hide that 29 of thirty others would be deleted',
    ([, change, holds]) => {
      const safe = LATER.map((id, index) =>
        snapshot('x', { ...change, id, startedAt: daysBefore(NOW, 40 + index).getTime() }),
      );
      const plan = planOf({ volumes: [kept(1)], snapshots: [...dailyCopies(30), ...safe], holds });
      expect(plan.brakes).toMatchObject([{ scope: 'volume', volumeId: 'vol-1', wanted: 29, of: 30 }]);
      expect(deletedBy(plan)).toHaveLength(2);
    },
  );

  test('F3 pins on one volume do not release the brake of the region', () => {
    const pinned = dailyCopies(40, { volumeId: 'vol-2', tags: { autosnap_keep: 'audit' } });
    const free = dailyCopies(20);
    const volumes = [kept(9), volume({ id: 'vol-2', tags: { autosnap_retain: '9' } })];
    const plan = planOf({ volumes, snapshots: [...free, ...pinned] });
    expect(plan.brakes).toMatchObject([{ scope: 'volume', volumeId: 'vol-1', wanted: 11, of: 20 }]);
  });

  test.for([
    ['hourly', '1h', '1', hours(6, 48)],
    ['four times each Tuesday, the first time today', '@tue@0-4', '5', tuesdays([])],
    ['four times each Tuesday, the fourth time today', '@tue@0-4', '5', tuesdays([3, 4, 5])],
  ] as const)('a volume that is taken %s loses two in the run', ([, autosnap, autosnap_retain, ages]) => {
    const snapshots = ages.map((age) =>
      snapshot('x', { id: `snap-${age}`, startedAt: hoursBefore(NOW, age).getTime() }),
    );
    const plan = planOf({ volumes: [volume({ tags: { autosnap, autosnap_retain } })], snapshots });
    expect(plan.brakes).not.toEqual([]);
    expect(deletedBy(plan)).toHaveLength(2);
  });

  test('pinned and held copies are not lost to the brake’s pace', () => {
    const copies = dailyCopies(30).map(
      (one): Snapshot => (one.id === 'snap-02-08' ? snapshot('02-08', { tags: { autosnap_keep: '' } }) : one),
    );
    const holds = new Map([['snap-02-09', 'in use by ami-1']]);
    expect(deletedBy(planOf({ volumes: [kept(3)], snapshots: copies, holds }))).toEqual([
      'snap-02-10',
      'snap-02-11',
    ]);
  });
});

describe('a region', () => {
  test('many volumes that each lose a little are braked together', () => {
    const plan = planOf(fleet(6, 1, 5));
    expect(plan.brakes).toEqual([{ scope: 'region', wanted: 24, of: 30 }]);
    expect(plan.deletes).toHaveLength(12);
    for (const id of ['vol-0', 'vol-5']) {
      expect(deletedBy(plan).filter((one) => one.endsWith(id))).toEqual([
        `snap-03-05-of-${id}`,
        `snap-03-06-of-${id}`,
      ]);
    }
  });

  test('in another run of the day the numbers are those of what is there', () => {
    const { volumes, snapshots } = fleet(6, 1, 5);
    const today = volumes.map(({ id }) => snapshot('03-10T01:00', { id: `snap-of-${id}`, volumeId: id }));
    expect(planOf({ volumes, snapshots: [...snapshots, ...today] }).brakes).toEqual([
      { scope: 'region', wanted: 30, of: 36 },
    ]);
  });

  test.for([
    ['in step', 30, 7, 8, 30],
    ['with the one copy beside its successor', 30, 1, 2, 30],
    ['half of all', 12, 2, 4, 24],
  ] as const)('an ordinary day is not braked: %s', ([, size, count, each, deleted]) => {
    const plan = planOf(fleet(size, count, each));
    expect(plan.brakes).toEqual([]);
    expect(plan.deletes).toHaveLength(deleted);
  });

  test('one volume’s surplus does not brake the others, where it is less than half of all', () => {
    const { volumes, snapshots } = fleet(10, 7, 8);
    const odd = volume({ id: 'vol-odd', tags: { autosnap_retain: '1' } });
    const plan = planOf({
      volumes: [...volumes, odd],
      snapshots: [...snapshots, ...dailyCopies(20, { volumeId: 'vol-odd' })],
    });
    expect(plan.brakes).toMatchObject([{ scope: 'volume', volumeId: 'vol-odd', wanted: 19, of: 20 }]);
    expect(plan.deletes).toHaveLength(10 + 2);
  });

  test('copies of volumes that are gone are neither counted nor braked', () => {
    const gone = dailyCopies(30, { volumeId: 'vol-gone' }).map(
      (one): Snapshot => ({ ...one, startedAt: one.startedAt - 400 * 86_400_000 }),
    );
    const plan = planOf(
      { volumes: [kept(3)], snapshots: [...gone, ...dailyCopies(4)] },
      { orphanRetain: { count: 90, unit: 'days' } },
    );
    expect(plan.brakes).toEqual([]);
    expect(plan.deletes).toHaveLength(29 + 1);
  });
});

describe('max_deletes replaces the brake', () => {
  test.for([
    ['more than is wanted', 100, 27, false],
    ['as much as is wanted', 27, 27, false],
    ['less', 5, 5, true],
    ['nothing at all', 0, 0, true],
  ] as const)('%s', ([, maxDeletes, deleted, isTold]) => {
    const plan = planOf({ volumes: [kept(3)], snapshots: dailyCopies(30) }, { maxDeletes });
    expect(plan.deletes).toHaveLength(deleted);
    expect(plan.brakes).toEqual(isTold ? [{ scope: 'max_deletes', wanted: 27, of: maxDeletes }] : []);
  });

  test('the oldest of the region go first, whatever asked for it', () => {
    const plan = planOf(
      {
        volumes: [kept(1)],
        snapshots: [
          ...dailyCopies(3),
          snapshot('01-02', { state: 'error' }),
          snapshot('01-01', { volumeId: 'vol-gone' }),
          snapshot('01-03', { volumeId: 'vol-gone' }),
        ],
      },
      { maxDeletes: 3, orphanRetain: { count: 30, unit: 'days' } },
    );
    expect(plan.deletes.map(({ snapshotId, cause }) => `${snapshotId} ${cause}`)).toEqual([
      'snap-01-01 orphaned',
      'snap-01-02 failed',
      'snap-03-07 expired',
    ]);
  });

  test('a run that takes no new copy may delete as well', () => {
    const plan = planOf({ volumes: [kept(3)], snapshots: [TODAY, ...dailyCopies(30)] }, { maxDeletes: 100 });
    expect(plan.deletes).toHaveLength(28);
  });
});

describe('after a run that nobody knows anything of', () => {
  const afterIt = { isAfterLostRun: true };

  test('nothing is deleted, and the report says why and how much waits', () => {
    const plan = planOf({ volumes: [kept(3)], snapshots: dailyCopies(5) }, afterIt);
    expect([takenBy(plan), deletedBy(plan)]).toEqual([['vol-1'], []]);
    const [waiting] = plan.brakes;
    expect(plan.brakes).toEqual([{ scope: 'lost run', wanted: 2, of: 0 }]);
    expect(waiting && brakeText(waiting, NAMES)).toBe(
      'eu-west-1: nothing is deleted, because it is not known what the run before deleted; 2 deletions wait for the next run',
    );
  });

  test('all that waits is told, because the brake is not asked', () => {
    const plan = planOf({ volumes: [kept(3)], snapshots: dailyCopies(30) }, afterIt);
    expect(plan.brakes).toEqual([{ scope: 'lost run', wanted: 27, of: 0 }]);
  });

  test('whatever max_deletes lets through', () => {
    const plan = planOf({ volumes: [kept(3)], snapshots: dailyCopies(5) }, { ...afterIt, maxDeletes: 9 });
    expect(deletedBy(plan)).toEqual([]);
  });

  test('nothing is said where nothing would go', () => {
    expect(planOf({ volumes: [kept(3)], snapshots: dailyCopies(3) }, afterIt).brakes).toEqual([]);
  });
});

const VOLUME = {
  scope: 'volume',
  volumeId: 'vol-1',
  wanted: 27,
  of: 30,
  perDay: 2,
  tag: { key: 'autosnap_retain', text: '3', source: 'i-1' },
} as const;

test.for<[brake: Brake, text: string]>([
  [
    { scope: 'max_deletes', wanted: 27, of: 5 },
    'eu-west-1: max_deletes allows 5 of 27 deletions; 22 wait. Meant? Wait for the next runs, or raise max_deletes. Not meant? Correct the tags',
  ],
  [
    { scope: 'region', wanted: 27, of: 30 },
    'eu-west-1: of the 30 snapshots before the run, retention would delete 27 at once; 2 of each volume are deleted each day. Meant? Wait, or set max_deletes. Not meant? Correct what changed: tags, prefix or default policy',
  ],
  [
    VOLUME,
    'the title of vol-1: autosnap_retain = "3" on the title of i-1 keeps 3 of the 30 snapshots before the run; 2 are deleted each day. Meant? Wait, or set max_deletes. Not meant? Correct autosnap_retain',
  ],
  [
    { ...VOLUME, tag: { ...VOLUME.tag, source: 'default' } },
    'the title of vol-1: autosnap_retain = "3" of the default policy keeps 3 of the 30 snapshots before the run; 2 are deleted each day. Meant? Wait, or set max_deletes. Not meant? Correct autosnap_retain',
  ],
  [
    { ...VOLUME, perDay: 6, tag: { ...VOLUME.tag, source: 'vol-1' } },
    'the title of vol-1: autosnap_retain = "3" keeps 3 of the 30 snapshots before the run; 6 are deleted each day. Meant? Wait, or set max_deletes. Not meant? Correct autosnap_retain',
  ],
])('U5 %j in words, with both answers', ([one, text]) => {
  expect(brakeText(one, NAMES)).toBe(text);
});
