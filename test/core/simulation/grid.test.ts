import { describe, expect, test } from 'vitest';
import { simulationPage } from '../../../lambda/core/simulation/page/page.ts';
import { dates, EMPTY_DAY, fullDay, simulatedVolume, simulation } from './simulated.ts';

/** The calendar of some days from Tuesday, 2026-03-10. */
function grid(days: number): string {
  const page = simulationPage([simulation({ days: dates(days) })]);
  return page.split('<table role="grid"')[1]?.split('</table>')[0] ?? '';
}

/** What stands above the weeks of each strip, with the number of weeks: `Mar 3`. */
function months(days: number): string[] {
  return [...grid(days).matchAll(/<tbody><tr><td><\/td>(.*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/colspan="(\d+)">(?:<span>(.*?)<\/span>)?/g)]
      .map(([, weeks, name]) => `${name ?? '-'} ${weeks}`)
      .join(', '),
  );
}

describe('the months above a calendar', () => {
  test.for([
    [3, 'Mar 1'],
    [13, 'Mar 2'],
    [20, 'Mar 3'],
    [27, 'Mar 3, - 1'],
    [28, 'Mar 3, Apr 2'],
    [41, 'Mar 3, Apr 3'],
    [48, 'Mar 3, Apr ’26 4'],
    [
      400,
      'Mar 3, Apr ’26 4, May 5, Jun 4, Jul 4, Aug 5, Sep 4, Oct 4, Nov 5, Dec 4, Jan ’27 5, Feb 4, Mar 4, Apr 3',
    ],
  ] as const)('of %i days', ([days, row]) => {
    expect(months(days)).toEqual([row]);
  });

  test('of several strips of equal length, each with its year', () => {
    const rows = months(1000);
    expect(rows.map((row) => row.split(', ').slice(0, 3).join(', '))).toEqual([
      'Mar 3, Apr ’26 4, May 5',
      'Feb 3, Mar ’27 4, Apr 4',
      'Jan 3, Feb ’28 4, Mar 4',
    ]);
    const weeks = rows.map((row) => row.match(/\d+(?=,|$)/g)?.reduce((sum, count) => sum + Number(count), 0));
    expect(weeks).toEqual([48, 48, 47]);
  });

  test('up to sixty weeks are one strip', () => {
    expect(months(6 + 59 * 7)).toHaveLength(1);
    expect(months(6 + 59 * 7 + 1)).toHaveLength(2);
  });
});

test.for([
  [6 + 11 * 7, 'large'],
  [6 + 11 * 7 + 1, 'middle'],
  [6 + 29 * 7, 'middle'],
  [6 + 29 * 7 + 1, 'small'],
] as const)('the squares of %i days are %s', ([days, size]) => {
  expect(grid(days)).toContain(` class="${size}">`);
});

test('a week has seven rows, and what is before the first day and after the last is empty', () => {
  const rows = [...grid(10).matchAll(/<tr><th scope="row"><span>(\w+)<\/span><\/th>(.*?)<\/tr>/g)].map(
    ([, name, cells = '']) => {
      const days = [...cells.matchAll(/<td(?: class="\w+" title="\w+ ([-\d]+):[^>]*)?><\/td>/g)];
      return [name, ...days.map(([, date]) => date?.slice(5) ?? '')];
    },
  );
  expect(rows).toEqual([
    ['Mon', '', '03-16'],
    ['Tue', '03-10', '03-17'],
    ['Wed', '03-11', '03-18'],
    ['Thu', '03-12', '03-19'],
    ['Fri', '03-13', ''],
    ['Sat', '03-14', ''],
    ['Sun', '03-15', ''],
  ]);
});

test('a calendar has the names of days and months, and nothing else to read', () => {
  const words = grid(1000)
    .replace(/^[^>]*>/, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .trim()
    .split(/\s+/);
  const names = 'Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ’26 ’27 ’28';
  expect(new Set(words)).toEqual(new Set(names.split(' ')));
  const day = /^<td( class="[a-dz]" title="[^"]+"( tabindex="0" aria-selected="true")?| colspan="\d+")?>$/;
  expect(
    grid(1000)
      .match(/<td[^>]*>/g)
      ?.filter((cell) => !day.test(cell)),
  ).toEqual([]);
});

test('the keyboard enters a calendar by its chosen day, at first the last', () => {
  expect(grid(20).match(/title="[^:]+[^>]+tabindex="0"/g)).toEqual([
    'title="Sun 2026-03-29: 8 snapshots, oldest 2026-03-03 05:00, largest gap 24 hours" tabindex="0"',
  ]);
});

/** The marks of a life with such gaps, day by day; days without a copy have none. */
function marked(gaps: readonly (number | undefined)[]): string {
  const byDay = gaps.map((gap) => (gap === undefined ? EMPTY_DAY : fullDay({ largestGapHours: gap })));
  const page = simulationPage([
    simulation({ days: dates(gaps.length), volumes: [simulatedVolume({ byDay })] }),
  ]);
  const kinds = [...page.matchAll(/<td class="([^"]+)" title="\w+ ([-\d]+)/g)];
  const inOrder = kinds.toSorted(([, , a = ''], [, , b = '']) => (a < b ? -1 : 1));
  return inOrder.map(([, kind = '']) => (kind.endsWith(' g') ? 'g' : '.')).join('');
}

describe('a gap that is much longer than three of four days have', () => {
  test.for([
    [[24, 24, 24, 36], '....'],
    [[24, 24, 24, 36.1], '...g'],
    [[60, 24, 24, 24], 'g...'],
    [[24, 24, 60, 60], '....'],
    [[24, 24, 60, 24], '..g.'],
    [[10, 20, 30, 40, 50], '.....'],
    [[10, 20, 30, 40, 60.1], '....g'],
    [[undefined, undefined, undefined, 24, 24, 24, 60], '......g'],
    [[undefined], '.'],
    [[...Array.from({ length: 20 }, () => undefined), 24, 24, 24, 24], '.'.repeat(24)],
  ] as const)('%j', ([gaps, marks]) => {
    expect(marked(gaps)).toBe(marks);
  });
});
