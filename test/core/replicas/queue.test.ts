import { describe, expect, test } from 'vitest';
import { type Lacking, type Queue, queueOf } from '../../../lambda/core/replicas/queue.ts';
import { later, NOW } from '../fixtures.ts';

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

function queue(all: readonly Lacking[], free: number, now = NOW): Queue {
  return queueOf(all, { free, window: 15, now });
}

function begun(all: readonly Lacking[], free: number): string[] {
  return queue(all, free).creates.flatMap(({ copies }) => copies.map(({ snapshotId }) => snapshotId));
}

test('the newest of each volume comes before the second of any, in one entry for each volume', () => {
  const all = [lacking('vol-1', [9, 8, 7]), lacking('vol-2', [9, 8])];
  expect(queue(all, 3)).toMatchObject({
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
  expect(queue([lacking('vol-1', [9, 8])], free)).toEqual({
    creates: [],
    waiting: [{ volumeId: 'vol-1', count: 2, behind: 2 }],
    next: [],
  });
});

test('where nothing is missing nothing begins and nothing waits', () => {
  expect(queue([lacking('vol-1', [])], 15)).toEqual({ creates: [], waiting: [], next: [] });
});

function next(all: readonly Lacking[], free: number, now = NOW): string[] {
  return queue(all, free, now).next.map(({ copy }) => copy.snapshotId);
}

function many(count: number): Lacking[] {
  return Array.from({ length: count }, (_, index) => lacking(`vol-${1000 + index}`, [9, 8]));
}

describe('what is tried in place of copies that are refused', () => {
  test('is all that waits, in the order of the queue, where the window has room for that', () => {
    expect(next([lacking('vol-1', [9, 8, 7]), lacking('vol-2', [9, 8])], 2)).toEqual([
      'vol-1-8',
      'vol-2-8',
      'vol-1-7',
    ]);
  });

  test('is never more than the window, and the newest slots come first', () => {
    const tried = next(many(20), 3);
    expect(tried).toHaveLength(15);
    expect(tried.every((id) => id.endsWith('-9'))).toBe(true);
  });

  test.for<[string, number]>([
    ['5 minutes', 5],
    ['15 minutes', 15],
    ['hour', 60],
    ['6 hours', 6 * 60],
    ['day', 24 * 60],
    ['week', 7 * 24 * 60],
  ])('comes to each of 300 volumes with a run each %s', ([, minutes]) => {
    const all = many(315);
    const left = new Set(all.slice(15).map(({ volumeId }) => `${volumeId}-9`));
    let runs = 0;
    for (; left.size > 0 && runs < 200; runs += 1) {
      for (const id of next(all, 15, later(NOW, runs * minutes))) left.delete(id);
    }
    // 20 are the fewest.
    expect(runs).toBeLessThanOrEqual(100);
  });
});

function of(account: string, one: Lacking): Lacking {
  return { ...one, copies: one.copies.map((copy) => ({ ...copy, account })) };
}

test('the sources of a vault take turns, so that many new volumes of one do not keep the others waiting', () => {
  const flood = Array.from({ length: 50 }, (_, index) =>
    of('111111111111', lacking(`vol-a${index}`, [9], { newestAt: Number.NEGATIVE_INFINITY })),
  );
  const others = [1, 2, 3].map((index) =>
    of('333333333333', lacking(`vol-b${index}`, [9], { newestAt: 300 })),
  );
  expect(begun([...flood, ...others], 6).filter((id) => id.startsWith('vol-b'))).toEqual([
    'vol-b1-9',
    'vol-b2-9',
    'vol-b3-9',
  ]);
});
