import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

/** The browser of this machine, named by `CHROMIUM` or where Debian puts it. */
const WANTED = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** It must say nothing to anybody, and do without what a container does not give it. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page as a person sees it, and what it asked of the world and complained about meanwhile. */
export interface Opened {
  readonly page: Page;
  readonly url: string;
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

export type Open = (html: string, look?: BrowserContextOptions) => Promise<Opened>;

/** Starts a browser for the tests of one file. It opens pages from files, and is offline. */
export function withBrowser(): Open {
  const folder = mkdtempSync(join(tmpdir(), 'aws-snapper-page-'));
  let browser: Browser | undefined;
  let pages = 0;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executable(), args: QUIET });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  return async (html, look = {}) => {
    if (browser === undefined) throw new Error('The browser has not been started');
    pages += 1;
    const file = join(folder, `${pages}.html`);
    writeFileSync(file, html);
    const url = pathToFileURL(file).href;
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      offline: true,
      ...look,
    });
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(url);
    return { page, url, requests, complaints };
  };
}

function executable(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => resolve(folder, WANTED)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    `These tests need Chromium, and ${WANTED} is not there. Install it with: apt-get install chromium. Or name yours in CHROMIUM`,
  );
}

/** Where pictures of the page go: the folder named by `SCREENSHOTS`, or a new one. */
export function screenshotFolder(): string {
  const named = process.env['SCREENSHOTS'];
  if (named === undefined) return mkdtempSync(join(tmpdir(), 'aws-snapper-screenshots-'));
  mkdirSync(named, { recursive: true });
  return named;
}
