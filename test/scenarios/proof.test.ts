import { expect, test } from 'vitest';
import { proofIn } from '../../lambda/core/proved.ts';
import { image, type Image, writeExt } from '../core/proof/images.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { prove } from '../commands/person.ts';
import type { Volume } from '../cloud/records.ts';
import { DAILY, freshCloud, ownCopy } from './story.ts';

const BLOCK = 524_288;

function put(cloud: Cloud, volume: Volume, { blocks }: Image): void {
  for (const [index, bytes] of blocks) cloud.region('eu-west-1').write(volume, index * BLOCK, bytes);
}

/** A volume with an ext file system, of which a snapshot was taken. */
async function estate(): Promise<{ cloud: Cloud; volume: Volume }> {
  const cloud = await freshCloud();
  cloud.policy = 'allow all';
  const volume = cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...DAILY });
  const disk = image();
  writeExt(disk, 0);
  put(cloud, volume, disk);
  return { cloud, volume };
}

const verdictOn = ({ tags }: { readonly tags: Readonly<Record<string, string>> }) =>
  proofIn(tags['autosnap_proved'] ?? '')?.verdict;

test('a disk that was encrypted between two days has changed, and the older snapshot is sound', async () => {
  const { cloud, volume } = await estate();
  const first = ownCopy(cloud, volume, 2);
  const one = await prove(cloud, [first.id]);
  expect([one.status, verdictOn(first)]).toEqual([0, 'sound']);

  const noise = Uint8Array.from({ length: 8192 }, (_, index) => (index * 7 + 13) % 251);
  cloud.region('eu-west-1').write(volume, 0, noise);
  const second = ownCopy(cloud, volume, 1);
  const other = await prove(cloud, []);
  expect([other.status, verdictOn(second)]).toEqual([3, 'changed']);
});

test('of several snapshots of one volume each is compared with those that were proved before it', async () => {
  const { cloud, volume } = await estate();
  const first = ownCopy(cloud, volume, 3);
  cloud.region('eu-west-1').write(
    volume,
    0,
    Uint8Array.from({ length: 8192 }, (_, index) => (index * 7 + 13) % 251),
  );
  const others = [ownCopy(cloud, volume, 2), ownCopy(cloud, volume, 1)];
  const answer = await prove(cloud, [], { sample: '3' });
  expect([answer.status, ...[first, ...others].map(verdictOn)]).toEqual([3, 'sound', 'changed', 'changed']);
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
  expect([answer.status, verdictOn(one)]).toEqual([0, 'sound']);
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
  expect([answer.status, verdictOn(one)]).toEqual([3, undefined]);
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
  expect([answer.status, one.tags['autosnap_proved']?.slice(18)]).toEqual([3, 'unreadable key']);
});
