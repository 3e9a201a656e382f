import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { bitlockerHeaders, mdSuperblock, refsBootSector, type Written, zfsLabels } from './layout.ts';
import { bytesAt, copyInto, isInstalled, run, writeAt } from './tools.ts';

const UUID = '01234567-89ab-4cde-8f01-23456789abcd';
const KIB = 1024;

/** What can be in a partition, or on a whole disk. */
export interface Content {
  /** The word that a look says. */
  readonly kind: string;
  /** The word that `blkid -p` says; absent where it is made from a layout that blkid does not know well enough. */
  readonly blkid: string;
  readonly isOpaque?: true;
  /** The program that makes it; absent where it is written from its layout. */
  readonly tool?: string;
  /** Fills a file of zeros. */
  readonly make: (file: string, bytes: number) => void;
}

/** Made by the programs that people use. */
const made = {
  ext4: by('mkfs.ext4', 'ext4', ext),
  'ext4-without-checksum': by('mkfs.ext4', 'ext4', (file) => ext(file, '-O', '^metadata_csum')),
  'ext4-in-use': inUse('ext4', ext),
  'ext4-of-1k-blocks': by('mkfs.ext4', 'ext4', (file) => ext(file, '-b', '1024')),
  ext3: by('mkfs.ext3', 'ext3', (file) =>
    run('mkfs.ext3', '-q', '-F', '-U', UUID, '-E', `hash_seed=${UUID}`, file),
  ),
  ext2: by('mkfs.ext2', 'ext2', (file) =>
    run('mkfs.ext2', '-q', '-F', '-U', UUID, '-E', `hash_seed=${UUID}`, file),
  ),
  xfs: by('mkfs.xfs', 'xfs', xfs),
  'xfs-of-4k-sectors': by('mkfs.xfs', 'xfs', (file) => xfs(file, '-s', 'size=4096')),
  'xfs-v4': by('mkfs.xfs', 'xfs', (file) => run('mkfs.xfs', '-q', '-f', '-m', `crc=0,uuid=${UUID}`, file)),
  'xfs-in-use': inUse('xfs', xfs),
  'btrfs-crc32c': by('mkfs.btrfs', 'btrfs', btrfs('crc32c')),
  'btrfs-xxhash': by('mkfs.btrfs', 'btrfs', btrfs('xxhash')),
  'btrfs-sha256': by('mkfs.btrfs', 'btrfs', btrfs('sha256')),
  'btrfs-blake2': by('mkfs.btrfs', 'btrfs', btrfs('blake2')),
  'btrfs-in-use': inUse('btrfs', btrfs('crc32c')),
  fat12: by('mkfs.vfat', 'fat12', (file) =>
    run('mkfs.vfat', '--invariant', '-F', '12', '-s', '64', file, '65536'),
  ),
  fat16: by('mkfs.vfat', 'fat16', (file) => run('mkfs.vfat', '--invariant', '-F', '16', file)),
  fat32: by('mkfs.vfat', 'fat32', (file) => run('mkfs.vfat', '--invariant', '-F', '32', file)),
  ntfs: by('mkfs.ntfs', 'ntfs', (file) =>
    run('mkfs.ntfs', '-q', '-F', '-Q', '-T', '-H', '255', '-S', '63', '-p', '2048', file),
  ),
  exfat: by('mkfs.exfat', 'exfat', (file) => run('mkfs.exfat', file)),
  swap: by('mkswap', 'swap', (file) => run('mkswap', '-q', '-U', UUID, file)),
  'swap-of-64k-pages': by('mkswap', 'swap', (file) => run('mkswap', '-q', '-p', '65536', '-U', UUID, file)),
  luks1: { ...by('cryptsetup', 'luks', luks('luks1', 4 * KIB)), blkid: 'crypto_LUKS', isOpaque: true },
  luks2: { ...by('cryptsetup', 'luks', luks('luks2', 32 * KIB)), blkid: 'crypto_LUKS', isOpaque: true },
  lvm: { ...by('pvcreate', 'lvm', lvm), blkid: 'LVM2_member', isOpaque: true },
} as const satisfies Record<string, Content>;

/** What a part of a striped RAID begins with that is not the first: some data. */
const STRIPE: Written = { offset: 0, bytes: Buffer.alloc(4 * KIB, 'data of the whole RAID. ') };

