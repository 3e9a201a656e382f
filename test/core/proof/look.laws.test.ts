import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amount } from '../../amounts.ts';
import {
  image,
  type Image,
  MIB,
  SECTOR,
  spoil,
  walk,
  write,
  writeBtrfs,
  writeExt,
  writeGpt,
  writeMbr,
  writeSwap,
  writeXfs,
} from './images.ts';
import { disorderOf } from './order.ts';

/** What holds of any disk, whoever wrote on it. */

const RUNS = amount({ sample: 15, long: 4000 });

const byGpt = (): Image => {
  const made = image();
  const firsts = [2048, 206_848, 411_648, 616_448];
  writeGpt(
    made,
    firsts.map((first) => ({ first, last: first + 204_799 })),
  );
  writeExt(made, 1 * MIB);
  writeXfs(made, 101 * MIB);
  writeBtrfs(made, 201 * MIB, { size: 100 * MIB });
  writeSwap(made, 301 * MIB);
  return made;
};

const byMbr = (): Image => {
  const made = image();
  writeMbr(made, [
    { type: 0x83, first: 2048, sectors: 204_800 },
    { type: 5, first: 411_648, sectors: 204_800 },
  ]);
  writeExt(made, 1 * MIB);
  writeMbr(made, [{ type: 0x83, first: 2048, sectors: 100_000 }], 411_648);
  writeXfs(made, 202 * MIB);
  return made;
};

/** Where the bytes lie that are looked at. */
const places = [
  0,
  446,
  SECTOR,
  1024,
  1040,
  1 * MIB,
  1 * MIB + 1024,
  101 * MIB,
  201 * MIB + 65_536,
  301 * MIB,
  1023 * MIB,
];
const lastSector = 2_097_151 * SECTOR;

const change = fc.record({
  at: fc.tuple(fc.constantFrom(...places, lastSector), fc.nat(511)).map(([place, more]) => place + more),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc.constantFrom(Uint8Array.of(0xff, 0xff, 0xff, 0xff), new Uint8Array(8), Uint8Array.of(0x55, 0xaa)),
  ),
});

test('law: a look at any changed disk ends, with at most eight blocks', () => {
  fc.assert(
    fc.property(fc.constantFrom(byGpt, byMbr), fc.array(change, { maxLength: 6 }), (make, changes) => {
      const made = make();
      for (const { at, bytes } of changes) write(made, Math.min(at, lastSector + 504), bytes);
      expect(disorderOf(made)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

test('law: a look at any bytes ends, with at most eight blocks', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 2048 }),
      fc.constantFrom('', 'EFI PART'),
      fc.boolean(),
      (bytes, name, isTable) => {
        const made = image();
        write(made, 0, bytes);
        write(made, SECTOR, new TextEncoder().encode(name));
        if (isTable) write(made, 510, Uint8Array.of(0x55, 0xaa));
        expect(disorderOf(made)).toEqual([]);
      },
    ),
    { numRuns: RUNS },
  );
});

test('law: one changed byte in what a checksum covers is never sound', () => {
  const covered = fc.oneof(
    fc.nat(91).map((at) => SECTOR + at),
    fc.nat(128 * 128 - 1).map((at) => 1024 + at),
    // Byte 0x65 has the bit that says that there is a checksum at all; Linux goes by it, too.
    fc
      .nat(1023)
      .filter((at) => at !== 0x65)
      .map((at) => 1 * MIB + 1024 + at),
    fc.nat(511).map((at) => 101 * MIB + at),
    fc
      .nat(4095)
      .filter((at) => at < 4 || at >= 32)
      .map((at) => 201 * MIB + 65_536 + at),
    fc.nat(91).map((at) => lastSector + at),
  );
  fc.assert(
    fc.property(covered, (at) => {
      const made = byGpt();
      spoil(made, at);
      expect(['damaged', 'unknown']).toContain(walk(made).seen.verdict);
    }),
    { numRuns: RUNS },
  );
});
