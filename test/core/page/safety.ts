import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';

/** What any page of ours has to be, whoever wrote the names on it. */

export const HOSTILE = [
  ['a script', '</script><script>alert(1)</script>'],
  ['an attribute that ends early', `"><img src=x onerror='alert(1)'>`],
  ['an entity', '&lt;b&gt; &amp;'],
  ['a terminal escape', '\u001B]0;owned\u0007'],
  ['a mark that turns the writing', 'backup\u202Egnp.exe'],
  ['a line break', 'data\nregion us-east-1: all is well'],
] as const;

/** What is between the tags of one kind, and its hash. */
type Inlined = readonly [text: string, hash: string];

/** Stories of a page with no more than plain words on it. */
export function isSafe(
  pageOf: () => string,
  inlined: { readonly style: Inlined; readonly script: Inlined },
): void {
  describe('the policy in the head', () => {
    test.for(Object.entries(inlined))('lets this one %s through', ([element, [text, hash]]) => {
      expect(hash).toBe(`sha256-${createHash('sha256').update(text).digest('base64')}`);
      const found = [...pageOf().matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'))];
      expect(found.map(([, inside]) => inside)).toEqual([text]);
      expect(policy(pageOf())).toContain(`${element}-src '${hash}'`);
    });

    test('lets nothing else through', () => {
      expect(
        policy(pageOf())
          .split('; ')
          .map((part) => part.replace(/'sha256-[^']+'/, '#')),
      ).toEqual([
        "default-src 'none'",
        'script-src #',
        'style-src #',
        "base-uri 'none'",
        "form-action 'none'",
      ]);
    });
  });

  test('nothing is loaded, and nothing is inlined that the policy would stop', () => {
    const attributes =
      pageOf()
        .match(/<[a-z][^>]*>/g)
        ?.join(' ') ?? '';
    expect(attributes.match(/\s(?:src|srcset|style|on\w+|action|ping)=/gi)).toBeNull();
    expect(attributes.match(/href="[^#][^"]*"/g)).toBeNull();
    expect(pageOf().match(/https?:|\burl\(|@import/g)).toBeNull();
  });

  test('each element is closed where it was opened', () => {
    expect(elements(pageOf()).all.length).toBeGreaterThan(100);
    expect(elements(pageOf()).astray).toEqual([]);
    const ids = [...pageOf().matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of pageOf().matchAll(/(?:aria-labelledby|href)="#?([^"]+)"/g))
      expect(ids).toContain(id);
  });

  test('the headings leave out no level', () => {
    const levels = [...pageOf().matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
  });
}

function policy(page: string): string {
  return /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
}

/** All elements in their order, with those that were not closed where they were opened. */
export function elements(page: string): { all: string[]; astray: string[] } {
  const markup = page.replace(/<style>.*<\/style>/s, '').replace(/<script>\n'use strict'.*?<\/script>/s, '');
  const open: string[] = [];
  const all: string[] = [];
  const astray: string[] = [];
  for (const [, end, name = ''] of markup.matchAll(/<(\/?)([a-z][a-z0-9]*)\b(?:"[^"]*"|[^">])*>/g)) {
    if (end === '/' && open.pop() !== name) astray.push(name);
    if (end === '') all.push(name);
    if (end === '' && name !== 'meta' && name !== 'input') open.push(name);
  }
  return { all, astray: [...astray, ...open] };
}
