import { blake2b256, crc32c, sha256, xxhash64 } from '../checksums.ts';
import type { Stretch } from '../disk.ts';
import type { Recognised } from './format.ts';

/** https://btrfs.readthedocs.io/en/latest/dev/On-disk-format.html */

const SUPERBLOCK = 65_536;
const SIZE = 4096;
/** The checksum is of all that follows its own place. */
const CHECKED_FROM = 32;

/** The checksums by their numbers: CRC-32C, XXH64, SHA-256, BLAKE2b. */
const CHECKSUMS: readonly ((bytes: Uint8Array) => Uint8Array)[] = [
  (bytes) => lowestFirst(BigInt(crc32c(bytes)), 4),
  (bytes) => lowestFirst(xxhash64(bytes), 8),
  sha256,
  blake2b256,
];

/** btrfs; opaque where it lies on several devices, because this is only one of them. */
export function btrfs(stretch: Stretch): Recognised | undefined {
  const bytes = stretch.bytes(SUPERBLOCK, SIZE);
  if (Buffer.from(bytes.subarray(64, 72)).toString('latin1') !== '_BHRfS_M') return undefined;
  const view = new DataView(bytes.buffer);
  const damage = damageIn(view, stretch);
  return { kind: 'btrfs', damage, isOpaque: view.getBigUint64(0x88, true) > 1n || undefined };
}

function damageIn(view: DataView, stretch: Stretch): string | undefined {
  const checksum = CHECKSUMS[view.getUint16(0xc4, true)];
  if (checksum === undefined) return 'its superblock has a checksum of a type that is not known';
  const bytes = new Uint8Array(view.buffer);
  const written = checksum(bytes.subarray(CHECKED_FROM));
  if (!Buffer.from(written).equals(bytes.subarray(0, written.length))) {
    return 'the checksum of its superblock does not match';
  }
  if (isAbsurd(view)) return 'its superblock has values that cannot be';
  const sizeOnDevice = view.getBigUint64(0xd1, true);
  return sizeOnDevice > BigInt(stretch.size) ? 'it is larger than the place where it lies' : undefined;
}

/** Linux refuses these. */
function isAbsurd(view: DataView): boolean {
  return (
    view.getBigUint64(0x30, true) !== BigInt(SUPERBLOCK) ||
    !isSize(view.getUint32(0x90, true)) ||
    !isSize(view.getUint32(0x94, true)) ||
    view.getBigUint64(0x88, true) === 0n ||
    view.getUint8(0xc6) >= 8
  );
}

function isSize(bytes: number): boolean {
  return bytes >= 4096 && bytes <= 65_536 && (bytes & (bytes - 1)) === 0;
}

function lowestFirst(value: bigint, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => Number((value >> BigInt(index * 8)) & 0xffn));
}
