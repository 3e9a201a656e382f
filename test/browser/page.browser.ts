import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { told as toldName } from '../../lambda/core/text.ts';
import { withBrowser } from './browser.ts';
import { calmPage, estatePage, HOSTILE, imagesPage, replicasPage } from './pages.ts';

const open = withBrowser();
const estate = estatePage();
const calm = calmPage(400);

/** What is told below the first calendar. */
const told = (page: Page) => page.locator('.told').first().textContent();
/** What the bar with the day tells. */
const status = (page: Page) => page.getByRole('status').textContent();
const firstCalendar = (page: Page) => page.locator('[role=grid] td[tabindex="0"]').first();
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
    expect(await page.getByText('Choose a day with the slider').isVisible()).toBe(true);
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
      expect(headings.filter((heading) => heading.startsWith(toldName(name)))).toHaveLength(1);
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
  test('Tab goes over the day of the page into a calendar, into its line of snapshots, and on', async () => {
    const { page } = await open(calm);
    const stops: string[] = [];
    for (let stop = 0; stop < 7; stop += 1) {
      await page.keyboard.press('Tab');
      stops.push(await page.evaluate<string>(FOCUSED));
    }
    expect(stops).toEqual([
      'With the keyboard',
      'A day earlier',
      'Tue 2027-04-13',
      'A day later',
      'Tue 2027-04-13: 20 snapshots, oldest 2026-05-31 05:00, largest gap 24 hours',
      'Tue 2027-04-13 05:00 · kept: 7 daily, 4 weekly, 12 monthly · stays beyond 2027-04-13',
      '400 snapshots in this time, one by one',
    ]);
    await page.context().close();
  });

  test('each key goes where it should, and the day of the page goes along', async () => {
    const { page } = await open(calm);
    await firstCalendar(page).focus();
    const walk = [
      ['Home', 'Tue 2026-03-10'],
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
      const [date = ''] = day.split(':');
      expect(await told(page)).toBe(day);
      expect(await status(page)).toMatch(new RegExp(`^${date}: \\d+ snapshots?$`));
      walked.push([key, date]);
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
    await firstCalendar(page).focus();
    for (const key of ['Home', 'PageDown', 'ArrowDown', 'Tab', 'Shift+Tab']) await page.keyboard.press(key);
    expect(await focused(page)).toMatch(/^Sat 2026-04-11/);
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    expect(await page.locator('[role=grid] td[tabindex="0"]').count()).toBe(1);
    await page.context().close();
  });

  test('the strips of several years are one walk', async () => {
    const { page } = await open(calmPage(1000));
    await firstCalendar(page).focus();
    await page.keyboard.press('Home');
    for (let week = 0; week < 60; week += 1) await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toMatch(/^Tue 2027-05-04/);
    await page.keyboard.press('ArrowUp');
    expect(await focused(page)).toMatch(/^Mon 2027-05-03/);
    expect(await page.locator('[role=grid] tbody').count()).toBe(3);
    await page.context().close();
  });
});

/** What a screen reader would call the element with the focus. */
const FOCUSED = `(({ ariaLabel, ariaValueText, title, textContent }) =>
  ariaValueText || ariaLabel || title || textContent)(document.activeElement)`;

test('a day that is pointed at is told below its calendar, and the chosen one again afterwards', async () => {
  const { page } = await open(estate);
  const bare = page.locator('td.z').first();
  await bare.hover();
  const article = page.locator('article', { has: page.getByRole('heading', { name: 'hourly' }) });
  expect(await article.locator('.told').textContent()).toBe('Fri 2026-03-20: no snapshot');
  await article.getByRole('heading').hover();
  expect(await article.locator('.told').textContent()).toMatch(/^Thu 2026-04-23: 24 snapshots/);
  await page.context().close();
});

/** The marks on the line of an article: what each says. */
function marks(page: Page, name: string): Promise<(string | null)[]> {
  const article = page.locator('article', { has: page.getByRole('heading', { name }) });
  return article.getByRole('option').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
}

