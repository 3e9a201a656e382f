import { createHash } from 'node:crypto';
import { CreateSnapshotCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';

import { ec2Of, freshCloud, makeVolume, resultOf, take } from './callers.ts';
import { DAY, MINUTE } from './clock.ts';
import type { Cloud } from './cloud.ts';
import { BLOCK_SIZE, contentOf } from './content.ts';
import { indicesOf, listBlocks, listChanged, readBlock, snapshotWith } from './ebs.ts';

/** The bytes of all blocks of a snapshot, in their order. */
async function bytesOf(cloud: Cloud, id: string): Promise<Uint8Array[]> {
  const { Blocks = [] } = await listBlocks(cloud, { id });
  const blocks: Uint8Array[] = [];
  for (const block of Blocks) {
    const { BlockData } = await readBlock(cloud, { id }, block);
    blocks.push((await BlockData?.transformToByteArray()) ?? new Uint8Array());
  }
  return blocks;
}

test('a block comes whole, with its length and its SHA-256', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const volume = region.volume();
  region.write(volume, BLOCK_SIZE - 2, Uint8Array.of(1, 2, 3));
  const snapshot = region.snapshot({ of: volume });
  const { Blocks: [zeroth = {}, first = {}] = [] } = await listBlocks(cloud, snapshot);
  const { BlockData, ...told } = await readBlock(cloud, snapshot, zeroth);
  const bytes = (await BlockData?.transformToByteArray()) ?? new Uint8Array();
  expect(bytes).toHaveLength(BLOCK_SIZE);
  expect([...bytes.subarray(-3)]).toEqual([0, 1, 2]);
  expect(told).toMatchObject({
    DataLength: BLOCK_SIZE,
    ChecksumAlgorithm: 'SHA256',
    Checksum: createHash('sha256').update(bytes).digest('base64'),
  });
  const next = await readBlock(cloud, snapshot, first);
  expect([...((await next.BlockData?.transformToByteArray()) ?? [])].slice(0, 2)).toEqual([3, 0]);
});

test('a snapshot keeps what its volume had when it was taken, and a volume of it has that', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const volume = region.volume({ content: contentOf(Uint8Array.of(7)) });
  const { SnapshotId = '' } = await take(cloud, volume);
  region.write(volume, 0, Uint8Array.of(8));
  cloud.clock.advance(10 * MINUTE);
  const [block] = await bytesOf(cloud, SnapshotId);
  expect(block?.[0]).toBe(7);

  const { VolumeId = '' } = await makeVolume(cloud, { SnapshotId, VolumeType: 'gp3' });
  cloud.clock.advance(MINUTE);
  const again = await ec2Of(cloud).send(new CreateSnapshotCommand({ VolumeId }));
  cloud.clock.advance(10 * MINUTE);
  expect((await bytesOf(cloud, again.SnapshotId ?? ''))[0]?.[0]).toBe(7);
  // Nobody wrote to it, so both have the same memory.
  const [first, second] = [SnapshotId, again.SnapshotId ?? ''].map(
    (id) => region.snapshots().find((one) => one.id === id)?.content,
  );
  expect(second).toBe(first);
});

test('an image is written without its blocks of zeros', async () => {
  const cloud = await freshCloud();
  const image = new Uint8Array(3 * BLOCK_SIZE);
  image[2 * BLOCK_SIZE] = 9;
  const snapshot = cloud.region('eu-west-1').snapshot({ content: contentOf(image) });
  expect(indicesOf(await listBlocks(cloud, snapshot))).toEqual([2]);
});

test('what does not fit into a volume is a mistake of the test', async () => {
  const region = (await freshCloud()).region('eu-west-1');
  const volume = region.volume({ size: 1 });
  expect(() => region.write(volume, 1024 ** 3 - 1, Uint8Array.of(1, 2))).toThrow('1 GiB');
  expect(() => region.write(volume, -1, Uint8Array.of(1))).toThrow('1 GiB');
});

test('a token is good for seven days, for its block, and until the next list of the snapshot', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const snapshot = snapshotWith(region, [0, 1]);
  const { Blocks: [zeroth = {}, first = {}] = [] } = await listBlocks(cloud, snapshot);
  const INVALID = { name: 'ValidationException', Reason: 'INVALID_BLOCK_TOKEN' };
  await expect(
    readBlock(cloud, snapshot, { BlockIndex: 0, BlockToken: first.BlockToken }),
  ).rejects.toMatchObject(INVALID);
  await expect(readBlock(cloud, snapshot, { BlockIndex: 0, BlockToken: 'none' })).rejects.toMatchObject(
    INVALID,
  );
  await listBlocks(cloud, snapshotWith(region, [0]));
  expect(await resultOf(readBlock(cloud, snapshot, zeroth))).toBe('ok');
  await listBlocks(cloud, snapshot, { StartingBlockIndex: 1 });
  await expect(readBlock(cloud, snapshot, zeroth)).rejects.toMatchObject(INVALID);

  const { Blocks: [fresh = {}] = [] } = await listBlocks(cloud, snapshot);
  cloud.clock.advance(7 * DAY - 1);
  expect(await resultOf(readBlock(cloud, snapshot, fresh))).toBe('ok');
  cloud.clock.advance(1);
  await expect(readBlock(cloud, snapshot, fresh)).rejects.toMatchObject(INVALID);
});

test('a list of changes makes the tokens of both snapshots old', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const volume = region.volume({ content: contentOf(Uint8Array.of(1)) });
  const [first, second] = [region.snapshot({ of: volume }), region.snapshot({ of: volume })];
  const { Blocks: [block = {}] = [] } = await listBlocks(cloud, first);
  await listChanged(cloud, { FirstSnapshotId: first.id, SecondSnapshotId: second.id });
  expect(await resultOf(readBlock(cloud, first, block))).toBe('ValidationException 400');
});

test('a block behind the end of the disk is none', async () => {
  const cloud = await freshCloud();
  const snapshot = snapshotWith(cloud.region('eu-west-1'), [0], { size: 1 });
  await expect(readBlock(cloud, snapshot, { BlockIndex: 2048, BlockToken: 'none' })).rejects.toMatchObject({
    Reason: 'INVALID_BLOCK',
  });
});

test('an altered block does not have the SHA-256 that is told', async () => {
  const cloud = await freshCloud();
  const snapshot = snapshotWith(cloud.region('eu-west-1'), [0]);
  const { Blocks: [block = {}] = [] } = await listBlocks(cloud, snapshot);
  cloud.fault({ action: 'GetSnapshotBlock', effect: 'altered' });
  const { BlockData, Checksum } = await readBlock(cloud, snapshot, block);
  const bytes = (await BlockData?.transformToByteArray()) ?? new Uint8Array();
  expect(createHash('sha256').update(bytes).digest('base64')).not.toBe(Checksum);
});
