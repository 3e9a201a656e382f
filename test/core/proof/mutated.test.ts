import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparable } from '../../../lambda/core/proof/kindsOf.ts';
import { BLOCK } from '../../../lambda/core/proof/disk.ts';
import { amount, SEED } from '../../amounts.ts';
import { type DiskRecipe, disks } from '../../disks/disks.ts';
import { blocksOf, type Fixture, fixtures } from '../../disks/fixture.ts';
import { bytesAt, type Image, MIB, SECTOR, walk, write } from './images.ts';
import { disorderOf } from './order.ts';
import { gptRule, MBR, type Range, type Rule, ruleOf } from './rules.ts';

/** Real disks of which something was changed. */

const timeout = 300_000;

let asked = 0;

interface Subject {
  readonly fixture: Fixture;
  readonly recipe: DiskRecipe;
}

const subjects = fixtures().flatMap((fixture): Subject[] => {
  const recipe = disks.find(({ name }) => name === fixture.name);
  return recipe === undefined || fixture.verdict === 'blank' ? [] : [{ fixture, recipe }];
});

const images = new Map<string, Image>();

/** A disk whose blocks are shared: `changed` copies those that it writes to. */
function imageOf(fixture: Fixture): Image {
  const known = images.get(fixture.name);
  if (known !== undefined) return known;
  const blocks = new Map(
    [...blocksOf(fixture)].flatMap(([index, block]) => (block === 'zeros' ? [] : [[index, block] as const])),
  );
  const made = { sizeGiB: fixture.sizeGiB, blocks };
  images.set(fixture.name, made);
  return made;
}

/** The disk with copies of those of its blocks that will be written to. */
function copyOf({ sizeGiB, blocks }: Image, offsets: readonly number[]): Image {
  const copies = new Map(blocks);
  for (const index of offsets.map((offset) => Math.floor(offset / BLOCK))) {
    const block = blocks.get(index);
    if (block !== undefined) copies.set(index, block.slice());
  }
  return { sizeGiB, blocks: copies };
}

interface Place {
  readonly fixture: Fixture;
  readonly at: number;
  readonly rule: Rule;
}

/** The table and the contents that a look at the disk reads. */
function placesOf({ fixture, recipe }: Subject): Place[] {
  const contents = recipe.parts.flatMap(({ start, size, content }) =>
    content === undefined || !(String(start * 2) in fixture.blocks)
      ? []
      : [{ fixture, at: start * MIB, rule: ruleOf(content, size * MIB) }],
  );
  if (recipe.table === 'dos') return [{ fixture, at: 0, rule: MBR }, ...contents];
  if (recipe.table !== 'gpt' || fixture.kinds.startsWith('gpt-damaged')) return contents;
  /** All were made on 1 GiB. */
  return [{ fixture, at: 0, rule: gptRule(2 ** 21 - 1) }, ...contents];
}

const places = subjects.flatMap(placesOf);

/** One of some places, and one of some of its ranges. */
function rangeOf(ranges: (rule: Rule) => readonly Range[]): fc.Arbitrary<{ place: Place; range: Range }> {
  const all = places.flatMap((place) => ranges(place.rule).map((range) => ({ place, range })));
  return fc.constantFrom(...all);
}

test('what changes while a disk is in use leaves its verdict and its kinds as they were', { timeout }, () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 16 });
  const free = rangeOf(({ free: ranges }) => ranges).map((one) => ({ ...one, isSealed: false }));
  const inUse = rangeOf(({ inUse: ranges = [] }) => ranges).map((one) => ({ ...one, isSealed: true }));
  fc.assert(
    fc.property(fc.oneof(free, inUse), fc.nat(), bytes, ({ place, range, isSealed }, chance, random) => {
      const { fixture, at, rule } = place;
      const [from, to] = range;
      const offset = at + from + (chance % (to - from));
      const made = imageOf(fixture);
      const end = fixture.sizeGiB * 2 ** 30 - SECTOR;
      const changed = copyOf(made, [offset, at, at + from, at + to, end, 2 ** 30 - SECTOR]);
      write(changed, offset, random.subarray(0, at + to - offset));
      if (isSealed) rule.seal?.(changed, at);
      asked += 1;
      const { verdict, kinds } = walk(changed).seen;
      expect({ verdict, kinds }).toEqual({ verdict: fixture.verdict, kinds: fixture.kinds });
    }),
    { seed: SEED, numRuns: amount({ sample: 25, long: 4000 }) },
  );
});

