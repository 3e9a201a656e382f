import { btrfs } from './btrfs.ts';
import { ext } from './ext.ts';
import type { Format } from './format.ts';
import { swap } from './swap.ts';
import { xfs } from './xfs.ts';

/** One format, and how it is named in a sentence: `the ext4 file system at 1 MiB`. */
export interface FormatRow {
  readonly recognise: Format;
  readonly noun: 'file system' | 'header' | 'space';
}

/**
 * Formats that leave the first sectors of a disk as they were, and write over a part of the GPT that may lie there; so a
 * whole disk is asked for them before all tables. mdadm does so with the superblock at 4 KiB: `md` belongs here.
 */
export const OVER_TABLES: readonly FormatRow[] = [];

/**
 * Formats whose first sector can look like a partition table; so a whole disk is asked for them before it is asked for one.
 *
 * They write over the beginning of what was there, which may have left its superblock behind: they come first.
 */
export const BOOT_SECTORS: readonly FormatRow[] = [];

/**
 * All formats, in the order in which a stretch is asked for them; the first that says yes counts.
 *
 * A new file system can leave the superblock of an older one behind. So one that is written earlier in the stretch, or of
 * which the makers wipe what was there, comes before the others. One that needs a second block comes late.
 */
export const FORMATS: readonly FormatRow[] = [
  ...OVER_TABLES,
  ...BOOT_SECTORS,
  { recognise: xfs, noun: 'file system' },
  { recognise: ext, noun: 'file system' },
  { recognise: btrfs, noun: 'file system' },
  { recognise: swap, noun: 'space' },
];
