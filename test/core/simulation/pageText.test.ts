import { describe, expect, test } from 'vitest';
import type { SimulatedSnapshot } from '../../../lambda/core/simulation/stays.ts';
import type { Simulation } from '../../../lambda/core/simulation/book.ts';
import { simulationPage } from '../../../lambda/core/simulation/page/page.ts';
import {
  dates,
  EMPTY_DAY,
  firstRun,
  fullDay,
  fullDays,
  simulatedSnapshot,
  simulatedVolume,
  simulation,
} from './simulated.ts';

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

/** What the only article of a page says round its calendar. */
function article(change: Partial<Simulation>): string[] {
  const [, rest = ''] = page(change).split(/(?=<article)/);
  return textsOf(rest.split('</article>')[0]?.replace(/<div class="box">.*?<\/div>/s, '') ?? '');
}

describe('the whole page in words', () => {
  test('of one region and one volume', () => {
    const days = { days: dates(2), volumes: [simulatedVolume({ byDay: fullDays(2), name: 'data' })] };
    expect(textsOf(page(days))).toMatchInlineSnapshot(`
      [
        "aws-snapper simulation of eu-west-1",
        "What the next 2 days would bring",
        "eu-west-1",
        "1 volume, 2 days from 2026-03-10 to 2026-03-11 (UTC); 2 runs, one every 24 h, each with a follow-up an hour later.",
        "Do they hold what the tags ask for? | Yes. It becomes full.",
        "How many snapshots? | 8 snapshots at the end.",
        "How large is the largest gap? | 24 hours. The largest gap is the longest time without a new snapshot.",
        "What is deleted first? | The first run takes 1 snapshot and deletes nothing. The first to be deleted is that of data (vol-1) from 2026-03-03 05:00, on 2026-03-11 (beyond 7).",
        "Day by day",
        "A square is a day; a column is a week, Monday at the top. It shows what there is when the day ends.",
        "no snapshot at all",
        "from few snapshots to the most of its calendar",
        "a gap that is much longer than usual in its calendar",
        "one snapshot on the line of time",
        "a pinned one, which is never deleted and not counted",
        "Choose a day with the slider or in any calendar. Below each calendar are the snapshots that exist when that day ends: point at one to
      read when it was taken, why it is kept and when it is deleted.",
        "With the keyboard",
        "Tab enters a calendar or the line below it. In a calendar the arrows go by day and by week, Page Up and Page Down by
      month; on a line they go from mark to mark. Home and End go to the first and the last.",
        "Day (UTC)",
        "‹",
        "›",
        "eu-west-1: 1 volume",
        "data vol-1",
        "Daily · keeps 7",
        "Mar",
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
        "Sun",
        "Largest gap | 24 hours",
        "Most | 8 snapshots",
        "Fewest once full | 7 snapshots",
        "Taken | 10 snapshots",
        "Deleted | 3 snapshots",
        "Wed 2026-03-11: 8 snapshots, oldest 2026-03-03 05:00, largest gap 24 hours",
        "1 snapshot in this time, one by one",
        "taken             deleted     kept
      2026-03-03 05:00  2026-03-11  the newest 7",
        "Month by month",
        "Month | Fewest snapshots | Most snapshots | Days without | Largest gap",
        "2026-03 | 8 | 8 | 0 | 24 hours",
        "A simulation by aws-snapper: nothing was taken and nothing was deleted. Each run decides as a real one does, in a world
      where AWS does all that is asked and nobody changes anything.",
      ]
    `);
  });

  test('of several regions, one without anything', () => {
    const nothing = { region: 'us-east-1', days: dates(1), volumes: [], firstRun: firstRun({ creates: 0 }) };
    const [title, heading, ...rest] = textsOf(page({ days: dates(1) }, nothing));
    expect([title, heading]).toEqual(['aws-snapper simulation', 'What the next 1 day would bring']);
    expect(rest.slice(0, 3)).toEqual(['eu-west-1', 'us-east-1', 'eu-west-1']);
    expect(page({}, nothing)).toContain('<li><a href="#region-2">us-east-1</a></li>');
    expect(rest).toContain('Result | Nothing asks for snapshots here.');
    expect(rest.filter((text) => text.startsWith('us-east-1'))).toHaveLength(2);
  });

  test('of none', () => {
    const texts = textsOf(page());
    expect(texts.slice(0, 2)).toEqual(['aws-snapper simulation', 'What the next 0 days would bring']);
    expect(texts[2]).toBe('No region was simulated.');
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
    expect(article({ volumes })).toMatchInlineSnapshot(`
      [
        "vol-1",
        "Daily · keeps 7",
        "never full",
        "no snapshot at all on 2 days",
        "Largest gap | 30 minutes",
        "Much longer than usual | on 1 day",
        "No snapshot at all | on 2 days",
        "Most | 2 snapshots",
        "Fewest once full | never full",
        "Taken | 1 snapshot",
        "Deleted | 0 snapshots",
        "Thu 2026-03-19: 1 snapshot, oldest 2026-03-03 05:00, largest gap 36 hours",
        "1 snapshot in this time, one by one",
        "taken             deleted     kept
      2026-03-03 05:00  2026-03-11  the newest 7",
        "Month by month",
        "Month | Fewest snapshots | Most snapshots | Days without | Largest gap",
        "2026-03 | 0 | 2 | 2 | 36.1 hours",
      ]
    `);
  });

  test('that others live, too, names them', () => {
    const volumes = ['web', undefined, 'a<b'].map((name, index) =>
      simulatedVolume({ volumeId: `vol-${index}`, name }),
    );
    const texts = article({ volumes });
    expect(texts[0]).toBe('web vol-0 and 2 more volumes like it');
    const from = texts.indexOf('All 3 volumes with these snapshots');
    expect(texts.slice(from + 1, from + 4)).toEqual(['web (vol-0)', 'vol-1', '&#34;a&#60;b&#34; (vol-2)']);
    expect(article({ volumes: volumes.slice(0, 2) })[0]).toBe('web vol-0 and 1 more volume like it');
    expect(page({ volumes })).toContain(' aria-label="Snapshots by day of web (vol-0)"');
    expect(page({})).toContain(' aria-label="Snapshots by day of vol-1"');
  });

  test('of very many names a thousand of them', () => {
    expect(named(1000).filter((text) => /^vol-\d+$/.test(text))).toHaveLength(1000);
    expect(named(1000).at(-1)).toBe('vol-999');
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
  expect(texts).toContain(`Largest gap | ${words}`);
});

/** The lines of some tags to correct, and of some snapshots to be deleted. */
function listed(count: number): string[] {
  const ids = Array.from({ length: count }, (_, index) => `vol-${index}`);
  const problems = ids.map((volumeId) => ({
    volumeId,
    key: 'autosnap',
    value: volumeId,
    source: volumeId,
    place: 1,
    remedy: 'is wrong',
  }));
  const deletes = ids.map((volumeId) => ({
    volumeId,
    snapshotId: `snap-of-${volumeId}`,
    because: 'beyond 7',
  }));
  const texts = textsOf(page({ firstRun: firstRun({ problems, deletes }) }));
  return texts.slice(texts.indexOf('Tags to correct'), texts.indexOf('Day by day'));
}

test('what must be corrected and what would be deleted is listed to the fiftieth line', () => {
  expect(listed(0)).toEqual([]);
  expect(listed(2)).toEqual([
    'Tags to correct',
    'autosnap = &#34;vol-0&#34; is wrong. It stops 1 volume: vol-0.',
    'autosnap = &#34;vol-1&#34; is wrong. It stops 1 volume: vol-1.',
    'What the first run would delete',
    'Volume | Snapshots | Why | Which',
    'vol-0 | 1 | beyond 7 | snap-of-vol-0',
    'vol-1 | 1 | beyond 7 | snap-of-vol-1',
  ]);
  expect(listed(50).some((text) => text.startsWith('…'))).toBe(false);
  expect(
    listed(1051).filter((text) => text.startsWith('… and 1,001 more: --json has them all.')),
  ).toHaveLength(2);
  expect(listed(1051)).toContain('vol-49 | 1 | beyond 7 | snap-of-vol-49');
  expect(listed(1051)).not.toContain('vol-50 | 1 | beyond 7 | snap-of-vol-50');
});

test('of many lives it is said in which order they come, and one needs no such words', () => {
  const order =
    'Those that need a person come first, then by server and device. Volumes that are alike share one calendar.';
  const volumes = [simulatedVolume(), simulatedVolume({ volumeId: 'vol-2', taken: 9 })];
  const texts = textsOf(page({ volumes }));
  expect(texts).toContain(order);
  const ids = [...page({ volumes }).matchAll(/<h4 id="([^"]+)"/g)].map(([, id]) => id);
  expect(ids).toEqual(['life-1-1', 'life-1-2']);
  expect(textsOf(page({}))).not.toContain(order);
  expect(page({})).not.toContain('class="flags"');
  expect(textsOf(page({})).some((text) => text.includes('not shown'))).toBe(false);
});

/** The lines of the list. */
function list(...snapshots: SimulatedSnapshot[]): string[] {
  const html = page({ timeZone: 'Europe/Berlin', volumes: [simulatedVolume({ snapshots })] });
  return (/<pre[^>]*>(.*?)<\/pre>/s.exec(html)?.[1] ?? 'no list').split('\n');
}

describe('the snapshots of a life, one by one', () => {
  test('are told with the rules that keep them, and until when, by the clocks of the zone', () => {
    expect(
      list(
        simulatedSnapshot({
          isPinned: true,
          kept: [{ rules: 'pinned by autosnap_keep' }],
          deleted: undefined,
        }),
        simulatedSnapshot({
          at: '2026-03-09T23:30:00Z',
          kept: [{ rules: '7 daily, 4 weekly' }, { since: '2026-03-17', rules: '4 weekly' }],
          deleted: { at: '2026-03-19T23:30:00Z', because: 'beyond' },
        }),
        simulatedSnapshot({ at: '2026-03-19T05:00:00Z', kept: [], deleted: undefined }),
      ),
    ).toEqual([
      'taken             deleted     kept',
      '2026-03-03 06:00  -           * pinned by autosnap_keep',
      '2026-03-10 00:30  2026-03-20  7 daily, 4 weekly; since 2026-03-17: 4 weekly',
      '2026-03-19 06:00  -           ',
    ]);
  });

  test('are not listed where they are too many, and it is said', () => {
    const note =
      'These snapshots are too many to list one by one: simulate fewer --days, or one server with --of.';
    const many = Array.from({ length: 25_001 }, () => simulatedSnapshot());
    for (const snapshots of [undefined, many]) {
      const html = page({ volumes: [simulatedVolume({ snapshots })] });
      expect(html).not.toContain('<pre');
      expect(textsOf(html)).toContain(note);
    }
  });
});
