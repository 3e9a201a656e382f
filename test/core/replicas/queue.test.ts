import { expect, test } from 'vitest';
import { type Lacking, queueOf } from '../../../lambda/core/replicas/queue.ts';

/** Which copies begin where not all of them can. */

function lacking(volumeId: string, days: readonly number[], change: Partial<Lacking> = {}): Lacking {
  return {
    volumeId,
    newestAt: 0,
    hasFailed: false,
    copies: days.map((day) => ({
      region: 'eu-west-1',
      snapshotId: `${volumeId}-${day}`,
      at: Date.UTC(2026, 2, day),
      sizeGiB: 8,
    })),
    ...change,
  };
}

function begun(all: readonly Lacking[], free: number): string[] {
  return queueOf(all, free).creates.flatMap(({ copies }) => copies.map(({ snapshotId }) => snapshotId));
}

test('the newest of each volume comes before the second of any, in one entry for each volume', () => {
  const all = [lacking('vol-1', [9, 8, 7]), lacking('vol-2', [9, 8])];
  expect(queueOf(all, 3)).toMatchObject({
    creates: [
      {
        kind: 'copy some',
        volumeId: 'vol-1',
        copies: [{ snapshotId: 'vol-1-9' }, { snapshotId: 'vol-1-8' }],
      },
      { kind: 'copy some', volumeId: 'vol-2', copies: [{ snapshotId: 'vol-2-9' }] },
    ],
    waiting: [
      { volumeId: 'vol-2', count: 1 },
      { volumeId: 'vol-1', count: 1 },
    ],
  });
});

test('the volume whose newest replica is the oldest comes first, and one without any before all', () => {
  const all = [
    lacking('vol-1', [9], { newestAt: 300 }),
    lacking('vol-2', [9], { newestAt: 100 }),
    lacking('vol-3', [9], { newestAt: Number.NEGATIVE_INFINITY }),
    lacking('vol-4', [9], { newestAt: Number.NEGATIVE_INFINITY }),
  ];
  expect(begun(all, 3)).toEqual(['vol-3-9', 'vol-4-9', 'vol-2-9']);
  expect(begun(all.toReversed(), 3)).toEqual(['vol-3-9', 'vol-4-9', 'vol-2-9']);
});

test('a volume whose copy failed comes after all others, also after their older slots', () => {
  const all = [
    lacking('vol-1', [9], { newestAt: Number.NEGATIVE_INFINITY, hasFailed: true }),
    lacking('vol-2', [9, 8], { newestAt: 300 }),
  ];
  expect(begun(all, 2)).toEqual(['vol-2-9', 'vol-2-8']);
  expect(begun(all, 3)).toEqual(['vol-2-9', 'vol-2-8', 'vol-1-9']);
});

test.for([0, -1])('with %i places free nothing begins, and all of it waits', (free) => {
  expect(queueOf([lacking('vol-1', [9, 8])], free)).toEqual({
    creates: [],
    waiting: [{ volumeId: 'vol-1', count: 2, behind: 2 }],
  });
});

test('where nothing is missing nothing begins and nothing waits', () => {
  expect(queueOf([lacking('vol-1', [])], 15)).toEqual({ creates: [], waiting: [] });
});
