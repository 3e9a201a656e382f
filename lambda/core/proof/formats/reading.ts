import { BLOCK, type Stretch } from '../disk.ts';

/** Some bytes as a text of one letter a byte. */
export function textAt(view: DataView, offset: number, length: number): string {
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + offset, length));
}

/** A number of 64 bits with the low byte first. Above 2^53 it is not exact: such a number is only compared with the size of a disk. */
export function longAt(view: DataView, offset: number): number {
  return Number(view.getBigUint64(offset, true));
}

/** Whether some bytes lie in the block in which the stretch begins: to look at them costs no further block. */
export function isBeside(stretch: Stretch, offset: number, length: number): boolean {
  if (!(offset >= 0 && offset + length <= BLOCK)) return false;
  return Math.floor(stretch.start / BLOCK) === Math.floor((stretch.start + offset + length - 1) / BLOCK);
}

/** Whether a number is a power of two between two others. */
export function isPowerOfTwo(value: number, least: number, most: number): boolean {
  return value >= least && value <= most && (value & (value - 1)) === 0;
}

/** Whether the two bytes stand there that end each boot sector. */
export function hasBootSignature(sector: DataView): boolean {
  return sector.getUint16(510) === 0x55_aa;
}

export const NO_BOOT_SIGNATURE = 'its boot sector does not end with 55 AA';
