import { type Disk, OutOfReach } from './disk.ts';

/** A disk of which only some blocks may be read, and which of them are wanted. */
export interface Reach {
  /** Whoever reads a block of it claims the block. */
  readonly disk: Disk;
  /** Whether a block may be read: it is claimed now or was before. */
  readonly claim: (index: number) => boolean;
  /** The blocks that are claimed and were not read, in rising order. */
  readonly unread: () => number[];
}

/**
 * Allows as many blocks as `most`, those that are claimed first.
 *
 * Who looks again with more blocks claims the same ones in the same order, so that no look needs more in all.
 */
export function reachOf(disk: Disk, most: number): Reach {
  const claimed = new Set<number>();
  const claim = (index: number): boolean => {
    if (claimed.size < most) claimed.add(index);
    return claimed.has(index);
  };
  return {
    disk: {
      ...disk,
      blocks: {
        get: (index) => {
          if (!claim(index)) throw new OutOfReach(`block ${index} is one more than ${most}`);
          return disk.blocks.get(index);
        },
      },
    },
    claim,
    unread: () =>
      [...claimed].filter((index) => disk.blocks.get(index) === undefined).toSorted((a, b) => a - b),
  };
}

/** What is found, or something else where that needs a block that may not be read. */
export function withinReach<Found, Otherwise>(find: () => Found, otherwise: Otherwise): Found | Otherwise {
  try {
    return find();
  } catch (error) {
    if (error instanceof OutOfReach) return otherwise;
    throw error;
  }
}
