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
