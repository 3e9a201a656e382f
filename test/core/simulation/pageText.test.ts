import { describe, expect, test } from 'vitest';
import type { Simulation } from '../../../lambda/core/simulation/simulation.ts';
import { simulationPage } from '../../../lambda/core/simulation/page/page.ts';
import { dates, EMPTY_DAY, firstRun, fullDay, fullDays, simulatedVolume, simulation } from './simulated.ts';

/** The texts of a piece of the page in their order, without markup and without days; a row of a table is one. */
function textsOf(markup: string): string[] {
  return markup
    .replaceAll(/<\/(?:th|td|dt)><(?:th scope="col"|td|dd)>/g, ' | ')
    .replaceAll(/<(style|script)>.*?<\/\1>/gs, '')
    .replaceAll(/<\/?(?:strong|bdi|code|span|i|a)\b[^>]*>/g, '')
    .split(/<[^>]+>/)
    .map((text) => text.replace(/[ |]+$/, '').trim())
    .filter((text) => text !== '');
}

function page(...changes: Partial<Simulation>[]): string {
  return simulationPage(changes.map((change) => simulation(change)));
}

/** What the only article of a page says below its calendar. */
function article(change: Partial<Simulation>): string[] {
  const [, rest = ''] = page(change).split(/(?=<article)/);
  return textsOf(rest.split('</article>')[0]?.replace(/<div class="box">.*?<\/div>/s, '') ?? '');
}

describe('the whole page in words', () => {
  test('of one region and one volume', () => {
    const days = { days: dates(2), volumes: [simulatedVolume({ byDay: fullDays(2), name: 'data' })] };
    expect(textsOf(page(days))).toEqual([
      'aws-snapper simulation of eu-west-1',
      'What the next 2 days would bring',
      'A simulation by aws-snapper: nothing was taken and nothing was deleted. Each run decides as it would in earnest, in a world\nwhere AWS does all that is asked and nobody changes anything.',
      'How to read the calendars',
      'A square is a day; a column is a week, Monday at the top. It shows what there is when the day ends.',
      'no copy at all',
      'from few copies to the most this volume ever has',
      'a gap between copies that is much longer than this volume’s usual',
      'Point at a day to read it below its calendar. With the keyboard: Tab enters a calendar, the arrows go by day and by week,\nPage Up and Page Down by month, Home and End to the first and the last day.',
      'eu-west-1',
      '1 volume lived 2 days and 2 runs, 2026-03-10 to 2026-03-11 (UTC). It became full. The longest time without a new copy was 24 hours, of vol-1 (data). The first run would take 1 copy and delete none.',
      'Calendars of copies',
      'data vol-1',
      'Daily · keeps 7',
      'Mar',
      'Mon',
      'Tue',
      'Wed',
      'Thu',
      'Fri',
      'Sat',
      'Sun',
      'Wed 2026-03-11: 8 copies, oldest 2026-03-03 05:00, largest gap 24 hours',
      'Month by month',
      'Month | Fewest copies | Most copies | Days without | Largest gap',
      '2026-03 | 8 | 8 | 0 | 24 hours',
      'Taken | 10 copies',
      'Deleted | 3 copies',
      'Most | 8 copies',
      'Fewest once full | 7 copies',
      'Longest without a copy | 24 hours',
      'Usual largest gap | 24 hours',
    ]);
  });

  test('of several regions, one without anything', () => {
    const nothing = { region: 'us-east-1', days: dates(1), volumes: [], firstRun: firstRun({ creates: 0 }) };
    const [title, heading, ...rest] = textsOf(page({ days: dates(1) }, nothing));
    expect([title, heading]).toEqual(['aws-snapper simulation', 'What the next 1 day would bring']);
    expect(rest.slice(1, 3)).toEqual(['eu-west-1', 'us-east-1']);
    expect(page({}, nothing)).toContain('<li><a href="#region-2">us-east-1</a></li>');
    expect(rest.slice(-3)).toEqual([
      'Usual largest gap | 24 hours',
      'us-east-1',
      '0 volumes lived 1 day and 1 run, 2026-03-10 to 2026-03-10 (UTC). Nothing asks for copies here. The first run would take 0 copies and delete none.',
    ]);
  });

  test('of none', () => {
    const texts = textsOf(page());
    expect(texts.slice(0, 2)).toEqual(['aws-snapper simulation', 'What the next 0 days would bring']);
    expect(texts.at(-1)).toBe('No region was simulated.');
  });
});

