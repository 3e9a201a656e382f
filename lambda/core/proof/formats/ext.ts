import { rawCrc32c } from '../checksums.ts';
import type { Stretch } from '../disk.ts';
import type { Recognised } from './format.ts';

/** https://docs.kernel.org/filesystems/ext4/super.html */

const HAS_JOURNAL = 0x4;
const JOURNAL_DEVICE = 0x8;
const SIZE_IN_64_BITS = 0x80;
const CLUSTERS = 0x200;
const METADATA_CHECKSUM = 0x400;
/** What ext3 knows: file types, a journal to replay, groups of descriptors; sparse superblocks, large files, trees. */
const INCOMPATIBLE_OF_EXT3 = 0x2 | 0x4 | 0x10;
const READ_ONLY_OF_EXT3 = 0x1 | 0x2 | 0x4;

/** ext2, ext3 and ext4, told apart by their features; `jbd` is a journal that another file system keeps here. */
export function ext(stretch: Stretch): Recognised | undefined {
  const bytes = stretch.bytes(1024, 1024);
  const view = new DataView(bytes.buffer);
  if (view.getUint16(0x38, true) !== 0xef53) return undefined;
  const hasMatchingChecksum = rawCrc32c(bytes.subarray(0, 0x3fc)) === view.getUint32(0x3fc, true);
  // Two bytes are a weak sign: noise has them once in 65,536 times.
  if (!hasMatchingChecksum && creator(view) > 4 && revision(view) > 1) return undefined;
  const kind = kindOf(view);
  const hasChecksum = (readOnlyFeatures(view) & METADATA_CHECKSUM) !== 0;
  if (hasChecksum && !hasMatchingChecksum)
    return { kind, damage: 'the checksum of its superblock does not match' };
  if (isAbsurd(view)) return { kind, damage: 'its superblock has values that cannot be' };
  if (sizeOf(view) > BigInt(stretch.size))
    return { kind, damage: 'it is larger than the place where it lies' };
  return { kind };
}

function kindOf(view: DataView): string {
  const incompatible = incompatibleFeatures(view);
  if ((incompatible & JOURNAL_DEVICE) !== 0) return 'jbd';
  const isOlder =
    (incompatible & ~INCOMPATIBLE_OF_EXT3) === 0 && (readOnlyFeatures(view) & ~READ_ONLY_OF_EXT3) === 0;
  if (!isOlder) return 'ext4';
  return (view.getUint32(0x5c, true) & HAS_JOURNAL) === 0 ? 'ext2' : 'ext3';
}

/** Linux refuses these. */
function isAbsurd(view: DataView): boolean {
  const log = view.getUint32(0x18, true);
  if (log > 6 || revision(view) > 1) return true;
  const block = 1024 << log;
  const inode = revision(view) === 0 ? 128 : view.getUint16(0x58, true);
  if (inode < 128 || inode > block || (inode & (inode - 1)) !== 0) return true;
  const hasClusters = (readOnlyFeatures(view) & CLUSTERS) !== 0;
  if (!hasClusters && view.getUint32(0x1c, true) !== log) return true;
  return sizeOf(view) === 0n || (kindOf(view) !== 'jbd' && !isCounted(view));
}

/** Each group has as many inodes as the others, the last one too. */
function isCounted(view: DataView): boolean {
  const inGroup = { blocks: BigInt(view.getUint32(0x20, true)), inodes: BigInt(view.getUint32(0x28, true)) };
  if (inGroup.blocks === 0n || inGroup.inodes === 0n) return false;
  const blocks = blocksOf(view) - BigInt(view.getUint32(0x14, true));
  const groups = (blocks + inGroup.blocks - 1n) / inGroup.blocks;
  return groups * inGroup.inodes === BigInt(view.getUint32(0, true));
}

/** In bytes. */
function sizeOf(view: DataView): bigint {
  return blocksOf(view) << BigInt(10 + Math.min(view.getUint32(0x18, true), 6));
}

function blocksOf(view: DataView): bigint {
  const low = BigInt(view.getUint32(0x4, true));
  const isLong = (incompatibleFeatures(view) & SIZE_IN_64_BITS) !== 0;
  return isLong ? (BigInt(view.getUint32(0x150, true)) << 32n) | low : low;
}

/** Linux goes by its features also where it is of the revision that has none. */
function incompatibleFeatures(view: DataView): number {
  return view.getUint32(0x60, true);
}

function readOnlyFeatures(view: DataView): number {
  return view.getUint32(0x64, true);
}

function revision(view: DataView): number {
  return view.getUint32(0x4c, true);
}

function creator(view: DataView): number {
  return view.getUint32(0x48, true);
}
