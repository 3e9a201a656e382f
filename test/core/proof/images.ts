import { BLOCK, type Disk } from '../../../lambda/core/proof/disk.ts';
import {
  blake2b256,
  crc32,
  crc32c,
  rawCrc32c,
  sha256,
  xxhash64,
} from '../../../lambda/core/proof/checksums.ts';
import { look, type Seen } from '../../../lambda/core/proof/look.ts';

/** Disks that are made by hand of what was published about each format, sound until a test changes a byte. */

export const MIB = 2 ** 20;
export const GIB = 2 ** 30;
export const SECTOR = 512;

/** A disk of which only the blocks exist that were written. */
export interface Image {
  readonly sizeGiB: number;
  readonly blocks: Map<number, Uint8Array>;
}

export function image(sizeGiB = 1): Image {
  return { sizeGiB, blocks: new Map() };
}

export function write({ blocks }: Image, offset: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    const index = Math.floor((offset + at) / BLOCK);
    const block = blocks.get(index) ?? new Uint8Array(BLOCK);
    const within = offset + at - index * BLOCK;
    const length = Math.min(bytes.length - at, BLOCK - within);
    block.set(bytes.subarray(at, at + length), within);
    blocks.set(index, block);
    at += length;
  }
}

export function bytesAt({ blocks }: Image, offset: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => {
    const at = offset + index;
    return blocks.get(Math.floor(at / BLOCK))?.[at % BLOCK] ?? 0;
  });
}

/** Turns all bits of one byte. */
export function spoil(made: Image, offset: number): void {
  const [byte = 0] = bytesAt(made, offset, 1);
  write(made, offset, Uint8Array.of(~byte));
}

export interface Walk {
  readonly seen: Seen;
  /** The blocks that each look asked for. */
  readonly asked: readonly (readonly number[])[];
}

/** Looks at an image and reads what is asked for, as the prover does. */
export function walk({ sizeGiB, blocks }: Image, isWritten = true): Walk {
  const read = new Map<number, Uint8Array | 'zeros'>();
  const asked: number[][] = [];
  for (;;) {
    const disk: Disk = { sizeGiB, isWritten, blocks: read };
    const looked = look(disk);
    if ('seen' in looked) return { seen: looked.seen, asked };
    const fresh = looked.need.filter((index) => !read.has(index));
    if (fresh.length === 0) throw new Error(`a look asked for what it has: ${looked.need.join(' ')}`);
    for (const index of fresh) read.set(index, blocks.get(index) ?? 'zeros');
    asked.push([...looked.need]);
  }
}

/** `sound: gpt ext4`, and what is damaged. */
export function seenOn(made: Image): string {
  const { verdict, kinds, damages } = walk(made).seen;
  return [`${verdict}: ${kinds}`, ...damages].join('\n');
}

const LINUX = '0fc63daf-8483-4772-8e79-3d69d8477de4';
export const BIOS_BOOT = '21686148-6449-6e6f-744e-656564454649';

export interface GptPartition {
  /** In sectors. */
  readonly first: number;
  readonly last: number;
  readonly type?: string;
}

/** Writes a protective MBR, both headers and both lists of partitions, for a disk of that many sectors. */
export function writeGpt(made: Image, partitions: readonly GptPartition[], sectors = sectorsOf(made)): void {
  writeMbr(made, [{ type: 0xee, first: 1, sectors: Math.min(sectors - 1, 0xffff_ffff) }]);
  const entries = new Uint8Array(128 * 128);
  const list = viewOf(entries);
  for (const [index, { first, last, type = LINUX }] of partitions.entries()) {
    entries.set(guid(type), index * 128);
    entries.fill(index + 1, index * 128 + 16, index * 128 + 32);
    list.setBigUint64(index * 128 + 32, BigInt(first), true);
    list.setBigUint64(index * 128 + 40, BigInt(last), true);
  }
  const end = sectors - 1;
  write(made, 2 * SECTOR, entries);
  write(made, (end - 32) * SECTOR, entries);
  write(made, SECTOR, gptHeader(entries, { own: 1, other: end, list: 2, end }));
  write(made, end * SECTOR, gptHeader(entries, { own: end, other: 1, list: end - 32, end }));
}

