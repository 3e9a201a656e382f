import { rmSync, truncateSync } from 'node:fs';
import { BLOCK } from '../../lambda/core/proof/disk.ts';
import { type ContentName, contents, missingFor } from './contents.ts';
import { copyInto, emptyFile, isInstalled, runWith, writeAt } from './tools.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const SECTOR = 512;

/** In MiB. */
export interface Part {
  readonly start: number;
  readonly size: number;
  /** As sfdisk names it. */
  readonly type: string;
  readonly content?: ContentName;
}

/** A disk that can be made. */
export interface DiskRecipe {
  readonly name: string;
  readonly sizeGiB: number;
  readonly table?: 'gpt' | 'dos';
  /** Without a table one that begins at 0 and is as large as the disk. */
  readonly parts: readonly Part[];
  /** What becomes of it afterwards. */
  readonly change?: (file: string) => void;
  readonly verdict: string;
  readonly kinds: string;
}

const LINUX = '0FC63DAF-8483-4772-8E79-3D69D8477DE4';
const WINDOWS = 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7';
const ESP = 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B';
const BIOS_BOOT = '21686148-6449-6E6F-744E-656564454649';
const MICROSOFT_RESERVED = 'E3C9E316-0B5C-4DB8-817D-F92DF00215AE';
const LINUX_OLD = '83';
const EXTENDED = '5';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- these are all the keys there are
const names = Object.keys(contents) as ContentName[];

/** Each content on a disk without a table. */
const whole = names.map((name) => {
  const { kind, isOpaque } = contents[name];
  const parts = [{ start: 0, size: 1024, type: '', content: name }];
  return { name, sizeGiB: 1, parts, verdict: isOpaque ? 'opaque' : 'sound', kinds: kind };
});

/** Each content in a partition behind an empty one. */
const inPartition = names.map((name) => {
  const { kind, isOpaque } = contents[name];
  const parts = [linux(1, 63), linux(64, 640, name)];
  return { ...onGpt(`gpt-${name}`, parts, `blank ${kind}`), verdict: isOpaque ? 'opaque' : 'sound' };
});

/** As on Ubuntu's images. */
const ubuntu = [
  { start: 111, size: 912, type: LINUX, content: 'ext4' },
  { start: 1, size: 4, type: BIOS_BOOT },
  { start: 5, size: 106, type: ESP, content: 'fat32' },
] as const;

const windows = [
  { start: 1, size: 100, type: ESP, content: 'fat32' },
  { start: 101, size: 16, type: MICROSOFT_RESERVED },
  { start: 117, size: 900, type: WINDOWS, content: 'ntfs' },
] as const;

const tables: DiskRecipe[] = [
  onGpt('gpt-as-ubuntu', ubuntu, 'ext4 reserved fat32'),
  onGpt('gpt-as-windows', windows, 'fat32 reserved ntfs'),
  onGpt('gpt-without-partitions', [], ''),
  {
    ...onGpt('gpt-enlarged', ubuntu, 'ext4 reserved fat32'),
    sizeGiB: 2,
    change: (file) => truncateSync(file, 2 * GIB),
  },
  {
    ...onGpt('gpt-backup-wiped', ubuntu, 'ext4 reserved fat32'),
    change: wipe(GIB - 33 * SECTOR, 33 * SECTOR),
    verdict: 'damaged',
    kinds: 'gpt-damaged ext4 reserved fat32',
  },
  {
    ...onGpt('gpt-beginning-wiped', ubuntu, 'ext4 reserved fat32'),
    change: wipe(0, 34 * SECTOR),
    verdict: 'damaged',
    kinds: 'gpt-damaged ext4 reserved fat32',
  },
  onGpt(
    'gpt-many',
    Array.from({ length: 14 }, (_, index) => linux(1 + index * 8, 8, 'ext2')),
    'ext2:6 +8',
  ),
  onDos(
    'mbr',
    [old(1, 100, 'ext4'), old(101, 400, 'xfs'), { start: 501, size: 64, type: '82', content: 'swap' }],
    'ext4 xfs swap',
  ),
  onDos(
    'mbr-logical',
    [
      old(1, 100, 'ext4'),
      { start: 101, size: 900, type: EXTENDED },
      old(102, 300, 'btrfs-crc32c'),
      old(403, 100, 'ext3'),
    ],
    'ext4 btrfs ext3',
  ),
  onDos('mbr-as-windows', [{ start: 1, size: 1000, type: '7', content: 'ntfs' }], 'ntfs'),
];

/** A disk of which nothing was ever written. */
const blank: DiskRecipe = { name: 'blank', sizeGiB: 1, parts: [], verdict: 'blank', kinds: '' };
const text: DiskRecipe = {
  ...blank,
  name: 'text',
  change: fill('data of a database without a file system. '),
  verdict: 'unknown',
  kinds: 'unknown',
};

export const disks: readonly DiskRecipe[] = [...whole, ...inPartition, ...tables, blank, text];

/** Why a disk cannot be made here; undefined where it can. */
export function missingOf({ table, parts }: DiskRecipe): string | undefined {
  if (table !== undefined && !isInstalled('sfdisk')) return 'sfdisk is not installed';
  return parts.map(({ content }) => content && missingFor(content)).find((missing) => missing !== undefined);
}

/** Makes a disk in a new file. */
export function makeDisk({ table, parts, change }: DiskRecipe, file: string): void {
  emptyFile(file, GIB);
  if (table !== undefined) runWith(script(table, parts), 'sfdisk', '-q', file);
  for (const { start, size, content } of parts) {
    if (content === undefined) continue;
    const part = `${file}.part`;
    emptyFile(part, size * MIB);
    contents[content].make(part, size * MIB);
    copyInto(file, part, start * MIB);
    for (const left of [part, `${part}.key`]) rmSync(left, { force: true });
  }
  change?.(file);
}

function script(table: string, parts: readonly Part[]): string {
  const id = table === 'gpt' ? '01234567-89AB-4CDE-8F01-23456789ABCD' : '0x01234567';
  const head = [`label: ${table}`, `label-id: ${id}`, 'unit: sectors', ''];
  const lines = parts.map(({ start, size, type }, index) => {
    const uuid = table === 'gpt' ? `, uuid=01234567-89AB-4CDE-8F01-${String(index).padStart(12, '0')}` : '';
    return `start=${(start * MIB) / SECTOR}, size=${(size * MIB) / SECTOR}, type=${type}${uuid}`;
  });
  return [...head, ...lines, ''].join('\n');
}

function onGpt(name: string, parts: readonly Part[], kinds: string): DiskRecipe {
  return { name, sizeGiB: 1, table: 'gpt', parts, verdict: 'sound', kinds: `gpt ${kinds}`.trim() };
}

function onDos(name: string, parts: readonly Part[], kinds: string): DiskRecipe {
  return { name, sizeGiB: 1, table: 'dos', parts, verdict: 'sound', kinds: `mbr ${kinds}` };
}

function linux(start: number, size: number, content?: ContentName): Part {
  return content === undefined ? { start, size, type: LINUX } : { start, size, type: LINUX, content };
}

function old(start: number, size: number, content: ContentName): Part {
  return { start, size, type: LINUX_OLD, content };
}

function wipe(offset: number, length: number): (file: string) => void {
  return (file) => writeAt(file, offset, new Uint8Array(length));
}

function fill(words: string): (file: string) => void {
  return (file) => writeAt(file, 0, new Uint8Array(Buffer.alloc(BLOCK, words)));
}
