import { type Disk, MOST_BLOCKS } from './disk.ts';

/** What was seen in a snapshot, by its bytes alone: nothing is compared with other snapshots yet. */
export interface Seen {
  readonly verdict: 'sound' | 'opaque' | 'blank' | 'unknown' | 'damaged';
  /**
   * At most 200 characters: the table, then each partition in its order: `gpt vfat ext4`. A damaged one is `ext4-damaged`,
   * many of a kind in a row are `ext4:3`, and `+14` are partitions that were not looked at.
   */
  readonly kinds: string;
  /** What is damaged, as sentences for a person: `the ext4 file system at 1 MiB: the checksum …`; none where nothing is. */
  readonly damages: readonly string[];
}

/** What was seen, or the blocks that must be read first, in rising order. */
export type Look = { readonly seen: Seen } | { readonly need: readonly number[] };

/** Looks at what was read of a disk: call it again with the blocks that it needs. It needs at most eight in all. */
export function look(disk: Disk): Look {
  throw new Error(`not built yet (${disk.sizeGiB} ${MOST_BLOCKS})`);
}
