import { describe, expect, test } from 'vitest';
import { simulationPage } from '../../../lambda/core/simulation/page/page.ts';
import {
  calendars,
  dates,
  EMPTY_DAY,
  firstRun,
  fullDay,
  fullDays,
  simulatedVolume,
  simulation,
} from './simulated.ts';

/** What is between two texts of the page, without markup. */
function between(page: string, start: string, end: string): string {
  const [, rest = ''] = page.split(start);
  return (rest.split(end)[0] ?? '').replaceAll(/<[^>]+>/g, '');
}

/** The answers of the first region: `How many snapshots? 8 snapshots at the end.` */
function answers(change: Parameters<typeof simulation>[0] = {}): string[] {
  const page = simulationPage([simulation(change)]);
  const rows = page.split('<dl class="answer">')[1]?.split('</dl>')[0] ?? '';
  return [...rows.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(
    ([, asked, told = '']) => `${asked} ${told.replaceAll(/<[^>]+>/g, '')}`,
  );
}

/** What the days tell, with their class, Monday's row first. */
function toldDays(page: string): string[] {
  return [...page.matchAll(/<td class="([^"]+)" title="([^"]+)"/g)].map(
    ([, kind, told]) => `${kind}: ${told}`,
  );
}

describe('what a person asks first is answered first', () => {
  test('of one volume where all is well', () => {
    expect(answers()).toEqual([
      'Do they hold what the tags ask for? Yes. It becomes full.',
      'How many snapshots? 8 snapshots at the end.',
      'How large is the largest gap? 24 hours. The largest gap is the longest time without a new snapshot.',
      'What is deleted first? The first run takes 1 snapshot and deletes nothing. The first to be deleted is that of vol-1 from 2026-03-03 05:00, on 2026-03-11 (beyond 7).',
    ]);
    const page = simulationPage([simulation()]);
    expect(between(page, '<p class="span">', '</p>')).toBe(
      '1 volume, 10 days from 2026-03-10 to 2026-03-19 (UTC); 10 runs, one every 24 h, each with a follow-up an hour later.',
    );
    expect(page.indexOf('class="answer"')).toBeLessThan(page.indexOf('class="legend"'));
  });

  test('where something is wrong, with the volumes', () => {
    const volumes = [
      simulatedVolume({ byDay: [...fullDays(9), fullDay({ pinned: 2 })], snapshots: [] }),
      simulatedVolume({ volumeId: 'vol-2', name: 'data', largestGapHours: 180, snapshots: undefined }),
      simulatedVolume({ volumeId: 'vol-3', fewestOnceFull: undefined, snapshots: [], missed: 9 }),
      simulatedVolume({ volumeId: 'vol-4', byDay: [EMPTY_DAY, ...fullDays(9)], snapshots: [] }),
    ];
    expect(answers({ volumes })).toEqual([
      'Do they hold what the tags ask for? No. 1 of 4 volumes does not become full in this time: vol-3. Days without any snapshot: vol-4.',
      'How many snapshots? 32 snapshots and 2 pinned at the end, 8 of each volume.',
      'How large is the largest gap? 7.5 days, of data (vol-2). The largest gap is the longest time without a new snapshot.',
      'Does a run come often enough? No. 9 slots of vol-3 pass without a run: one comes only every 24 hours, and takes at most one snapshot of each volume. Let it come more often (--trigger).',
      'What is deleted first? The first run takes 1 snapshot and deletes nothing. No snapshot is deleted in these 10 days.',
    ]);
  });

  test('of deletions and brakes', () => {
    const run = firstRun({
      creates: 0,
      deletes: [{ volumeId: 'vol-1', snapshotId: 'snap-1', because: 'beyond 7' }],
      brakes: ['BRAKED in eu-west-1 for vol-1: retention would delete 20 of 27 restorable copies at once'],
    });
    expect(answers({ firstRun: run }).slice(-2)).toEqual([
      'What is deleted first? The first run takes 0 snapshots and deletes 1 snapshot, see below.',
      'Is anything held back? BRAKED in eu-west-1 for vol-1: retention would delete 20 of 27 restorable copies at once.',
    ]);
  });

  test('of a region in which nothing is asked for', () => {
    const nothing = { volumes: [], firstRun: firstRun({ creates: 0 }) };
    expect(answers(nothing)).toEqual(['Result Nothing asks for snapshots here.']);
    expect(simulationPage([simulation(nothing)])).not.toContain('Day by day');
  });

  test.for([
    ['Yes. It becomes full.', [7]],
    ['Yes. All 2 become full.', [7, 7]],
    ['No. 1 of 1 volume does not become full in this time: vol-0.', [undefined]],
    ['No. 2 of 3 volumes do not become full in this time: vol-0; vol-2.', [undefined, 7, undefined]],
    [
      'No. 4 of 4 volumes do not become full in this time: vol-0; vol-1; vol-2 and 1 more volume.',
      [undefined, undefined, undefined, undefined],
    ],
  ] as const)('%s', ([words, fewest]) => {
    const volumes = fewest.map((fewestOnceFull, index) =>
      simulatedVolume({ volumeId: `vol-${index}`, fewestOnceFull }),
    );
    expect(answers({ volumes })[0]).toBe(`Do they hold what the tags ask for? ${words}`);
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

describe('a calendar', () => {
  test('tells each day in words', () => {
    const page = simulationPage([simulation({ days: dates(2), timeZone: 'Europe/Berlin' })]);
    expect(toldDays(page)).toEqual([
      'd: Tue 2026-03-10: 8 snapshots, oldest 2026-03-03 06:00, largest gap 24 hours',
      'd: Wed 2026-03-11: 8 snapshots, oldest 2026-03-03 06:00, largest gap 24 hours',
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
    expect(page).toContain('title="Sun 2026-03-15: no snapshot"');
    expect(page).toContain('<li>no snapshot at all on 1 day</li>');
  });

  test('marks a gap that is much longer than the usual one', () => {
    const byDay = fullDays(10).map((day, index) => (index < 2 ? { ...day, largestGapHours: 120 } : day));
    const told = toldDays(simulationPage([simulation({ volumes: [simulatedVolume({ byDay })] })]));
    expect(told.filter((day) => day.startsWith('d g: '))).toEqual([
      'd g: Tue 2026-03-10: 8 snapshots, oldest 2026-03-03 05:00, largest gap 5 days',
      'd g: Wed 2026-03-11: 8 snapshots, oldest 2026-03-03 05:00, largest gap 5 days',
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
    expect(between(page, '<tbody><tr><th scope="row">', '</tbody>')).toBe('data (vol-1)1beyond 7snap-1');
    expect(between(page, '<ul class="problems">', '</ul>')).toBe(
      'autosnap = &#34;daily&#34; (from i-1) is wrong; use 1. It stops 1 volume: vol-9.',
    );
  });

  test('equal faults are told once, with the volumes that they stop, and so are equal reasons of one volume', () => {
    const problems = ['vol-7', 'vol-8', 'vol-9', 'vol-10', 'vol-7'].map((volumeId) => ({
      volumeId,
      key: 'autosnap',
      value: 'daily',
      source: volumeId,
      remedy: 'is wrong; use 1',
    }));
    const deletes = ['snap-1', 'snap-2'].map((snapshotId) => ({
      volumeId: 'vol-1',
      snapshotId,
      because: 'beyond 7',
    }));
    const page = simulationPage([simulation({ firstRun: firstRun({ problems, deletes }) })]);
    expect(between(page, '<ul class="problems">', '</ul>')).toBe(
      'autosnap = &#34;daily&#34; is wrong; use 1. It stops 4 volumes: vol-7; vol-8; vol-9 and 1 more volume.',
    );
    expect(between(page, '<tbody><tr><th scope="row">vol', '</tbody>')).toBe('-12beyond 7snap-1 snap-2');
  });

  test('is counted beyond 50 snapshots of a volume', () => {
    const deletes = Array.from({ length: 61 }, (_, index) => ({
      volumeId: 'vol-1',
      snapshotId: `snap-of-${index}`,
      because: 'beyond 7',
    }));
    const page = simulationPage([simulation({ firstRun: firstRun({ deletes }) })]);
    expect(page).toContain('snap-of-49</code> and 11 more</td>');
    expect(page).not.toContain('snap-of-50');
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
