import type { Stretch } from '../disk.ts';
import type { Format, Recognised } from './format.ts';
import { hasBootSignature, isBeside, isPowerOfTwo, NO_BOOT_SIGNATURE, textAt } from './reading.ts';

/**
 * FAT12, FAT16 or FAT32, by the boot sector and the first byte of the FAT. It has no checksum.
 *
 * Which of them it is follows from the number of clusters, not from the name that is written there: Microsoft, "FAT32 File
 * System Specification", 1.03. One whose short FAT size is 0 is FAT32 with any number of clusters, as Linux and Windows
 * take it. It can be dirty.
 */
export const fat: Format = (stretch) => {
  const sector = stretch.view(0, 512);
  const volume = volumeIn(sector);
  const named = nameIn(sector);
  const isBootable = hasJump(sector) && hasBootSignature(sector);
  if (named === undefined && !(isBootable && volume.wrong === undefined)) return undefined;
  const kind = volume.kind ?? named ?? 'fat';
  return { kind, damage: volume.wrong ?? damageOf(stretch, sector, volume, kind) };
};

interface Volume {
  /** Bytes. */
  readonly size: number;
  /** Where its first FAT begins. */
  readonly fatAt: number;
  readonly media: number;
  readonly kind?: string;
  /** What in the boot sector cannot be. */
  readonly wrong?: string;
}

function volumeIn(sector: DataView): Volume {
  const sectorSize = sector.getUint16(11, true);
  const perCluster = sector.getUint8(13);
  const reserved = sector.getUint16(14, true);
  const fats = sector.getUint8(16);
  const media = sector.getUint8(21);
  const sectors = sector.getUint16(19, true) || sector.getUint32(32, true);
  const isLarge = sector.getUint16(22, true) === 0;
  const fatSectors = isLarge ? sector.getUint32(36, true) : sector.getUint16(22, true);
  const size = sectors * sectorSize;
  const none = { size, fatAt: reserved * sectorSize, media };
  if (!isPowerOfTwo(sectorSize, 512, 4096))
    return { ...none, wrong: 'the sector size in its boot sector is none' };
  if (!isPowerOfTwo(perCluster, 1, 128))
    return { ...none, wrong: 'the cluster size in its boot sector is none' };
  if (reserved === 0 || fats === 0 || fatSectors === 0)
    return { ...none, wrong: 'its boot sector names no FAT' };
  if (media !== 0xf0 && media < 0xf8) return { ...none, wrong: 'the media byte in its boot sector is none' };
  const rootSectors = Math.ceil((sector.getUint16(17, true) * 32) / sectorSize);
  const clusters = Math.floor((sectors - reserved - fats * fatSectors - rootSectors) / perCluster);
  if (clusters < 1) return { ...none, wrong: 'its boot sector leaves no room for files' };
  const kind = kindOf(isLarge, clusters);
  if (kind === undefined) return { ...none, wrong: 'it has more clusters than a FAT16 can have' };
  const bits = Number(kind.slice(3));
  const wrong =
    (clusters + 2) * bits > fatSectors * sectorSize * 8 ? 'its FAT is too short for its clusters' : undefined;
  return { ...none, kind, ...(wrong === undefined ? {} : { wrong }) };
}

function kindOf(isLarge: boolean, clusters: number): string | undefined {
  if (isLarge) return 'fat32';
  if (clusters < 4085) return 'fat12';
  return clusters < 65_525 ? 'fat16' : undefined;
}

function damageOf(stretch: Stretch, sector: DataView, volume: Volume, kind: string): Recognised['damage'] {
  if (!hasBootSignature(sector)) return NO_BOOT_SIGNATURE;
  if (!hasJump(sector)) return 'its boot sector does not begin with a jump';
  if (kind === 'fat32' && sector.getUint32(44, true) < 2) return 'its boot sector names no root directory';
  if (volume.size > stretch.size) return 'it is larger than the place where it lies';
  if (!isBeside(stretch, volume.fatAt, 1)) return undefined;
  const first = stretch.view(volume.fatAt, 1).getUint8(0);
  return first === volume.media ? undefined : 'its FAT does not begin with the media byte of its boot sector';
}

function hasJump(sector: DataView): boolean {
  const first = sector.getUint8(0);
  return first === 0xe9 || (first === 0xeb && sector.getUint8(2) === 0x90);
}

/** What the boot sector calls it. */
function nameIn(sector: DataView): string | undefined {
  if (textAt(sector, 0x52, 8) === 'FAT32   ') return 'fat32';
  const name = textAt(sector, 0x36, 8);
  if (name === 'FAT12   ') return 'fat12';
  if (name === 'FAT16   ') return 'fat16';
  return name === 'FAT     ' ? 'fat' : undefined;
}
