import { createHash } from 'node:crypto';
import { crc32 as zlibCrc32 } from 'node:zlib';
import { Crc32c } from '@aws-crypto/crc32c';
import { blake2b } from '@noble/hashes/blake2.js';

/** The CRC-32 of zlib, as GPT writes it. */
export function crc32(bytes: Uint8Array): number {
  return zlibCrc32(bytes);
}

/** The CRC-32 of bytes that begins with another state and is not inverted at the end, as LVM writes it. */
export function rawCrc32(bytes: Uint8Array, state: number): number {
  return ~zlibCrc32(bytes, ~state >>> 0) >>> 0;
}

/** The CRC-32C (Castagnoli) as iSCSI, XFS and btrfs compute it. */
export function crc32c(bytes: Uint8Array): number {
  return new Crc32c().update(bytes).digest();
}

/** The CRC-32C that is not inverted at the end, as ext4 writes it. */
export function rawCrc32c(bytes: Uint8Array): number {
  return ~crc32c(bytes) >>> 0;
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

/** BLAKE2b of 256 bits. */
export function blake2b256(bytes: Uint8Array): Uint8Array {
  return blake2b(bytes, { dkLen: 32 });
}

const MASK = 2n ** 64n - 1n;
const PRIME_1 = 0x9e3779b185ebca87n;
const PRIME_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME_3 = 0x165667b19e3779f9n;
const PRIME_4 = 0x85ebca77c2b2ae63n;
const PRIME_5 = 0x27d4eb2f165667c5n;

/** XXH64 with the seed 0. https://github.com/Cyan4973/xxHash/tree/dev/doc */
export function xxhash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { hash, end } = stripes(view);
  return avalanche(rest(view, end, wrap(hash + BigInt(view.byteLength))));
}

/** All whole stripes of 32 bytes, in four lanes. */
function stripes(view: DataView): { readonly hash: bigint; readonly end: number } {
  const end = view.byteLength - (view.byteLength % 32);
  if (end === 0) return { hash: PRIME_5, end };
  const lanes = [wrap(PRIME_1 + PRIME_2), PRIME_2, 0n, wrap(-PRIME_1)];
  for (let at = 0; at < end; at += 32) {
    for (const [lane, value] of lanes.entries()) {
      lanes[lane] = round(value, view.getBigUint64(at + lane * 8, true));
    }
  }
  const turns = [1n, 7n, 12n, 18n];
  const start = wrap(lanes.reduce((sum, value, lane) => sum + turned(value, turns[lane] ?? 0n), 0n));
  const hash = lanes.reduce((sum, value) => wrap((sum ^ round(0n, value)) * PRIME_1 + PRIME_4), start);
  return { hash, end };
}

/** What is left behind the last whole stripe: words of 8 bytes, one of 4, single bytes. */
function rest(view: DataView, from: number, start: bigint): bigint {
  let at = from;
  let hash = start;
  for (; at + 8 <= view.byteLength; at += 8) {
    hash = wrap(turned(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * PRIME_1 + PRIME_4);
  }
  for (; at + 4 <= view.byteLength; at += 4) {
    hash = wrap(turned(hash ^ wrap(BigInt(view.getUint32(at, true)) * PRIME_1), 23n) * PRIME_2 + PRIME_3);
  }
  for (; at < view.byteLength; at += 1) {
    hash = wrap(turned(hash ^ wrap(BigInt(view.getUint8(at)) * PRIME_5), 11n) * PRIME_1);
  }
  return hash;
}

function avalanche(hash: bigint): bigint {
  const once = wrap((hash ^ (hash >> 33n)) * PRIME_2);
  const twice = wrap((once ^ (once >> 29n)) * PRIME_3);
  return twice ^ (twice >> 32n);
}

function round(lane: bigint, word: bigint): bigint {
  return wrap(turned(wrap(lane + word * PRIME_2), 31n) * PRIME_1);
}

/** Turned to the left by some bits. */
function turned(value: bigint, bits: bigint): bigint {
  return wrap((value << bits) | (value >> (64n - bits)));
}

function wrap(value: bigint): bigint {
  return value & MASK;
}
