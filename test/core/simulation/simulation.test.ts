import { describe, expect, test } from 'vitest';
import { SNAPSHOTS } from '../../../lambda/core/policy/saved.ts';
import { serverOf } from '../../../lambda/core/policy/called.ts';
import { Zone } from '../../../lambda/core/calendar.ts';
import type { Volume } from '../../../lambda/core/inventory.ts';
import { DAILY, dailyCopies, detached, DISK, foreign, instance, snapshot, volume } from '../fixtures.ts';
import { proved } from '../proof/proved.ts';
import { simulationText } from '../../../lambda/core/simulation/chart.ts';
import { simulationPage } from '../../../lambda/core/simulation/page/page.ts';
import { lived } from './lived.ts';

describe('some days of life', () => {
  test('all that is told of a daily copy, three kept, for four days', () => {
    expect(lived({ volumes: [volume({ tags: { Name: 'data' } })] }, { days: 5 })).toEqual({
      saved: SNAPSHOTS,
      region: 'eu-west-1',
      timeZone: 'UTC',
      from: '2026-03-10T05:00:00Z',
      until: '2026-03-15T00:00:00Z',
      triggerHours: 24,
      runs: 5,
      followUp: '1h',
      days: ['2026-03-10', '2026-03-11', '2026-03-12', '2026-03-13', '2026-03-14'],
      volumes: [
        {
          volumeId: 'vol-1',
          name: 'data',
          schedule: 'Daily',
          retention: '3',
          byDay: [
            { snapshots: 1, oldest: '2026-03-10T05:00:00Z', largestGapHours: 19 },
            { snapshots: 2, oldest: '2026-03-10T05:00:00Z', largestGapHours: 24 },
            { snapshots: 3, oldest: '2026-03-10T05:00:00Z', largestGapHours: 24 },
            { snapshots: 3, oldest: '2026-03-11T05:00:00Z', largestGapHours: 24 },
            { snapshots: 3, oldest: '2026-03-12T05:00:00Z', largestGapHours: 24 },
          ],
          fewestOnceFull: 3,
          most: 3,
          largestGapHours: 24,
          missed: 0,
          taken: 5,
          deleted: 2,
          instanceId: 'i-1',
          device: '/dev/sdf',
          snapshots: [
            {
              at: '2026-03-10T05:00:00Z',
              kept: [{ rules: 'the newest 3' }],
              deleted: { at: '2026-03-13T06:00:00Z', because: 'beyond 3' },
            },
            {
              at: '2026-03-11T05:00:00Z',
              kept: [{ rules: 'the newest 3' }],
              deleted: { at: '2026-03-14T06:00:00Z', because: 'beyond 3' },
            },
            ...['12', '13', '14'].map((day) => ({
              at: `2026-03-${day}T05:00:00Z`,
              kept: [{ rules: 'the newest 3' }],
            })),
          ],
        },
      ],
      firstRun: { creates: 1, deletes: [], brakes: [], problems: [] },
    });
  });

  test('goes on from the copies that are there, by the time each stands for; those of others and failed ones are none', () => {
    const snapshots = [
      snapshot('03-09T05:00', { tags: { autosnap_at: '2026-03-09T03:30:00Z' } }),
      snapshot('03-08T10:00'),
      snapshot('03-01', { state: 'error', tags: { autosnap_keep: '' } }),
      snapshot('03-09T06:00', { state: 'error' }),
      foreign('03-01', { snapshot_tool: 'other' }),
    ];
    const { volumes, firstRun } = lived({ snapshots }, { days: 2 });
    expect(volumes[0]).toMatchObject({
      byDay: [
        { snapshots: 3, oldest: '2026-03-08T10:00:00Z', largestGapHours: 19 },
        { snapshots: 3, oldest: '2026-03-09T03:30:00Z', largestGapHours: 24 },
      ],
      most: 3,
      taken: 2,
      deleted: 2,
      fewestOnceFull: 3,
      largestGapHours: 24,
    });
    expect(firstRun.deletes).toEqual([
      { volumeId: 'vol-1', snapshotId: 'snap-03-09T06:00', because: 'failed, restores nothing' },
    ]);
  });

  test('days are those of the time zone, also when its clocks change', () => {
    const life = lived(
      {},
      {
        from: new Date('2026-03-28T22:30:00Z'),
        days: 3,
        triggerHours: 6,
        settings: { zone: new Zone('Europe/Berlin') },
      },
    );
    expect(life).toMatchObject({
      timeZone: 'Europe/Berlin',
      until: '2026-03-30T22:00:00Z',
      days: ['2026-03-28', '2026-03-29', '2026-03-30'],
      runs: 8,
    });
    expect(life.volumes[0]?.byDay).toEqual([
      { snapshots: 1, oldest: '2026-03-28T22:30:00Z', largestGapHours: 0.5 },
      { snapshots: 2, oldest: '2026-03-28T22:30:00Z', largestGapHours: 17.5 },
      { snapshots: 3, oldest: '2026-03-28T22:30:00Z', largestGapHours: 23.5 },
    ]);
  });

  test('whoever waits is told of each run, and days without one pass as they are', () => {
    const seen: string[] = [];
    const life = lived({}, { days: 9, triggerHours: 72, onRun: (now) => seen.push(now.toISOString()) });
    expect(seen).toEqual([
      '2026-03-10T05:00:00.000Z',
      '2026-03-13T05:00:00.000Z',
      '2026-03-16T05:00:00.000Z',
    ]);
    expect(life.runs).toBe(3);
    expect(
      life.volumes[0]?.byDay.map(({ snapshots: copies, largestGapHours }) => [copies, largestGapHours]),
    ).toEqual([
      [1, 19],
      [1, 43],
      [1, 67],
      [2, 72],
      [2, 43],
      [2, 67],
      [3, 72],
      [3, 43],
      [3, 67],
    ]);
  });

  test('a run that would come when the last day has ended is none of them', () => {
    const from = new Date('2026-03-10T00:00:00Z');
    expect(lived({}, { from, days: 2, triggerHours: 24 }).runs).toBe(2);
    expect(lived({}, { from, days: 2, triggerHours: 16 }).runs).toBe(3);
  });

  test('no day at all is no life', () => {
    expect(lived({}, { days: 0 })).toMatchObject({
      runs: 0,
      days: [],
      volumes: [],
      firstRun: { creates: 0, deletes: [], brakes: [], problems: [] },
    });
  });

  test('of several volumes each has its own copies, and what has no policy lives no life', () => {
    const { volumes } = lived(
      {
        volumes: [
          volume(),
          detached({ autosnap: '2', autosnap_retain: '1' }, { id: 'vol-2' }),
          detached({}, { id: 'vol-3' }),
          detached({ autosnap: 'x' }, { id: 'vol-4' }),
        ],
        snapshots: dailyCopies(4, { volumeId: 'vol-3' }),
      },
      { days: 6 },
    );
    expect(volumes.map(({ volumeId, taken, deleted, most }) => [volumeId, taken, deleted, most])).toEqual([
      ['vol-1', 6, 3, 3],
      ['vol-2', 3, 2, 1],
    ]);
  });
});

