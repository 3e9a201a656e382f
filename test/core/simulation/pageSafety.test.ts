import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { simulationPage } from '../../../lambda/core/simulation/page/page.ts';
import { PAGE_SCRIPT, PAGE_SCRIPT_HASH } from '../../../lambda/core/simulation/page/script.ts';
import { PAGE_STYLE, PAGE_STYLE_HASH } from '../../../lambda/core/simulation/page/style.ts';
import type { SimulatedVolume } from '../../../lambda/core/simulation/diary.ts';
import { firstRun, simulatedSnapshot, simulatedVolume, simulation } from './simulated.ts';

const HOSTILE = [
  ['a script', '</script><script>alert(1)</script>'],
  ['an attribute that ends early', `"><img src=x onerror='alert(1)'>`],
  ['an entity', '&lt;b&gt; &amp;'],
  ['a terminal escape', '\u001B]0;owned\u0007'],
  ['a mark that turns the writing', 'backup\u202Egnp.exe'],
  ['a line break', 'data\nregion us-east-1: all is well'],
] as const;

/** A page on which every text that is anybody's is this one. */
function pageOf(text: string): string {
  return simulationPage([
    simulation({
      region: text,
      timeZone: 'UTC',
      volumes: [volumeOf(text, text), volumeOf(`2 ${text}`, text)],
      firstRun: firstRun({
        deletes: [{ volumeId: text, snapshotId: text, because: text }],
        brakes: [text],
        problems: [{ volumeId: text, key: text, value: text, source: `not ${text}`, remedy: text }],
      }),
    }),
  ]);
}

function volumeOf(volumeId: string, text: string): SimulatedVolume {
  const snapshots = [simulatedSnapshot({ snapshotId: text, kept: [{ rules: text }] })];
  const words = { name: text, instance: text, device: text, schedule: text, retention: text };
  return simulatedVolume({ volumeId, ...words, snapshots });
}

function plain(): string {
  return pageOf('plain');
}

describe('anybody’s text', () => {
  test.for(HOSTILE)('cannot be %s', ([, text]) => {
    const page = pageOf(text);
    expect(page).not.toContain(text);
    expect(elements(page)).toEqual(elements(plain()));
  });

  test('is shown as it is, with what cannot be seen by number', () => {
    expect(pageOf('a<b> "c" \u202Ed')).toContain(
      '<bdi>&#34;a&#60;b&#62; \\u{22}c\\u{22} \\u{202e}d&#34;</bdi>',
    );
  });
});

describe('the policy in the head', () => {
  test.for([
    ['script', PAGE_SCRIPT, PAGE_SCRIPT_HASH],
    ['style', PAGE_STYLE, PAGE_STYLE_HASH],
  ] as const)('lets this one %s through', ([element, text, hash]) => {
    expect(hash).toBe(`sha256-${createHash('sha256').update(text).digest('base64')}`);
    const inlined = [...plain().matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'))];
    expect(inlined.map(([, inside]) => inside)).toEqual([text]);
    expect(policy()).toContain(`${element}-src '${hash}'`);
  });

  test('lets nothing else through', () => {
    expect(
      policy()
        .split('; ')
        .map((part) => part.replace(/'sha256-[^']+'/, '#')),
    ).toEqual(["default-src 'none'", 'script-src #', 'style-src #', "base-uri 'none'", "form-action 'none'"]);
  });
});

test('nothing is loaded, and nothing is inlined that the policy would stop', () => {
  const attributes =
    plain()
      .match(/<[a-z][^>]*>/g)
      ?.join(' ') ?? '';
  expect(attributes.match(/\s(?:src|srcset|style|on\w+|action|ping)=/gi)).toBeNull();
  expect(attributes.match(/href="[^#][^"]*"/g)).toBeNull();
  expect(plain().match(/https?:|\burl\(|@import/g)).toBeNull();
});

test('each element is closed where it was opened', () => {
  expect(elements(plain()).all.length).toBeGreaterThan(100);
  expect(elements(plain()).astray).toEqual([]);
  const ids = [...plain().matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, id] of plain().matchAll(/(?:aria-labelledby|href)="#?([^"]+)"/g)) expect(ids).toContain(id);
});

test('the headings leave out no level', () => {
  const levels = [...plain().matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
  expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
});

function policy(): string {
  return /Content-Security-Policy" content="([^"]+)"/.exec(plain())?.[1] ?? '';
}

/** All elements in their order, with those that were not closed where they were opened. */
function elements(page: string): { all: string[]; astray: string[] } {
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
