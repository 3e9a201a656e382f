import { crc32 } from '../../../lambda/core/proof/checksums.ts';
import type { ContentName } from '../../disks/contents.ts';
import { mdSuperblock } from '../../disks/layout.ts';
import {
  bytesAt,
  type Image,
  sealBtrfs,
  sealExt,
  sealGpt,
  sealXfs,
  SECTOR,
  viewOf,
  write,
} from './images.ts';

/** Which bytes of each format a checksum covers, and which change while it is in use, by what was published of it. */

const KIB = 1024;

/** Bytes from the beginning of what they belong to: the first, and the one behind the last. */
export type Range = readonly [from: number, to: number];

export interface Rule {
  /** One changed bit in these is never sound. */
  readonly covered: readonly Range[];
  /** Single bits of these that say whether there is a checksum at all: Linux goes by them, too. */
  readonly unless?: readonly { readonly at: number; readonly bit: number }[];
  /** No checksum covers these, and nothing in them must be so. */
  readonly free: readonly Range[];
  /** These change while it is in use, and its checksum with them. */
  readonly inUse?: readonly Range[];
  /** Writes the checksum that it has then. */
  readonly seal?: (made: Image, at: number) => void;
}

const EXT_IN_USE = [
  [0x0c, 0x14],
  [0x2c, 0x36],
  [0x3a, 0x3c],
  [0x40, 0x44],
  [0x78, 0xc8],
  [0x178, 0x180],
  [0x194, 0x198],
].map(([from = 0, to = 0]): Range => [1024 + from, 1024 + to]);

const EXT = {
  covered: [[1024, 2048]],
  unless: [{ at: 1024 + 0x65, bit: 2 }],
  free: [[4096, 256 * KIB]],
  inUse: EXT_IN_USE,
  seal: sealExt,
} satisfies Rule;

const UNCHECKED_EXT = { covered: [], free: [[4096, 256 * KIB], ...EXT_IN_USE] } satisfies Rule;

/** Its counts, its label, and the place in its log. */
const XFS_IN_USE: readonly Range[] = [
  [108, 120],
  [128, 160],
];

function xfs(sector: number): Rule {
  return {
    covered: [[0, sector]],
    free: [[sector, 256 * KIB]],
    inUse: [...XFS_IN_USE, [240, 248]],
    seal: (made, at) => sealXfs(made, at, sector),
  };
}

const SUPERBLOCK = 64 * KIB;

/** The length of its checksum. */
function btrfs(length: number): Rule {
  return {
    covered: [
      [SUPERBLOCK, SUPERBLOCK + length],
      [SUPERBLOCK + 32, SUPERBLOCK + 4096],
    ],
    free: [[SUPERBLOCK + 4096, 512 * KIB]],
    /** Its generation, its roots, how full it is, its label. */
    inUse: [
      [SUPERBLOCK + 0x48, SUPERBLOCK + 0x68],
      [SUPERBLOCK + 0x78, SUPERBLOCK + 0x80],
      [SUPERBLOCK + 0x12b, SUPERBLOCK + 0x22b],
    ],
    seal: sealBtrfs,
  };
}

/** Whether it is dirty, its serial and its label; its program. */
const FAT: Rule = {
  covered: [],
  free: [
    [0x25, 0x26],
    [0x27, 0x36],
    [0x3e, 0x1fe],
  ],
};
const FAT32: Rule = {
  covered: [],
  free: [
    [0x41, 0x42],
    [0x43, 0x52],
    [0x5a, 0x1fe],
    [SECTOR + 488, SECTOR + 496],
  ],
};

const SWAP: Rule = {
  covered: [],
  free: [
    [0, 440],
    [1036, 1068],
    [1536, 4000],
  ],
};

/** Two superblocks of 1.x and of 0.90: when it was written, and how often. */
function laterMd(version: '1.0' | '1.1' | '1.2', size: number): Rule {
  const { offset } = mdSuperblock(version, size);
  return {
    covered: [[offset, offset + 512]],
    free: version === '1.1' ? [[8 * KIB, 512 * KIB]] : [[0, 440]],
    inUse: [[offset + 192, offset + 208]],
    seal: (made, at) => sealMd(made, at + offset, 512, 216),
  };
}

function oldestMd(size: number): Rule {
  const { offset } = mdSuperblock('0.90', size);
  return {
    covered: [[offset, offset + 4096]],
    free: [[0, 440]],
    inUse: [
      [offset + 128, offset + 132],
      [offset + 156, offset + 164],
    ],
    seal: (made, at) => sealMd(made, at + offset, 4096, 152),
  };
}

