import { expect, test } from 'vitest';
import {
  blake2b256,
  crc32,
  crc32c,
  rawCrc32,
  rawCrc32c,
  sha256,
  xxhash64,
} from '../../../lambda/core/proof/checksums.ts';

/** Values that were published: https://reveng.sourceforge.io/crc-catalogue, RFC 3720, RFC 7693, FIPS 180. */

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const DIGITS = ascii('123456789');

test('the CRCs of the digits are those of the catalogue', () => {
  expect(crc32(DIGITS)).toBe(0xcbf43926);
  expect(crc32c(DIGITS)).toBe(0xe3069283);
  expect(rawCrc32c(DIGITS)).toBe(~0xe3069283 >>> 0);
});

test('a raw CRC-32 that begins with ones is the common one, not inverted', () => {
  expect(rawCrc32(DIGITS, 0xffffffff)).toBe(~0xcbf43926 >>> 0);
});

test('a raw CRC-32 goes on where another ended', () => {
  const first = rawCrc32(DIGITS.subarray(0, 4), 0xf597a6cf);
  expect(rawCrc32(DIGITS.subarray(4), first)).toBe(rawCrc32(DIGITS, 0xf597a6cf));
});

test('SHA-256 and BLAKE2b of 256 bits', () => {
  expect(hex(sha256(ascii('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(hex(blake2b256(ascii('abc')))).toBe(
    'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319',
  );
});

test.for([
  ['', 0xef46db3751d8e999n],
  ['a', 0xd24ec4f1a98c6e5bn],
  ['abc', 0x44bc2cf5ad770999n],
  ['xxhash', 0x32dd38952c4bc720n],
  ['Nobody inspects the spammish repetition', 0xfbcea83c8a378bf1n],
] satisfies [string, bigint][])('XXH64 of "%s"', ([text, hash]) => {
  expect(xxhash64(ascii(text))).toBe(hash);
});

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
