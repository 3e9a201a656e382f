import { describe, expect, test } from 'vitest';
import { acceptProof, PROVER } from '../commands/person.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Volume } from '../cloud/records.ts';
import { type Image, writeGpt } from '../core/proof/images.ts';
import {
  dayOf,
  diskOf,
  encrypt,
  extDisk,
  FULL,
  gptDisk,
  provedByRole,
  put,
  recordsOf,
  timesOf,
  WEEK,
  xfsDisk,
} from './proving.ts';
import { freshCloud, nth, ownCopies, ROLE } from './story.ts';

/** A disk with a week of snapshots, all of which are proved. */
async function provedDisk(made: Image): Promise<{ cloud: Cloud; volume: Volume }> {
  const cloud = await freshCloud();
  const volume = diskOf(cloud, made, { Name: 'books', ...WEEK });
  ownCopies(cloud, volume, FULL - 1);
  await provedByRole(cloud, { sample: 99 });
  return { cloud, volume };
}

async function days(cloud: Cloud, count: number): Promise<string[]> {
  const lines: string[] = [];
  for (let day = 0; day < count; day += 1) lines.push((await dayOf(cloud, 1)).report.headline.line);
  return lines;
}

/** The same first partition, but the second one begins later, where nothing is. */
function otherTable(): Image {
  const disk = gptDisk();
  writeGpt(disk, [
    { first: 2048, last: 1_050_623 },
    { first: 1_060_864, last: 2_000_000 },
  ]);
  return disk;
}

describe('what no longer holds what it held keeps all older snapshots', () => {
  test.for<[what: string, before: () => Image, act: (cloud: Cloud, volume: Volume) => void, is: string]>([
    ['a disk that was encrypted', extDisk, encrypt, 'changed unknown'],
    ['one that was wiped', gptDisk, (cloud, volume) => cloud.region('eu-west-1').wipe(volume), 'changed'],
    [
      'another partition table',
      gptDisk,
      (cloud, volume) => put(cloud, volume, otherTable()),
      'changed gpt ext4 blank',
    ],
    ['another file system', extDisk, (cloud, volume) => put(cloud, volume, xfsDisk()), 'changed xfs'],
  ])('%s', async ([, before, act, is]) => {
    const { cloud, volume } = await provedDisk(before());
    act(cloud, volume);
    const [, ...lines] = await days(cloud, 6);
    expect(lines).toEqual(timesOf(5, expect.stringMatching(/^FAILURE: 1 volume has changed inside/)));
    const records = recordsOf(cloud, volume);
    expect(records).toHaveLength(FULL + 5);
    expect(records.slice(-6)).toEqual(timesOf(6, is));
  });
});

describe('a hold ends', () => {
  test('by a person who accepts what was wanted: then runs keep a week again', async () => {
    const { cloud, volume } = await provedDisk(extDisk());
    put(cloud, volume, xfsDisk());
    await days(cloud, 4);
    expect(cloud.snapshotsOf(volume)).toHaveLength(FULL + 3);
    cloud.policy = PROVER;
    await acceptProof(cloud, nth(cloud.snapshotsOf(volume), -1).id);
    cloud.policy = ROLE;
    const lines = await days(cloud, 8);
    expect(lines.filter((line) => !line.startsWith('OK: '))).toEqual([]);
    expect(cloud.snapshotsOf(volume)).toHaveLength(FULL);
    expect(recordsOf(cloud, volume).slice(-7)).toEqual(timesOf(7, 'sound xfs'));
  });

  test('by three newer ones that are sound and of one kind, and not by two', async () => {
    const { cloud, volume } = await provedDisk(extDisk());
    encrypt(cloud, volume);
    await days(cloud, 1);
    put(cloud, volume, extDisk());
    await days(cloud, 3);
    expect(cloud.snapshotsOf(volume)).toHaveLength(FULL + 3);
    const [line = ''] = await days(cloud, 1);
    expect(line).toMatch(/^OK: /);
    expect(recordsOf(cloud, volume).slice(-5)).toEqual(['changed unknown', ...timesOf(4, 'sound ext4')]);
    expect(cloud.snapshotsOf(volume)).toHaveLength(FULL);
  });
});
