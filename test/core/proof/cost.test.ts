import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOf, costRange, moneyText, volumeCharge } from '../../../lambda/core/proof/cost.ts';

describe('what a proof costs', () => {
  test('by blocks, at the prices that AWS gives as examples', () => {
    expect(costOf({ lists: 1000, reads: 0, gibSeconds: 0 })).toBeCloseTo(0.0006, 12);
    expect(costOf({ lists: 0, reads: 1000, gibSeconds: 0 })).toBeCloseTo(0.003, 12);
  });

  test('by a volume: 100 GiB for two minutes are four hundredths of a cent', () => {
    expect(moneyText(costOf({ lists: 0, reads: 0, gibSeconds: volumeCharge(100, 120) }))).toBe('$0.00037');
  });

  test('a volume is charged for a minute at least', () => {
    expect(volumeCharge(10, 3)).toBe(600);
    expect(volumeCharge(10, 61)).toBe(610);
  });

  test('twenty snapshots a day for a month are less than two cents', () => {
    const { highest } = costRange({
      proofs: Array.from({ length: 20 }, () => ({ sizeGiB: 100 })),
      blocksLeft: 100_000,
    });
    expect(moneyText(31 * highest)).toBe('$0.018');
  });

  test('what the budget leaves bounds what is read', () => {
    const { most } = costRange({ proofs: [{ sizeGiB: 1 }, { sizeGiB: 1 }], blocksLeft: 11 });
    expect(most).toEqual({ lists: 16, reads: 11, gibSeconds: 0 });
  });

  test('the lowest is never above the highest, and more snapshots never cost less', () => {
    const size = fc.record({ sizeGiB: fc.integer({ min: 1, max: 65_536 }) });
    fc.assert(
      fc.property(
        fc.array(size, { maxLength: 30 }),
        fc.integer({ min: -5, max: 500 }),
        fc.option(fc.integer({ min: 0, max: 900 }), { nil: undefined }),
        (proofs, blocksLeft, volumeSeconds) => {
          const all = costRange({ proofs, blocksLeft, volumeSeconds });
          const fewer = costRange({ proofs: proofs.slice(1), blocksLeft, volumeSeconds });
          expect(all.lowest).toBeLessThanOrEqual(all.highest + 1e-15);
          expect(fewer.highest).toBeLessThanOrEqual(all.highest + 1e-15);
        },
      ),
    );
  });
});

test.for([
  [0, '$0.00'],
  [-0.5, '$0.00'],
  [6e-7, '$0.0000006'],
  [0.000_036, '$0.000036'],
  [0.005_76, '$0.0058'],
  [0.5, '$0.50'],
  [0.999, '$1.00'],
  [12.345, '$12.35'],
  [1000, '$1000.00'],
] as const)('%d dollars are %s', ([dollars, text]) => {
  expect(moneyText(dollars)).toBe(text);
});
