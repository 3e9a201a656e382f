import { createHash } from 'node:crypto';

/**
 * What no tool here can make, written from the published layouts: a look at them proves that two readings of the layout
 * agree, not that a real one is recognised. The texts of these writers share nothing with the formats that read them.
 */

const KIB = 1024;

export interface Written {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** `mdadm --create` needs block devices and the kernel's md. `mdadm --examine` reads these. */
export function mdSuperblock(version: '0.90' | '1.0' | '1.1' | '1.2', size: number): Written {
  return version === '0.90' ? oldestMd(size) : laterMd(version, size);
}

function oldestMd(size: number): Written {
  const words = new Uint32Array(1024);
  const uuid = [0x01_23_45_67, 0x89_ab_cd_ef, 0x01_23_45_67, 0x89_ab_cd_ef];
  const kibibytes = Math.floor(size / (64 * KIB)) * 64 - 64;
  words.set([
    0xa9_2b_4e_fc,
    0,
    90,
    0,
    0,
    uuid[0] ?? 0,
    1_700_000_000,
    1,
    kibibytes,
    2,
    2,
    0,
    0,
    ...uuid.slice(1),
  ]);
  words.set([1_700_000_000, 1, 2, 2, 0, 0, 0, 20, 0], 32);
  /** Two disks: number, major, minor, place, state (active and in sync); then the one it lies on. */
  words.set([0, 8, 1, 0, 6], 128);
  words.set([1, 8, 17, 1, 6], 160);
  words.set([0, 8, 1, 0, 6], 992);
  const total = words.reduce((sum, each) => sum + BigInt(each), 0n);
  words[38] = Number(((total & 0xff_ff_ff_ffn) + (total >> 32n)) & 0xff_ff_ff_ffn);
  const offset = Math.floor(size / (64 * KIB)) * 64 * KIB - 64 * KIB;
  return { offset, bytes: new Uint8Array(words.buffer) };
}

function laterMd(version: '1.0' | '1.1' | '1.2', size: number): Written {
  const places = { '1.0': Math.floor((size - 8 * KIB) / (4 * KIB)) * 4 * KIB, '1.1': 0, '1.2': 4 * KIB };
  const offset = places[version];
  const devices = 128;
  const bytes = Buffer.alloc(4 * KIB);
  bytes.writeUInt32LE(0xa9_2b_4e_fc, 0);
  bytes.writeUInt32LE(1, 4);
  bytes.write('0123456789abcdef', 16, 'latin1');
  bytes.write('host:data', 32, 'latin1');
  bytes.writeBigUInt64LE(1_700_000_000n, 64);
  bytes.writeUInt32LE(1, 72);
  const dataAt = version === '1.0' ? 0 : 2048;
  const sectors = Math.floor(size / 512) - Math.max(dataAt, 24);
  bytes.writeBigUInt64LE(BigInt(sectors), 80);
  bytes.writeUInt32LE(2, 92);
  bytes.writeBigUInt64LE(BigInt(dataAt), 128);
  bytes.writeBigUInt64LE(BigInt(sectors), 136);
  bytes.writeBigUInt64LE(BigInt(offset / 512), 144);
  bytes.write('fedcba9876543210', 168, 'latin1');
  bytes.writeBigUInt64LE(1_700_000_000n, 192);
  bytes.writeBigUInt64LE(17n, 200);
  bytes.writeBigUInt64LE(0xff_ff_ff_ff_ff_ff_ff_ffn, 208);
  bytes.writeUInt32LE(devices, 220);
  for (let device = 0; device < devices; device += 1)
    bytes.writeUInt16LE(device < 2 ? device : 0xff_ff, 256 + device * 2);
  let total = 0n;
  for (let at = 0; at < 256 + devices * 2; at += 4) total += BigInt(bytes.readUInt32LE(at));
  bytes.writeUInt32LE(Number(((total & 0xff_ff_ff_ffn) + (total >> 32n)) & 0xff_ff_ff_ffn), 216);
  return { offset, bytes };
}

/** The four labels of a pool with one disk. https://github.com/openzfs/zfs/blob/master/include/sys/vdev_impl.h */
export function zfsLabels(size: number): Written[] {
  const last = Math.floor(size / (256 * KIB)) * 256 * KIB;
  return [0, 256 * KIB, last - 512 * KIB, last - 256 * KIB].map((offset) => {
    const bytes = Buffer.alloc(256 * KIB);
    nameValueList().copy(bytes, 16 * KIB);
    const trailer = 128 * KIB - 40;
    bytes.writeBigUInt64LE(0x02_10_da_7a_b1_0c_7a_11n, trailer);
    bytes.writeBigUInt64LE(BigInt(offset + 16 * KIB), trailer + 8);
    const sum = createHash('sha256')
      .update(bytes.subarray(16 * KIB, 128 * KIB))
      .digest();
    for (let at = 0; at < 32; at += 8) bytes.writeBigUInt64LE(sum.readBigUInt64BE(at), trailer + 8 + at);
    for (let ring = 0; ring < 128; ring += 1) {
      const at = 128 * KIB + ring * KIB;
      for (const [index, value] of [0x00_ba_b1_0cn, 5000n, BigInt(ring + 4)].entries())
        bytes.writeBigUInt64LE(value, at + index * 8);
    }
    return { offset, bytes };
  });
}

/** Three pairs in XDR: numbers with the high byte first, texts filled up to four bytes. */
function nameValueList(): Buffer {
  const pairs = [
    pair('version', 8, long(5000n)),
    pair('name', 9, xdr('tank')),
    pair('state', 8, long(0n)),
    pair('txg', 8, long(4n)),
    pair('pool_guid', 8, long(81_985_529_216_486_895n)),
  ];
  /** XDR, low byte first; version 0, unique names. */
  return Buffer.concat([Buffer.from([1, 1, 0, 0]), word(0), word(1), ...pairs, word(0), word(0)]);
}

function pair(name: string, type: number, value: Buffer): Buffer {
  const body = Buffer.concat([xdr(name), word(type), word(1), value]);
  return Buffer.concat([word(body.length + 8), word(body.length + 8), body]);
}

function xdr(text: string): Buffer {
  return Buffer.concat([
    word(text.length),
    Buffer.from(text.padEnd(Math.ceil(text.length / 4) * 4, '\0'), 'latin1'),
  ]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function long(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

/** The boot sector of ReFS 3.4. https://learn.microsoft.com/en-us/windows/win32/fileio/file-system-recognition */
export function refsBootSector(size: number): Written {
  const bytes = Buffer.alloc(512);
  bytes.write('ReFS', 3, 'latin1');
  bytes.write('FSRS', 16, 'latin1');
  bytes.writeUInt16LE(512, 20);
  bytes.writeBigUInt64LE(BigInt(size / 512), 24);
  bytes.writeUInt32LE(512, 32);
  bytes.writeUInt32LE(8, 36);
  bytes.set([3, 4], 40);
  bytes.write('01234567', 56, 'latin1');
  let sum = 0;
  for (let at = 3; at < 512; at += 1) {
    if (at !== 22 && at !== 23)
      sum = (Math.floor(sum / 2) + (sum % 2) * 0x80_00 + bytes.readUInt8(at)) % 0x1_00_00;
  }
  bytes.writeUInt16LE(sum, 22);
  return { offset: 0, bytes };
}

/** The boot sector of BitLocker since Windows 7, and the beginnings of its three copies of metadata. */
export function bitlockerHeaders(size: number): Written[] {
  const bytes = Buffer.alloc(512);
  bytes.set([0xeb, 0x58, 0x90]);
  bytes.write('-FVE-FS-', 3, 'latin1');
  bytes.writeUInt16LE(512, 11);
  bytes.writeUInt8(8, 13);
  bytes.writeUInt8(0xf8, 21);
  bytes.write('NO NAME    FAT32   ', 71, 'latin1');
  bytes.set(Buffer.from('3bd66749292ed84a8399f6a339e3d001', 'hex'), 160);
  const copies = [1, 2, 3].map((part) => Math.floor(size / 4 / (64 * KIB)) * 64 * KIB * part);
  for (const [index, at] of copies.entries()) bytes.writeBigUInt64LE(BigInt(at), 176 + index * 8);
  bytes.set([0x55, 0xaa], 510);
  const metadata = Buffer.alloc(64);
  metadata.write('-FVE-FS-', 0, 'latin1');
  metadata.writeUInt16LE(2, 10);
  return [{ offset: 0, bytes }, ...copies.map((offset) => ({ offset, bytes: metadata }))];
}
