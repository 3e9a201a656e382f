import { expect, test } from 'vitest';
import {
  bytesAt,
  EXT2,
  EXT3,
  EXT4,
  GIB,
  image,
  type Image,
  MIB,
  sealBtrfs,
  sealExt,
  sealXfs,
  seenOn,
  spoil,
  write,
  writeBtrfs,
  writeExt,
  writeGpt,
  writeSwap,
  writeXfs,
} from './images.ts';

function of(make: (made: Image) => void): string {
  const made = image();
  make(made);
  return seenOn(made);
}

test.for([
  ['ext2', (made) => writeExt(made, 0, EXT2)],
  ['ext3', (made) => writeExt(made, 0, EXT3)],
  ['ext4', (made) => writeExt(made, 0)],
  ['ext4', (made) => writeExt(made, 0, { ...EXT4, readOnly: 0x6b })],
  ['ext4', (made) => writeExt(made, 0, { ...EXT2, incompatible: 0x42 })],
  ['ext4', (made) => writeExt(made, 0, { ...EXT4, incompatible: 0x2c6 })],
  ['jbd', (made) => writeExt(made, 0, { incompatible: 0x8 })],
  ['xfs', (made) => writeXfs(made, 0)],
  ['xfs', (made) => writeXfs(made, 0, { version: 4 })],
  ['xfs', (made) => writeXfs(made, 0, { sector: 4096 })],
  ['btrfs', (made) => writeBtrfs(made, 0)],
  ['btrfs', (made) => writeBtrfs(made, 0, { checksum: 1 })],
  ['btrfs', (made) => writeBtrfs(made, 0, { checksum: 2 })],
  ['btrfs', (made) => writeBtrfs(made, 0, { checksum: 3 })],
  ['swap', (made) => writeSwap(made, 0)],
  ['swap', (made) => writeSwap(made, 0, 65_536)],
] satisfies [string, (made: Image) => void][])('%s on a whole disk is sound', ([kind, make]) => {
  expect(of(make)).toBe(`sound: ${kind}`);
});

test('one of several disks of a btrfs is opaque', () => {
  expect(of((made) => writeBtrfs(made, 0, { devices: 2 }))).toBe('opaque: btrfs');
});

const CHECKSUM = 'the checksum of its superblock does not match';
const ABSURD = 'its superblock has values that cannot be';
const LARGE = 'it is larger than the place where it lies';

test.for([
  ['ext4', writeExt, 1024 + 0x78, CHECKSUM],
  ['ext4', writeExt, 1024 + 0x3fc, CHECKSUM],
  ['ext4', (made) => writeExt(made, 0, { ...EXT4, readOnly: 0x6b }), 1024 + 0x18, ABSURD],
  ['ext4', (made) => writeExt(made, 0, { ...EXT4, readOnly: 0x6b }), 1024 + 0x58, ABSURD],
  ['ext3', (made) => writeExt(made, 0, EXT3), 1024, ABSURD],
  ['ext3', (made) => writeExt(made, 0, EXT3), 1024 + 0x1c, ABSURD],
  ['ext3', (made) => writeExt(made, 0, EXT3), 1024 + 0x28, ABSURD],
  ['xfs', writeXfs, 40, CHECKSUM],
  ['xfs', writeXfs, 224, CHECKSUM],
  ['xfs', (made) => writeXfs(made, 0, { sector: 4096 }), 4000, CHECKSUM],
  ['xfs', writeXfs, 102, ABSURD],
  ['xfs', (made) => writeXfs(made, 0, { version: 4 }), 4, ABSURD],
  ['xfs', (made) => writeXfs(made, 0, { version: 4 }), 88, ABSURD],
  ['xfs', (made) => writeXfs(made, 0, { version: 4 }), 126, 'it was never finished'],
  ['btrfs', writeBtrfs, 65_536 + 4000, CHECKSUM],
  ['btrfs', (made) => writeBtrfs(made, 0, { checksum: 1 }), 65_536 + 7, CHECKSUM],
  ['btrfs', (made) => writeBtrfs(made, 0, { checksum: 2 }), 65_536 + 31, CHECKSUM],
  ['btrfs', (made) => writeBtrfs(made, 0, { checksum: 3 }), 65_536 + 31, CHECKSUM],
  ['btrfs', writeBtrfs, 65_536 + 0xc4, 'its superblock has a checksum of a type that is not known'],
] satisfies [string, (made: Image, offset: number) => void, number, string][])(
  '%s with one byte changed is damaged',
  ([kind, make, at, damage]) => {
    const made = image();
    make(made, 0);
    spoil(made, at);
    expect(seenOn(made)).toBe(`damaged: ${kind}-damaged\nthe ${kind} file system: ${damage}`);
  },
);

