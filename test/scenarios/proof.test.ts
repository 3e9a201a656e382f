import { expect, test } from 'vitest';
import type { Cloud } from '../cloud/cloud.ts';
import { prove } from '../commands/person.ts';
import type { Volume } from '../cloud/records.ts';
import { diskOf, encrypt, extDisk, recordOn } from './proving.ts';
import { DAILY, freshCloud, ownCopy } from './story.ts';

/** A volume with an ext file system, of which a snapshot was taken. */
async function estate(): Promise<{ cloud: Cloud; volume: Volume }> {
  const cloud = await freshCloud();
  cloud.policy = 'allow all';
  return { cloud, volume: diskOf(cloud, extDisk(), { Name: 'web', ...DAILY }) };
}

test('a disk that was encrypted between two days has changed, and the older snapshot is sound', async () => {
  const { cloud, volume } = await estate();
  const first = ownCopy(cloud, volume, 2);
  const one = await prove(cloud, [first.id]);
  expect([one.status, recordOn(first)]).toEqual([0, 'sound ext4']);

  encrypt(cloud, volume);
  const second = ownCopy(cloud, volume, 1);
  const other = await prove(cloud, []);
  expect([other.status, recordOn(second)]).toEqual([3, 'changed unknown']);
});

test('of several snapshots of one volume each is compared with those that were proved before it', async () => {
  const { cloud, volume } = await estate();
  const first = ownCopy(cloud, volume, 3);
  encrypt(cloud, volume);
  const others = [ownCopy(cloud, volume, 2), ownCopy(cloud, volume, 1)];
  const answer = await prove(cloud, [], { sample: '3' });
  expect([answer.status, ...[first, ...others].map(recordOn)]).toEqual([
    3,
    'sound ext4',
    'changed unknown',
    'changed unknown',
  ]);
});

test('another list of the same snapshot makes the tokens of a proof old: it lists again and ends well', async () => {
  const { cloud, volume } = await estate();
  const one = ownCopy(cloud, volume, 1);
  cloud.fault({
    action: 'GetSnapshotBlock',
    times: 1,
    effect: { error: 'ValidationException', reason: 'INVALID_BLOCK_TOKEN' },
  });
  const answer = await prove(cloud, [one.id]);
  expect([answer.status, recordOn(one)]).toEqual([0, 'sound ext4']);
});

test('what says nothing about a snapshot is not recorded', async () => {
  const { cloud, volume } = await estate();
  const one = ownCopy(cloud, volume, 1);
  cloud.fault({
    action: 'ListSnapshotBlocks',
    times: 9,
    effect: { error: 'AccessDeniedException', reason: 'UNAUTHORIZED_ACCOUNT' },
  });
  const answer = await prove(cloud, [one.id]);
  expect([answer.status, recordOn(one)]).toEqual([3, '']);
});

test('a key that AWS may not use makes a snapshot unreadable', async () => {
  const { cloud, volume } = await estate();
  const one = ownCopy(cloud, volume, 1);
  cloud.fault({
    action: 'ListSnapshotBlocks',
    times: 9,
    effect: { error: 'AccessDeniedException', reason: 'DEPENDENCY_ACCESS_DENIED' },
  });
  const answer = await prove(cloud, [one.id]);
  expect([answer.status, recordOn(one)]).toEqual([3, 'unreadable key']);
});
