import { expect, test } from 'vitest';
import type { Seen } from '../../../lambda/core/proof/look.ts';
import { disagreements } from '../../disks/blkid.ts';
import { disks } from '../../disks/disks.ts';
import { type Block, blocksOf, type Fixture, fixtures, lookThrough } from '../../disks/fixture.ts';

/** Disks that the programs made that people use (`npm run disks`), and a few from published layouts. */

const made = fixtures();

function seenOn(fixture: Fixture): Seen {
  const blocks = blocksOf(fixture);
  const blockAt = (index: number): Block => {
    const block = blocks.get(index);
    if (block === undefined) throw new Error(`block ${index} is not in the fixture: npm run disks`);
    return block;
  };
  return lookThrough({ sizeGiB: fixture.sizeGiB, isWritten: blocks.size > 0 }, blockAt).seen;
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

test.for(byName)('the disk %s is for blkid what it is for us', ([, { kinds, blkid }]) => {
  expect(disagreements(kinds, blkid)).toEqual([]);
});