/** The text of the article of some volumes with the same life. */
function named(count: number): string[] {
  const volumes = Array.from({ length: count }, (_, index) => simulatedVolume({ volumeId: `vol-${index}` }));
  return article({ volumes });
}

describe('one life', () => {
  test('with trouble says so in words, and in its numbers', () => {
    const byDay = [
      EMPTY_DAY,
      EMPTY_DAY,
      ...fullDays(6).map((day) => ({ ...day, snapshots: 2, largestGapHours: 24 })),
      fullDay({ snapshots: 2, largestGapHours: 36.1 }),
      fullDay({ snapshots: 1, largestGapHours: 36 }),
    ];
    const volumes = [
      simulatedVolume({
        byDay,
        fewestOnceFull: undefined,
        taken: 1,
        deleted: 0,
        largestGapHours: 0.5,
      }),
    ];
    expect(article({ volumes })).toEqual([
      'vol-1',
      'Daily · keeps 7',
      'never full',
      'no copy at all on 2 days',
      'Thu 2026-03-19: 1 copy, oldest 2026-03-03 05:00, largest gap 36 hours',
      'Month by month',
      'Month | Fewest copies | Most copies | Days without | Largest gap',
      '2026-03 | 0 | 2 | 2 | 36.1 hours',
      'Taken | 1 copy',
      'Deleted | 0 copies',
      'Most | 2 copies',
      'Fewest once full | never full',
      'Longest without a copy | 30 minutes',
      'Usual largest gap | 24 hours',
      'A much longer one | on 1 day',
      'Without any copy | on 2 days',
    ]);
  });

  test('that others live, too, names them', () => {
    const volumes = ['web', undefined, 'a<b'].map((name, index) =>
      simulatedVolume({ volumeId: `vol-${index}`, name }),
    );
    const texts = article({ volumes });
    expect(texts[0]).toBe('web vol-0 and 2 more volumes like it');
    const from = texts.indexOf('All 3 volumes that live this life');
    expect(texts.slice(from + 1, from + 4)).toEqual(['vol-0 (web)', 'vol-1', 'vol-2 (&#34;a&#60;b&#34;)']);
    expect(article({ volumes: volumes.slice(0, 2) })[0]).toBe('web vol-0 and 1 more volume like it');
    expect(page({ volumes })).toContain(' aria-label="Copies by day of vol-0 (web)"');
    expect(page({})).toContain(' aria-label="Copies by day of vol-1"');
  });

  test('of very many names a thousand of them', () => {
    expect(named(1000).filter((text) => /^vol-\d+$/.test(text))).toHaveLength(1000);
    expect(named(1000)[named(1000).indexOf('vol-999') + 1]).toBe('Taken | 10 copies');
    expect(named(3001).filter((text) => /^vol-\d+$/.test(text))).toHaveLength(1000);
    expect(named(3001)).toContain('… and 2,001 more: --json names them all.');
  });
});

test.for([
  [0, '0 hours'],
  [0.1, '6 minutes'],
  [1 / 60, '1 minute'],
  [0.9, '54 minutes'],
  [1, '1 hour'],
  [1.5, '1.5 hours'],
  [72, '72 hours'],
  [72.1, '3 days'],
  [180, '7.5 days'],
  [24_000, '1,000 days'],
] as const)('%f hours are %s', ([largestGapHours, words]) => {
  const texts = article({ volumes: [simulatedVolume({ largestGapHours })] });
  expect(texts).toContain(`Longest without a copy | ${words}`);
});

