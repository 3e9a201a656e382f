import { expect, test } from 'vitest';
import type { Seen } from '../../../lambda/core/proof/look.ts';
import { disks } from '../../disks/disks.ts';
import { type Block, blocksOf, type Fixture, fixtures, lookThrough } from '../../disks/fixture.ts';

/** Disks that the programs made that people use (`npm run disks`), and a few from published layouts. */

const made = fixtures();

/** What blkid says, and what we say of the same. It has one word for all FATs, and names a table whose copy is lost. */
const WORDS: Readonly<Record<string, RegExp>> = {
  ext2: /^ext2$/,
  ext3: /^ext3$/,
  ext4: /^ext4$/,
  xfs: /^xfs$/,
  btrfs: /^btrfs$/,
  vfat: /^fat(12|16|32)$/,
  ntfs: /^ntfs$/,
  exfat: /^exfat$/,
  swap: /^swap$/,
  crypto_LUKS: /^luks$/,
  LVM2_member: /^lvm$/,
  linux_raid_member: /^md$/,
  zfs_member: /^zfs$/,
  ReFS: /^refs$/,
  BitLocker: /^bitlocker$/,
  gpt: /^gpt(-damaged)?$/,
  dos: /^mbr$/,
  nothing: /^(unknown|gpt-damaged|)$/,
};

function seenOn(fixture: Fixture): Seen {
  const blocks = blocksOf(fixture);
  const blockAt = (index: number): Block => {
    const block = blocks.get(index);
    if (block === undefined) throw new Error(`block ${index} is not in the fixture: npm run disks`);
    return block;
  };
  return lookThrough({ sizeGiB: fixture.sizeGiB, isWritten: blocks.size > 0 }, blockAt).seen;
}

/** Each kind that was seen, without what blkid is not asked of; a blank disk has the empty one. */
function each({ kinds }: Fixture): string[] {
  const words = kinds.split(' ').filter((word) => word !== 'blank' && word !== 'reserved');
  return words.flatMap((word) => {
    const [kind = '', count = '1'] = word.split(':');
    return Array.from({ length: Number(count) }, () => kind);
  });
}

test('each recipe has a fixture, and each fixture a recipe', () => {
  expect(made.map(({ name }) => name).toSorted()).toEqual(disks.map(({ name }) => name).toSorted());
  expect(made.length).toBeGreaterThan(70);
});

const byName = made.map((fixture) => [fixture.name, fixture] as const);

test.for(byName)('the disk %s gives the verdict and the kinds of its recipe', ([name, fixture]) => {
  const recipe = disks.find((one) => one.name === name);
  expect(seenOn(fixture)).toMatchObject({ verdict: recipe?.verdict, kinds: recipe?.kinds });
});

test.for(byName)('the disk %s is for blkid what it is for us', ([, fixture]) => {
  const [ours, notLookedAt] = [each(fixture), /^\+(\d+)$/.exec(each(fixture).at(-1) ?? '')?.[1]];
  const theirs = fixture.blkid.map((said) => said.replace(/ at .*$/, ''));
  const asked = notLookedAt === undefined ? ours : ours.slice(0, -1);
  expect(theirs).toHaveLength(asked.length + Number(notLookedAt ?? 0));
  for (const [index, kind] of asked.entries()) {
    expect(kind).toMatch(WORDS[theirs[index] ?? ''] ?? 'a word of blkid that is not known');
  }
});
