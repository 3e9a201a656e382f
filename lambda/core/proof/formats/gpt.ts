import { crc32 } from '../checksums.ts';
import { SECTOR, type Stretch } from '../disk.ts';
import { withinReach } from '../reach.ts';
import { overlap, type Partition, type Table } from './table.ts';

/** https://uefi.org/specs/UEFI/2.10/05_GUID_Partition_Table_Format.html */

const MAGIC = 'EFI PART';
const ENTRY = 128;
/** Linux, Windows and the tools write 128; more than this fits in no block. */
const MOST_ENTRIES = 4096;

/** Types of partitions that hold no file system, BIOS boot, Microsoft reserved, PReP. */
const RESERVED = new Set(
  [
    '21686148-6449-6e6f-744e-656564454649',
    'e3c9e316-0b5c-4db8-817d-f92df00215ae',
    '9e1a2d38-c612-4316-aa26-8b49521e5a8b',
  ].map(asWritten),
);

/** A GPT behind its protective MBR: such a disk is nothing else, even where both headers are broken. */
export function gpt(whole: Stretch): Table | undefined {
  const end = protectedEnd(whole);
  if (end === undefined) return undefined;
  const primary = headerAt(whole, 1);
  if (primary.isGood) return fromPrimary(whole, primary, []);
  const ends = [lastSector(whole), end].filter((lba) => lba > 1 && lba <= lastSector(whole));
  return (
    fromBackup(whole, ends, [`its first copy is broken: ${primary.problem}`]) ??
    broken([`its first copy is broken: ${primary.problem}`, 'there is no second one'])
  );
}

/** A GPT whose protective MBR was overwritten: by something that is no MBR and no file system. */
export function unprotectedGpt(whole: Stretch): Table | undefined {
  const primary = headerAt(whole, 1);
  return primary.isGood
    ? fromPrimary(whole, primary, ['the first sector of the disk is overwritten'])
    : undefined;
}

/** A GPT of which only the copy at the end of the disk is left, or that bears only its name. */
export function lostGpt(whole: Stretch): Table | undefined {
  const overwritten = ['the beginning of the disk is overwritten'];
  const table = fromBackup(whole, [lastSector(whole)], overwritten);
  if (table !== undefined) return table;
  return isNamed(whole, 1) ? broken([...overwritten, 'there is no second copy']) : undefined;
}

type Header =
  | {
      readonly isGood: true;
      readonly lba: number;
      readonly alternate: bigint;
      readonly disk: string;
      readonly entries: Entries;
    }
  | { readonly isGood: false; readonly problem: string };

type GoodHeader = Extract<Header, { isGood: true }>;

interface Entries {
  readonly lba: number;
  readonly count: number;
  readonly crc: number;
}

function fromPrimary(whole: Stretch, primary: GoodHeader, damages: readonly string[]): Table {
  const { partitions, strays } = partitionsIn(whole, primary.entries);
  const backup = Number(primary.alternate);
  const isInside = backup > 1 && backup <= lastSector(whole);
  return {
    kind: 'gpt',
    partitions,
    elsewhere: isInside ? [backup * SECTOR] : [],
    damages: () => [
      ...damages,
      ...strays,
      ...(isInside
        ? differences(primary, headerAt(whole, backup))
        : ['its second copy lies outside the disk']),
    ],
  };
}

function differences(primary: GoodHeader, backup: Header): string[] {
  if (!backup.isGood) return [`its second copy is broken: ${backup.problem}`];
  const isSame = backup.disk === primary.disk && backup.entries.crc === primary.entries.crc;
  return isSame ? [] : ['its two copies differ'];
}

function fromBackup(whole: Stretch, ends: readonly number[], damages: readonly string[]): Table | undefined {
  for (const end of ends) {
    const backup = headerAt(whole, end);
    if (backup.isGood) {
      const { partitions, strays } = partitionsIn(whole, backup.entries);
      return { kind: 'gpt', partitions, elsewhere: [], damages: () => [...damages, ...strays] };
    }
  }
  return undefined;
}

