import { describe, expect, test } from 'vitest';

import { freshCloud, resultOf } from './callers.ts';
import { DAY, MINUTE } from './clock.ts';
import { indicesOf, listBlocks, listChanged, readBlock, snapshotWith, writeBlocks } from './ebs.ts';

async function cloudWith(indices: readonly number[]) {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  return { cloud, region, snapshot: snapshotWith(region, indices) };
}

describe('a list of the blocks of a snapshot', () => {
  test('has only what was ever written, in rising order, and tells sizes and when its tokens expire', async () => {
    const { cloud, snapshot } = await cloudWith([700, 0, 2]);
    const list = await listBlocks(cloud, snapshot);
    expect(indicesOf(list)).toEqual([0, 2, 700]);
    expect(list).toMatchObject({ VolumeSize: 8, BlockSize: 524_288 });
    expect(list.ExpiryTime).toEqual(new Date(cloud.clock.now().getTime() + 7 * DAY));
    expect(list.NextToken).toBeUndefined();
  });

  test('is empty where nothing was ever written, and has what zeros were written over', async () => {
    const { cloud, region } = await cloudWith([]);
    const volume = region.volume();
    expect(indicesOf(await listBlocks(cloud, region.snapshot({ of: volume })))).toEqual([]);
    writeBlocks(region, volume, [3]);
    region.wipe(volume);
    expect(indicesOf(await listBlocks(cloud, region.snapshot({ of: volume })))).toEqual([3]);
  });

  test('begins where it is asked to', async () => {
    const { cloud, snapshot } = await cloudWith([0, 2, 700]);
    expect(indicesOf(await listBlocks(cloud, snapshot, { StartingBlockIndex: 2 }))).toEqual([2, 700]);
    expect(indicesOf(await listBlocks(cloud, snapshot, { StartingBlockIndex: 3 }))).toEqual([700]);
    expect(indicesOf(await listBlocks(cloud, snapshot, { StartingBlockIndex: 701 }))).toEqual([]);
  });

  test('takes fewer than a hundred as a hundred, and refuses more than ten thousand', async () => {
    const { cloud, snapshot } = await cloudWith(Array.from({ length: 101 }, (_, index) => index));
    expect((await listBlocks(cloud, snapshot, { MaxResults: 1 })).Blocks).toHaveLength(100);
    expect((await listBlocks(cloud, snapshot, { MaxResults: 101 })).Blocks).toHaveLength(101);
    expect((await listBlocks(cloud, snapshot)).Blocks).toHaveLength(101);
    expect(await resultOf(listBlocks(cloud, snapshot, { MaxResults: 10_001 }))).toBe(
      'ValidationException 400',
    );
  });

  test('comes in pages, whose token wins over where to begin', async () => {
    const { cloud, snapshot } = await cloudWith([0, 1, 5, 6, 9]);
    cloud.pageLimit = 2;
    const first = await listBlocks(cloud, snapshot);
    const second = await listBlocks(cloud, snapshot, { NextToken: first.NextToken, StartingBlockIndex: 0 });
    const third = await listBlocks(cloud, snapshot, { NextToken: second.NextToken });
    expect([first, second, third].map(indicesOf)).toEqual([[0, 1], [5, 6], [9]]);
    expect(third.NextToken).toBeUndefined();
    for (const block of [first, third].flatMap(({ Blocks = [] }) => Blocks))
      expect(await resultOf(readBlock(cloud, snapshot, block))).toBe('ok');
  });

  test('can have empty pages', async () => {
    const { cloud, snapshot } = await cloudWith([4]);
    cloud.fault({ action: 'ListSnapshotBlocks', effect: 'empty page' });
    const first = await listBlocks(cloud, snapshot);
    expect(indicesOf(first)).toEqual([]);
    expect(indicesOf(await listBlocks(cloud, snapshot, { NextToken: first.NextToken }))).toEqual([4]);
  });

  test('goes on for an hour, with its own tokens alone', async () => {
    const { cloud, region, snapshot } = await cloudWith([0, 1]);
    cloud.pageLimit = 1;
    const { NextToken } = await listBlocks(cloud, snapshot);
    const other = await listBlocks(cloud, snapshotWith(region, [0, 1]));
    const INVALID = { name: 'ValidationException', Reason: 'INVALID_PAGE_TOKEN' };
    await expect(listBlocks(cloud, snapshot, { NextToken: other.NextToken })).rejects.toMatchObject(INVALID);
    await expect(listBlocks(cloud, snapshot, { NextToken: 'none' })).rejects.toMatchObject(INVALID);
    cloud.clock.advance(59 * MINUTE);
    expect(await resultOf(listBlocks(cloud, snapshot, { NextToken }))).toBe('ok');
    cloud.clock.advance(MINUTE);
    await expect(listBlocks(cloud, snapshot, { NextToken })).rejects.toMatchObject(INVALID);
  });
});

describe('a list of what changed between two snapshots', () => {
  test('has the blocks that differ, with a token for each snapshot that has them', async () => {
    const { cloud, region } = await cloudWith([]);
    const volume = region.volume();
    writeBlocks(region, volume, [0, 1]);
    const first = region.snapshot({ of: volume });
    writeBlocks(region, volume, [1, 7], 2);
    const second = region.snapshot({ of: volume });
    const { ChangedBlocks = [], ...rest } = await listChanged(cloud, {
      FirstSnapshotId: first.id,
      SecondSnapshotId: second.id,
    });
    expect(rest).toMatchObject({ VolumeSize: 8, BlockSize: 524_288 });
    expect(ChangedBlocks.map(({ BlockIndex }) => BlockIndex)).toEqual([1, 7]);
    const [one, seven] = ChangedBlocks;
    expect(seven?.FirstBlockToken).toBeUndefined();
    for (const [snapshot, token] of [
      [first, one?.FirstBlockToken],
      [second, one?.SecondBlockToken],
    ] as const)
      expect(await resultOf(readBlock(cloud, snapshot, { BlockIndex: 1, BlockToken: token }))).toBe('ok');
  });

  test('is refused for snapshots of two volumes, and without the first one', async () => {
    const { cloud, region, snapshot } = await cloudWith([0]);
    const other = snapshotWith(region, [0]);
    const ids = { FirstSnapshotId: snapshot.id, SecondSnapshotId: other.id };
    await expect(listChanged(cloud, ids)).rejects.toMatchObject({ Reason: 'UNRELATED_SNAPSHOTS' });
    await expect(listChanged(cloud, { SecondSnapshotId: other.id })).rejects.toMatchObject({
      Reason: 'INVALID_PARAMETER_VALUE',
    });
  });
});