/** Written from the published layouts, see layout.ts. */
const written = {
  'md-0.90': fromLayout('md', 'linux_raid_member', (size) => [STRIPE, mdSuperblock('0.90', size)]),
  'md-1.0': fromLayout('md', 'linux_raid_member', (size) => [STRIPE, mdSuperblock('1.0', size)]),
  'md-1.1': fromLayout('md', 'linux_raid_member', (size) => [mdSuperblock('1.1', size)]),
  'md-1.2': fromLayout('md', 'linux_raid_member', (size) => [mdSuperblock('1.2', size)]),
  zfs: fromLayout('zfs', 'zfs_member', zfsLabels),
  refs: seenInside(fromLayout('refs', 'ReFS', (size) => [refsBootSector(size)])),
  bitlocker: fromLayout('bitlocker', 'BitLocker', bitlockerHeaders),
};

export type ContentName = keyof typeof made | keyof typeof written;

export const contents: Readonly<Record<ContentName, Content>> = { ...made, ...written };

/** Why it cannot be made here; undefined where it can. */
export function missingFor(name: ContentName): string | undefined {
  const { tool } = contents[name];
  if (tool === undefined) return undefined;
  if (!isInstalled(tool)) return `${tool} is not installed`;
  if (name === 'lvm' && !hasLoop()) return 'pvcreate refuses plain files, and here is no loop device';
  if (name.endsWith('-in-use') && !hasLoop()) return 'nothing can be mounted without a loop device and root';
  return undefined;
}

function by(tool: string, kind: string, make: (file: string) => unknown): Content {
  const blkid = kind.startsWith('fat') ? 'vfat' : kind;
  return { kind, blkid, tool, make: (file) => void make(file) };
}

/** As in a snapshot of a server that runs: copied while it is mounted, with files that were written and not all of them flushed. */
function inUse(kind: string, make: (file: string) => void): Content {
  return by(`mkfs.${kind}`, kind, (file) => {
    const [mounted, folder] = [`${file}.mounted`, `${file}.folder`];
    copyFileSync(file, mounted);
    make(mounted);
    mkdirSync(folder);
    run('mount', '-o', 'loop', mounted, folder);
    try {
      for (let number = 0; number < 20; number += 1) {
        writeFileSync(`${folder}/${number}`, 'a file of a server that runs', { flush: number < 10 });
      }
      copyInto(file, mounted, 0);
    } finally {
      run('umount', folder);
      rmSync(folder, { recursive: true });
      rmSync(mounted);
    }
  });
}

function fromLayout(kind: string, blkid: string, write: (size: number) => Written[]): Content {
  const make = (file: string, size: number) => {
    for (const { offset, bytes } of write(size)) writeAt(file, offset, bytes);
  };
  return { kind, blkid, isOpaque: true, make };
}

function seenInside({ kind, blkid, make }: Content): Content {
  return { kind, blkid, make };
}

function ext(file: string, ...more: readonly string[]): void {
  run('mkfs.ext4', '-q', '-F', '-U', UUID, '-E', `hash_seed=${UUID}`, ...more, file);
}

function xfs(file: string, ...more: readonly string[]): void {
  run('mkfs.xfs', '-q', '-f', '-m', `uuid=${UUID}`, ...more, file);
}

function btrfs(checksum: string): (file: string) => void {
  return (file) => void run('mkfs.btrfs', '-q', '-f', '-U', UUID, '--csum', checksum, file);
}

/** The keys behind the headers are noise that no look reads; zeros in their place keep the fixtures small. */
function luks(type: 'luks1' | 'luks2', keysAt: number): (file: string) => void {
  return (file) => {
    const key = `${file}.key`;
    writeFileSync(key, 'not a secret');
    const cheap = ['--pbkdf', 'pbkdf2', '--pbkdf-force-iterations', '1000'];
    run('cryptsetup', 'luksFormat', '-q', '--type', type, '--uuid', UUID, ...cheap, '--key-file', key, file);
    writeAt(file, keysAt, new Uint8Array(512 * KIB - keysAt));
  };
}

/** With a volume group, so that there is metadata with a checksum. */
function lvm(file: string): void {
  const device = run('losetup', '-f', '--show', file).trim();
  try {
    const config = 'devices{use_devicesfile=0} backup{backup=0 archive=0}';
    run(
      'pvcreate',
      '-q',
      '--config',
      config,
      '--norestorefile',
      '--uuid',
      'AAAAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAAAA',
      device,
    );
    run('vgcreate', '-q', '--config', config, `snapper${process.pid}`, device);
  } finally {
    run('losetup', '-d', device);
  }
}

function hasLoop(): boolean {
  try {
    return bytesAt('/dev/loop-control', 0, 0).length === 0 && process.getuid?.() === 0;
  } catch {
    return false;
  }
}
