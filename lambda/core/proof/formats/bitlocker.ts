import type { Stretch } from '../disk.ts';
import type { Format } from './format.ts';
import { hasBootSignature, isBeside, isPowerOfTwo, longAt, NO_BOOT_SIGNATURE, textAt } from './reading.ts';

/** 4967D63B-2E29-4AD8-8399-F6A339E3D001, as GUIDs are written. */
const IDENTIFIER = '\x3b\xd6\x67\x49\x29\x2e\xd8\x4a\x83\x99\xf6\xa3\x39\xe3\xd0\x01';
const SIGNATURE = '-FVE-FS-';

/**
 * BitLocker (since Windows 7), BitLocker To Go, and that of Windows Vista, by their boot sector. What lies inside cannot be
 * seen; the first of three copies of its metadata is looked at only where that costs no further block.
 */
export const bitlocker: Format = (stretch) => {
  const sector = stretch.view(0, 512);
  const name = textAt(sector, 3, 8);
  if (name === SIGNATURE)
    return { kind: 'bitlocker', damage: damageOf(stretch, sector, 160), isOpaque: true };
  if (name !== 'MSWIN4.1' || textAt(sector, 424, 16) !== IDENTIFIER) return undefined;
  return { kind: 'bitlocker', damage: damageOf(stretch, sector, 424), isOpaque: true };
};

function damageOf(stretch: Stretch, sector: DataView, identifierAt: number): string | undefined {
  if (!hasBootSignature(sector)) return NO_BOOT_SIGNATURE;
  if (!isPowerOfTwo(sector.getUint16(11, true), 512, 4096))
    return 'the sector size in its boot sector is none';
  if (isOfVista(sector)) return undefined;
  if (textAt(sector, identifierAt, 16) !== IDENTIFIER)
    return 'its boot sector lacks the identifier of BitLocker';
  const copies = [16, 24, 32].map((after) => longAt(sector, identifierAt + after));
  if (copies.some((at) => at === 0 || at >= stretch.size)) return 'its metadata lies outside of it';
  const isHere = copies.filter((at) => isBeside(stretch, at, 8));
  const isBad = isHere.some((at) => textAt(stretch.view(at, 8), 0, 8) !== SIGNATURE);
  return isBad ? `its metadata does not begin with ${SIGNATURE}` : undefined;
}

/** It jumps over 0x52 bytes, and names the cluster of its metadata where NTFS names that of its mirror. */
function isOfVista(sector: DataView): boolean {
  return sector.getUint16(0) === 0xeb_52;
}
