import { expect, test } from 'vitest';
import {
  image,
  type Image,
  type MbrEntry,
  SECTOR,
  seenOn,
  walk,
  write,
  writeBtrfs,
  writeExt,
  writeMbr,
  writeSwap,
  writeXfs,
} from './images.ts';

const ROOT: MbrEntry = { flag: 0x80, type: 0x83, first: 2048, sectors: 204_800 };
const SWAP: MbrEntry = { type: 0x82, first: 206_848, sectors: 204_800 };
const EXTENDED: MbrEntry = { type: 5, first: 411_648, sectors: 1_000_000 };

function disk(...entries: readonly MbrEntry[]): Image {
  const made = image();
  writeMbr(made, entries);
  return made;
}

/** A root, a swap space, and two in an extended partition. */
function server(): Image {
  const made = disk(ROOT, SWAP, EXTENDED);
  writeExt(made, ROOT.first * SECTOR);
  writeSwap(made, SWAP.first * SECTOR);
  writeMbr(
    made,
    [
      { type: 0x83, first: 2048, sectors: 100_000 },
      { type: 5, first: 200_000, sectors: 200_000 },
    ],
    EXTENDED.first,
  );
  writeXfs(made, (EXTENDED.first + 2048) * SECTOR);
  writeMbr(made, [{ type: 0x83, first: 2048, sectors: 700_000 }], EXTENDED.first + 200_000);
  writeBtrfs(made, (EXTENDED.first + 202_048) * SECTOR);
  return made;
}

test('a DOS table is told with its partitions, those in an extended one last', () => {
  const { seen, asked } = walk(server());
  expect(seen).toEqual({ verdict: 'sound', kinds: 'mbr ext4 swap xfs btrfs', damages: [] });
  expect(asked).toEqual([[0], [2, 202, 402], [404, 597], [599]]);
});

test('one that is full of primary partitions needs one more look', () => {
  const made = disk(ROOT, SWAP);
  writeExt(made, ROOT.first * SECTOR);
  writeSwap(made, SWAP.first * SECTOR);
  expect(walk(made).asked).toEqual([[0], [2, 202]]);
});

test('a file system that was left behind a table does not count', () => {
  const made = disk({ ...SWAP, first: 2048 });
  writeExt(made, 0);
  writeSwap(made, 2048 * SECTOR);
  expect(seenOn(made)).toBe('sound: mbr swap');
});

test.for([
  ['whose partitions have flags that cannot be', [{ ...ROOT, flag: 0x12 }]],
  ['whose partitions all lie outside the disk', [{ ...ROOT, first: 3_000_000 }]],
  ['without partitions', []],
] satisfies [string, MbrEntry[]][])(
  'a sector %s is no table, so the file system behind it counts',
  ([, entries]) => {
    const made = disk(...entries);
    writeExt(made, 0);
    expect(seenOn(made)).toBe('sound: ext4');
  },
);

test('a table without partitions is one where it names its disk and has no program', () => {
  const made = disk();
  write(made, 440, Uint8Array.of(1, 2, 3, 4));
  expect(seenOn(made)).toBe('sound: mbr');
  write(made, 0, Uint8Array.of(0xeb));
  expect(seenOn(made)).toBe('unknown: unknown');
});

const MBR = 'the mbr partition table:';
const PLACE = 'its extended partition has at';

test.for([
  [
    'lies behind the end',
    [ROOT, { ...SWAP, sectors: 3_000_000 }],
    'one of its partitions lies outside the disk',
  ],
  ['begins in the table', [ROOT, { ...SWAP, first: 0 }], 'one of its partitions lies outside the disk'],
  ['overlaps another', [ROOT, { ...SWAP, first: 206_847 }], 'its partitions overlap'],
] satisfies [string, MbrEntry[], string][])('a partition that %s is damaged', ([, entries, damage]) => {
  const made = disk(...entries);
  expect(walk(made).seen.damages).toEqual([`${MBR} ${damage}`]);
});

test.for([
  [
    'that leads back to itself',
    [
      { type: 0x83, first: 1, sectors: 10 },
      { ...EXTENDED, first: 0 },
    ],
    `${PLACE} 201 MiB a table that was there before or lies outside`,
  ],
  [
    'that leads out of it',
    [
      { type: 0x83, first: 1, sectors: 10 },
      { ...EXTENDED, first: 1_000_000 },
    ],
    `${PLACE} ${(411_648 + 1_000_000) / 2} KiB a table that was there before or lies outside`,
  ],
  [
    'with a partition outside of it',
    [{ type: 0x83, first: 1, sectors: 1_000_000 }],
    `${PLACE} 201 MiB a partition that lies outside`,
  ],
  [
    'that leads to no table',
    [
      { type: 0x83, first: 1, sectors: 10 },
      { ...EXTENDED, first: 2048 },
    ],
    `${PLACE} 202 MiB no table`,
  ],
] satisfies [string, MbrEntry[], string][])(
  'a chain of logical partitions %s is damaged',
  ([, entries, damage]) => {
    const made = disk(ROOT, EXTENDED);
    writeMbr(made, entries, EXTENDED.first);
    expect(walk(made).seen.damages).toEqual([`${MBR} ${damage}`]);
  },
);

test('an extended partition in which nothing was made yet is sound', () => {
  expect(seenOn(disk(ROOT, EXTENDED))).toBe('sound: mbr blank');
});

test('an extended partition that was overwritten is damaged', () => {
  const made = disk(ROOT, EXTENDED);
  write(made, EXTENDED.first * SECTOR, Uint8Array.of(1));
  expect(seenOn(made)).toBe(`damaged: mbr-damaged blank\n${MBR} ${PLACE} 201 MiB no table`);
});

test('of a chain that is longer than eight blocks, the rest counts as one', () => {
  const made = disk(EXTENDED);
  for (let index = 0; index < 8; index += 1) {
    const at = EXTENDED.first + index * 10_000;
    writeMbr(
      made,
      [
        { type: 0x83, first: 2048, sectors: 2048 },
        { type: 5, first: (index + 1) * 10_000, sectors: 10_000 },
      ],
      at,
    );
    writeSwap(made, (at + 2048) * SECTOR, 4096, 256);
  }
  const { seen, asked } = walk(made);
  expect(seen).toEqual({ verdict: 'sound', kinds: 'mbr swap:3 +2', damages: [] });
  expect(asked.flat()).toHaveLength(8);
});
