import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import GithubSlugger from 'github-slugger';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { DOCUMENTS, HOUSE, proseOf } from './pages.ts';

/** The anchors that GitHub gives to the headings of a page. */
function anchorsIn(document: string): string[] {
  const slugger = new GithubSlugger();
  return [...proseOf(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    slugger.slug(heading.replaceAll(/[`*]|\]\([^)]*\)|\[/g, '')),
  );
}

/** What a page links to in this repository: links, pictures and their sources. */
function linksIn(document: string): string[] {
  const text = proseOf(document);
  return [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)]
    .map(([, link, source]) => link ?? source ?? '')
    .filter((link) => !/^\w+:/.test(link));
}

/** The file that a link of a page leads to, by its path from the house. */
function linkedFrom(document: string, link: string): string {
  const [path = ''] = link.split('#');
  return path === '' ? document : relative(HOUSE, join(HOUSE, dirname(document), path));
}

test.for(DOCUMENTS)('each file and heading that %s links to is there', (document) => {
  const missing = linksIn(document).filter((link) => {
    const [, anchor] = link.split('#');
    const linked = linkedFrom(document, link);
    if (!existsSync(join(HOUSE, linked))) return true;
    return anchor !== undefined && !anchorsIn(linked).includes(anchor);
  });
  expect(missing).toEqual([]);
});

/** npm packs README and LICENSE, whatever the manifest names. */
function isPacked(path: string): boolean {
  return ['README.md', 'LICENSE', ...manifest.files].some(
    (packed) => path === packed || path.startsWith(`${packed}/`),
  );
}

test.for(DOCUMENTS.filter(isPacked))('each file that %s links to is in the package, too', (document) => {
  const linked = linksIn(document).map((link) => linkedFrom(document, link));
  expect(linked.filter((path) => !isPacked(path))).toEqual([]);
});

test('each page can be reached from README', () => {
  const reached = new Set(['README.md']);
  for (const document of reached) {
    for (const link of linksIn(document)) {
      const path = linkedFrom(document, link);
      if (path.endsWith('.md')) reached.add(path);
    }
  }
  expect(
    DOCUMENTS.filter((document) => /^(?:docs\/|[^/]+$)/.test(document) && !reached.has(document)),
  ).toEqual([]);
});
