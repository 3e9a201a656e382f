import type { DiskRecipe } from './disks.ts';
import { isInstalled, said } from './tools.ts';

/** What blkid says of a disk, and of each of its partitions with a content: `ext4 at 1 MiB`. */
export function blkidOf({ parts, table }: DiskRecipe, file: string): string[] {
  if (!isInstalled('blkid')) return ['blkid is not installed'];
  const filled = parts.filter(({ content }) => content !== undefined);
  const ofParts = filled.map(({ start, size }) => `${typeAt(file, start, size)} at ${start} MiB`);
  if (table !== undefined) return [`${ask(file, 'PTTYPE')} at 0 MiB`, ...ofParts];
  return filled.length === 0 ? [`${ask(file, 'TYPE')} at 0 MiB`] : ofParts;
}

function typeAt(file: string, start: number, size: number): string {
  return ask(file, 'TYPE', '-O', String(start * 2 ** 20), '-S', String(size * 2 ** 20));
}

function ask(file: string, tag: string, ...more: readonly string[]): string {
  return said('blkid', '-p', '-s', tag, '-o', 'value', ...more, file).trim() || 'nothing';
}

/** What blkid says, and what we say of the same. It has one word for all FATs, and names a table whose copy is lost. */
const WORDS: Readonly<Record<string, RegExp>> = {
  ext2: /^ext2$/,
  ext3: /^ext3$/,
  ext4: /^ext4$/,
  xfs: /^xfs$/,
  btrfs: /^btrfs$/,
  vfat: /^fat(12|16|32)$/,
  ntfs: /^ntfs$/,
  exfat: /^exfat$/,
  swap: /^swap$/,
  crypto_LUKS: /^luks$/,
  LVM2_member: /^lvm$/,
  linux_raid_member: /^md$/,
  zfs_member: /^zfs$/,
  ReFS: /^refs$/,
  BitLocker: /^bitlocker$/,
  gpt: /^gpt(-damaged)?$/,
  dos: /^mbr$/,
  nothing: /^(unknown|gpt-damaged|)$/,
};

/** Where kinds and what blkid said are not the same; none where they are. What was not looked at is only counted. */
export function disagreements(kinds: string, blkid: readonly string[]): string[] {
  const words = kinds.split(' ').filter((word) => word !== 'blank' && word !== 'reserved');
  const ours = words.flatMap((word) => {
    const [kind = '', count = '1'] = word.split(':');
    return Array.from({ length: kind.startsWith('+') ? Number(kind) : Number(count) }, () => kind);
  });
  const theirs = blkid.map((one) => one.replace(/ at .*$/, ''));
  if (ours.length !== theirs.length) return [`${ours.join(' ')} is not ${theirs.join(' ')}`];
  return ours.flatMap((kind, index) => {
    const word = theirs[index] ?? '';
    return kind.startsWith('+') || WORDS[word]?.test(kind) ? [] : [`${kind} is not ${word}`];
  });
}