function sealMd(made: Image, at: number, length: number, checksumAt: number): void {
  const bytes = bytesAt(made, at, length);
  const view = viewOf(bytes);
  view.setUint32(checksumAt, 0, true);
  let sum = 0n;
  for (let word = 0; word < length; word += 4) sum += BigInt(view.getUint32(word, true));
  view.setUint32(checksumAt, Number((sum & 0xff_ff_ff_ffn) + (sum >> 32n)) % 2 ** 32, true);
  write(made, at, bytes);
}

/** What is known of each content; `size` is that of its place. */
export function ruleOf(name: ContentName, size: number): Rule {
  return RULES[name](size);
}

const RULES: Readonly<Record<ContentName, (size: number) => Rule>> = {
  ext4: () => EXT,
  'ext4-in-use': () => EXT,
  'ext4-of-1k-blocks': () => EXT,
  'ext4-without-checksum': () => UNCHECKED_EXT,
  ext3: () => UNCHECKED_EXT,
  ext2: () => UNCHECKED_EXT,
  xfs: () => xfs(512),
  'xfs-in-use': () => xfs(512),
  'xfs-of-4k-sectors': () => xfs(4096),
  'xfs-v4': () => ({ covered: [], free: [[4 * KIB, 256 * KIB], ...XFS_IN_USE] }),
  'btrfs-crc32c': () => btrfs(4),
  'btrfs-in-use': () => btrfs(4),
  'btrfs-xxhash': () => btrfs(8),
  'btrfs-sha256': () => btrfs(32),
  'btrfs-blake2': () => btrfs(32),
  fat12: () => FAT,
  fat16: () => FAT,
  fat32: () => FAT32,
  /** Its serial and its program; its first records behind their name. */
  ntfs: () => ({
    covered: [],
    free: [
      [0x48, 0x1fe],
      [2 * KIB, 16 * KIB],
      [16 * KIB + 4, 17 * KIB],
    ],
  }),
  exfat: () => ({
    covered: [
      [0, 106],
      [108, 112],
      [113, 12 * SECTOR],
    ],
    free: [
      [106, 108],
      [112, 113],
      [24 * SECTOR, 64 * KIB],
    ],
  }),
  swap: () => SWAP,
  'swap-of-64k-pages': () => SWAP,
  /** What opens it has no checksum. */
  luks1: () => ({
    covered: [],
    free: [
      [112, 208],
      [4 * KIB, 512 * KIB],
    ],
  }),
  /** Both headers; of the places for their checksums SHA-256 fills one half. */
  luks2: () => ({
    covered: [
      [0, 480],
      [512, 16 * KIB + 480],
      [16 * KIB + 512, 32 * KIB],
    ],
    free: [[32 * KIB, 512 * KIB]],
  }),
  /** Its label, the header of its metadata and the beginning of their text. */
  lvm: () => ({
    covered: [
      [SECTOR, 2 * SECTOR],
      [4 * KIB, 4 * KIB + SECTOR],
    ],
    free: [
      [0, 440],
      [2 * KIB, 4 * KIB],
      [256 * KIB, 512 * KIB],
    ],
  }),
  'md-0.90': oldestMd,
  'md-1.0': (size) => laterMd('1.0', size),
  'md-1.1': (size) => laterMd('1.1', size),
  'md-1.2': (size) => laterMd('1.2', size),
  /** The lists of two labels; the rings of uberblocks behind them have checksums of their own. */
  zfs: () => ({
    covered: [
      [16 * KIB, 128 * KIB],
      [272 * KIB, 384 * KIB],
    ],
    free: [
      [8 * KIB, 16 * KIB],
      [128 * KIB, 256 * KIB],
      [384 * KIB, 512 * KIB],
    ],
  }),
  refs: () => ({
    covered: [[3, 512]],
    free: [
      [0, 3],
      [512, 64 * KIB],
    ],
  }),
  bitlocker: () => ({
    covered: [],
    free: [
      [0x5a, 160],
      [208, 510],
    ],
  }),
};

export const MBR: Rule = { covered: [], free: [[0, 446]] };

/** Both copies of a GPT of which the last sector is known; the names of its partitions can change. */
export function gptRule(end: number): Rule {
  const [first, second] = [2 * SECTOR, (end - 32) * SECTOR];
  return {
    covered: [
      [SECTOR, SECTOR + 92],
      [first, first + 16 * KIB],
      [end * SECTOR, end * SECTOR + 92],
      [second, second + 16 * KIB],
    ],
    free: [
      [0, 440],
      [SECTOR + 92, 2 * SECTOR],
    ],
    inUse: [[first + 48, first + 128]],
    seal: (made) => {
      const entries = bytesAt(made, first, 16 * KIB);
      write(made, second, entries);
      const crc = new Uint8Array(4);
      viewOf(crc).setUint32(0, crc32(entries), true);
      for (const lba of [1, end]) {
        write(made, lba * SECTOR + 88, crc);
        sealGpt(made, lba);
      }
    },
  };
}
