import { describe, expect, test } from 'vitest';
import { simulationText } from '../../../lambda/core/simulation/chart.ts';
import { dates, EMPTY_DAY, firstRun, fullDay, fullDays, simulatedVolume, simulation } from './simulated.ts';

function lines(change: Parameters<typeof simulation>[0] = {}, width = 100): string[] {
  return simulationText([simulation(change)], width).split('\n');
}

/** The bars of one volume, by its number of snapshots when each day ends. */
function bars(copies: readonly number[]): string | undefined {
  const byDay = copies.map((count) => (count === 0 ? EMPTY_DAY : fullDay({ snapshots: count })));
  return lines({ days: dates(byDay.length), volumes: [simulatedVolume({ byDay })] })[4];
}

describe('the whole chart', () => {
  test('of one volume where all is well', () => {
    expect(simulationText([simulation()], 100)).toBe(`eu-west-1: 1 volume, 10 days from 2026-03-10 05:00 UTC
  10 runs, one every 24 h, each with a follow-up an hour later

vol-1: Daily, keeping 7
  ██████████
  largest gap 24 h; never fewer than 7 restorable once full, at most 8 when a day ends; 10 taken, 3 deleted; at the end the oldest is of 2026-03-03

First run: 1 to create, 0 to delete.

A column is a day, its bar is the number of snapshots when a day ends, x is none.
The largest gap is the longest time without a new snapshot.`);
  });

  test('of a region with trouble, and of one without anything', () => {
    const byDay = [fullDay({ snapshots: 1 }), EMPTY_DAY];
    const volumes = [
      simulatedVolume({
        volumeId: 'vol-3',
        byDay,
        name: 'a\nb',
        fewestOnceFull: undefined,
        taken: 1,
        deleted: 1,
      }),
      simulatedVolume({ byDay: fullDays(2) }),
      simulatedVolume({ volumeId: 'vol-2', byDay: fullDays(2) }),
      simulatedVolume({ volumeId: 'vol-4', byDay: fullDays(2) }),
    ];
    const trouble = simulation({
      days: dates(2),
      volumes,
      firstRun: firstRun({
        creates: 2,
        deletes: [{ volumeId: 'vol-1', snapshotId: 'snap-1', because: 'beyond 7' }],
        brakes: ['BRAKED in eu-west-1: retention would delete 11 of 12 restorable copies at once'],
        problems: [
          { volumeId: 'vol-9', key: 'autosnap', value: 'x', source: 'i-1', remedy: 'is wrong; use 1' },
        ],
      }),
    });
    const nothing = simulation({
      region: 'us-east-1',
      days: dates(1),
      volumes: [],
      timeZone: 'Europe/Berlin',
    });
    const text = simulationText([trouble, nothing], 100)
      .replaceAll(/\n {6}/g, ' ')
      .split('\n');
    expect(text.filter((line) => !line.startsWith('  ! '))).toEqual([
      'eu-west-1: 4 volumes, 2 days from 2026-03-10 05:00 UTC',
      '  2 runs, one every 24 h, each with a follow-up an hour later',
      '',
      String.raw`"a\u{a}b" (vol-3): Daily, keeping 7`,
      '  █x',
      '  largest gap 24 h; never full, at most 1 when a day ends; 1 taken, 1 deleted',
      '',
      'vol-1 and 2 more like it: Daily, keeping 7',
      '  ██',
      '  largest gap 24 h; never fewer than 7 restorable once full, at most 8 when a day ends; 10 taken, 3 deleted; at the end the oldest is of 2026-03-03',
      '',
      'First run: 2 to create, 1 to delete.',
      '  BRAKED in eu-west-1: retention would delete 11 of 12 restorable copies at once',
      '  - snap-1 of vol-1: beyond 7',
      '',
      'us-east-1: 0 volumes, 1 day from 2026-03-10 06:00 Europe/Berlin',
      '  1 run, one every 24 h, each with a follow-up an hour later',
      '',
      'First run: 1 to create, 0 to delete.',
      '',
      'A column is a day, its bar is the number of snapshots when a day ends, x is none.',
      'The largest gap is the longest time without a new snapshot.',
    ]);
    expect(text.filter((line) => line.startsWith('  ! '))).toEqual([
      expect.stringMatching(/^ {2}! vol-9: autosnap = "x" .*i-1.* is wrong; use 1$/),
    ]);
  });

  test('of none', () => {
    expect(simulationText([], 100)).toBe('');
  });
});

