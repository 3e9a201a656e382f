import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { told } from '../../lambda/core/text.ts';
import { withBrowser } from './browser.ts';
import { calmPage, estatePage, HOSTILE } from './pages.ts';

const open = withBrowser();
const estate = estatePage();
const calm = calmPage(400);

const status = (page: Page) => page.getByRole('status').first().textContent();
const focused = (page: Page) => page.evaluate<string>('document.activeElement.title');

describe('without a network', () => {
  test('the page opens from a file and asks nobody for anything', async () => {
    const { page, url, requests, complaints } = await open(estate);
    await page.getByText('Month by month').first().click();
    await page.getByTitle('Tue 2026-03-10').first().hover();
    expect(requests).toEqual([url]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('its own script runs, and nothing that somebody slipped in', async () => {
    const { page } = await open(calm);
    expect(await page.getByText('Tab enters a calendar').isVisible()).toBe(true);
    const stopped = await page.evaluate<string[]>(SLIP_IN);
    expect(stopped.toSorted()).toEqual(['img-src', 'script-src-attr', 'script-src-elem', 'style-src-attr']);
    expect(await page.evaluate('globalThis.owned')).toBeUndefined();
    await page.context().close();
  });

  test('hostile names are shown and do nothing', async () => {
    const { page } = await open(estate);
    expect(await page.title()).toBe('aws-snapper simulation');
    const headings = await page.getByRole('heading', { level: 4 }).allTextContents();
    for (const name of Object.values(HOSTILE)) {
      expect(headings.filter((heading) => heading.startsWith(told(name)))).toHaveLength(1);
    }
    await page.context().close();
  });
});

/** Puts a script, an image, a handler and a style into the page, and tells what the page's policy stopped. */
const SLIP_IN = `new Promise((resolve) => {
  const stopped = [];
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
    stopped.push(effectiveDirective);
    if (stopped.length === 4) resolve(stopped);
  });
  const script = document.createElement('script');
  script.textContent = 'globalThis.owned = true';
  document.body.append(script);
  const markup = document.createElement('div');
  markup.innerHTML = '<img src="https://example.com/x.png" onerror="globalThis.owned = true" style="color: red">';
  document.body.append(markup);
})`;

describe('by keyboard', () => {
  test('Tab enters a calendar at its first day and leaves it again', async () => {
    const { page } = await open(calm);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatch(/^Tue 2026-03-10: 1 copy, oldest 2026-03-10 05:00/);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Month by month');
    await page.context().close();
  });

  test('each key goes where it should, and the status line tells the day', async () => {
    const { page } = await open(calm);
    await page.keyboard.press('Tab');
    const walk = [
      ['ArrowDown', 'Wed 2026-03-11'],
      ['ArrowRight', 'Wed 2026-03-18'],
      ['ArrowUp', 'Tue 2026-03-17'],
      ['ArrowLeft', 'Tue 2026-03-10'],
      ['ArrowLeft', 'Tue 2026-03-10'],
      ['ArrowUp', 'Tue 2026-03-10'],
      ['PageDown', 'Fri 2026-04-10'],
      ['PageUp', 'Tue 2026-03-10'],
      ['PageUp', 'Tue 2026-03-10'],
      ['End', 'Tue 2027-04-13'],
      ['ArrowDown', 'Tue 2027-04-13'],
      ['PageDown', 'Tue 2027-04-13'],
      ['PageUp', 'Sat 2027-03-13'],
      ['Home', 'Tue 2026-03-10'],
    ] as const;
    const walked: [string, string][] = [];
    for (const [key] of walk) {
      await page.keyboard.press(key);
      const day = await focused(page);
      expect(await status(page)).toBe(day);
      walked.push([key, day.split(':')[0] ?? '']);
    }
    expect(walked).toEqual(walk);
    await page.context().close();
  });

  test('a month that is shorter ends the step at its last day', async () => {
    const { page } = await open(calm);
    await page.getByTitle('Tue 2026-03-31').first().click();
    await page.keyboard.press('PageDown');
    expect(await focused(page)).toMatch(/^Thu 2026-04-30/);
    await page.context().close();
  });

  test('a calendar is entered again where it was left, and the focus can be seen', async () => {
    const { page } = await open(calm);
    for (const key of ['Tab', 'PageDown', 'ArrowDown', 'Tab', 'Shift+Tab']) await page.keyboard.press(key);
    expect(await focused(page)).toMatch(/^Sat 2026-04-11/);
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    expect(await page.locator('[role=grid] td[tabindex="0"]').count()).toBe(1);
    await page.context().close();
  });

  test('the strips of several years are one walk', async () => {
    const { page } = await open(calmPage(1000));
    await page.keyboard.press('Tab');
    for (let week = 0; week < 60; week += 1) await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toMatch(/^Tue 2027-05-04/);
    await page.keyboard.press('ArrowUp');
    expect(await focused(page)).toMatch(/^Mon 2027-05-03/);
    expect(await page.locator('[role=grid] tbody').count()).toBe(3);
    await page.context().close();
  });
});

test('a day that is pointed at is told below its calendar', async () => {
  const { page } = await open(estate);
  const bare = page.locator('td.z').first();
  await bare.hover();
  const article = page.locator('article', { has: page.getByRole('heading', { name: 'hourly' }) });
  expect(await article.getByRole('status').textContent()).toBe('Fri 2026-03-20: no copy');
  await page.context().close();
});

test('to a screen reader a calendar is a grid of named days in named rows', async () => {
  const { page } = await open(estate);
  const grid = page.getByRole('grid', { name: 'Copies by day of vol-office (office)' });
  const tree = await grid.ariaSnapshot();
  expect(tree).toMatch(/^- grid "Copies by day of vol-office \(office\)":/);
  expect(tree.match(/rowheader "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)"/g)).toHaveLength(7);
  expect(tree).toMatch(/gridcell "Tue 2026-03-10: 7 copies, oldest 2026-02-27 05:00, largest gap 6 days"/);
  await page.context().close();
});

test('without scripts all of it can be read', async () => {
  const { page } = await open(estate, { javaScriptEnabled: false });
  expect(await page.getByText('Tab enters a calendar').isVisible()).toBe(false);
  const article = page.locator('article', { has: page.getByRole('heading', { name: 'hourly' }) });
  expect(await article.getByRole('status').textContent()).toMatch(/^Thu 2026-04-23: 25 copies/);
  expect(await article.getByTitle('Fri 2026-03-20: no copy').count()).toBe(1);
  await article.getByText('Month by month').click();
  const march = article.getByRole('row', { name: /^2026-03/ });
  expect((await march.innerText()).split(/\s+/)).toEqual(['2026-03', '0', '15', '3', '36', 'hours']);
  await page.context().close();
});

test.for([400, 1280])('at %i px the page does not scroll sideways', async (width) => {
  const { page } = await open(estate, { viewport: { width, height: 800 } });
  await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
  const [content, window] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  expect(content).toBe(window);
  await page.context().close();
});

test('at 400 px a calendar scrolls in its own box, to the day that has the focus', async () => {
  const { page } = await open(calm, { viewport: { width: 400, height: 800 } });
  for (const key of ['Tab', 'End']) await page.keyboard.press(key);
  const [scrolled, right] = await page.evaluate<[number, number]>(
    `[document.querySelector('.box').scrollLeft, document.activeElement.getBoundingClientRect().right]`,
  );
  expect(scrolled).toBeGreaterThan(0);
  expect(right).toBeLessThanOrEqual(400);
  await page.context().close();
});

test.for([
  ['reduce', 'auto', '0s'],
  ['no-preference', 'smooth', '0.12s'],
] as const)('of motion: %s', async ([reducedMotion, scrolling, transition]) => {
  const { page } = await open(calm, { reducedMotion });
  expect(await page.evaluate('getComputedStyle(document.documentElement).scrollBehavior')).toBe(scrolling);
  const square = `getComputedStyle(document.querySelector('td.d')).transitionDuration`;
  expect(await page.evaluate(square)).toBe(transition);
  await page.context().close();
});

test('on paper the page is light, whole and has its colours', async () => {
  const { page } = await open(calm, { colorScheme: 'dark', viewport: { width: 680, height: 900 } });
  await page.emulateMedia({ media: 'print' });
  const [background, colors, overflow] = await page.evaluate<string[]>(`[
    getComputedStyle(document.querySelector('article')).backgroundColor,
    getComputedStyle(document.querySelector('td.d')).printColorAdjust,
    document.querySelector('[role=grid]').getBoundingClientRect().right <= innerWidth,
  ]`);
  expect({ background, colors, overflow }).toEqual({
    background: 'rgb(255, 255, 255)',
    colors: 'exact',
    overflow: true,
  });
  await page.context().close();
});
