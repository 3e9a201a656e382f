/** Reads the blocks of snapshots in one region. Throttled calls are not among the answers: they are sent again. */
export interface BlockReader {
  /** Lists the first blocks from an index on. Tokens of earlier lists of this snapshot are then no longer good. */
  list(snapshotId: string, from: number, onCall?: () => void): Promise<BlockList | Unread>;
  /** The bytes of one block, whose SHA-256 matches what AWS says of it. */
  read(snapshotId: string, block: ListedBlock, onCall?: () => void): Promise<Block | Unread>;
}

export interface BlockList {
  readonly kind: 'listed';
  /** In rising order. A block that is not listed was never written: it reads as zeros. */
  readonly blocks: readonly ListedBlock[];
  /** All blocks up to this index, itself included, are either in the list or zeros. Infinity: up to the end. */
  readonly upTo: number;
  readonly sizeGiB: number;
}

export interface ListedBlock {
  readonly index: number;
  readonly token: string;
}

export interface Block {
  readonly kind: 'read';
  readonly bytes: Uint8Array;
}

/** Why blocks could not be read. */
export interface Unread {
  readonly kind: 'unread';
  /**
   * `key`: AWS may not use the key of the snapshot, so nothing can be restored of it. `checksum`: what AWS sent does not
   * match its checksum, three times. `token`: the tokens are too old, or of an earlier list. `refused`: all else, also
   * that it was deleted or archived meanwhile; it says nothing about the snapshot.
   */
  readonly why: 'key' | 'checksum' | 'token' | 'refused';
  readonly code: string;
  readonly message: string;
}