test('U13 the oldest snapshot is that of the last day, by the days of the zone', () => {
  const byDay = ['03-01', '03-02', '03-03'].map((day) => fullDay({ oldest: `2026-${day}T23:30:00Z` }));
  const change = { volumes: [simulatedVolume({ byDay })] };
  expect(simulationText([simulation(change)], 100)).toMatch(/ the oldest is of 2026-03-03\n/);
  expect(simulationText([simulation({ ...change, timeZone: 'Europe/Berlin' })], 100)).toMatch(
    / the oldest is of 2026-03-04\n/,
  );
});

test('U14 what is pinned is told apart from what the schedule holds', () => {
  const byDay = fullDays(10).map((day) => ({ ...day, snapshots: 7, pinned: 2 }));
  const text = simulationText([simulation({ volumes: [simulatedVolume({ byDay })] })], 1000);
  expect(text).toContain('largest gap 24 h; never fewer than 7');
  expect(text).toContain('at most 7 and 2 pinned when a day ends');
});

test('U15 a schedule that is finer than the trigger says so', () => {
  const change = { volumes: [simulatedVolume({ missed: 27 })] };
  expect(simulationText([simulation(change)], 100).replaceAll(/\n {6}/g, ' ')).toContain(
    '\n  ! 27 slots missed: a run comes only every 24 h and takes at most one snapshot; let it come more often (--trigger)\n',
  );
});

test('U24 a volume is told by its server and device, and a detached one by its id', () => {
  const one = simulatedVolume({
    instanceId: 'i-1',
    instanceName: 'web-1',
    device: '/dev/xvda',
    name: 'data',
  });
  expect(lines({ volumes: [one] })[3]).toBe('web-1 /dev/xvda (vol-1, data): Daily, keeping 7');
});

describe('a bar', () => {
  test('is as high as there are copies, by the most the volume has', () => {
    expect(bars([0, 1, 2, 3, 4, 5, 6, 7, 8])).toBe('  x▁▂▃▄▅▆▇█');
    expect(bars([1, 40, 41, 80])).toBe('  ▁▄▅█');
    expect(bars([1, 2, 3])).toBe('  ▃▆█');
  });

  test.for([
    [12, '  █▇▆▅▄▃▂▁x▂', 'A column is a day, its bar is the number'],
    [11, '  ▇▅▃▁x', 'A column is 2 days, its bar is the smallest number'],
    [7, '  ▇▅▃▁x', 'A column is 2 days, its bar is the smallest number'],
    [6, '  ▆▃x▂', 'A column is 3 days, its bar is the smallest number'],
    [3, '  x', 'A column is 10 days, its bar is the smallest number'],
  ] as const)('stands for several days on %i columns', ([width, expected, scale]) => {
    const copies = [8, 7, 6, 5, 4, 3, 2, 1, 0, 2];
    const byDay = copies.map((count) => (count === 0 ? EMPTY_DAY : fullDay({ snapshots: count })));
    const all = lines({ volumes: [simulatedVolume({ byDay })] }, width);
    expect(all).toContain(expected);
    expect(all.map((line) => line.trim()).join(' ')).toContain(scale);
  });

  test('of a last column that has fewer days', () => {
    const byDay = [8, 7, 6, 5, 4, 3, 2].map((count) => fullDay({ snapshots: count }));
    expect(lines({ days: dates(7), volumes: [simulatedVolume({ byDay })] }, 5)).toContain('  ▆▃▂');
  });
});

/** What is shown of some volumes whose lives differ. */
function shown(count: number): string[] {
  const volumes = Array.from({ length: count }, (_, taken) =>
    simulatedVolume({ volumeId: `vol-${taken}`, taken }),
  );
  return lines({ volumes });
}

test('forty different lives are shown, and the others counted', () => {
  expect(shown(40).filter((line) => line.startsWith('vol-'))).toHaveLength(40);
  expect(shown(40).some((line) => line.startsWith('…'))).toBe(false);
  expect(shown(42).filter((line) => line.startsWith('vol-'))).toHaveLength(40);
  expect(shown(42).slice(-7, -3)).toEqual([
    '',
    '… and 2 more, see --json',
    '',
    'First run: 1 to create, 0 to delete.',
  ]);
});
