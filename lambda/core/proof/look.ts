import { BLOCK, bytesOf, type Disk, MOST_BLOCKS, NotRead, OutOfReach, Stretch } from './disk.ts';
import { BOOT_SECTORS, FORMATS, type FormatRow, OVER_TABLES } from './formats/formats.ts';
import { gpt, lostGpt, unprotectedGpt } from './formats/gpt.ts';
import { emptyMbr, mbr } from './formats/mbr.ts';
import { mdAtEnd } from './formats/md.ts';
import { type Partition, placeIn, type Table } from './formats/table.ts';
import { type Reach, reachOf, withinReach } from './reach.ts';
import { BLANK, type Content, type Seen, seenIn } from './seen.ts';

export type { Seen } from './seen.ts';

/** What was seen, or the blocks that must be read first, in rising order. */
export type Look = { readonly seen: Seen } | { readonly need: readonly number[] };

/**
 * Looks at what was read of a disk: call it again with the blocks that it needs. It needs at most eight in all.
 *
 * A disk is `blank` where nothing was ever written, or where its first and its last block are zeros and four more that are
 * spread over it. No more of it is read.
 */
export function look(disk: Disk): Look {
  if (!disk.isWritten) return { seen: BLANK };
  const reach = reachOf(disk, MOST_BLOCKS);
  try {
    return { seen: seenOn(new Stretch(reach.disk, 0, bytesOf(disk)), reach) };
  } catch (error) {
    if (error instanceof NotRead) return { need: reach.unread() };
    throw error;
  }
}

function seenOn(whole: Stretch, reach: Reach): Seen {
  const found = withinReach(() => tableOrContent(whole), UNKNOWN);
  if (found === undefined) return isBlank(whole, reach) ? BLANK : seenIn([UNKNOWN], 0);
  return 'partitions' in found ? seenByTable(found, whole, reach) : seenIn([found], 0);
}

/** In the order in which one rules out the next. */
function tableOrContent(whole: Stretch): Table | Content | undefined {
  return (
    contentBy(OVER_TABLES, whole) ??
    gpt(whole) ??
    contentBy(BOOT_SECTORS, whole) ??
    mbr(whole) ??
    unprotectedGpt(whole) ??
    contentBy(FORMATS, whole) ??
    lostGpt(whole) ??
    emptyMbr(whole)
  );
}

function seenByTable(table: Table, whole: Stretch, reach: Reach): Seen {
  for (const offset of table.elsewhere) reach.claim(Math.floor(offset / BLOCK));
  const { partitions, notLookedAt } = partitionsWithin(table, reach);
  requireAll(reach);
  const damages = table.damages().map((damage) => `the ${table.kind} partition table: ${damage}`);
  const contents = partitions.map((partition) => contentOf(partition, whole));
  return seenIn([{ kind: table.kind, damages }, ...contents], notLookedAt);
}

/** More is a table that somebody made to keep us busy. */
const MOST_PARTITIONS = 128;

/** Those whose first block can be read, or that need none. Of a chain of tables that is longer, the rest counts as one. */
function partitionsWithin({ partitions }: Table, reach: Reach): Within {
  const within: Partition[] = [];
  let notLookedAt = 0;
  try {
    for (const partition of partitions) {
      const isWithin =
        within.length < MOST_PARTITIONS && (partition.isReserved || reach.claim(firstBlock(partition)));
      if (isWithin) within.push(partition);
      else notLookedAt += 1;
    }
  } catch (error) {
    if (!(error instanceof OutOfReach)) throw error;
    notLookedAt += 1;
  }
  return { partitions: within, notLookedAt };
}

interface Within {
  readonly partitions: readonly Partition[];
  readonly notLookedAt: number;
}

function firstBlock({ start }: Partition): number {
  return Math.floor(start / BLOCK);
}

/** All blocks that are wanted by now are asked for at once. */
function requireAll(reach: Reach): void {
  const [first] = reach.unread();
  if (first !== undefined) throw new NotRead(first);
}

const UNKNOWN: Content = { kind: 'unknown', damages: [] };

function contentOf(partition: Partition, whole: Stretch): Content {
  if (partition.isReserved) return { kind: 'reserved', damages: [] };
  const stretch = whole.part(partition.start, partition.size);
  const found = withinReach(() => contentBy(FORMATS, stretch, ` at ${placeIn(partition.start)}`), undefined);
  if (found !== undefined) return found;
  const toEndOfBlock = BLOCK - (partition.start % BLOCK);
  const hasOnlyZeros = isZeros(stretch.bytes(0, Math.min(toEndOfBlock, partition.size)));
  return hasOnlyZeros ? { kind: 'blank', damages: [] } : UNKNOWN;
}

function contentBy(rows: readonly FormatRow[], stretch: Stretch, place = ''): Content | undefined {
  for (const { recognise, noun } of rows) {
    const recognised = withinReach(() => recognise(stretch), undefined);
    if (recognised !== undefined) {
      const { kind, damage, isOpaque } = recognised;
      if (damage === undefined) return { kind, isOpaque, damages: [] };
      return partOfRaid(stretch) ?? { kind, isOpaque, damages: [`the ${kind} ${noun}${place}: ${damage}`] };
    }
  }
  return undefined;
}

/** A part of a striped RAID can begin with a file system of the whole, which looks too large for this place. */
function partOfRaid(stretch: Stretch): Content | undefined {
  const part = withinReach(() => mdAtEnd(stretch), undefined);
  return part === undefined || part.damage !== undefined ? undefined : { ...part, damages: [] };
}

/** Looks at more of a disk of which the beginning and the end are not known: the usual place of a partition, and three others. */
function isBlank(whole: Stretch, reach: Reach): boolean {
  const blocks = Math.floor(whole.size / BLOCK);
  const inTheMiddle = [2, blocks / 4, blocks / 2, (blocks * 3) / 4].map(Math.floor);
  const ends = [0, blocks - 1];
  const isZero = (index: number): boolean => isZeros(whole.bytes(index * BLOCK, BLOCK));
  if (!ends.every(isZero)) return false;
  for (const index of inTheMiddle) reach.claim(index);
  requireAll(reach);
  return inTheMiddle.every(isZero);
}

function isZeros(bytes: Uint8Array): boolean {
  return Buffer.alloc(bytes.length).equals(bytes);
}
