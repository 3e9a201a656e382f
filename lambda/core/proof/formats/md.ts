import { SECTOR, type Stretch } from '../disk.ts';
import type { Format, Recognised } from './format.ts';
import { longAt } from './reading.ts';

const MAGIC = 0xa9_2b_4e_fc;
const SIZE = 4096;

/** A part of a Linux RAID whose superblock lies at its beginning: metadata 1.1 or 1.2. https://raid.wiki.kernel.org/index.php/RAID_superblock_formats */
export const md: Format = (stretch) => firstVersionAt(stretch, 0) ?? firstVersionAt(stretch, SIZE);

/**
 * A part of a Linux RAID whose superblock lies near its end: metadata 1.0 or 0.90.
 *
 * It costs a block of its own, so it is asked only where nothing sound is recognised at the beginning: a mirror of a file
 * system is told as the file system that it is.
 */
export const mdAtEnd: Format = (stretch) => {
  const sectors = Math.floor(stretch.size / SECTOR);
  const ofFirst = sectors - 16 - ((sectors - 16) % 8);
  const ofOldest = sectors - (sectors % 128) - 128;
  if (ofOldest <= 0) return undefined;
  return firstVersionAt(stretch, ofFirst * SECTOR) ?? oldestVersionAt(stretch, ofOldest * SECTOR);
};

function firstVersionAt(stretch: Stretch, at: number): Recognised | undefined {
  const block = stretch.view(at, SIZE);
  if (block.getUint32(0, true) !== MAGIC || block.getUint32(4, true) !== 1) return undefined;
  return { kind: 'md', damage: damageOfFirstVersion(block, at), isOpaque: true };
}

function damageOfFirstVersion(block: DataView, at: number): string | undefined {
  const devices = block.getUint32(220, true);
  const length = 256 + devices * 2;
  if (length > SIZE) return 'its superblock names more devices than it has room for';
  if (folded(sumOf(block, length, 216)) !== block.getUint32(216, true)) {
    return 'the checksum of its superblock does not match';
  }
  return longAt(block, 144) * SECTOR === at ? undefined : 'its superblock belongs to another place';
}

function oldestVersionAt(stretch: Stretch, at: number): Recognised | undefined {
  const block = stretch.view(at, SIZE);
  if (block.getUint32(0, true) !== MAGIC || block.getUint32(4, true) !== 0) return undefined;
  const matches = folded(sumOf(block, SIZE, 152)) === block.getUint32(152, true);
  const damage = matches ? undefined : 'the checksum of its superblock does not match';
  return { kind: 'md', damage, isOpaque: true };
}

/** The sum of all words of 32 bits (and of a half one at the end) without that of the checksum itself. */
function sumOf(block: DataView, length: number, without: number): number {
  let sum = 0;
  for (let at = 0; at + 4 <= length; at += 4) {
    if (at !== without) sum += block.getUint32(at, true);
  }
  return length % 4 === 2 ? sum + block.getUint16(length - 2, true) : sum;
}

/** What does not fit into 32 bits is added to them. */
function folded(sum: number): number {
  return ((sum % 2 ** 32) + Math.floor(sum / 2 ** 32)) % 2 ** 32;
}
