import { crc32c } from '../checksums.ts';
import type { Stretch } from '../disk.ts';
import type { Recognised } from './format.ts';

/** https://mirrors.edge.kernel.org/pub/linux/utils/fs/xfs/docs/xfs_filesystem_structure.pdf */

const CHECKSUM_AT = 224;
const HAS_MORE_FEATURES = 0x8000;
/** Those of version 4: counters that are not written at once, attributes, projects of 32 bits, types of files. */
const FEATURES_OF_VERSION_4 = 0x2 | 0x8 | 0x80 | 0x200;
/** The feature by which xfs_repair says that it did not end. */
const NEEDS_REPAIR = 0x10;

/** XFS, with a checksum since its version 5. All numbers are big-endian but the checksum. */
export function xfs(stretch: Stretch): Recognised | undefined {
  const view = stretch.view(0, 512);
  if (view.getUint32(0) !== 0x58465342) return undefined;
  const damage = damageIn(view, stretch);
  return { kind: 'xfs', damage };
}

function damageIn(view: DataView, stretch: Stretch): string | undefined {
  const version = view.getUint16(100) & 0xf;
  const sector = view.getUint16(102);
  if (
    (version !== 4 && version !== 5) ||
    sector !== 2 ** view.getUint8(121) ||
    sector < 512 ||
    sector > 32_768
  ) {
    return 'its superblock has values that cannot be';
  }
  if (version === 5 && checksumOf(stretch, sector) !== view.getUint32(CHECKSUM_AT, true)) {
    return 'the checksum of its superblock does not match';
  }
  if (isAbsurd(view) || (version === 4 && isOfVersion5(view)))
    return 'its superblock has values that cannot be';
  if (view.getUint8(126) !== 0) return 'it was never finished';
  if (version === 5 && (view.getUint32(216) & NEEDS_REPAIR) !== 0) return 'it says that it needs repair';
  const isTooLarge = view.getBigUint64(8) * BigInt(view.getUint32(4)) > BigInt(stretch.size);
  return isTooLarge ? 'it is larger than the place where it lies' : undefined;
}

/** Over the whole sector, with zeros in place of the checksum. */
function checksumOf(stretch: Stretch, sector: number): number {
  const bytes = stretch.bytes(0, sector);
  bytes.fill(0, CHECKSUM_AT, CHECKSUM_AT + 4);
  return crc32c(bytes);
}

/** Version 4 does not know the feature of checksums: Linux refuses it there, so one wrong bit does not pass for an older one. */
function isOfVersion5(view: DataView): boolean {
  return (
    (view.getUint16(100) & HAS_MORE_FEATURES) !== 0 && (view.getUint32(200) & ~FEATURES_OF_VERSION_4) !== 0
  );
}

/** Linux refuses these. */
function isAbsurd(view: DataView): boolean {
  const block = view.getUint32(4);
  const inode = view.getUint16(104);
  const blocks = view.getBigUint64(8);
  const perGroup = BigInt(view.getUint32(84));
  const groups = BigInt(view.getUint32(88));
  return (
    block !== 2 ** view.getUint8(120) ||
    block < 512 ||
    block > 65_536 ||
    inode !== 2 ** view.getUint8(122) ||
    inode < 256 ||
    inode > 2048 ||
    blocks > groups * perGroup ||
    blocks <= (groups - 1n) * perGroup
  );
}
