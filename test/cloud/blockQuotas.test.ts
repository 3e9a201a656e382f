import { expect, test } from 'vitest';

import { freshCloud, resultOf } from './callers.ts';
import { SECOND } from './clock.ts';
import { listBlocks, readBlock, snapshotWith } from './ebs.ts';
import { addTokenBucket, BLOCK_QUOTAS, type Bucket } from './tokenBuckets.ts';

function quotas(action: string): Bucket[] {
  return BLOCK_QUOTAS.filter((bucket) => bucket.action === action);
}

test('an account lists fifty times a second, over all snapshots of a region', async () => {
  const cloud = await freshCloud();
  for (const bucket of quotas('ListSnapshotBlocks')) addTokenBucket(cloud, { ...bucket, level: 3 });
  const region = cloud.region('eu-west-1');
  for (const block of [0, 1, 2])
    expect(await resultOf(listBlocks(cloud, snapshotWith(region, [block])))).toBe('ok');
  const last = snapshotWith(region, [3]);
  await expect(listBlocks(cloud, last)).rejects.toMatchObject({
    name: 'RequestThrottledException',
    Reason: 'ACCOUNT_THROTTLED',
    $metadata: { httpStatusCode: 400 },
  });
  cloud.clock.advance(SECOND / 50);
  expect(await resultOf(listBlocks(cloud, last))).toBe('ok');
  expect(await resultOf(listBlocks(cloud, last))).toBe('RequestThrottledException 400');
});

test('a snapshot is read a thousand times a second, and others go on', async () => {
  const cloud = await freshCloud();
  const [ofSnapshot] = quotas('GetSnapshotBlock');
  if (ofSnapshot === undefined) throw new Error('it is published');
  addTokenBucket(cloud, { ...ofSnapshot, level: 1 });
  const region = cloud.region('eu-west-1');
  const [busy, other] = [snapshotWith(region, [0]), snapshotWith(region, [0])];
  const { Blocks: [block = {}] = [] } = await listBlocks(cloud, busy);
  const { Blocks: [another = {}] = [] } = await listBlocks(cloud, other);
  expect(await resultOf(readBlock(cloud, busy, block))).toBe('ok');
  await expect(readBlock(cloud, busy, block)).rejects.toMatchObject({ Reason: 'RESOURCE_LEVEL_THROTTLE' });
  expect(await resultOf(readBlock(cloud, other, another))).toBe('ok');
  cloud.clock.advance(SECOND / 1000);
  expect(await resultOf(readBlock(cloud, busy, block))).toBe('ok');
});

test('an account reads five thousand times a second in a large region, and a thousand times elsewhere', async () => {
  const now = new Date();
  const [, ofAccount] = quotas('GetSnapshotBlock');
  expect(ofAccount?.refill(now, 'eu-west-1')).toBe(5000);
  expect(ofAccount?.refill(now, 'eu-central-1')).toBe(1000);
});
