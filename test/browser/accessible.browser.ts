import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { findings } from './axe.ts';
import { screenshotFolder, withBrowser } from './browser.ts';
import { calmPage, estatePage, imagesPage, replicasPage } from './pages.ts';

const open = withBrowser();
const screenshots = screenshotFolder();
process.stderr.write(`Pictures of the page are in ${screenshots}\n`);

const estate = estatePage();
const calm = calmPage(60);
const withImages = imagesPage();
const withReplicas = replicasPage();

describe.for(['light', 'dark'] as const)('in the %s', (colorScheme) => {
  test.for([
    [1280, 'an estate', estate],
    [360, 'an estate', estate],
    [1280, 'a calm one', calm],
    [360, 'a calm one', calm],
    [360, 'one with images', withImages],
    [1280, 'one with replicas', withReplicas],
  ] as const)('and on %i px, the page of %s has no barrier that axe knows', async ([width, name, html]) => {
    const viewport = { width, height: 900 };
    const { page } = await open(html, { colorScheme, viewport, bypassCSP: true });
    await page.addStyleTag({ content: 'article { content-visibility: visible !important; }' });
    const path = join(screenshots, `${name.replaceAll(' ', '-')}-${colorScheme}-${width}.png`);
    await page.screenshot({ path, fullPage: true });
    const { violations, passes } = await findings(page);
    expect(violations).toEqual([]);
    expect(passes).toContain('color-contrast');
    await page.context().close();
  });

  test('each square stands out from the paper, and more snapshots from fewer, without any hue', async () => {
    const { page } = await open(calm, { colorScheme });
    const paper = await luminance(page, 'article');
    const squares: number[] = [];
    for (const kind of ['a', 'b', 'c', 'd']) squares.push(await luminance(page, `.legend .${kind}`));
    const steps = squares.slice(1).map((square, index) => contrast(square, squares[index] ?? square));
    expect(Math.min(...squares.map((square) => contrast(square, paper)))).toBeGreaterThanOrEqual(3);
    expect(Math.min(...steps)).toBeGreaterThan(1.3);
    await page.context().close();
  });

  test('a day without any snapshot is an empty box with a cross', async () => {
    const { page } = await open(calm, { colorScheme });
    const paper = await luminance(page, 'article');
    expect(contrast(await luminance(page, '.legend .z', 'borderTopColor'), paper)).toBeGreaterThanOrEqual(3);
    expect(await styleOf(page, '.legend .z', 'backgroundColor')).toBe('rgba(0, 0, 0, 0)');
    expect(await styleOf(page, '.legend .z', 'backgroundImage')).toMatch(/^linear-gradient.*linear-gradient/);
    await page.context().close();
  });
});

function styleOf(page: Page, selector: string, property: string): Promise<string> {
  return page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${property}`);
}

/** As WCAG defines it: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
async function luminance(page: Page, selector: string, property = 'backgroundColor'): Promise<number> {
  const color = await styleOf(page, selector, property);
  const [red = 0, green = 0, blue = 0] = (color.match(/\d+/g) ?? []).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