/** A volume on one server. */
function on(id: string, server: string, device: string): Volume {
  const devices = [{ name: device, isDeletedOnTermination: false }];
  return volume({ id, instanceIds: [server], disk: { ...DISK, devices } });
}

test('U24 volumes come by the Name of the server, numbers as numbers, then by device', () => {
  const servers = ['web-10', 'web-2', ''].map((name, index) =>
    instance({ id: `i-${index}`, tags: { Name: name, ...DAILY } }),
  );
  const volumes = [
    on('vol-1', 'i-0', '/dev/sda1'),
    on('vol-2', 'i-1', '/dev/sdf'),
    on('vol-3', 'i-1', '/dev/sda1'),
    on('vol-4', 'i-2', '/dev/sda1'),
    detached({ Name: 'loose', ...DAILY }, { id: 'vol-5' }),
  ];
  const told = lived({ instances: servers, volumes }, { days: 1 }).volumes;
  expect(told.map((one) => [one.volumeId, serverOf(one), one.device])).toEqual([
    ['vol-4', 'i-2', '/dev/sda1'],
    ['vol-5', undefined, undefined],
    ['vol-3', 'web-2', '/dev/sda1'],
    ['vol-2', 'web-2', '/dev/sdf'],
    ['vol-1', 'web-10', '/dev/sda1'],
  ]);
});

describe('where only some volumes are told of', () => {
  const world = {
    volumes: [volume(), volume({ id: 'vol-2' }), volume({ id: 'vol-3', tags: { autosnap: 'x' } })],
    snapshots: [...dailyCopies(4), ...dailyCopies(30, { volumeId: 'vol-2' })],
  };

  test('the first run is told of them alone, without the brake of the region, which holds none of them back', () => {
    const { volumes, firstRun } = lived(world, { days: 3, shown: new Set(['vol-1']) });
    expect(volumes.map(({ volumeId, taken }) => [volumeId, taken])).toEqual([['vol-1', 3]]);
    expect(firstRun).toEqual({
      creates: 1,
      deletes: [{ volumeId: 'vol-1', snapshotId: 'snap-03-06', because: 'beyond 3' }],
      brakes: [],
      problems: [],
    });
  });

  test('of the others, too, where they are meant', () => {
    const { volumes, firstRun } = lived(world, { days: 3, shown: new Set(['vol-2', 'vol-3']) });
    expect(volumes.map(({ volumeId }) => volumeId)).toEqual(['vol-2']);
    expect(firstRun).toMatchObject({
      creates: 1,
      deletes: [{ volumeId: 'vol-2' }, { volumeId: 'vol-2' }],
      brakes: [
        expect.stringMatching(
          /^i-1 \/dev\/sdf \(vol-2\): autosnap_retain = "3" on i-1 keeps 3 of the 30 snapshots before the run; /,
        ),
      ],
      problems: [{ volumeId: 'vol-3', key: 'autosnap', value: 'x' }],
    });
  });

  test('all are where none are named', () => {
    const { volumes, firstRun } = lived(world, { days: 3 });
    expect(volumes.map(({ volumeId }) => volumeId)).toEqual(['vol-1', 'vol-2']);
    expect(firstRun).toMatchObject({ creates: 2, problems: [{ volumeId: 'vol-3' }] });
    expect([firstRun.deletes.length, firstRun.brakes.length]).toEqual([3, 2]);
  });
});

test('a volume that a proof holds keeps all its snapshots, and the first run says why', () => {
  const snapshots = [proved('03-09', 'changed unknown'), ...dailyCopies(4).slice(1)];
  const life = lived({ snapshots }, { days: 10 });
  expect([life.volumes[0]?.deleted, life.volumes[0]?.most]).toEqual([0, 14]);
  expect(life.firstRun.unsound?.map(({ snapshotId }) => snapshotId)).toEqual(['snap-03-09']);
  const why = 'vol-1: nothing of it is deleted, because snap-03-09 is changed';
  expect(simulationText([life], 80)).toContain(`  HELD: ${why}`);
  expect(simulationPage([life])).toContain(`${why}.`);
});
