import type { Stretch } from '../disk.ts';
import type { Format } from './format.ts';
import { hasBootSignature, isBeside, isPowerOfTwo, longAt, NO_BOOT_SIGNATURE, textAt } from './reading.ts';

/**
 * NTFS, by its boot sector. It has no checksum.
 *
 * The first record of its `$MFT` is looked at only where that costs no further block. It can be dirty: Windows repeats its
 * log when it mounts it.
 */
export const ntfs: Format = (stretch) => {
  const sector = stretch.view(0, 512);
  if (textAt(sector, 3, 8) !== 'NTFS    ') return undefined;
  return { kind: 'ntfs', damage: damageOf(stretch, sector) };
};

function damageOf(stretch: Stretch, sector: DataView): string | undefined {
  if (!hasBootSignature(sector)) return NO_BOOT_SIGNATURE;
  const sectorSize = sector.getUint16(11, true);
  if (!isPowerOfTwo(sectorSize, 256, 4096)) return 'the sector size in its boot sector is none';
  const cluster = sectorSize * sectorsInCluster(sector.getUint8(13));
  if (!isPowerOfTwo(cluster, sectorSize, 2 ** 21)) return 'the cluster size in its boot sector is none';
  const size = longAt(sector, 40) * sectorSize;
  if (size === 0) return 'its boot sector says that it has no sectors';
  if (size > stretch.size) return 'it is larger than the place where it lies';
  const table = longAt(sector, 48) * cluster;
  const mirror = longAt(sector, 56) * cluster;
  if (table === 0 || table >= size || mirror === 0 || mirror >= size) return 'its $MFT lies outside of it';
  if (!isBeside(stretch, table, 4)) return undefined;
  return textAt(stretch.view(table, 4), 0, 4) === 'FILE' ? undefined : 'its $MFT does not begin with FILE';
}

/** From 0xF4 on the number is a negative power of two. */
function sectorsInCluster(written: number): number {
  return written > 0x80 ? 2 ** (256 - written) : written;
}
