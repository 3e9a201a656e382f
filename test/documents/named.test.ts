import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOUSE, proseOf } from './pages.ts';

/** The documents that the code names: an error that sends a reader to one must find it there. */

const SOURCES = ['lambda', 'lib'].flatMap((folder) =>
  readdirSync(join(HOUSE, folder), { recursive: true, encoding: 'utf8' }).flatMap((name) =>
    name.endsWith('.ts') ? [join(folder, name)] : [],
  ),
);

/** `docs/x.md, "A heading"` in a source; the heading can be absent. */
const NAMED = SOURCES.flatMap((source) =>
  [...readFileSync(join(HOUSE, source), 'utf8').matchAll(/([\w./-]+\.md)\b(?:, "([^"]+)")?/g)].map(
    ([, document = '', heading]) => ({ source, document, heading }),
  ),
);

function headingsOf(document: string): string[] {
  return [...proseOf(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading.replaceAll('`', ''),
  );
}

test('each document and heading that the code names is there', () => {
  const missing = NAMED.filter(
    ({ document, heading }) =>
      !existsSync(join(HOUSE, document)) ||
      (heading !== undefined && !headingsOf(document).includes(heading)),
  );
  expect(missing).toEqual([]);
  expect(NAMED.filter(({ heading }) => heading !== undefined).length).toBeGreaterThan(1);
});
