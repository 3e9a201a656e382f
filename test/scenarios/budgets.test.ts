import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';

import { readInventory } from '../../lambda/aws/readInventory.ts';
import { leastCalls, pouring } from '../bench/bound.ts';
import { callsOf, theFew } from '../bench/calls.ts';
import { fill, type Size } from '../bench/estate.ts';
import { loose } from '../bench/pace.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { PUBLISHED } from '../cloud/tokenBuckets.ts';
import { withEnvironment } from './snapper.ts';
import { freshCloud } from './story.ts';

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

test('of five thousand snapshots more, less than 300 bytes each are kept', async () => {
  const cloud = await freshCloud();
  const estate = { instances: 100, volumesEach: 5, work: 'none' } as const;
  fill(cloud, 'eu-central-1', { ...estate, copies: 2 });
  fill(cloud, 'eu-west-1', { ...estate, copies: 12 });
  const collect = collector();
  const bytesOf = async (region: string): Promise<{ bytes: number; snapshots: number }> => {
    const before = heapInUse(cloud, collect);
    const inventory = await withEnvironment(cloud.env, () => readInventory({ region }, 'autosnap'));
    return { bytes: heapInUse(cloud, collect) - before, snapshots: inventory.snapshots.length };
  };
  // What the SDK and the cloud keep of their first calls is not ours.
  for (const region of ['eu-central-1', 'eu-west-1']) await bytesOf(region);

  const few = await bytesOf('eu-central-1');
  const many = await bytesOf('eu-west-1');

  expect(many.snapshots - few.snapshots).toBe(5000);
  expect((many.bytes - few.bytes) / 5000).toBeLessThan(300);
});

/** The engine's garbage collector, without a flag on the command line. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return () => {
    if (typeof collect === 'function') collect();
  };
}

function heapInUse(cloud: Cloud, collect: () => void): number {
  cloud.forgetCalls();
  collect();
  return process.memoryUsage().heapUsed;
}
