import { describe, expect, test } from 'vitest';
import { simulationText } from '../../../lambda/core/simulation/chart.ts';
import { dates, EMPTY_DAY, firstRun, fullDay, fullDays, simulatedVolume, simulation } from './simulated.ts';

function lines(change: Parameters<typeof simulation>[0] = {}, width = 100): string[] {
  return simulationText([simulation(change)], width).split('\n');
}

/** The bars of one volume, by its number of snapshots when each day ends. */
function bars(copies: readonly number[], width = 100): string | undefined {
  const byDay = copies.map((count) => (count === 0 ? EMPTY_DAY : fullDay({ snapshots: count })));
  return lines({ days: dates(byDay.length), volumes: [simulatedVolume({ byDay })] }, width)[3];
}

describe('the whole chart', () => {
  test('of one volume where all is well', () => {
    expect(
      simulationText([simulation()], 100),
    ).toBe(`eu-west-1: 1 volume, 10 days (UTC) from 2026-03-10T05:00:00Z, 10 runs; a column is a day

vol-1: Daily, keeping 7
  ██████████
  10 taken, 3 deleted; at most 8, never fewer than 7 restorable once full; longest without a new copy 24 h; at the end the oldest is of 2026-03-03

First run: 1 to create, 0 to delete.`);
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
    const text = simulationText([trouble, nothing], 100).split('\n');
    expect(text.filter((line) => !line.startsWith('  ! '))).toEqual([
      'eu-west-1: 4 volumes, 2 days (UTC) from 2026-03-10T05:00:00Z, 2 runs; a column is a day',
      '',
      String.raw`vol-3 ("a\u{a}b"): Daily, keeping 7`,
      '  █x',
      '  1 taken, 1 deleted; at most 1, never full; longest without a new copy 24 h',
      '',
      'vol-1 and 2 more alike: Daily, keeping 7',
      '  ██',
      '  10 taken, 3 deleted; at most 8, never fewer than 7 restorable once full; longest without a new copy 24 h; at the end the oldest is of 2026-03-03',
      '',
      'First run: 2 to create, 1 to delete.',
      '  BRAKED in eu-west-1: retention would delete 11 of 12 restorable copies at once',
      '  - snap-1 of vol-1: beyond 7',
      '',
      'us-east-1: 0 volumes, 1 day (Europe/Berlin) from 2026-03-10T05:00:00Z, 1 run; a column is a day',
      '',
      'First run: 1 to create, 0 to delete.',
    ]);
    expect(text.filter((line) => line.startsWith('  ! '))).toEqual([
      expect.stringMatching(/^ {2}! vol-9: autosnap = "x" .*i-1.* is wrong; use 1$/),
    ]);
  });

  test('of none', () => {
    expect(simulationText([], 100)).toBe('');
  });
});

test('the oldest copy is that of the last day', () => {
  const byDay = ['03-01', '03-02', '03-03'].map((day) => fullDay({ oldest: `2026-${day}T05:00:00Z` }));
  expect(lines({ volumes: [simulatedVolume({ byDay })] })[4]).toMatch(/ the oldest is of 2026-03-03$/);
});

describe('a bar', () => {
  test('is as high as there are copies, by the most the volume has', () => {
    expect(bars([0, 1, 2, 3, 4, 5, 6, 7, 8])).toBe('  x▁▂▃▄▅▆▇█');
    expect(bars([1, 40, 41, 80])).toBe('  ▁▄▅█');
    expect(bars([1, 2, 3])).toBe('  ▃▆█');
  });

  test.for([
    [12, '  █▇▆▅▄▃▂▁x▂', '; a column is a day'],
    [11, '  ▇▅▃▁x', '; a column is 2 days, and shows the fewest'],
    [7, '  ▇▅▃▁x', '; a column is 2 days, and shows the fewest'],
    [6, '  ▆▃x▂', '; a column is 3 days, and shows the fewest'],
    [3, '  x', '; a column is 10 days, and shows the fewest'],
  ] as const)('stands for several days on %i columns', ([width, expected, scale]) => {
    const copies = [8, 7, 6, 5, 4, 3, 2, 1, 0, 2];
    expect(bars(copies, width)).toBe(expected);
    expect(lines({}, width)[0]?.endsWith(scale)).toBe(true);
  });

  test('of a last column that has fewer days', () => {
    expect(bars([8, 7, 6, 5, 4, 3, 2], 5)).toBe('  ▆▃▂');
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
  expect(shown(42).slice(-4)).toEqual([
    '',
    '… and 2 more, see --json',
    '',
    'First run: 1 to create, 0 to delete.',
  ]);
});
