import { SECTOR, type Stretch } from '../disk.ts';
import { overlap, type Partition, placeIn, type Table } from './table.ts';

/** Types of a partition that holds others, in a chain of tables. */
const EXTENDED = new Set([0x05, 0x0f, 0x85]);
/** PowerPC boot: it holds no file system. */
const PREP = 0x41;

/** A DOS partition table with at least one partition that can be. */
export function mbr(whole: Stretch): Table | undefined {
  const entries = entriesAt(whole, 0);
  if (entries === undefined || !entries.every(({ hasKnownFlag }) => hasKnownFlag)) return undefined;
  const used = entries.filter(({ type, sectors }) => type !== 0 && sectors > 0);
  const inside = used.filter((entry) => entry.first > 0 && entry.first + entry.sectors <= sectorsOf(whole));
  if (inside.length === 0) return undefined;
  const damages = [
    ...(inside.length < used.length ? ['one of its partitions lies outside the disk'] : []),
    ...(overlap(inside.map((entry) => partitionOf(entry, 0))) ? ['its partitions overlap'] : []),
  ];
  return { kind: 'mbr', partitions: all(whole, inside, damages), elsewhere: [], damages: () => damages };
}

/** A DOS partition table without partitions: it has the number of a disk, and no program that a machine begins with. */
export function emptyMbr(whole: Stretch): Table | undefined {
  const isUnused = entriesAt(whole, 0)?.every(({ type, sectors }) => type === 0 && sectors === 0);
  const hasProgram = whole.bytes(0, 440).some((byte) => byte !== 0);
  if (!isUnused || hasProgram || whole.view(440, 4).getUint32(0) === 0) return undefined;
  return { kind: 'mbr', partitions: [], elsewhere: [], damages: () => [] };
}

/** The primary ones, then those in extended ones. What is found to be damaged on the way is added to `damages`. */
function* all(whole: Stretch, entries: readonly Entry[], damages: string[]): Iterable<Partition> {
  yield* entries.filter(({ type }) => !EXTENDED.has(type)).map((entry) => partitionOf(entry, 0));
  for (const extended of entries.filter(({ type }) => EXTENDED.has(type))) {
    yield* logical(whole, extended, damages);
  }
}

/** Each table of the chain has one partition, counted from itself, and the next table, counted from the extended one. */
function* logical(whole: Stretch, extended: Entry, damages: string[]): Iterable<Partition> {
  const end = extended.first + extended.sectors;
  const seen = new Set<number>();
  for (let at: number | undefined = extended.first; at !== undefined; ) {
    const place = `its extended partition has at ${placeIn(at * SECTOR)}`;
    if (seen.has(at) || at >= end) {
      damages.push(`${place} a table that was there before or lies outside`);
      return;
    }
    seen.add(at);
    const entries = entriesAt(whole, at);
    if (entries === undefined) {
      if (seen.size > 1 || !isZeros(whole, at)) damages.push(`${place} no table`);
      return;
    }
    const [own, next] = entries;
    if (own !== undefined && own.type !== 0 && own.sectors > 0) {
      if (own.first === 0 || at + own.first + own.sectors > end)
        damages.push(`${place} a partition that lies outside`);
      else yield partitionOf(own, at);
    }
    at = next !== undefined && EXTENDED.has(next.type) ? extended.first + next.first : undefined;
  }
}

interface Entry {
  readonly hasKnownFlag: boolean;
  readonly type: number;
  /** In sectors. */
  readonly first: number;
  readonly sectors: number;
}

/** The four entries of a table; undefined where none is. */
function entriesAt(whole: Stretch, lba: number): readonly Entry[] | undefined {
  const sector = whole.view(lba * SECTOR, SECTOR);
  if (sector.getUint16(510, true) !== 0xaa55) return undefined;
  return [446, 462, 478, 494].map((at) => ({
    hasKnownFlag: (sector.getUint8(at) & 0x7f) === 0,
    type: sector.getUint8(at + 4),
    first: sector.getUint32(at + 8, true),
    sectors: sector.getUint32(at + 12, true),
  }));
}

function partitionOf({ type, first, sectors }: Entry, from: number): Partition {
  return { start: (from + first) * SECTOR, size: sectors * SECTOR, isReserved: type === PREP || undefined };
}

function sectorsOf(whole: Stretch): number {
  return Math.floor(whole.size / SECTOR);
}

function isZeros(whole: Stretch, lba: number): boolean {
  return whole.bytes(lba * SECTOR, SECTOR).every((byte) => byte === 0);
}
