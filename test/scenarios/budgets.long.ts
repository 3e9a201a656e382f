import { describe, expect, test } from 'vitest';

import { leastCalls, pagesOf, pouring } from '../bench/bound.ts';
import { callsOf, theFew } from '../bench/calls.ts';
import type { Size } from '../bench/estate.ts';
import { loose } from '../bench/pace.ts';
import { imagedServers, leastCalls as leastCallsOfImages } from '../bench/images.ts';
import { READS, restoredServer } from '../bench/restore.ts';
import { PUBLISHED } from '../cloud/tokenBuckets.ts';

/** What `npm run bench` measures at large, where the machine plays no part: calls, virtual time and bytes. */

describe('calls', () => {
  const estate = { instances: 30, volumesEach: 3, copies: 7 };

  test.for<[Size['work'], number]>([
    ['all due', 124],
    ['none', 4],
  ])('a run over thirty instances, %s, needs %i calls and three more', async ([work, least]) => {
    expect(leastCalls({ ...estate, work })).toBe(least);
    expect(await callsOf({ ...estate, work })).toBe(least + theFew());
  });

  test('a follow-up that finds nothing wrong needs its pages and three more, and publishes nothing', async () => {
    const size = { ...estate, work: 'none' } as const;
    expect(await callsOf(size, 1, 'follow-up')).toBe(pagesOf(size) + theFew());
  });
});

describe('calls of a restore', () => {
  test.for([1, 40])(
    'a server of %i disks needs nine reads, a create for each disk, and as many looks',
    async (disks) => {
      const { calls, creates, looks } = await restoredServer(disks);
      expect({ creates, looks, calls }).toEqual({ creates: disks, looks: 2, calls: READS + disks + 2 });
    },
  );
});

describe('calls of a run with images', () => {
  test('100 servers: looks by pages, one image for each, and one deregistration with its question', async () => {
    expect(await imagedServers(100)).toEqual({ calls: leastCallsOfImages(100), creates: 100 });
  });
});

describe('pace', () => {
  test('C-58 300 creates and deletes take the time that the published buckets ask for', async () => {
    const { seconds, throttledShare } = await loose({ volumes: 300, buckets: PUBLISHED });
    expect(seconds / pouring(300, [{ from: 0, rate: 5 }])).toBeLessThanOrEqual(1.05);
    expect(throttledShare).toBeLessThanOrEqual(0.01);
  });

  test('C-58 where others leave one call a second, 200 take little longer than that allows', async () => {
    const buckets = PUBLISHED.map(({ action }) => ({ action, refill: () => 1 }));
    const { seconds, throttledShare } = await loose({ volumes: 200, buckets });
    expect(seconds / pouring(200, [{ from: 0, rate: 1 }])).toBeLessThanOrEqual(1.1);
    expect(throttledShare).toBeLessThanOrEqual(0.1);
  });
});
