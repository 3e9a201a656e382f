import { bitlocker } from './bitlocker.ts';
import { btrfs } from './btrfs.ts';
import { exfat } from './exfat.ts';
import { ext } from './ext.ts';
import { fat } from './fat.ts';
import type { Format } from './format.ts';
import { luks, luksWithoutHeader } from './luks.ts';
import { lvm } from './lvm.ts';
import { md, mdAtEnd } from './md.ts';
import { ntfs } from './ntfs.ts';
import { refs } from './refs.ts';
import { swap } from './swap.ts';
import { xfs } from './xfs.ts';
import { zfs, zfsWithoutLabel } from './zfs.ts';

/** One format, and how it is named in a sentence: `the ext4 file system at 1 MiB`. */
export interface FormatRow {
  readonly recognise: Format;
  readonly noun: 'file system' | 'header' | 'space';
}

/**
 * Formats that leave the first sectors of a disk as they were, and write over a part of the GPT that may lie there; so a
 * whole disk is asked for them before all tables. mdadm does so with the superblock at 4 KiB: `md` belongs here.
 */
export const OVER_TABLES: readonly FormatRow[] = [{ recognise: md, noun: 'header' }];

/**
 * Formats whose first sector can look like a partition table; so a whole disk is asked for them before it is asked for one.
 *
 * They write over the beginning of what was there, which may have left its superblock behind: they come first.
 */
export const BOOT_SECTORS: readonly FormatRow[] = [
  { recognise: bitlocker, noun: 'header' },
  { recognise: ntfs, noun: 'file system' },
  { recognise: exfat, noun: 'file system' },
  { recognise: refs, noun: 'file system' },
  { recognise: fat, noun: 'file system' },
];

/**
 * All formats, in the order in which a stretch is asked for them; the first that says yes counts.
 *
 * A new file system can leave the superblock of an older one behind. So one that is written earlier in the stretch, or of
 * which the makers wipe what was there, comes before the others. One that needs a second block comes late.
 */
export const FORMATS: readonly FormatRow[] = [
  ...OVER_TABLES,
  ...BOOT_SECTORS,
  { recognise: luks, noun: 'header' },
  { recognise: lvm, noun: 'header' },
  { recognise: xfs, noun: 'file system' },
  { recognise: zfs, noun: 'header' },
  { recognise: ext, noun: 'file system' },
  { recognise: btrfs, noun: 'file system' },
  { recognise: swap, noun: 'space' },
  { recognise: luksWithoutHeader, noun: 'header' },
  { recognise: zfsWithoutLabel, noun: 'header' },
  { recognise: mdAtEnd, noun: 'header' },
];
