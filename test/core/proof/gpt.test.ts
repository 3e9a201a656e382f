import { expect, test } from 'vitest';
import {
  BIOS_BOOT,
  bytesAt,
  EXT3,
  image,
  type Image,
  MIB,
  sealGpt,
  SECTOR,
  seenOn,
  spoil,
  walk,
  write,
  writeExt,
  writeGpt,
  writeMbr,
  writeSwap,
  writeXfs,
} from './images.ts';

const LAST = 2_097_151;

/** A partition for GRUB, an ext4 and an XFS on a disk of 1 GiB. */
function server(sizeGiB = 1): Image {
  const made = image(sizeGiB);
  writeGpt(
    made,
    [
      { first: 2048, last: 4095, type: BIOS_BOOT },
      { first: 4096, last: 206_847 },
      { first: 206_848, last: 411_647 },
    ],
    LAST + 1,
  );
  writeExt(made, 4096 * SECTOR);
  writeXfs(made, 206_848 * SECTOR);
  return made;
}

function spoiled(...offsets: readonly number[]): Image {
  const made = server();
  for (const offset of offsets) spoil(made, offset);
  return made;
}

test('a GPT is told with its partitions in their order, and one for GRUB costs no block', () => {
  expect(walk(server())).toEqual({
    seen: { verdict: 'sound', kinds: 'gpt reserved ext4 xfs', damages: [] },
    asked: [[0], [4, 202, 2047]],
  });
});

test('a disk that grew has its second copy where it ended before', () => {
  const { seen, asked } = walk(server(3));
  expect(seen.verdict).toBe('sound');
  expect(asked).toEqual([[0], [4, 202, 2047]]);
});

test('of a disk that grew the second copy is found by the protective MBR', () => {
  const made = server(3);
  spoil(made, SECTOR);
  expect(seenOn(made)).toMatch(/^damaged: gpt-damaged reserved ext4 xfs\n.*its first copy is broken/);
});

test('a table without partitions is sound', () => {
  const made = image();
  writeGpt(made, []);
  expect(seenOn(made)).toBe('sound: gpt');
});

const GPT = 'the gpt partition table:';

test.for([
  ['its header', [SECTOR + 60], 'its first copy is broken: the checksum of its header does not match'],
  ['its name', [SECTOR], 'its first copy is broken: there is no header'],
  [
    'a partition',
    [2 * SECTOR + 200],
    'its first copy is broken: the checksum of its partitions does not match',
  ],
  [
    'the second header',
    [LAST * SECTOR + 60],
    'its second copy is broken: the checksum of its header does not match',
  ],
  ['the second name', [LAST * SECTOR], 'its second copy is broken: there is no header'],
  [
    'a partition of the second copy',
    [(LAST - 32) * SECTOR + 1],
    'its second copy is broken: the checksum of its partitions does not match',
  ],
  ['the signature of the protective MBR', [510], 'the first sector of the disk is overwritten'],
] satisfies [string, number[], string][])(
  'where %s is broken, the file systems are still told',
  ([, offsets, damage]) => {
    expect(seenOn(spoiled(...offsets))).toBe(`damaged: gpt-damaged reserved ext4 xfs\n${GPT} ${damage}`);
  },
);

test('where both copies are broken nothing is left of it but its name', () => {
  expect(seenOn(spoiled(SECTOR, LAST * SECTOR))).toBe(
    `damaged: gpt-damaged\n${GPT} its first copy is broken: there is no header\n${GPT} there is no second one`,
  );
});

test('a disk whose first MiB is zeros is still told by its second copy', () => {
  const made = server();
  write(made, 0, new Uint8Array(MIB));
  expect(seenOn(made)).toBe(
    `damaged: gpt-damaged reserved ext4 xfs\n${GPT} the beginning of the disk is overwritten`,
  );
});

test('two copies that name other partitions are damaged', () => {
  const made = server();
  const older = image();
  writeGpt(older, [{ first: 2048, last: 4095 }]);
  write(made, (LAST - 32) * SECTOR, bytesAt(older, (LAST - 32) * SECTOR, 33 * SECTOR));
  expect(seenOn(made)).toContain(`${GPT} its two copies differ`);
});

test.for([
  ['behind the end', [{ first: 2048, last: LAST + 1 }], 'its partition 1 lies outside the disk'],
  ['end before they begin', [{ first: 4096, last: 2048 }], 'its partition 1 lies outside the disk'],
  [
    'share a sector',
    [
      { first: 2048, last: 4096 },
      { first: 4096, last: 8191 },
    ],
    'its partitions overlap',
  ],
] satisfies [string, { first: number; last: number }[], string][])(
  'partitions that %s are damaged',
  ([, partitions, damage]) => {
    const made = image();
    writeGpt(made, partitions);
    expect(seenOn(made)).toContain(`${GPT} ${damage}`);
  },
);

test('a second copy that should lie behind the end of the disk is damaged', () => {
  const made = image();
  writeGpt(made, [{ first: 2048, last: 4095 }], LAST + 4096);
  expect(seenOn(made)).toBe(`damaged: gpt-damaged blank\n${GPT} its second copy lies outside the disk`);
});

test.for([
  ['a header without an end', 12, 0xffff_ffff, 'its header has a size that cannot be'],
  ['a header that is too short', 12, 91, 'its header has a size that cannot be'],
  ['entries without an end', 80, 0xffff_ffff, 'its header has values that cannot be'],
  ['entries of no size', 84, 0, 'its header has values that cannot be'],
  ['entries behind the disk', 76, 0x7fff_ffff, 'its header has values that cannot be'],
  ['the header of another sector', 24, 2, 'its header is that of another place'],
] satisfies [string, number, number, string][])(
  '%s is damaged, with a checksum that matches too',
  ([, at, value, damage]) => {
    const made = server();
    write(made, SECTOR + at, Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24));
    sealGpt(made, 1);
    expect(seenOn(made)).toContain(`${GPT} its first copy is broken: ${damage}`);
  },
);

test('a GPT that was left behind a DOS table does not count', () => {
  const made = server();
  writeMbr(made, [{ type: 0x82, first: 206_848, sectors: 204_800 }]);
  writeSwap(made, 206_848 * SECTOR);
  expect(seenOn(made)).toBe('sound: mbr swap');
});

test('in a hybrid MBR the GPT counts', () => {
  const made = server();
  writeMbr(made, [
    { type: 0x83, first: 4096, sectors: 2048 },
    { type: 0xee, first: 1, sectors: 2047 },
  ]);
  expect(seenOn(made)).toBe('sound: gpt reserved ext4 xfs');
});

test('partitions beyond eight blocks are counted, and neighbours of a kind too', () => {
  const made = image();
  const starts = Array.from({ length: 20 }, (_, index) => (index + 1) * 20_480);
  writeGpt(
    made,
    starts.map((first) => ({ first, last: first + 20_479 })),
  );
  for (const [index, start] of starts.entries())
    writeExt(made, start * SECTOR, index < 4 ? { blocks: 2560, ...EXT3 } : undefined);
  const { seen, asked } = walk(made);
  expect(seen).toEqual({ verdict: 'sound', kinds: 'gpt ext3:4 ext4:2 +14', damages: [] });
  expect(asked.flat()).toHaveLength(8);
});

test('128 partitions in one block are told in a few words', () => {
  const made = image();
  writeGpt(
    made,
    Array.from({ length: 128 }, (_, index) => ({ first: 100 + index, last: 100 + index })),
  );
  expect(seenOn(made)).toBe('sound: gpt blank:128');
});
