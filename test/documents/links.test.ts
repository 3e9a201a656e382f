import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import GithubSlugger from 'github-slugger';
import { expect, test } from 'vitest';
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

test.for(DOCUMENTS)('each file and heading that %s links to is there', (document) => {
  const missing = linksIn(document).filter((link) => {
    const [path = '', anchor] = link.split('#');
    const linked = path === '' ? document : relative(HOUSE, join(HOUSE, dirname(document), path));
    if (!existsSync(join(HOUSE, linked))) return true;
    return anchor !== undefined && !anchorsIn(linked).includes(anchor);
  });
  expect(missing).toEqual([]);
});

test('each page can be reached from README', () => {
  const reached = new Set(['README.md']);
  for (const document of reached) {
    for (const link of linksIn(document)) {
      const path = relative(HOUSE, join(HOUSE, dirname(document), link.split('#')[0] ?? ''));
      if (path.endsWith('.md')) reached.add(path);
    }
  }
  expect(
    DOCUMENTS.filter((document) => /^(?:docs\/|[^/]+$)/.test(document) && !reached.has(document)),
  ).toEqual([]);
});
