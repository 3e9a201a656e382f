/** EBS reads and lists snapshots in blocks of this size. https://docs.aws.amazon.com/ebs/latest/userguide/ebsapi-elements.html */
export const BLOCK = 524_288;

/** How many blocks are read of one snapshot at most: 4 MiB. */
export const MOST_BLOCKS = 8;

/** EBS shows disks with sectors of this size. */
export const SECTOR = 512;

const GIB = 2 ** 30;

/** What is known of the disk in a snapshot: its size, and those blocks that were read. */
export interface Disk {
  readonly sizeGiB: number;
  /** Whether anything was ever written. */
  readonly isWritten: boolean;
  /** By their index. `zeros`: AWS lists no such block, so nothing was ever written there. */
  readonly blocks: Blocks;
}

export type Blocks = Pick<ReadonlyMap<number, Uint8Array | 'zeros'>, 'get'>;

/** Thrown where bytes are needed that were not read; `look` turns it into the wish for their block. It never leaves this room. */
export class NotRead extends Error {
  override readonly name = 'NotRead';
  readonly index: number;

  constructor(index: number) {
    super(`block ${index} was not read`);
    this.index = index;
  }
}

/** Thrown where a block is needed beyond those that may be read. It never leaves this room. */
export class OutOfReach extends Error {
  override readonly name = 'OutOfReach';
}

export function bytesOf({ sizeGiB }: Pick<Disk, 'sizeGiB'>): number {
  return sizeGiB * GIB;
}

/** A stretch of a disk: the whole, or one partition. Offsets count from its beginning. */
export class Stretch {
  readonly #disk: Disk;
  readonly start: number;
  /** Bytes. */
  readonly size: number;

  constructor(disk: Disk, start: number, size: number) {
    this.#disk = disk;
    this.start = start;
    this.size = size;
  }

  /**
   * Some bytes; zeros where they lie behind the end of the stretch or of the disk.
   *
   * @param length At most a block.
   * @throws NotRead where their block was not read.
   * @throws OutOfReach where the blocks that may be read are used up.
   */
  bytes(offset: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    const from = this.start + offset;
    const to = Math.min(from + length, this.start + this.size, bytesOf(this.#disk));
    for (let at = Math.max(0, from); at < to; ) {
      const index = Math.floor(at / BLOCK);
      const end = Math.min(to, (index + 1) * BLOCK);
      const block = this.#disk.blocks.get(index);
      if (block === undefined) throw new NotRead(index);
      if (block !== 'zeros') bytes.set(block.subarray(at - index * BLOCK, end - index * BLOCK), at - from);
      at = end;
    }
    return bytes;
  }

  /** The same bytes, to read numbers from. */
  view(offset: number, length: number): DataView {
    return new DataView(this.bytes(offset, length).buffer);
  }

  /** A part of it. */
  part(offset: number, size: number): Stretch {
    return new Stretch(this.#disk, this.start + offset, size);
  }
}
