import { type Disk, MOST_BLOCKS } from '../../core/proof/disk.ts';
import { look } from '../../core/proof/look.ts';
import type { Looked } from '../../core/proof/verdict.ts';
import type { BlockList, BlockReader, Unread } from './blockReader.ts';

/** What a look at a snapshot gave, and how many calls it took. */
export interface LookedAt {
  readonly found: Looked | Unread;
  readonly lists: number;
  readonly reads: number;
}

/** How often a list is asked for again because its tokens were no longer good. */
const MOST_RENEWALS = 2;

/**
 * Looks at one snapshot: lists and reads blocks one after the other until all is seen that a look needs.
 *
 * It lists again only for a block that the last list does not reach, because a list makes the tokens of the one before
 * useless.
 */
export async function lookAt(snapshotId: string, reader: BlockReader): Promise<LookedAt> {
  const blocks = new Map<number, Uint8Array | 'zeros'>();
  const sent = { lists: 0, reads: 0 };
  const listFrom = async (from: number): Promise<BlockList | Unread> => {
    sent.lists += 1;
    return reader.list(snapshotId, from);
  };
  let from = 0;
  let renewals = 0;
  let list = await listFrom(from);
  if (list.kind === 'unread') return { found: foundBy(list), ...sent };
  const isWritten = list.blocks.length > 0;
  const { sizeGiB } = list;
  for (;;) {
    const disk: Disk = { sizeGiB, isWritten, blocks };
    const looked = look(disk);
    if ('seen' in looked) return { found: looked.seen, ...sent };
    for (const index of looked.need) {
      if (index < from || index > list.upTo) {
        from = index;
        list = await listFrom(from);
        if (list.kind === 'unread') return { found: foundBy(list), ...sent };
      }
      const block = list.blocks.find((one) => one.index === index);
      if (block === undefined) {
        blocks.set(index, 'zeros');
        continue;
      }
      if (sent.reads === MOST_BLOCKS + MOST_RENEWALS) throw new Error('a look needs more blocks than it may');
      sent.reads += 1;
      const read = await reader.read(snapshotId, block);
      if (read.kind === 'read') {
        blocks.set(index, read.bytes);
        continue;
      }
      if (read.why !== 'token' || renewals === MOST_RENEWALS) return { found: foundBy(read), ...sent };
      renewals += 1;
      from = index;
      list = await listFrom(from);
      if (list.kind === 'unread') return { found: foundBy(list), ...sent };
      break;
    }
  }
}

/** Only a key or a checksum says something about the snapshot itself. */
function foundBy(unread: Unread): Looked | Unread {
  return unread.why === 'key' || unread.why === 'checksum'
    ? { verdict: 'unreadable', kinds: unread.why }
    : unread;
}
