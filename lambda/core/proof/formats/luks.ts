import { createHash } from 'node:crypto';
import type { Stretch } from '../disk.ts';
import type { Format, Recognised } from './format.ts';
import { isBeside, isPowerOfTwo, textAt } from './reading.ts';

const FIRST = 'LUKS\xba\xbe';
const SECOND = 'SKUL\xba\xbe';

/** The sizes that a LUKS2 header can have, in bytes; the second one begins where the first ends. */
const SIZES = [14, 15, 16, 17, 18, 19, 20, 21, 22].map((power) => 2 ** power);

/** cryptsetup writes sha256; the others are what its format allows and Node knows. */
const HASHES = new Set(['sha1', 'sha224', 'sha256', 'sha384', 'sha512']);

/**
 * LUKS1, whose header has no checksum, or LUKS2 with those of both headers.
 *
 * A second header, or one larger than 512 KiB, is looked at only where that costs no further block.
 * https://gitlab.com/cryptsetup/cryptsetup/-/wikis/LUKS-standard
 */
export const luks: Format = (stretch) => {
  const header = stretch.view(0, 592);
  if (textAt(header, 0, 6) !== FIRST) return undefined;
  const version = header.getUint16(6);
  if (version === 1) return opaque(damageOfFirstVersion(stretch, header));
  if (version !== 2) return opaque('its header has another version than 1 and 2');
  const size = sizeIn(header);
  if (size === undefined) return opaque('the size of its header is none');
  return opaque(damageOfHeader(stretch, 0, size) ?? damageOfSecond(stretch, size));
};

/** LUKS2 whose first header is lost: the second begins behind it. To ask only where nothing else is recognised. */
export const luksWithoutHeader: Format = (stretch) => {
  const isThere = (at: number) => isBeside(stretch, at, 4096) && textAt(stretch.view(at, 6), 0, 6) === SECOND;
  return SIZES.some(isThere) ? opaque('its first header is lost; the second is there') : undefined;
};

function opaque(damage: string | undefined): Recognised {
  return { kind: 'luks', damage, isOpaque: true };
}

const USED = 0x00_ac_71_f3;
const UNUSED = 0x00_00_de_ad;

function damageOfFirstVersion(stretch: Stretch, header: DataView): string | undefined {
  for (let slot = 0; slot < 8; slot += 1) {
    const state = header.getUint32(208 + slot * 48);
    if (state !== USED && state !== UNUSED) return `its key slot ${slot} is neither used nor unused`;
  }
  const keyBytes = header.getUint32(108);
  if (keyBytes === 0 || keyBytes > 512) return 'the length of its key is none';
  /** 0 where the header lies on another disk. */
  return header.getUint32(104) * 512 > stretch.size ? 'its data lies outside of it' : undefined;
}

function sizeIn(header: DataView): number | undefined {
  const size = Number(header.getBigUint64(8));
  return isPowerOfTwo(size, 2 ** 14, 2 ** 22) ? size : undefined;
}

function damageOfSecond(stretch: Stretch, size: number): string | undefined {
  if (!isBeside(stretch, size, size)) return undefined;
  if (textAt(stretch.view(size, 6), 0, 6) !== SECOND) return 'its second header is lost';
  return damageOfHeader(stretch, size, size);
}

/** The checksum covers the header and the JSON behind it, with zeros in its own place. */
function damageOfHeader(stretch: Stretch, at: number, size: number): string | undefined {
  if (!isBeside(stretch, at, size)) return undefined;
  const which = at === 0 ? 'first' : 'second';
  const header = stretch.view(at, size);
  if (Number(header.getBigUint64(256)) !== at) return `its ${which} header belongs to another place`;
  const hash = textAt(header, 72, 32).replace(/\0+$/, '');
  if (!HASHES.has(hash)) return `its ${which} header names no known checksum`;
  const written = Buffer.from(header.buffer.slice(448, 512));
  const bytes = new Uint8Array(header.buffer).fill(0, 448, 512);
  const sum = createHash(hash).update(bytes).digest();
  return sum.equals(written.subarray(0, sum.length))
    ? undefined
    : `the checksum of its ${which} header does not match`;
}
