import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { readInventory } from '../../lambda/aws/readInventory.ts';
import { fill } from '../bench/estate.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { withEnvironment } from './snapper.ts';
import { SETTINGS } from '../core/fixtures.ts';
import { ownImage, readImages } from '../lambda/images/estate.ts';
import { freshCloud } from './story.ts';

test('of five thousand snapshots more, less than 300 bytes each are kept', async () => {
  const cloud = await freshCloud();
  const estate = { instances: 100, volumesEach: 5, work: 'none' } as const;
  fill(cloud, 'eu-central-1', { ...estate, copies: 2 });
  fill(cloud, 'eu-west-1', { ...estate, copies: 12 });
  const collect = collector();
  const bytesOf = async (region: string): Promise<{ bytes: number; snapshots: number }> => {
    const before = heapInUse(cloud, collect);
    const inventory = await withEnvironment(cloud.env, () => readInventory({ region }, SETTINGS));
    return { bytes: heapInUse(cloud, collect) - before, snapshots: inventory.snapshots.length };
  };
  // What the SDK and the cloud keep of their first calls is not ours.
  for (const region of ['eu-central-1', 'eu-west-1']) await bytesOf(region);

  const few = await bytesOf('eu-central-1');
  const many = await bytesOf('eu-west-1');

  expect(many.snapshots - few.snapshots).toBe(5000);
  expect((many.bytes - few.bytes) / 5000).toBeLessThan(300);
});

test('of two thousand images more, less than 4,000 bytes each are kept, twenty tags and a snapshot included', async () => {
  const cloud = await freshCloud();
  const tags = Object.fromEntries(Array.from({ length: 20 }, (_, key) => [`key ${key}`, `value of ${key}`]));
  const make = (first: number, count: number): void => {
    for (let day = first; day < first + count; day += 1)
      ownImage(cloud, { tags }, new Date(Date.UTC(2020, 0, day)).toISOString());
  };
  const collect = collector();
  const bytesOfAll = async (): Promise<{ bytes: number; images: number }> => {
    const before = heapInUse(cloud, collect);
    const { own } = await readImages(cloud);
    return { bytes: heapInUse(cloud, collect) - before, images: own.length };
  };
  make(1, 500);
  // What the SDK and the cloud keep of their first calls is not ours.
  await bytesOfAll();

  const few = await bytesOfAll();
  make(501, 2000);
  const many = await bytesOfAll();

  expect(many.images - few.images).toBe(2000);
  expect((many.bytes - few.bytes) / 2000).toBeLessThan(4000);
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
