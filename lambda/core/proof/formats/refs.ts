import type { Stretch } from '../disk.ts';
import type { Format } from './format.ts';
import { isPowerOfTwo, longAt, textAt } from './reading.ts';

/** ReFS, by its boot sector and the checksum in it. https://learn.microsoft.com/en-us/windows/win32/fileio/file-system-recognition */
export const refs: Format = (stretch) => {
  const sector = stretch.view(0, 512);
  if (textAt(sector, 3, 8) !== 'ReFS\0\0\0\0') return undefined;
  return { kind: 'refs', damage: damageOf(stretch, sector) };
};

function damageOf(stretch: Stretch, sector: DataView): string | undefined {
  if (textAt(sector, 16, 4) !== 'FSRS') return 'its boot sector does not say FSRS';
  const length = sector.getUint16(20, true);
  if (length < 24 || length > 512) return 'the length of what its checksum covers is none';
  const sum = checksum(new Uint8Array(sector.buffer, 0, length));
  if (sum !== sector.getUint16(22, true)) return 'the checksum of its boot sector does not match';
  const sectorSize = sector.getUint32(32, true);
  if (!isPowerOfTwo(sectorSize, 512, 4096)) return 'the sector size in its boot sector is none';
  return longAt(sector, 24) * sectorSize > stretch.size
    ? 'it is larger than the place where it lies'
    : undefined;
}

/** Of all bytes behind the jump, without the two of the checksum itself. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const [at, byte] of bytes.entries()) {
    if (at >= 3 && at !== 22 && at !== 23) sum = (((sum & 1) << 15) + (sum >>> 1) + byte) & 0xff_ff;
  }
  return sum;
}