describe('the sentence on top', () => {
  const [well, never] = [simulatedVolume(), simulatedVolume({ fewestOnceFull: undefined })];

  test.for([
    ['It became full.', [well]],
    ['All became full.', [well, well]],
    ['None was ever full.', [never]],
    ['None was ever full.', [never, never]],
    ['1 of them was never full.', [well, never]],
    ['2 of them were never full.', [never, well, never]],
  ] as const)('%s', ([words, volumes]) => {
    const [, sentence] =
      textsOf(page({ volumes }).split('<p class="result">')[1] ?? '')[0]?.split('(UTC). ') ?? [];
    expect(sentence).toMatch(
      new RegExp(`^${words} The longest time without a new copy was 24 hours, of vol-1\\.`),
    );
  });

  test('names the first of those that waited longest, and counts what must be mended by volume', () => {
    const volumes = [30, 24, 30].map((largestGapHours, index) =>
      simulatedVolume({ volumeId: `vol-${index}`, largestGapHours }),
    );
    const problem = { key: 'autosnap', source: 'i-1', remedy: 'is not set' };
    const problems = ['vol-7', 'vol-8'].map((volumeId) => ({ ...problem, volumeId }));
    const texts = textsOf(page({ volumes, firstRun: firstRun({ problems }) }));
    const sentence = texts.find((text) => text.includes(' lived '));
    expect(sentence).toContain('The longest time without a new copy was 30 hours, of vol-0.');
    expect(sentence).toMatch(/delete none\. 2 volumes have a tag that must be mended\.$/);
  });
});

/** The lines of some tags to correct, and of some snapshots to be deleted. */
function listed(count: number): string[] {
  const ids = Array.from({ length: count }, (_, index) => `vol-${index}`);
  const problems = ids.map((volumeId) => ({
    volumeId,
    key: 'autosnap',
    source: volumeId,
    remedy: 'is not set',
  }));
  const deletes = ids.map((volumeId) => ({
    volumeId,
    snapshotId: `snap-of-${volumeId}`,
    because: 'beyond 7',
  }));
  const texts = textsOf(page({ firstRun: firstRun({ problems, deletes }) }));
  return texts.slice(texts.indexOf('Tags to mend'), texts.indexOf('Calendars of copies'));
}

test('what must be mended and what would go is listed to the fiftieth line', () => {
  expect(listed(0)).toEqual([]);
  expect(listed(2)).toEqual([
    'Tags to mend',
    'vol-0: autosnap is not set',
    'vol-1: autosnap is not set',
    'What the first run would delete',
    'Snapshot | Volume | Why',
    'snap-of-vol-0 | vol-0 | beyond 7',
    'snap-of-vol-1 | vol-1 | beyond 7',
  ]);
  expect(listed(50).some((text) => text.startsWith('…'))).toBe(false);
  expect(
    listed(1051).filter((text) => text.startsWith('… and 1,001 more: --json has them all.')),
  ).toHaveLength(2);
  expect(listed(1051)).toContain('snap-of-vol-49 | vol-49 | beyond 7');
  expect(listed(1051)).not.toContain('snap-of-vol-50 | vol-50 | beyond 7');
  expect(listed(1051)).toContain('vol-49: autosnap is not set');
  expect(listed(1051)).not.toContain('vol-50: autosnap is not set');
});

test('of many lives it is said in which order they come, and one needs no such words', () => {
  const order = 'Those that need a person come first. Volumes that live the same life share one.';
  const volumes = [simulatedVolume(), simulatedVolume({ volumeId: 'vol-2', taken: 9 })];
  const texts = textsOf(page({ volumes }));
  expect(texts).toContain(order);
  expect(texts[texts.indexOf('vol-2') - 1]).toBe('Usual largest gap | 24 hours');
  const ids = [...page({ volumes }).matchAll(/<h4 id="([^"]+)"/g)].map(([, id]) => id);
  expect(ids).toEqual(['region-1-1', 'region-1-2']);
  expect(textsOf(page({}))).not.toContain(order);
  expect(page({})).not.toContain('class="flags"');
  expect(textsOf(page({})).some((text) => text.includes('not shown'))).toBe(false);
});