interface Places {
  readonly own: number;
  readonly other: number;
  readonly list: number;
  readonly end: number;
}

function gptHeader(entries: Uint8Array, { own, other, list, end }: Places): Uint8Array {
  const bytes = new Uint8Array(SECTOR);
  const view = viewOf(bytes);
  bytes.set(ascii('EFI PART'));
  view.setUint32(8, 0x10000, true);
  view.setUint32(12, 92, true);
  view.setBigUint64(24, BigInt(own), true);
  view.setBigUint64(32, BigInt(other), true);
  view.setBigUint64(40, 34n, true);
  view.setBigUint64(48, BigInt(end - 33), true);
  bytes.fill(7, 56, 72);
  view.setBigUint64(72, BigInt(list), true);
  view.setUint32(80, entries.length / 128, true);
  view.setUint32(84, 128, true);
  view.setUint32(88, crc32(entries), true);
  view.setUint32(16, crc32(bytes.subarray(0, 92)), true);
  return bytes;
}

/** Gives a header that a test changed the checksum that it then has. */
export function sealGpt(made: Image, lba: number): void {
  const bytes = bytesAt(made, lba * SECTOR, 92);
  viewOf(bytes).setUint32(16, 0, true);
  viewOf(bytes).setUint32(16, crc32(bytes), true);
  write(made, lba * SECTOR, bytes);
}

export interface MbrEntry {
  readonly flag?: number;
  readonly type: number;
  readonly first: number;
  readonly sectors: number;
}

export function writeMbr(made: Image, entries: readonly MbrEntry[], lba = 0): void {
  const bytes = new Uint8Array(SECTOR);
  const view = viewOf(bytes);
  for (const [index, { flag = 0, type, first, sectors }] of entries.entries()) {
    const at = 446 + index * 16;
    view.setUint8(at, flag);
    view.setUint8(at + 4, type);
    view.setUint32(at + 8, first, true);
    view.setUint32(at + 12, sectors, true);
  }
  view.setUint16(510, 0xaa55, true);
  write(made, lba * SECTOR, bytes);
}

export interface ExtOptions {
  readonly compatible?: number;
  readonly incompatible?: number;
  readonly readOnly?: number;
  /** Of 4 KiB. */
  readonly blocks?: number;
}

export const EXT2: ExtOptions = { compatible: 0x38, incompatible: 0x2, readOnly: 0x3 };
export const EXT3: ExtOptions = { ...EXT2, compatible: 0x3c };
/** With extents, sizes of 64 bits and checksums of metadata, as mkfs.ext4 makes it. */
export const EXT4: ExtOptions = { compatible: 0x23c, incompatible: 0x2c2, readOnly: 0x46b };

export function writeExt(
  made: Image,
  offset: number,
  { compatible = 0, incompatible = 0, readOnly = 0, blocks = 2560 }: ExtOptions = EXT4,
): void {
  const bytes = new Uint8Array(1024);
  const view = viewOf(bytes);
  view.setUint32(0x0, 2560 * Math.ceil(blocks / 32_768), true);
  view.setUint32(0x4, blocks, true);
  view.setUint32(0x18, 2, true);
  view.setUint32(0x1c, 2, true);
  view.setUint32(0x20, 32_768, true);
  view.setUint32(0x24, 32_768, true);
  view.setUint32(0x28, 2560, true);
  view.setUint16(0x38, 0xef53, true);
  view.setUint16(0x3a, 1, true);
  view.setUint16(0x3c, 1, true);
  view.setUint32(0x4c, 1, true);
  view.setUint16(0x58, 256, true);
  view.setUint32(0x5c, compatible, true);
  view.setUint32(0x60, incompatible, true);
  view.setUint32(0x64, readOnly, true);
  view.setUint8(0x175, 1);
  write(made, offset + 1024, bytes);
  if ((readOnly & 0x400) !== 0) sealExt(made, offset);
}

