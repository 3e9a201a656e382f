import { describe, expect, test } from 'vitest';
import type { CoveredVolume } from '../../../lambda/core/coverage/covered.ts';
import {
  columnHeads,
  columnsOf,
  datesOf,
  daysOutside,
  drawn,
  short,
} from '../../../lambda/core/coverage/page/days.ts';
import { of, ours, rowOf } from './rows.ts';

const DAY_BY_DAY = columnsOf('2026-02-08', 30);

/** A volume with an objective. Of each day it is given how many percent were inside. */
function inside(...percent: number[]): CoveredVolume {
  const row = rowOf({ autosnap_rpo: '26h' }, [ours(3)]);
  const oldest = percent.map((share) => (share < 0 ? -1 : 24));
  return { ...row, ledger: { ...row.ledger, percent, oldest } };
}

test.for<readonly [days: number, each: number, count: number]>([
  [1, 1, 1],
  [62, 1, 62],
  [63, 7, 9],
  [366, 7, 53],
])('%i days are columns of %i days, %i of them', ([days, each, count]) => {
  const columns = columnsOf('2026-02-08', days);
  expect([columns.each, datesOf(columns).length]).toEqual([each, count]);
});

test('a day is a bar as high as its share outside', () => {
  expect(drawn(inside(100, 99, 75, 74, 50, 49, 1, 0, -1), DAY_BY_DAY).signs).toBe('·▂▂▄▄▆▆█?');
});

test('a day without an objective has no share', () => {
  const withSnapshot = drawn(rowOf({}, [of({ producer: 'DLM' }, 20 * 24)]), DAY_BY_DAY);
  expect(withSnapshot.signs).toBe(`${'?'.repeat(10)}${'–'.repeat(21)}`);
  expect(withSnapshot.inside).toEqual([]);
  expect(drawn(rowOf({}, []), DAY_BY_DAY).signs).toBe('×'.repeat(31));
});

test('a column of several days shows the worst that is known', () => {
  const columns = columnsOf('2026-02-08', 70);
  const volume = inside(...Array.from({ length: 66 }, (_, day) => (day === 9 ? 40 : 100)), -1, -1, -1, -1);
  expect(drawn(volume, columns)).toEqual({
    signs: '·▆········',
    inside: [100, 40, 100, 100, 100, 100, 100, 100, 100, 100],
    oldest: Array.from({ length: 10 }, () => 24),
  });
  const nothing = inside(...Array.from({ length: 70 }, () => -1));
  expect(drawn(nothing, columns).signs).toBe('?'.repeat(10));
});

test('equal values in a row are written once', () => {
  expect(short([100, 100, 100, 62, 0, 0])).toBe('100*3 62 0*2');
  expect(short([])).toBe('');
});

describe('the days outside in words', () => {
  test.for([
    ['', [100, 100, -1]],
    ['outside on 1 of 2 days: 9 Feb', [100, 99, -1]],
    ['outside on 3 of 4 days: 8 Feb to 9 Feb, 11 Feb', [0, 50, 100, 0]],
    ['outside on 4 of 7 days: the last 10 Feb, 12 Feb, 14 Feb', [0, 100, 0, 100, 0, 100, 0]],
  ] as const)('%j', ([words, percent]) => {
    expect(daysOutside(inside(...percent), '2026-02-08')).toBe(words);
  });
});

/** The words over the columns, and where they stand. */
function headsOf(firstDay: string, days: number): string[] {
  const heads = columnHeads(columnsOf(firstDay, days)).split('</i>');
  return heads.flatMap((head, index) => {
    const words = /<b [^>]*>(.*)<\/b>/.exec(head)?.[1];
    return words === undefined ? [] : `${index}: ${words}`;
  });
}

describe('over the columns', () => {
  test('stands each Monday, with the month where that is another one', () => {
    expect(headsOf('2026-02-08', 31)).toEqual(['1: 9 Feb', '8: 16', '15: 23', '22: 2 Mar', '29: 9']);
  });

  test('stands each month where a column is a week, but at the edge only where it has room', () => {
    expect(headsOf('2026-01-26', 98)).toEqual(['1: Feb', '5: Mar', '10: Apr']);
    expect(headsOf('2026-01-01', 98)).toEqual(['0: Jan', '5: Feb', '9: Mar', '13: Apr']);
  });

  test('each column has its date as its name', () => {
    expect(columnHeads(columnsOf('2026-02-08', 2))).toContain('>Sun 2026-02-08<');
    expect(columnHeads(columnsOf('2026-02-08', 70))).toContain('>7 days from Sun 2026-02-08<');
  });
});
