/** What a partition table says. */
export interface Table {
  readonly kind: 'gpt' | 'mbr';
  /** Those that lie inside the disk, in the order of the table. To ask for the next one can need another block. */
  readonly partitions: Iterable<Partition>;
  /** Where its other parts begin, in bytes of the disk: they are read together with the partitions. */
  readonly elsewhere: readonly number[];
  /** What is damaged in it, as the ends of sentences. Is asked when the partitions are known. */
  readonly damages: () => readonly string[];
}

/** In bytes of the disk. */
export interface Partition {
  readonly start: number;
  readonly size: number;
  /** By its type it holds no file system. @default false */
  readonly isReserved?: true | undefined;
}

/** Whether two of some partitions share a byte. */
export function overlap(partitions: readonly Partition[]): boolean {
  const inOrder = partitions.toSorted((a, b) => a.start - b.start);
  return inOrder.some(({ start }, index) => {
    const before = inOrder[index - 1];
    return before !== undefined && before.start + before.size > start;
  });
}

/** An offset in words: `1 MiB`, `31 KiB`, `1536 bytes`. */
export function placeIn(offset: number): string {
  if (offset % 2 ** 20 === 0) return `${offset / 2 ** 20} MiB`;
  return offset % 2 ** 10 === 0 ? `${offset / 2 ** 10} KiB` : `${offset} bytes`;
}