export function sealExt(made: Image, offset: number): void {
  const bytes = bytesAt(made, offset + 1024, 1024);
  viewOf(bytes).setUint32(0x3fc, rawCrc32c(bytes.subarray(0, 0x3fc)), true);
  write(made, offset + 1024, bytes);
}

export interface XfsOptions {
  readonly version?: 4 | 5;
  readonly sector?: number;
  /** Of 4 KiB. */
  readonly blocks?: number;
}

export function writeXfs(
  made: Image,
  offset: number,
  { version = 5, sector = 512, blocks = 4096 }: XfsOptions = {},
): void {
  const bytes = new Uint8Array(sector);
  const view = viewOf(bytes);
  bytes.set(ascii('XFSB'));
  view.setUint32(4, 4096);
  view.setBigUint64(8, BigInt(blocks));
  view.setUint32(84, Math.ceil(blocks / 4));
  view.setUint32(88, 4);
  view.setUint16(100, 0xb4a0 | version);
  view.setUint16(102, sector);
  view.setUint16(104, 512);
  view.setUint16(106, 8);
  bytes.set([12, Math.log2(sector), 9, 3], 120);
  view.setUint32(200, version === 5 ? 0x18a : 0x28a);
  write(made, offset, bytes);
  if (version === 5) sealXfs(made, offset, sector);
}

export function sealXfs(made: Image, offset: number, sector = 512): void {
  const bytes = bytesAt(made, offset, sector);
  bytes.fill(0, 224, 228);
  viewOf(bytes).setUint32(224, crc32c(bytes), true);
  write(made, offset, bytes);
}

export interface BtrfsOptions {
  /** CRC-32C, XXH64, SHA-256, BLAKE2b. */
  readonly checksum?: number;
  readonly devices?: number;
  /** In bytes, on this device. */
  readonly size?: number;
}

export function writeBtrfs(
  made: Image,
  offset: number,
  { checksum = 0, devices = 1, size = 256 * MIB }: BtrfsOptions = {},
): void {
  const bytes = new Uint8Array(4096);
  const view = viewOf(bytes);
  view.setBigUint64(0x30, 65_536n, true);
  bytes.set(ascii('_BHRfS_M'), 0x40);
  view.setBigUint64(0x70, BigInt(size * devices), true);
  view.setBigUint64(0x88, BigInt(devices), true);
  view.setUint32(0x90, 4096, true);
  view.setUint32(0x94, 16_384, true);
  view.setUint16(0xc4, checksum, true);
  view.setBigUint64(0xc9, 1n, true);
  view.setBigUint64(0xd1, BigInt(size), true);
  write(made, offset + 65_536, bytes);
  sealBtrfs(made, offset);
}

export function sealBtrfs(made: Image, offset: number): void {
  const bytes = bytesAt(made, offset + 65_536, 4096);
  const checked = bytes.subarray(32);
  const type = viewOf(bytes).getUint16(0xc4, true);
  bytes.fill(0, 0, 32);
  if (type === 0) viewOf(bytes).setUint32(0, crc32c(checked), true);
  if (type === 1) viewOf(bytes).setBigUint64(0, xxhash64(checked), true);
  if (type === 2) bytes.set(sha256(checked));
  if (type === 3) bytes.set(blake2b256(checked));
  write(made, offset + 65_536, bytes);
}

export function writeSwap(made: Image, offset: number, page = 4096, pages = 1024): void {
  const bytes = new Uint8Array(page);
  const view = viewOf(bytes);
  view.setUint32(1024, 1, true);
  view.setUint32(1028, pages - 1, true);
  bytes.set(ascii('SWAPSPACE2'), page - 10);
  write(made, offset, bytes);
}

export function sectorsOf({ sizeGiB }: Image): number {
  return (sizeGiB * GIB) / SECTOR;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function guid(text: string): Uint8Array {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
