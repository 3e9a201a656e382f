import { rawCrc32 } from '../checksums.ts';
import { SECTOR, type Stretch } from '../disk.ts';
import type { Format } from './format.ts';
import { isBeside, longAt, textAt } from './reading.ts';

/** LVM begins each of its checksums with this. */
const BEGIN = 0xf5_97_a6_cf;

/**
 * A physical volume of LVM2: its label, with its checksum, in one of the first four sectors; and the header and the text of
 * its metadata where they cost no further block.
 */
export const lvm: Format = (stretch) => {
  const sectors = stretch.view(0, 4 * SECTOR);
  for (let index = 0; index < 4; index += 1) {
    const label = new DataView(sectors.buffer, index * SECTOR, SECTOR);
    if (textAt(label, 0, 8) !== 'LABELONE') continue;
    const isWhole = sumOf(label, 20) === label.getUint32(16, true);
    if (isWhole && textAt(label, 24, 8) !== 'LVM2 001') continue;
    const damage = isWhole ? damageOf(stretch, label, index) : 'the checksum of its label does not match';
    return { kind: 'lvm', damage, isOpaque: true };
  }
  return undefined;
};

function damageOf(stretch: Stretch, label: DataView, index: number): string | undefined {
  if (longAt(label, 8) !== index) return 'its label belongs to another sector';
  const header = label.getUint32(20, true);
  if (header < 32 || header > SECTOR - 72) return 'its label names no header';
  if (longAt(label, header + 32) > stretch.size) return 'it is larger than the place where it lies';
  const areas = metadataAreas(label, header + 40);
  if (areas === undefined) return 'the list of its areas has no end';
  for (const area of areas) {
    const damage = isBeside(stretch, area.offset, SECTOR) ? damageOfArea(stretch, area) : undefined;
    if (damage !== undefined) return damage;
  }
  return undefined;
}

interface Area {
  readonly offset: number;
  readonly size: number;
}

/** Two lists follow the header, each ended by an empty place: areas of data, then of metadata. */
function metadataAreas(label: DataView, from: number): Area[] | undefined {
  const areas: Area[] = [];
  let ends = 0;
  for (let at = from; at + 16 <= SECTOR; at += 16) {
    const area = { offset: longAt(label, at), size: longAt(label, at + 8) };
    if (area.offset === 0) ends += 1;
    else if (ends === 1) areas.push(area);
    if (ends === 2) return areas;
  }
  return undefined;
}

function damageOfArea(stretch: Stretch, { offset, size }: Area): string | undefined {
  const header = stretch.view(offset, SECTOR);
  if (sumOf(header, 4) !== header.getUint32(0, true))
    return 'the checksum of its metadata header does not match';
  const text = { from: longAt(header, 40), length: longAt(header, 48) };
  /** It is written round and round: behind the end it goes on behind the header. */
  const head = Math.min(text.length, size - text.from);
  if (text.from === 0 || head <= 0) return undefined;
  if (!isBeside(stretch, offset + text.from, head)) return undefined;
  if (text.length > head && !isBeside(stretch, offset + SECTOR, text.length - head)) return undefined;
  const parts = [stretch.bytes(offset + text.from, head), stretch.bytes(offset + SECTOR, text.length - head)];
  const sum = parts.reduce((state, bytes) => rawCrc32(bytes, state), BEGIN);
  return sum === header.getUint32(56, true) ? undefined : 'the checksum of its metadata does not match';
}

/** Of one sector from some byte on. */
function sumOf(sector: DataView, from: number): number {
  return rawCrc32(new Uint8Array(sector.buffer, sector.byteOffset + from, SECTOR - from), BEGIN);
}
