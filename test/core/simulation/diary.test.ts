import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { entered, newDiary, policiesInWords } from '../../../lambda/core/simulation/diary.ts';
import { DAILY, dailyCopies, instance, NOW, planOf, SETTINGS, snapshot, UTC, volume } from '../fixtures.ts';
import { lived, type Lived } from './lived.ts';

/** The only volume of a life whose instance has these tags. */
function told(
  tags: Readonly<Record<string, string>>,
  world: Parameters<typeof lived>[0] = {},
  life: Lived = {},
) {
  const [only] = lived({ instances: [instance({ tags })], ...world }, life).volumes;
  if (only === undefined) throw new Error('no volume lives here');
  return only;
}

describe('the largest gap', () => {
  test.for<[what: string, snapshots: Snapshot[], hours: number]>([
    ['begins with the newest copy where it is in time', [snapshot('03-09T10:00'), snapshot('03-02')], 163],
    [
      'begins with the newest that did not fail',
      [snapshot('03-10T02:00', { state: 'error' }), snapshot('03-08T20:00')],
      153,
    ],
    [
      'begins with the time that it stands for',
      [snapshot('03-09T10:00', { tags: { autosnap_at: '2026-03-09T05:00:00Z' } })],
      168,
    ],
    ['does not blame the schedule for what was overdue before', [snapshot('02-01')], 163],
    ['begins with the first copy where there was none', [], 163],
  ])('%s', ([, snapshots, hours]) => {
    const tags = { autosnap: '7', autosnap_retain: '3' };
    expect(told(tags, { snapshots }, { days: 7 }).largestGapHours).toBe(hours);
  });

  test('goes on to the end of the last day', () => {
    const life = told({ autosnap: '7', autosnap_retain: '3' }, {}, { days: 5 });
    expect(life.largestGapHours).toBe(4 * 24 + 19);
  });

  test('is told to a tenth of an hour', () => {
    const from = new Date('2026-03-10T05:20:00Z');
    expect(told(DAILY, {}, { from, days: 1 }).largestGapHours).toBe(18.7);
  });

  test('is not told where no copy is taken and the next one is overdue', () => {
    const world = { volumes: [volume({ type: 'st1' })], snapshots: dailyCopies(1, { state: 'pending' }) };
    const from = new Date('2026-03-10T23:30:00Z');
    expect(told(DAILY, world, { from, days: 1 })).toMatchObject({ taken: 0, largestGapHours: 0 });
  });

  test('U14 of a daily volume is a day, whatever is pinned, and what is pinned is told by itself', () => {
    const pinned = snapshot('01-17', { tags: { autosnap_keep: 'audit' } });
    const life = told(DAILY, { snapshots: [...dailyCopies(3), pinned] });
    expect(life.largestGapHours).toBe(24);
    expect(life.byDay[0]).toEqual({
      snapshots: 3,
      pinned: 1,
      oldest: '2026-03-08T05:00:00Z',
      largestGapHours: 19,
    });
    expect(life).toMatchObject({ most: 3, fewestOnceFull: 3 });
    expect(life.snapshots?.[0]).toEqual({
      snapshotId: 'snap-01-17',
      at: '2026-01-17T05:00:00Z',
      kept: [{ rules: 'pinned by autosnap_keep' }],
      isPinned: true,
    });
  });

  test('is that of the worst day, and a day has the one that ended on it or lasts', () => {
    const life = told(DAILY, {}, { days: 7, triggerHours: 72 });
    expect(life.byDay.map((day) => day.largestGapHours)).toEqual([19, 43, 67, 72, 43, 67, 72]);
    expect(life).toMatchObject({ largestGapHours: 72, missed: 4 });
  });
});

describe('how full a volume is', () => {
  test.for<[what: string, retain: string, days: number, fewest: number | undefined]>([
    ['never', '7', 6, undefined],
    ['when the follow-up finds the last snapshot complete', '7', 7, 7],
    ['an age asks for no number, but for a snapshot', 'within:5d', 1, 1],
  ])('%s', ([, retain, days, fewest]) => {
    expect(told({ autosnap: '1', autosnap_retain: retain }, {}, { days }).fewestOnceFull).toBe(fewest);
  });

  test('nothing is full where none is complete', () => {
    const from = new Date('2026-03-10T23:30:00Z');
    const tags = { autosnap: '1', autosnap_retain: 'within:5d' };
    expect(told(tags, {}, { from, days: 1 }).fewestOnceFull).toBeUndefined();
  });

  test('once full, each run counts, also one that finds a place empty again', () => {
    const [managed] = planOf().managed;
    if (managed === undefined) throw new Error('nothing is managed here');
    const diary = newDiary(managed, policiesInWords(managed, SETTINGS));
    const run = { at: NOW, taken: [], missed: 0, deletes: [], zone: UTC };
    const fewest = [1, 3, 2, 0].map((count) => {
      const snapshots = dailyCopies(count);
      entered(diary, { ...run, managed: { ...managed, lacking: 3 - count }, snapshots });
      return diary.fewestOnceFull;
    });
    expect(fewest).toEqual([undefined, 3, 2, 0]);
  });

  test('more than is asked for at first counts until fewer are left', () => {
    expect(told(DAILY, { snapshots: dailyCopies(6) }, { days: 1 })).toMatchObject({
      fewestOnceFull: 3,
      most: 3,
    });
    const braked = { snapshots: dailyCopies(30) };
    expect(told(DAILY, braked, { days: 1 })).toMatchObject({ fewestOnceFull: 28, most: 29, deleted: 2 });
    expect(told(DAILY, braked, { days: 5 })).toMatchObject({ fewestOnceFull: 24, most: 29, deleted: 10 });
  });
});

test('policies that disagree are both told', () => {
  const instances = [
    instance(),
    instance({ id: 'i-2', tags: { autosnap: '@sat', autosnap_retain: 'weekly:4' } }),
  ];
  const [only] = lived({ instances, volumes: [volume({ instanceIds: ['i-1', 'i-2'] })] }).volumes;
  expect(only).toMatchObject({ schedule: 'Daily and Weekly on: SATURDAY', retention: '3 and 4 weekly' });
});

test('a bare number counts units of the interval', () => {
  const life = told(DAILY, {}, { days: 2, triggerHours: 6, settings: { interval: 43_200 }, from: NOW });
  expect(life).toMatchObject({ schedule: 'Every 12 hours', taken: 4, largestGapHours: 12 });
});
