import { createHash } from 'node:crypto';
import type { Block, BlockList, BlockReader, ListedBlock, Unread } from '../../carryOut/proof/blockReader.ts';
import { BLOCK } from '../../core/proof/disk.ts';
import type { Site } from '../clients.ts';
import type { Ebs, ListedPage, SentBlock } from './ebs.ts';
import { unread } from './unread.ts';

/** How often a block is read whose checksum does not match, or that does not come whole. */
const TRIES = 3;

/** AWS may answer with empty pages although more blocks follow. More of them than this are a fault of AWS. */
const MOST_PAGES = 50;

/**
 * Reads blocks in one region by EBS direct, whose client is loaded with the first call.
 *
 * Throttled calls are sent again as long as the patience of the site lasts.
 */
export function openBlockReader(site: Site): BlockReader & { readonly close: () => void } {
  let opened: Promise<Ebs> | undefined;
  const ebs = async () => {
    opened ??= import('./ebs.ts').then(({ openEbs }) => openEbs(site));
    return opened;
  };
  return {
    list: async (snapshotId, from, onCall) =>
      orUnread(async () => listed(counting(await ebs(), onCall), snapshotId, from)),
    read: async (snapshotId, block, onCall) =>
      orUnread(async () => read(counting(await ebs(), onCall), snapshotId, block)),
    close: () => void opened?.then(({ close }) => close()).catch(() => undefined),
  };
}

/** The same calls, each of which is told before it is sent. */
function counting(ebs: Ebs, onCall: () => void = () => undefined): Ebs {
  return {
    list: async (snapshotId, from) => {
      onCall();
      return ebs.list(snapshotId, from);
    },
    get: async (snapshotId, block) => {
      onCall();
      return ebs.get(snapshotId, block);
    },
    close: ebs.close,
  };
}

async function orUnread<T>(ask: () => Promise<T | Unread>): Promise<T | Unread> {
  try {
    return await ask();
  } catch (error) {
    return unread(error);
  }
}

/** The first page that has something, or the last one. */
async function listed(ebs: Ebs, snapshotId: string, from: number): Promise<BlockList | Unread> {
  let next: number | string = from;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page: ListedPage = await ebs.list(snapshotId, next);
    if (page.blocks.length > 0 || page.nextToken === undefined) return listOf(page);
    next = page.nextToken;
  }
  return refused('TooManyPages', `AWS answered with ${MOST_PAGES} empty pages and said that more follows`);
}

function listOf({ blocks, nextToken, sizeGiB, blockSize }: ListedPage): BlockList | Unread {
  if (blockSize !== BLOCK)
    return refused('BlockSize', `AWS lists blocks of ${blockSize} bytes, and only ${BLOCK} are known`);
  if (sizeGiB === undefined) return refused('VolumeSize', 'AWS listed blocks without the size of the volume');
  const rising = blocks.toSorted((a, b) => a.index - b.index);
  const last = rising.at(-1)?.index;
  const isAll = nextToken === undefined || last === undefined;
  return { kind: 'listed', blocks: rising, upTo: isAll ? Number.POSITIVE_INFINITY : last, sizeGiB };
}

/** A block that was cut off on its way says nothing about the snapshot, one that is whole and wrong does. */
async function read(ebs: Ebs, snapshotId: string, block: ListedBlock): Promise<Block | Unread> {
  const troubles: Unread[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    const sent = await ebs.get(snapshotId, block);
    const trouble = troubleOf(sent, block);
    if (trouble === undefined) return { kind: 'read', bytes: sent.bytes };
    troubles.push(trouble);
  }
  return troubles.find(({ why }) => why !== 'checksum') ?? troubles[0] ?? refused('Unread', 'not read');
}

function troubleOf(
  { bytes, length, checksum, algorithm }: SentBlock,
  { index }: ListedBlock,
): Unread | undefined {
  if (length !== BLOCK || bytes.length !== BLOCK)
    return refused('DataLength', `AWS sent ${bytes.length} bytes of block ${index} in place of ${BLOCK}`);
  if (algorithm !== 'SHA256' || checksum === undefined)
    return refused('ChecksumAlgorithm', `AWS sent block ${index} without its SHA-256`);
  if (createHash('sha256').update(bytes).digest('base64') === checksum) return undefined;
  const message = `the SHA-256 of block ${index} did not match what AWS said of it, ${TRIES} times`;
  return { kind: 'unread', why: 'checksum', code: 'Checksum', message };
}

function refused(code: string, message: string): Unread {
  return { kind: 'unread', why: 'refused', code, message };
}
