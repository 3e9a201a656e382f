import { describe, expect, test } from 'vitest';
import { simulationPage } from '../../../lambda/core/simulation/page/page.ts';
import { dates, EMPTY_DAY, firstRun, fullDay, fullDays, simulatedVolume, simulation } from './simulated.ts';

/** What is between two texts of the page, without markup. */
function between(page: string, start: string, end: string): string {
  const [, rest = ''] = page.split(start);
  return (rest.split(end)[0] ?? '').replaceAll(/<[^>]+>/g, '');
}

function sentence(change: Parameters<typeof simulation>[0] = {}): string {
  return between(simulationPage([simulation(change)]), '<p class="result">', '</p>');
}

/** The headings of all calendars, in their order. */
function calendars(page: string): string[] {
  return [...page.matchAll(/<h4[^>]*>(.*?)<\/h4>/g)].map(([, heading = '']) =>
    heading.replaceAll(/<[^>]+>/g, ''),
  );
}

/** What the days tell, with their class, Monday's row first. */
function toldDays(page: string): string[] {
  return [...page.matchAll(/<td class="([^"]+)" title="([^"]+)"/g)].map(
    ([, kind, told]) => `${kind}: ${told}`,
  );
}

describe('the sentence on top', () => {
  test('tells how much was simulated, and what the first run would do', () => {
    expect(sentence()).toBe(
      '1 volume lived 10 days and 10 runs, 2026-03-10 to 2026-03-19 (UTC). It became full. ' +
        'The longest time without a new copy was 24 hours, of vol-1. The first run would take 1 copy and delete none.',
    );
  });

  test('names the volume that waited longest, and counts those that were never full', () => {
    const volumes = [
      simulatedVolume(),
      simulatedVolume({ volumeId: 'vol-2', name: 'data', largestGapHours: 180 }),
      simulatedVolume({ volumeId: 'vol-3', fewestOnceFull: undefined }),
    ];
    expect(sentence({ volumes })).toContain(
      '3 volumes lived 10 days and 10 runs, 2026-03-10 to 2026-03-19 (UTC). 1 of them was never full. ' +
        'The longest time without a new copy was 7.5 days, of vol-2 (data).',
    );
  });

  test('tells of brakes and of tags to mend', () => {
    const problem = { volumeId: 'vol-9', key: 'autosnap', source: 'vol-9', remedy: 'is not set' };
    const run = firstRun({
      creates: 0,
      deletes: [{ volumeId: 'vol-1', snapshotId: 'snap-1', because: 'beyond 7' }],
      brakes: ['BRAKED in eu-west-1 for vol-1: retention would delete 20 of 27 restorable copies at once'],
      problems: [problem, { ...problem, key: 'autosnap_retain' }],
    });
    expect(sentence({ firstRun: run })).toContain(
      'The first run would take 0 copies and delete 1 copy. BRAKED in eu-west-1 for vol-1: retention would delete ' +
        '20 of 27 restorable copies at once. 1 volume has a tag that must be mended.',
    );
  });

  test('says so where nothing asks for copies', () => {
    expect(sentence({ volumes: [], firstRun: firstRun({ creates: 0 }) })).toBe(
      '0 volumes lived 10 days and 10 runs, 2026-03-10 to 2026-03-19 (UTC). Nothing asks for copies here. ' +
        'The first run would take 0 copies and delete none.',
    );
  });
});

