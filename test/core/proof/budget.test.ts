import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { blocksRead, budgetOf, LEAST_BUDGET } from '../../../lambda/core/proof/budget.ts';
import { snapshot } from '../fixtures.ts';

function provedAt(at: string) {
  return snapshot('x', { tags: { autosnap_proved: `${at} sound gpt ext4` } });
}

test('the records of this month count, eight blocks each; months are those of UTC', () => {
  const records = ['2026-02-28T23:59Z', '2026-03-01T00:00Z', '2026-03-09T10:00Z'].map(provedAt);
  expect(blocksRead([...records, snapshot('03-01')], new Date('2026-03-10T05:00:00Z'))).toBe(16);
  expect(blocksRead(records, new Date('2026-03-01T00:59:30+01:00'))).toBe(8);
  expect(blocksRead(records, new Date('2026-04-01T00:00:00Z'))).toBe(0);
  expect(blocksRead([provedAt('9999-01-01T00:00Z')], new Date('2026-03-10T05:00:00Z'))).toBe(0);
});

test('a run reads at most a 31st of the budget, and no more than is left of the month', () => {
  expect(budgetOf(100_000, 0)).toEqual({
    blocks: 3225,
    because: 'the budget of 100000 blocks a month (prove_budget) leaves 3225 to a run, a 31st of it',
  });
  expect(budgetOf(100_000, 99_000)).toEqual({
    blocks: 1000,
    because: 'the budget of 100000 blocks a month (prove_budget) has 1000 left until the next month in UTC',
  });
  expect(budgetOf(100_000, 120_000).blocks).toBe(0);
});

test('a budget that leaves a run less than one snapshot may need is told, with one to use', () => {
  expect(budgetOf(200, 0).because).toMatch(
    /leaves 6 to a run, and one snapshot may need 8; use at least 248$/,
  );
  expect(budgetOf(LEAST_BUDGET, 0).blocks).toBe(8);
});

test('law: runs of a month, one a day, never read more than the budget, also where no record remains', () => {
  fc.assert(
    fc.property(fc.nat(200_000), fc.array(fc.boolean(), { maxLength: 31 }), (monthly, days) => {
      let [read, recorded] = [0, 0];
      for (const isRemembered of days) {
        const { blocks } = budgetOf(monthly, recorded);
        read += blocks;
        recorded += isRemembered ? blocks : 0;
      }
      expect(read).toBeLessThanOrEqual(monthly);
    }),
    { numRuns: 100 },
  );
});
