import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SEED } from '../../amounts.ts';
import { blkidOf, disagreements } from '../../disks/blkid.ts';
import { type DiskRecipe, disks, makeDisk, missingOf } from '../../disks/disks.ts';
import { lookThrough } from '../../disks/fixture.ts';
import { blockAt, bytesAt, isInstalled, said, writeAt } from '../../disks/tools.ts';
import type { Range } from './rules.ts';

/** Disks that are made anew, and what the programs say that their makers check them with. */

const KIB = 1024;
const SUPERBLOCK = 64 * KIB;
/** A GPT on 1 GiB: its last sector. */
const END = 2 ** 30 - 512;

interface Opinion {
  readonly disk: string;
  readonly tool: string;
  readonly complains: (file: string) => boolean;
  /** Where bits are changed. */
  readonly within: readonly Range[];
}

function not(good: RegExp, tool: string, ...args: readonly string[]): (file: string) => boolean {
  return (file) => !good.test(said(tool, ...args, file));
}

const dumpe2fs = {
  tool: 'dumpe2fs',
  complains: (file: string) => /^dumpe2fs: /m.test(said('dumpe2fs', '-h', file)),
  within: [[1024, 2048]],
} as const;
const xfsDb = (sector: number) => ({
  tool: 'xfs_db',
  complains: not(/\(correct\)/, 'xfs_db', '-r', '-c', 'sb 0', '-c', 'p crc'),
  within: [[0, sector]] satisfies Range[],
});
const dumpSuper = {
  tool: 'btrfs',
  complains: not(/^csum\s+0x[0-9a-f]+ \[match\]/m, 'btrfs', 'inspect-internal', 'dump-super'),
  within: [[SUPERBLOCK, SUPERBLOCK + 4 * KIB]],
} as const;
const mdadm = (at: number, length: number) => ({
  tool: 'mdadm',
  complains: not(/Checksum : .* - correct/, 'mdadm', '--examine'),
  within: [[at, at + length]] satisfies Range[],
});

const opinions: readonly Opinion[] = [
  { disk: 'ext4', ...dumpe2fs },
  { disk: 'ext4-without-checksum', ...dumpe2fs },
  { disk: 'ext3', ...dumpe2fs },
  { disk: 'xfs', ...xfsDb(512) },
  { disk: 'xfs-of-4k-sectors', ...xfsDb(4096) },
  { disk: 'btrfs-crc32c', ...dumpSuper },
  { disk: 'btrfs-xxhash', ...dumpSuper },
  { disk: 'btrfs-sha256', ...dumpSuper },
  { disk: 'btrfs-blake2', ...dumpSuper },
  {
    disk: 'exfat',
    tool: 'fsck.exfat',
    complains: not(/: clean/, 'fsck.exfat', '-n'),
    within: [[0, 12 * 512]],
  },
  {
    disk: 'gpt-as-ubuntu',
    tool: 'sgdisk',
    complains: (file) => /ERROR|Caution|Warning!|CRC/.test(said('sgdisk', '-v', file)),
    within: [
      [512, 604],
      [1024, 1536],
      [END, END + 92],
      [END - 32 * 512, END - 31 * 512],
    ],
  },
  {
    disk: 'luks2',
    tool: 'cryptsetup',
    /** It mends what it can, so its answer is on what it found first. */
    complains: (file) => !hasBothHeaders(said('cryptsetup', 'luksDump', '--debug', file)),
    within: [[0, 32 * KIB]],
  },
  { disk: 'md-1.1', ...mdadm(0, 512) },
  { disk: 'md-1.2', ...mdadm(4096, 512) },
];

function hasBothHeaders(text: string): boolean {
  const sums = [...text.matchAll(/Checksum:([0-9a-f]+) \((?:on-disk|in-memory)\)/g)].map(([, sum]) => sum);
  return sums.length === 4 && sums[0] === sums[1] && sums[2] === sums[3];
}

/** Where we and a program differ, and who is right. */
const EXCEPTIONS: readonly {
  readonly disk: RegExp;
  readonly within: Range;
  readonly because: string;
}[] = [
  {
    disk: /^(ext3|ext4-without-checksum)$/,
    within: [1044, 1048],
    because: 'dumpe2fs goes on to the tables of the groups, which lie in blocks that a proof does not read',
  },
];

function seenOn(file: string): { readonly verdict: string; readonly kinds: string } {
  return lookThrough({ sizeGiB: 1, isWritten: true }, (index) => blockAt(file, index)).seen;
}

function made(disk: string): { readonly recipe: DiskRecipe; readonly file: string } {
  const recipe = disks.find(({ name }) => name === disk);
  if (recipe === undefined) throw new Error(`there is no recipe ${disk}`);
  const folder = mkdtempSync(join(tmpdir(), 'disks-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'disk');
  makeDisk(recipe, file);
  return { recipe, file };
}

function missing({ disk, tool }: Opinion): string | undefined {
  const recipe = disks.find(({ name }) => name === disk);
  const program = [tool, 'blkid'].find((one) => !isInstalled(one));
  return program === undefined ? recipe && missingOf(recipe) : `${program} is not installed`;
}

describe.each(opinions)('$disk, and $tool', (opinion) => {
  const { disk, tool, complains, within } = opinion;
  const why = missing(opinion);

  test.skipIf(why)(`agree on one that is sound, and on single wrong bits${why ? ` (${why})` : ''}`, () => {
    const { recipe, file } = made(disk);
    const { verdict, kinds } = seenOn(file);
    expect({ verdict, kinds }).toEqual({ verdict: recipe.verdict, kinds: recipe.kinds });
    expect(complains(file)).toBe(false);
    expect(disagreements(kinds, blkidOf(recipe, file))).toEqual([]);

    const differ: string[] = [];
    const place = fc.tuple(fc.constantFrom(...within), fc.nat(), fc.nat(7));
    for (const [[from, to], chance, bit] of fc.sample(place, { seed: SEED, numRuns: 15 })) {
      const at = from + (chance % (to - from));
      const before = bytesAt(file, from, to - from);
      const [byte = 0] = before.subarray(at - from);
      writeAt(file, at, Uint8Array.of(byte ^ (1 << bit)));
      const seen = seenOn(file);
      const isGood = seen.verdict === 'sound' || seen.verdict === 'opaque';
      const isKnown = EXCEPTIONS.some(
        (one) => one.disk.test(disk) && at >= one.within[0] && at < one.within[1],
      );
      if (isGood === complains(file) && !isKnown)
        differ.push(
          `bit ${bit} of byte ${at}: ${seen.verdict}, but ${tool} ${isGood ? 'complains' : 'does not'}`,
        );
      writeAt(file, from, before);
    }
    expect(differ).toEqual([]);
  });
});