describe('equal lives', () => {
  test('share one calendar that names all volumes behind it', () => {
    const volumes = Array.from({ length: 1000 }, (_, index) => simulatedVolume({ volumeId: `vol-${index}` }));
    const page = simulationPage([simulation({ volumes })]);
    expect(calendars(page)).toEqual(['vol-0 and 999 more volumes like it']);
    expect(page).toContain('<li>vol-999</li>');
    expect(page.length).toBeLessThan(60_000);
  });

  test.for([
    ['a day', { byDay: [...fullDays(9), fullDay({ snapshots: 7 })] }],
    ['how old a copy is', { byDay: [...fullDays(9), fullDay({ oldest: '2026-03-04T05:00:00Z' })] }],
    ['a gap', { byDay: [...fullDays(9), fullDay({ largestGapHours: 25 })] }],
    ['the schedule', { schedule: 'Hourly' }],
    ['the retention', { retention: '7 daily' }],
    ['a number', { deleted: 4 }],
  ] as const)('differ by %s', ([, change]) => {
    const volumes = [simulatedVolume(), simulatedVolume({ volumeId: 'vol-2', ...change })];
    expect(calendars(simulationPage([simulation({ volumes })]))).toHaveLength(2);
  });

  test('come in the order in which a person should look', () => {
    const byDay = [...fullDays(9), EMPTY_DAY];
    const volumes = [
      simulatedVolume(),
      simulatedVolume({ volumeId: 'vol-late', missed: 3 }),
      simulatedVolume({ volumeId: 'vol-bare', byDay }),
      simulatedVolume({ volumeId: 'vol-filling', fewestOnceFull: undefined }),
    ];
    const inOrder = ['vol-filling', 'vol-bare', 'vol-late', 'vol-1'];
    expect(calendars(simulationPage([simulation({ volumes })]))).toEqual(inOrder);
    expect(calendars(simulationPage([simulation({ volumes: volumes.toReversed() })]))).toEqual(inOrder);
  });

  test('beyond 200 in a region are counted', () => {
    const volumes = Array.from({ length: 205 }, (_, index) =>
      simulatedVolume({ volumeId: `vol-${String(index).padStart(3, '0')}`, taken: index }),
    );
    const page = simulationPage([simulation({ volumes: [...volumes, ...volumes.slice(-1)] })]);
    expect(calendars(page)).toHaveLength(200);
    expect(page).toContain(
      '<p>5 more calendars of 6 volumes are not shown: <code>simulate --json</code> has them all.',
    );
  });
});

test('years of very many lives are cut to what a browser opens quickly', () => {
  const volumes = Array.from({ length: 40 }, (_, taken) => simulatedVolume({ taken, byDay: fullDays(4000) }));
  expect(calendars(simulationPage([simulation({ days: dates(4000), volumes })]))).toHaveLength(25);
});

test('400 days of 50 different lives are less than 3 MB', () => {
  const days = dates(400);
  const volumes = Array.from({ length: 50 }, (_, index) => {
    const byDay = days.map((date) =>
      fullDay({ snapshots: 100 + index, oldest: `${date}T05:00:00Z`, largestGapHours: 24.5 }),
    );
    return simulatedVolume({ volumeId: `vol-0123456789abcde${index}`, name: `volume ${index}`, byDay });
  });
  const page = simulationPage([simulation({ days, volumes })]);
  expect(calendars(page)).toHaveLength(50);
  expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
});