test('one changed bit in what a checksum covers is damaged, or of other kinds and not sound', {
  timeout,
}, () => {
  fc.assert(
    fc.property(
      rangeOf(({ covered }) => covered),
      fc.nat(),
      fc.nat(7),
      ({ place, range }, chance, bit) => {
        const { fixture, at, rule } = place;
        const [from, to] = range;
        const within = from + (chance % (to - from));
        fc.pre(!(rule.unless ?? []).some((one) => one.at === within && one.bit === bit));
        const changed = copyOf(imageOf(fixture), [at + within]);
        const [byte = 0] = bytesAt(changed, at + within, 1);
        write(changed, at + within, Uint8Array.of(byte ^ (1 << bit)));
        asked += 1;
        const { verdict, kinds } = walk(changed).seen;
        const isOther = comparable(kinds) !== comparable(fixture.kinds);
        expect([verdict, verdict === 'damaged' || isOther]).toEqual([
          expect.stringMatching(/^(damaged|unknown)$/),
          true,
        ]);
      },
    ),
    { seed: SEED, numRuns: amount({ sample: 25, long: 5000 }) },
  );
});

/** What becomes of a disk: zeros from some place on, noise or zeros over some bytes, another size, two blocks exchanged. */
const harm = fc.record({
  what: fc.constantFrom('cut', 'noise', 'zeros', 'size', 'exchange'),
  where: fc.nat(),
  length: fc.integer({ min: 1, max: 4096 }),
  seed: fc.nat(),
});

type Harm = typeof harm extends fc.Arbitrary<infer One> ? One : never;

function harmed(made: Image, { what, where, length, seed }: Harm): Image {
  const indices = [...made.blocks.keys()];
  const index = indices[where % indices.length] ?? 0;
  /** The first bytes of a block say most. */
  const offset = index * BLOCK + (seed % (where % 2 === 0 ? 2048 : BLOCK - length));
  const copy = copyOf(made, [offset, offset + length]);
  if (what === 'cut') return { ...copy, blocks: new Map([...copy.blocks].filter(([at]) => at < index)) };
  if (what === 'size') return { ...copy, sizeGiB: [1, 2, 3, 100, 16_384, 65_536][where % 6] ?? 1 };
  if (what === 'exchange') {
    const other = indices[seed % indices.length] ?? 0;
    const [one, two] = [made.blocks.get(index), made.blocks.get(other)];
    if (one !== undefined && two !== undefined) copy.blocks.set(index, two).set(other, one);
    return copy;
  }
  write(copy, offset, what === 'zeros' ? new Uint8Array(length) : noise(length, seed));
  return copy;
}

function noise(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => Math.imul(index + 1 + seed, 2_654_435_761) >>> 24);
}

test('a look at a disk that was cut, overwritten or exchanged ends, with at most eight blocks and a record', {
  timeout,
}, () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...subjects),
      fc.array(harm, { minLength: 1, maxLength: 4 }),
      ({ fixture }, harms) => {
        asked += 1;
        expect(disorderOf(harms.reduce(harmed, imageOf(fixture)))).toEqual([]);
      },
    ),
    { seed: SEED, numRuns: amount({ sample: 25, long: 3000 }) },
  );
});

test('the long form asks of ten thousand disks', () => {
  expect(asked).toBeGreaterThanOrEqual(amount({ sample: 75, long: 10_000 }));
});
