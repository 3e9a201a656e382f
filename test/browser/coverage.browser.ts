import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { told as toldName } from '../../lambda/core/text.ts';
import { findings } from './axe.ts';
import { screenshotFolder, withBrowser } from './browser.ts';
import { calmPage, estatePage, estateTags, largePage } from './coveragePages.ts';
import { HOSTILE } from './pages.ts';

const open = withBrowser();
const screenshots = screenshotFolder();
process.stderr.write(`Pictures of the coverage page are in ${screenshots}\n`);

const estate = estatePage({ tags: estateTags, unread: ['111111111111/sa-east-1: AWS refused.'] });

const told = (page: Page) => page.locator('.told').textContent();
const count = (page: Page) => page.locator('.count').textContent();
const focused = (page: Page) => page.evaluate<string>('document.activeElement.ariaLabel');
/** The ids of the volumes that are shown. */
const shown = (page: Page) => page.locator('.who .id:visible').allTextContents();
const rowOf = (page: Page, id: string) => page.locator('[data-is]').filter({ hasText: id });

test('the page opens from a file, asks nobody for anything and has no complaint', async () => {
  const { page, url, requests, complaints } = await open(estate);
  await page.getByRole('searchbox').fill('shop');
  await page.locator('[data-is] .strip i:visible').first().hover();
  expect(requests).toEqual([url]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

describe.for(['light', 'dark'] as const)('in the %s', (colorScheme) => {
  test.for([360, 1280])('and on %i px, it has no barrier that axe knows', async (width) => {
    const viewport = { width, height: 900 };
    const { page } = await open(estate, { colorScheme, viewport, bypassCSP: true });
    await page.screenshot({ path: join(screenshots, `coverage-${colorScheme}-${width}.png`) });
    await page.addStyleTag({ content: '[data-is] { content-visibility: visible !important; }' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    await page.screenshot({
      path: join(screenshots, `coverage-${colorScheme}-${width}-whole.png`),
      fullPage: true,
    });
    const { violations, passes } = await findings(page);
    expect(violations).toEqual([]);
    expect(passes).toContain('color-contrast');
    await page.context().close();
  });

  test('a higher bar stands out more from what is behind it, without any hue', async () => {
    const { page } = await open(estate, { colorScheme });
    const [fine = 0, base = 0, ...bars] = await page.evaluate<number[]>(LUMINANCES);
    const contrasts = bars.map((bar) => contrast(bar, fine));
    expect(Math.min(contrast(base, fine), ...contrasts)).toBeGreaterThanOrEqual(3);
    expect(contrasts).toEqual(contrasts.toSorted((a, b) => a - b));
    await page.context().close();
  });
});

/** Of a day inside, of the line below it and of the bars, as WCAG defines it: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
const LUMINANCES = `['fine', 'base', 'a', 'b', 'c', 'd'].map((name) => {
  const hex = getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
})`;

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

describe('by keyboard', () => {
  test('Tab goes over the choices into the map, to one day of it, and out', async () => {
    const { page } = await open(estate);
    const stops: string[] = [];
    for (let stop = 0; stop < 8; stop += 1) {
      await page.keyboard.press('Tab');
      stops.push(
        await page.evaluate<string>(
          '(({ ariaLabel, labels, textContent, tagName }) => ariaLabel || labels?.[0].firstChild.data.trim() || (tagName === "BODY" ? "-" : textContent))(document.activeElement)',
        ),
      );
    }
    expect(stops).toEqual([
      'With the keyboard',
      'Search',
      'Standing',
      'Account',
      'Region',
      'Tag',
      'Tue 2026-03-10: no objective; no restorable snapshot',
      '-',
    ]);
    await page.context().close();
  });

  test('each key goes where it should, and what the day says is written below the map', async () => {
    const { page } = await open(estate);
    await rowOf(page, 'vol-0aa3').locator('.strip i').nth(3).click();
    const walk = [
      ['ArrowRight', 'vol-0aa3', '02-12'],
      ['ArrowLeft', 'vol-0aa3', '02-11'],
      ['ArrowUp', 'vol-0aa9', '02-11'],
      ['Home', 'vol-0aa9', '02-08'],
      ['ArrowLeft', 'vol-0aa9', '02-08'],
      ['ArrowUp', 'vol-0aa4', '02-08'],
      ['ArrowUp', 'vol-0aa4', '02-08'],
      ['End', 'vol-0aa4', '03-10'],
      ['ArrowRight', 'vol-0aa4', '03-10'],
      ['ArrowDown', 'vol-0aa9', '03-10'],
      ['Control+End', 'vol-0ab4', '03-10'],
      ['ArrowDown', 'vol-0ab4', '03-10'],
      ['PageUp', 'vol-0ab1', '03-10'],
      ['PageDown', 'vol-0ab4', '03-10'],
      ['Control+Home', 'vol-0aa4', '03-10'],
    ] as const;
    const walked: (readonly [string, string, string])[] = [];
    for (const [key] of walk) {
      await page.keyboard.press(key);
      const day = await focused(page);
      const words = (await told(page)) ?? '';
      expect(words.endsWith(day)).toBe(true);
      walked.push([key, /vol-\w+/.exec(words)?.[0] ?? '', day.slice(9, 14)]);
    }
    expect(walked).toEqual(walk);
    expect(await page.locator('.strip i[tabindex="0"]').count()).toBe(1);
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.context().close();
  });

  test('no day that has the focus is hidden by what sticks to the edges', async () => {
    const { page } = await open(estate, { viewport: { width: 1280, height: 500 } });
    await page.locator('[data-is] .strip i').first().click();
    for (const key of ['Control+End', 'Control+Home', 'PageDown']) {
      await page.keyboard.press(key);
      await expect
        .poll(() =>
          page.evaluate(`(() => {
            const day = document.activeElement;
            const { left, top, width, height } = day.getBoundingClientRect();
            return document.elementFromPoint(left + width / 2, top + height / 2) === day;
          })()`),
        )
        .toBe(true);
    }
    await page.context().close();
  });
});

describe('a day says', () => {
  test.for([
    [
      'vol-0aa5',
      12,
      'Fri 2026-02-20: inside its objective of 7 hours for 91 % of the day; the newest complete snapshot became 9 hours old',
    ],
    [
      'vol-0aa3',
      30,
      'Tue 2026-03-10: outside its objective of 26 hours for all of the day; the newest complete snapshot became 3.1 days old',
    ],
    ['vol-0aa8', 0, 'Sun 2026-02-08: not known'],
    ['vol-0aa7', 30, 'Tue 2026-03-10: no objective; the newest complete snapshot became 4 days old'],
    ['vol-0aa4', 0, 'Sun 2026-02-08: no objective; no restorable snapshot'],
  ] as const)('of %s, the day %i: %s', async ([id, day, words]) => {
    const { page } = await open(estate);
    const row = rowOf(page, id);
    await row.scrollIntoViewIfNeeded();
    await row.locator('.strip i').nth(day).hover();
    expect((await told(page))?.split(' · ')[1]).toBe(words);
    await page.locator('h1').hover();
    expect(await told(page)).toMatch(/^forgotten/);
    await page.context().close();
  });

  test('of several days the worst one', async () => {
    const { page } = await open(calmPage(100));
    await page.locator('[data-is] .strip i').nth(3).hover();
    expect(await told(page)).toMatch(
      /· 7 days from Sun 2025-12-21: inside its objective of 48 hours all the time; /,
    );
    await page.context().close();
  });
});

describe('volumes are chosen', () => {
  test('by account, region, standing and tag, and the page counts them', async () => {
    const { page } = await open(estate);
    expect(await count(page)).toBe('16 volumes');
    await page.getByLabel('Standing').selectOption('outside');
    expect([await count(page), await shown(page)]).toEqual(['1 of 16 volumes: outside', ['vol-0aa3']]);
    await page.getByLabel('Standing').selectOption('all');
    await page.getByLabel('Tag').selectOption('shop');
    expect(await shown(page)).toEqual(['vol-0aa1', 'vol-0aa2']);
    await page.getByLabel('Region').selectOption('us-east-1');
    expect(await count(page)).toBe('0 of 16 volumes: us-east-1, team=shop');
    await page.getByLabel('Tag').selectOption('all');
    expect(await shown(page)).toHaveLength(7);
    await page.getByLabel('Region').selectOption('all');
    await page.getByLabel('Account').selectOption('222222222222');
    expect(await shown(page)).toHaveLength(7);
    await page.context().close();
  });

  test.for([
    ['QUEUE', ['vol-0aa5']],
    ['vol-0aa1', ['vol-0aa1']],
    ['team=search stage=live', ['vol-0aa3']],
    ['dlm', ['vol-0aa3']],
    ['nothing like it', []],
  ] as const)('by the words %s', async ([words, ids]) => {
    const { page } = await open(estate);
    await page.getByRole('searchbox').fill(words);
    expect(await shown(page)).toEqual(ids);
    await page.context().close();
  });

  test('and the keys go over those that are left', async () => {
    const { page } = await open(estate);
    await page.getByLabel('Tag').selectOption('live');
    await page.getByLabel('Tag').focus();
    expect(await told(page)).toMatch(/^search-1 .*vol-0aa3/);
    for (const key of ['Tab', 'ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
    expect(await told(page)).toMatch(/^shop-1 .*vol-0aa2/);
    await page.context().close();
  });
});

test('hostile names are shown and do nothing', async () => {
  const { page } = await open(estate);
  expect(await page.title()).toBe('aws-snapper coverage on 2026-03-10');
  const names = await page.locator('.who').allTextContents();
  for (const name of [...Object.values(HOSTILE), '</script>"\'', 'disk 💾']) {
    expect(names.filter((one) => one.startsWith(toldName(name)))).toHaveLength(1);
  }
  await page.context().close();
});

test('to a screen reader the map is a grid of named days in named rows', async () => {
  const { page } = await open(estate);
  const tree = await page.getByRole('grid', { name: 'Volumes by days, worst first' }).ariaSnapshot();
  expect(tree).toMatch(/columnheader "Volume"/);
  expect(tree).toMatch(/columnheader "Mon 2026-02-09"/);
  expect(tree).toMatch(/rowheader "search-1 \/dev\/sdf vol-0aa3 index 111111111111\/eu-west-1 · 8 GiB"/);
  expect(tree).toMatch(/gridcell "Mon 2026-03-09: outside its objective of 26 hours for all of the day; /);
  await page.context().close();
});

test('without scripts all of it can be read', async () => {
  const { page } = await open(estate, { javaScriptEnabled: false });
  expect(await page.locator('.filter').isVisible()).toBe(false);
  expect(await page.locator('.legend').innerText()).toContain('▂▄▆█');
  expect((await rowOf(page, 'vol-0aa3').innerText()).replaceAll(/\s+/g, ' ')).toBe(
    'search-1 /dev/sdf vol-0aa3 index 111111111111/eu-west-1 · 8 GiB ····························▆██ outside untagged newest 3.1 days objective 26 hours by tag DLM: 28, newest 3 days at least 93.3 % inside outside on 3 of 31 days: 8 Mar to 10 Mar oldest 3.1 days, until 2026-03-10',
  );
  await page.context().close();
});

test.for([360, 700, 1000, 1280, 2000])('at %i px the page does not scroll sideways', async (width) => {
  const { page } = await open(estate, { viewport: { width, height: 800 } });
  const [content, window] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  expect(content).toBe(window);
  const [strip] = await page
    .locator('.heads .strip, [data-is] .strip')
    .evaluateAll((all) => [new Set(all.map((one) => Math.round(one.getBoundingClientRect().right))).size]);
  expect(strip).toBe(1);
  await page.context().close();
});

describe('on paper', () => {
  test('are all volumes with their days, light, below heads that every page repeats', async () => {
    const { page } = await open(estate, { colorScheme: 'dark', viewport: { width: 1040, height: 700 } });
    await page.emulateMedia({ media: 'print' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    const paper = await page.evaluate(`({
      ground: getComputedStyle(document.documentElement).getPropertyValue('--card'),
      heads: getComputedStyle(document.querySelector('.heads')).display,
      colors: getComputedStyle(document.querySelector('.strip .d')).printColorAdjust,
      days: document.querySelectorAll('[data-is] .strip i').length,
      sideways: document.documentElement.scrollWidth > innerWidth,
      lost: [...document.querySelectorAll('[data-is]')].filter((row) => row.getBoundingClientRect().height === 0).length,
    })`);
    expect(paper).toEqual({
      ground: '#fff',
      heads: 'table-header-group',
      colors: 'exact',
      days: 16 * 31,
      sideways: false,
      lost: 0,
    });
    const seen = await page
      .locator('.filter, .told, .count')
      .evaluateAll((all) => all.map((one) => (one.checkVisibility() ? 'seen' : 'none')));
    expect(seen).toEqual(['none', 'none', 'none']);
    expect(await page.locator('#proves').isVisible()).toBe(true);
    await page.screenshot({ path: join(screenshots, 'coverage-paper.png'), fullPage: true });
    await page.context().close();
  });

  test('a choice is named, so that nobody takes a part for the whole', async () => {
    const { page } = await open(estate);
    await page.getByLabel('Standing').selectOption('outside');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.count').isVisible()).toBe(true);
    expect(await shown(page)).toEqual(['vol-0aa3']);
    await page.context().close();
  });
});

describe('2,000 volumes for 31 days', () => {
  const large = largePage(2000);

  test('are less than 2 MB', () => {
    expect(Buffer.byteLength(large)).toBeLessThan(2_000_000);
  });

  test('are usable within 3 s: drawn where they are seen, chosen and walked over', async () => {
    const { page } = await open(large);
    const loaded = await page.evaluate<number>(
      'new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))))',
    );
    expect(loaded).toBeLessThan(3000);
    expect(await page.locator('[data-is] .strip i').count()).toBeLessThan((2000 * 31) / 10);
    await page.getByLabel('Tag').selectOption('team 3');
    expect(await count(page)).toMatch(/^16\d of 2,000 volumes: team=team 3$/);
    await page.getByLabel('Tag').selectOption('all');
    await page.locator('[data-is] .strip i').first().click();
    await page.keyboard.press('Control+End');
    expect(await told(page)).toMatch(/· Sun 2026-02-08: /);
    await page.screenshot({ path: join(screenshots, 'coverage-large.png') });
    const begun = await page.evaluate<number>(
      "(() => { const begun = performance.now(); dispatchEvent(new Event('beforeprint')); document.body.offsetHeight; return performance.now() - begun; })()",
    );
    expect(begun).toBeLessThan(3000);
    expect(await page.locator('[data-is] .strip i').count()).toBe(2000 * 31);
    await page.context().close();
  });
});