function broken(damages: readonly string[]): Table {
  return { kind: 'gpt', partitions: [], elsewhere: [], damages: () => damages };
}

/** The last sector that a protective MBR protects; undefined where there is none. */
function protectedEnd(whole: Stretch): number | undefined {
  const sector = whole.view(0, SECTOR);
  if (sector.getUint16(510, true) !== 0xaa55) return undefined;
  const entry = [446, 462, 478, 494].find(
    (at) => sector.getUint8(at + 4) === 0xee && sector.getUint32(at + 8, true) === 1,
  );
  return entry === undefined ? undefined : sector.getUint32(entry + 12, true);
}

function lastSector(whole: Stretch): number {
  return Math.floor(whole.size / SECTOR) - 1;
}

function isNamed(whole: Stretch, lba: number): boolean {
  return Buffer.from(whole.bytes(lba * SECTOR, 8)).toString('latin1') === MAGIC;
}

/** A header and its entries, as Linux takes them. */
function headerAt(whole: Stretch, lba: number): Header {
  if (!isNamed(whole, lba)) return bad('there is no header');
  const bytes = whole.bytes(lba * SECTOR, SECTOR);
  const view = new DataView(bytes.buffer);
  const size = view.getUint32(12, true);
  if (size < 92 || size > SECTOR) return bad('its header has a size that cannot be');
  const crc = view.getUint32(16, true);
  view.setUint32(16, 0, true);
  if (crc32(bytes.subarray(0, size)) !== crc) return bad('the checksum of its header does not match');
  if (view.getBigUint64(24, true) !== BigInt(lba)) return bad('its header is that of another place');
  const entriesAt = view.getBigUint64(72, true);
  const count = view.getUint32(80, true);
  if (view.getUint32(84, true) !== ENTRY || count > MOST_ENTRIES || entriesAt > BigInt(lastSector(whole))) {
    return bad('its header has values that cannot be');
  }
  const entries = { lba: Number(entriesAt), count, crc: view.getUint32(88, true) };
  if (crcOf(whole, entries) !== entries.crc) return bad('the checksum of its partitions does not match');
  const disk = Buffer.from(bytes.subarray(56, 72)).toString('hex');
  return { isGood: true, lba, alternate: view.getBigUint64(32, true), disk, entries };
}

/** Entries that lie beyond the blocks that may be read are taken as they are. */
function crcOf(whole: Stretch, { lba, count, crc }: Entries): number {
  return withinReach(() => crc32(whole.bytes(lba * SECTOR, count * ENTRY)), crc);
}

function bad(problem: string): Header {
  return { isGood: false, problem };
}

interface Listed {
  readonly partitions: readonly Partition[];
  readonly strays: readonly string[];
}

function partitionsIn(whole: Stretch, { lba, count }: Entries): Listed {
  const view = whole.view(lba * SECTOR, count * ENTRY);
  const partitions: Partition[] = [];
  const strays: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const type = typeAt(view, index * ENTRY);
    if (type === UNUSED) continue;
    const first = view.getBigUint64(index * ENTRY + 32, true);
    const last = view.getBigUint64(index * ENTRY + 40, true);
    if (first === 0n || first > last || last > BigInt(lastSector(whole))) {
      strays.push(`its partition ${index + 1} lies outside the disk`);
      continue;
    }
    partitions.push({
      start: Number(first) * SECTOR,
      size: Number(last - first + 1n) * SECTOR,
      isReserved: RESERVED.has(type) || undefined,
    });
  }
  return { partitions, strays: overlap(partitions) ? [...strays, 'its partitions overlap'] : strays };
}

const UNUSED = '0'.repeat(32);

function typeAt(view: DataView, at: number): string {
  return Buffer.from(view.buffer, at, 16).toString('hex');
}

/** The first three numbers of a GUID are written with their lowest byte first. */
function asWritten(guid: string): string {
  const [a = '', b = '', c = '', ...rest] = guid.split('-');
  return [...[a, b, c].map((part) => (part.match(/../g) ?? []).toReversed().join('')), ...rest].join('');
}