describe('a line of snapshots', () => {
  test('has a mark for each that exists on the chosen day: when taken, why kept, until when', async () => {
    const { page } = await open(calmPage(60));
    await page.getByTitle('Tue 2026-03-17').first().click();
    expect(await marks(page, 'vol-1')).toEqual([
      'Tue 2026-03-10 05:00 · kept: oldest snapshot, 4 weekly, 12 monthly · stays beyond 2026-05-08',
      ...['11', '12', '13', '14'].map((day) =>
        expect.stringContaining(`2026-03-${day} 05:00 · kept: 7 daily · `),
      ),
      'Sun 2026-03-15 05:00 · kept: 7 daily, 4 weekly · deleted on 2026-04-06',
      'Mon 2026-03-16 05:00 · kept: 7 daily · deleted on 2026-03-23',
      'Tue 2026-03-17 05:00 · kept: 7 daily, 4 weekly, 12 monthly · deleted on 2026-03-24',
    ]);
    await page.context().close();
  });

  test('of a server’s images has its marks beside those of its volumes, and the day counts both', async () => {
    const { page, complaints } = await open(imagesPage());
    await page.getByTitle('Tue 2026-03-17').first().click();
    expect(await marks(page, 'i-1')).toEqual([
      'Mon 2026-03-09 05:00 · kept: held: protected from deregistration · stays beyond 2026-03-29',
      'Mon 2026-03-16 05:00 · kept: the newest 2 · deleted on 2026-03-18',
      'Tue 2026-03-17 05:00 · kept: the newest 2 · deleted on 2026-03-19',
    ]);
    expect(await page.locator('output[for=day]').textContent()).toBe(
      'Tue 2026-03-17: 6 snapshots and images',
    );
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('of replicas has each from the day on which it was made, and says so where its data is older', async () => {
    const { page, complaints } = await open(replicasPage());
    const grid = page.getByRole('grid', { name: 'Replicas by day of vol-16 in 222222222222@eu-west-1' });
    const line = page.getByRole('listbox', { name: 'Replicas of vol-16 in 222222222222@eu-west-1' });
    await grid.getByTitle('Tue 2026-03-10: no replica').click();
    expect(await line.count()).toBe(0);
    await grid.getByTitle('Wed 2026-03-11').click();
    expect(await line.getByRole('option').getAttribute('aria-label')).toBe(
      'Tue 2026-03-10 05:00 · made on 2026-03-11 · kept: 7 daily · deleted on 2026-03-18',
    );
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('is the same as the list below it, on any day', async () => {
    const { page } = await open(calmPage(60));
    for (const date of ['2026-03-10', '2026-03-30', '2026-05-08']) {
      await page
        .getByTitle(new RegExp(`^\\w+ ${date}`))
        .first()
        .click();
      const list = await page.locator('.stays pre').first().textContent();
      const there = (list ?? '')
        .split('\n')
        .slice(1)
        .map((row) => [row.slice(0, 16), row.slice(18, 28).trim()])
        .filter(([taken = '', gone = '']) => taken.slice(0, 10) <= date && (gone === '-' || gone > date));
      expect((await marks(page, 'vol-1')).map((one) => one?.slice(4, 20))).toEqual(
        there.map(([taken]) => taken),
      );
      expect(await told(page)).toContain(`${date}: ${there.length} snapshot`);
    }
    await page.context().close();
  });

  test('tells the mark that is nearest to the pointer, and arrow keys go on from there', async () => {
    const { page } = await open(calmPage(60));
    const svg = page.locator('.line svg').first();
    const mark = page.locator('.mark').first();
    expect(await mark.textContent()).toMatch(/^Fri 2026-05-08 05:00/);
    await svg.hover({ position: { x: 4, y: 20 } });
    expect(await mark.textContent()).toMatch(/^Tue 2026-03-10 05:00/);
    await svg.click({ position: { x: 4, y: 20 } });
    const walk: string[] = [];
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'End', 'ArrowRight', 'Home', 'ArrowUp']) {
      await page.keyboard.press(key);
      const name = await page.evaluate<string>(FOCUSED);
      expect(await mark.textContent()).toBe(name);
      walk.push(name.slice(9, 14));
    }
    expect(walk).toEqual(['03-31', '04-19', '03-31', '05-08', '05-08', '03-10', '03-10']);
    await page.context().close();
  });

  test('can be chosen with a finger', async () => {
    const { page } = await open(calmPage(60), { hasTouch: true, viewport: { width: 360, height: 800 } });
    await page.locator('.told').first().scrollIntoViewIfNeeded();
    await page.locator('.line svg').first().waitFor();
    await page
      .locator('.line svg')
      .first()
      .tap({ position: { x: 4, y: 20 } });
    expect(await page.locator('.mark').first().textContent()).toMatch(/^Tue 2026-03-10 05:00/);
    await page.context().close();
  });

  test('U14 shows a pinned snapshot as another mark, and tells it apart from the others', async () => {
    const { page } = await open(estate);
    const article = page.locator('article', { has: page.getByRole('heading', { name: 'pinned' }) });
    await article.scrollIntoViewIfNeeded();
    expect(await article.locator('circle').getAttribute('aria-label')).toMatch(
      /^Sat 2026-01-17 06:00 · pinned by autosnap_keep · stays beyond/,
    );
    expect(await article.locator('.told').textContent()).toMatch(
      /: 3 snapshots and 1 pinned, .* largest gap 24 hours$/,
    );
    await page.context().close();
  });
});

describe('the day of the page', () => {
  test('is chosen with the slider, its buttons or any calendar, and all calendars follow', async () => {
    const { page } = await open(estate);
    await page.getByRole('button', { name: 'A day earlier' }).click();
    expect(await status(page)).toMatch(/^Mon 2027-04-12: \d+ snapshots$/);
    await page.getByRole('slider').fill('9');
    expect(await status(page)).toMatch(/^Thu 2026-03-19: /);
    await page.mouse.move(2, 2);
    const shown = page.locator('.told').filter({ hasText: 'Thu 2026-03-19' });
    await page.locator('article').last().scrollIntoViewIfNeeded();
    await expect
      .poll(() => page.locator('article').last().locator('.told').textContent())
      .toMatch(/^Thu 2026-03-19/);
    expect(await shown.count()).toBeGreaterThan(1);
    await page.context().close();
  });
});

test('to a screen reader a calendar is a grid of named days in named rows', async () => {
  const { page } = await open(estate);
  const grid = page.getByRole('grid', { name: 'Snapshots by day of office (vol-office)' });
  const tree = await grid.ariaSnapshot();
  expect(tree).toMatch(/^- grid "Snapshots by day of office \(vol-office\)":/);
  expect(tree.match(/rowheader "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)"/g)).toHaveLength(7);
  expect(tree).toMatch(
    /gridcell "Tue 2026-03-10: 7 snapshots, oldest 2026-02-27 05:00, largest gap 19 hours"/,
  );
  await page.context().close();
});

test('without scripts all of it can be read', async () => {
  const { page } = await open(estate, { javaScriptEnabled: false });
  expect(await page.getByText('Choose a day with the slider').isVisible()).toBe(false);
  const article = page.locator('article', { has: page.getByRole('heading', { name: 'hourly' }) });
  expect(await article.locator('.told').textContent()).toMatch(/^Thu 2026-04-23: 24 snapshots/);
  expect(await article.getByTitle('Fri 2026-03-20: no snapshot').count()).toBe(1);
  await article.getByText('one by one').click();
  expect(await article.locator('pre').innerText()).toContain('2026-03-10 05:00  2026-04-15  the newest 24');
  expect(await page.locator('.daybar').isVisible()).toBe(false);
  await article.getByText('Month by month').click();
  const march = article.getByRole('row', { name: /^2026-03/ });
  expect((await march.innerText()).split(/\s+/)).toEqual(['2026-03', '0', '15', '3', '36', 'hours']);
  await page.context().close();
});

test.for([360, 1280])('at %i px the page does not scroll sideways', async (width) => {
  const { page } = await open(estate, { viewport: { width, height: 800 } });
  await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
  const [content, window] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  expect(content).toBe(window);
  await page.context().close();
});

test('at 360 px a calendar scrolls in its own box, to the day that is chosen', async () => {
  const { page } = await open(calm, { viewport: { width: 360, height: 800 } });
  await firstCalendar(page).focus();
  await page.keyboard.press('Home');
  expect(await page.evaluate(`document.querySelector('.box').scrollLeft`)).toBe(0);
  await page.keyboard.press('End');
  const [scrolled, right] = await page.evaluate<[number, number]>(
    `[document.querySelector('.box').scrollLeft, document.activeElement.getBoundingClientRect().right]`,
  );
  expect(scrolled).toBeGreaterThan(0);
  expect(right).toBeLessThanOrEqual(360);
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
