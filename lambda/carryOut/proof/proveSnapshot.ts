import { type Disk } from '../../core/proof/disk.ts';
import { look } from '../../core/proof/look.ts';
import type { Looked } from '../../core/proof/verdict.ts';
import type { BlockList, BlockReader, Unread } from './blockReader.ts';

/** What a look at a snapshot gave, and how many calls it took. */
export interface LookedAt {
  readonly found: Looked | Unread;
  readonly lists: number;
  readonly reads: number;
}

/** How often a block is read again because the tokens were no longer good. */
const MOST_RENEWALS = 2;

/**
 * Looks at one snapshot: lists and reads blocks one after the other until all is seen that a look needs.
 *
 * It lists again only for a block that the last list does not reach, because a list makes the tokens of the one before
 * useless.
 */
export async function lookAt(snapshotId: string, reader: BlockReader): Promise<LookedAt> {
  const blocks = new Map<number, Uint8Array | 'zeros'>();
  const counting = counted(reader);
  const first = await counting.list(snapshotId, 0);
  if (first.kind === 'unread') return { found: foundBy(first), ...counting.sent };
  const reading = { snapshotId, reader: counting, list: { ...first, from: 0 }, renewals: 0 };
  const disk: Disk = { sizeGiB: first.sizeGiB, isWritten: first.blocks.length > 0, blocks };
  for (;;) {
    const looked = look(disk);
    if ('seen' in looked) return { found: looked.seen, ...counting.sent };
    for (const index of looked.need) {
      const block = await blockOf(index, reading);
      if ('kind' in block) return { found: foundBy(block), ...counting.sent };
      blocks.set(index, block.bytes);
    }
  }
}

/** Where the reading of one snapshot stands. */
interface Reading {
  readonly snapshotId: string;
  readonly reader: BlockReader;
  /** The last list, and the index from which it lists. */
  list: BlockList & { readonly from: number };
  renewals: number;
}

/** One block, after a list of its own where the last one does not reach it, or where its token is no longer good. */
async function blockOf(
  index: number,
  reading: Reading,
): Promise<{ readonly bytes: Uint8Array | 'zeros' } | Unread> {
  const { snapshotId, reader } = reading;
  const isListed = index >= reading.list.from && index <= reading.list.upTo;
  if (!isListed) {
    const list = await reader.list(snapshotId, index);
    if (list.kind === 'unread') return list;
    reading.list = { ...list, from: index };
  }
  const block = reading.list.blocks.find((one) => one.index === index);
  if (block === undefined) return { bytes: 'zeros' };
  const read = await reader.read(snapshotId, block);
  if (read.kind === 'read') return { bytes: read.bytes };
  if (read.why !== 'token' || reading.renewals === MOST_RENEWALS) return read;
  reading.renewals += 1;
  reading.list = { ...reading.list, from: Number.POSITIVE_INFINITY };
  return blockOf(index, reading);
}

/** The same reader, which counts its calls. */
function counted(reader: BlockReader): BlockReader & { readonly sent: { lists: number; reads: number } } {
  const sent = { lists: 0, reads: 0 };
  return {
    sent,
    list: async (snapshotId, from) =>
      reader.list(snapshotId, from, () => {
        sent.lists += 1;
      }),
    read: async (snapshotId, block) =>
      reader.read(snapshotId, block, () => {
        sent.reads += 1;
      }),
  };
}

/** Only a key or a checksum says something about the snapshot itself. */
function foundBy(unread: Unread): Looked | Unread {
  return unread.why === 'key' || unread.why === 'checksum'
    ? { verdict: 'unreadable', kinds: unread.why }
    : unread;
}
