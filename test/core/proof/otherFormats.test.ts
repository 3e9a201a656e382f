import { expect, test } from 'vitest';
import { blocksOf, fixtures } from '../../disks/fixture.ts';
import { type Image, seenOn, write } from './images.ts';

/** What damages the formats that have no checksum, or another one, on real disks. */

const all = fixtures();

function diskOf(name: string): Image {
  const fixture = all.find((one) => one.name === name);
  if (fixture === undefined) throw new Error(`there is no fixture ${name}`);
  const blocks = new Map<number, Uint8Array>();
  for (const [index, block] of blocksOf(fixture)) if (block !== 'zeros') blocks.set(index, block);
  return { sizeGiB: fixture.sizeGiB, blocks };
}

test.for([
  ['ntfs', 510, [0], 'its boot sector does not end with 55 AA'],
  ['ntfs', 11, [1, 0], 'the sector size in its boot sector is none'],
  ['ntfs', 13, [3], 'the cluster size in its boot sector is none'],
  ['ntfs', 46, [1], 'it is larger than the place where it lies'],
  ['ntfs', 54, [1], 'its $MFT lies outside of it'],
  ['ntfs', 16_384, [0], 'its $MFT does not begin with FILE'],
  ['fat32', 510, [0], 'its boot sector does not end with 55 AA'],
  ['fat32', 0, [0], 'its boot sector does not begin with a jump'],
  ['fat32', 44, [0], 'its boot sector names no root directory'],
  ['fat16', 16, [0], 'its boot sector names no FAT'],
  ['fat12', 21, [0], 'the media byte in its boot sector is none'],
  ['exfat', 108, [8], 'the sector size in its boot sector is none'],
  ['exfat', 200, [1], 'the checksum of its boot sectors does not match'],
  ['refs', 16, [0], 'its boot sector does not say FSRS'],
  ['refs', 300, [1], 'the checksum of its boot sector does not match'],
  ['luks1', 209, [0], 'its key slot 0 is neither used nor unused'],
  ['luks2', 5000, [1], 'the checksum of its first header does not match'],
  ['luks2', 0, [0], 'its first header is lost; the second is there'],
  ['luks2', 16_384, [0], 'its second header is lost'],
  ['lvm', 700, [1], 'the checksum of its label does not match'],
  ['lvm', 4200, [1], 'the checksum of its metadata header does not match'],
  ['md-1.2', 4200, [1], 'the checksum of its superblock does not match'],
  ['zfs', 40_000, [1], 'the checksum of its first label does not match'],
  ['bitlocker', 160, [0], 'its boot sector lacks the identifier of BitLocker'],
] satisfies [string, number, number[], string][])(
  '%s with byte %d as %o: %s',
  ([name, at, bytes, damage]) => {
    const made = diskOf(name);
    write(made, at, Uint8Array.from(bytes));
    expect(seenOn(made)).toMatch(/^damaged: /);
    expect(seenOn(made)).toContain(damage);
  },
);
