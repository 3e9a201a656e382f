import type { Stretch } from '../disk.ts';
import type { Format } from './format.ts';
import { hasBootSignature, longAt, NO_BOOT_SIGNATURE, textAt } from './reading.ts';

/** The flags (a dirty one is among them) and how full it is: they change while it is mounted, so no checksum covers them. */
const UNCOVERED = new Set([106, 107, 112]);

/** exFAT, with the checksum of its boot sectors. https://learn.microsoft.com/en-us/windows/win32/fileio/exfat-specification */
export const exfat: Format = (stretch) => {
  const sector = stretch.view(0, 512);
  if (textAt(sector, 3, 8) !== 'EXFAT   ') return undefined;
  return { kind: 'exfat', damage: damageOf(stretch, sector) };
};

function damageOf(stretch: Stretch, sector: DataView): string | undefined {
  if (!hasBootSignature(sector)) return NO_BOOT_SIGNATURE;
  const shift = sector.getUint8(108);
  if (shift < 9 || shift > 12) return 'the sector size in its boot sector is none';
  const sectorSize = 2 ** shift;
  const boot = stretch.view(0, 12 * sectorSize);
  const sum = checksum(new Uint8Array(boot.buffer, 0, 11 * sectorSize));
  for (let at = 11 * sectorSize; at < boot.byteLength; at += 4) {
    if (boot.getUint32(at, true) !== sum) return 'the checksum of its boot sectors does not match';
  }
  return longAt(sector, 72) * sectorSize > stretch.size
    ? 'it is larger than the place where it lies'
    : undefined;
}

function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const [at, byte] of bytes.entries()) {
    if (!UNCOVERED.has(at)) sum = (((sum << 31) | (sum >>> 1)) + byte) >>> 0;
  }
  return sum;
}