describe('a calendar', () => {
  test('tells each day in words', () => {
    const page = simulationPage([simulation({ days: dates(2), timeZone: 'Europe/Berlin' })]);
    expect(toldDays(page)).toEqual([
      'd: Tue 2026-03-10: 8 copies, oldest 2026-03-03 06:00, largest gap 24 hours',
      'd: Wed 2026-03-11: 8 copies, oldest 2026-03-03 06:00, largest gap 24 hours',
    ]);
  });

  test('shows how many copies there are by the most the volume has, and none as nothing else', () => {
    const byDay = [1, 2, 3, 7, 8, 0].map((copies) =>
      copies === 0 ? EMPTY_DAY : fullDay({ snapshots: copies }),
    );
    const page = simulationPage([simulation({ days: dates(6), volumes: [simulatedVolume({ byDay })] })]);
    expect(toldDays(page).map((day) => day.slice(0, 6))).toEqual([
      'a: Tue',
      'a: Wed',
      'b: Thu',
      'd: Fri',
      'd: Sat',
      'z: Sun',
    ]);
    expect(page).toContain('title="Sun 2026-03-15: no copy"');
    expect(page).toContain('<li>no copy at all on 1 day</li>');
  });

  test('marks a gap that is much longer than the usual one', () => {
    const byDay = fullDays(10).map((day, index) => (index < 2 ? { ...day, largestGapHours: 120 } : day));
    const told = toldDays(simulationPage([simulation({ volumes: [simulatedVolume({ byDay })] })]));
    expect(told.filter((day) => day.startsWith('d g: '))).toEqual([
      'd g: Tue 2026-03-10: 8 copies, oldest 2026-03-03 05:00, largest gap 5 days',
      'd g: Wed 2026-03-11: 8 copies, oldest 2026-03-03 05:00, largest gap 5 days',
    ]);
  });

  test.for([
    ['a schedule that rests on weekends', [72, 72, 24, 24, 24, 24, 72]],
    ['an hour more when the clocks change', [24, 25, 24, 24, 24, 24, 24]],
  ] as const)('does not mark %s', ([, week]) => {
    const byDay = [...week, ...week, ...week].map((largestGapHours) => fullDay({ largestGapHours }));
    const page = simulationPage([simulation({ days: dates(21), volumes: [simulatedVolume({ byDay })] })]);
    expect(toldDays(page).filter((day) => day.startsWith('d g: '))).toEqual([]);
  });

  test('has a row for each weekday and names the months above', () => {
    const page = simulationPage([simulation({ days: dates(60) })]);
    const rows = [...page.matchAll(/<th scope="row"><span>(\w+)<\/span><\/th>(.*?)<\/tr>/g)];
    expect(rows.map(([, name, cells = '']) => [name, cells.match(/title="(\w+)/)?.[1]])).toEqual(
      ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((name) => [name, name]),
    );
    expect(between(page, '<tbody>', '</tr>')).toBe('MarApr ’26May');
  });

  test('of several years is cut into strips that fit a page', () => {
    const page = simulationPage([simulation({ days: dates(1000) })]);
    const [grid = ''] = page.split('<table role="grid"')[1]?.split('</table>') ?? [];
    expect(grid.split('<tbody>')).toHaveLength(1 + 3);
    expect(toldDays(grid)).toHaveLength(1000);
  });

  test('is told again month by month', () => {
    const byDay = [...fullDays(21), EMPTY_DAY, fullDay({ snapshots: 3, largestGapHours: 96 }), fullDay()];
    const page = simulationPage([simulation({ days: dates(24), volumes: [simulatedVolume({ byDay })] })]);
    expect(page).toContain(
      '<tr><th scope="row">2026-03</th><td>0</td><td>8</td><td>1</td><td>24 hours</td></tr>\n' +
        '<tr><th scope="row">2026-04</th><td>3</td><td>8</td><td>0</td><td>4 days</td></tr>',
    );
  });
});

describe('what the first run would do', () => {
  test('is listed: what goes and why, and which tags must be mended', () => {
    const problem = { volumeId: 'vol-9', key: 'autosnap', value: 'daily', source: 'i-1' };
    const page = simulationPage([
      simulation({
        volumes: [simulatedVolume({ name: 'data' })],
        firstRun: firstRun({
          deletes: [{ volumeId: 'vol-1', snapshotId: 'snap-1', because: 'beyond 7' }],
          problems: [{ ...problem, remedy: 'is wrong; use 1' }],
        }),
      }),
    ]);
    expect(between(page, '<tbody><tr><th scope="row">snap', '</tbody>')).toBe('-1vol-1 (data)beyond 7');
    expect(between(page, '<ul class="problems">', '</ul>')).toBe(
      'vol-9: autosnap = &#34;daily&#34; (from i-1) is wrong; use 1',
    );
  });

  test('is counted beyond 50 lines', () => {
    const deletes = Array.from({ length: 61 }, (_, index) => ({
      volumeId: 'vol-1',
      snapshotId: `snap-${index}`,
      because: 'beyond 7',
    }));
    const page = simulationPage([simulation({ firstRun: firstRun({ deletes }) })]);
    expect(page).not.toContain('snap-50');
    expect(page).toContain('… and 11 more: <code>--json</code> has them all.');
  });
});

test('several regions have a section each, and links to them', () => {
  const page = simulationPage([simulation(), simulation({ region: 'us-east-1' })]);
  expect(between(page, '<nav aria-label="Regions">', '</nav>')).toBe('eu-west-1us-east-1');
  expect(page).toContain('<h2 id="region-2">us-east-1</h2>');
});

test('no region at all is a page, too', () => {
  expect(simulationPage([])).toContain('No region was simulated.');
});