test.for([
  ['ext4', (made, at) => writeExt(made, at, { ...EXT4, blocks: 2561 })],
  ['xfs', (made, at) => writeXfs(made, at, { blocks: 2561 })],
  ['btrfs', (made, at) => writeBtrfs(made, at, { size: 10 * MIB + 4096 })],
] satisfies [string, (made: Image, offset: number) => void][])(
  '%s that is larger than its partition is damaged',
  ([kind, make]) => {
    const made = image();
    writeGpt(made, [{ first: 2048, last: 2048 + 20_479 }]);
    make(made, MIB);
    expect(seenOn(made)).toBe(`damaged: gpt ${kind}-damaged\nthe ${kind} file system at 1 MiB: ${LARGE}`);
  },
);

test('a swap space that is larger than its place, or of another version, is damaged', () => {
  expect(of((made) => writeSwap(made, 0, 4096, GIB / 4096))).toBe('sound: swap');
  expect(of((made) => writeSwap(made, 0, 4096, GIB / 4096 + 1))).toContain(`the swap space: ${LARGE}`);
  const made = image();
  writeSwap(made, 0);
  spoil(made, 1024);
  expect(seenOn(made)).toContain('the swap space: its header has values that cannot be');
});

test.for([
  ['ext4', 1024 + 0x18, Uint8Array.of(7), writeExt, sealExt, ABSURD],
  ['xfs', 4, Uint8Array.of(0xff), writeXfs, sealXfs, ABSURD],
  ['xfs', 219, Uint8Array.of(0x10), writeXfs, sealXfs, 'it says that it needs repair'],
  ['btrfs', 65_536 + 0x90, Uint8Array.of(1), writeBtrfs, sealBtrfs, ABSURD],
] satisfies [
  string,
  number,
  Uint8Array,
  (made: Image, offset: number) => void,
  (made: Image, offset: number) => void,
  string,
][])(
  '%s with values that cannot be is damaged, with a checksum that matches too',
  ([kind, at, bytes, make, seal, damage]) => {
    const made = image();
    make(made, 0);
    write(made, at, bytes);
    seal(made, 0);
    expect(seenOn(made)).toBe(`damaged: ${kind}-damaged\nthe ${kind} file system: ${damage}`);
  },
);

test.for([
  ['ext4', 'says that it is of the first revision', 1024 + 0x4c, 1, writeExt, CHECKSUM],
  ['xfs', 'says that it is of version 4', 101, 1, writeXfs, ABSURD],
] satisfies [string, string, number, number, (made: Image, offset: number) => void, string][])(
  '%s that by one wrong bit %s does not pass for one without a checksum',
  ([kind, , at, bit, make, damage]) => {
    const made = image();
    make(made, 0);
    const [byte = 0] = bytesAt(made, at, 1);
    write(made, at, Uint8Array.of(byte ^ bit));
    expect(seenOn(made)).toBe(`damaged: ${kind}-damaged\nthe ${kind} file system: ${damage}`);
  },
);

test('two bytes that look like an ext file system in noise are none', () => {
  const made = image();
  write(made, 0, new Uint8Array(4096).fill(0xa7));
  write(made, 1024 + 0x38, Uint8Array.of(0x53, 0xef));
  expect(seenOn(made)).toBe('unknown: unknown');
});
