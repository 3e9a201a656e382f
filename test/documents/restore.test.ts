import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codeIn, HOUSE, rowsUnder, textOf } from './pages.ts';

/** Whoever reads a code in the output finds it in docs/restore.md. */

const [REFUSED = [], FAILED = []] = ['## Refused', '## FAILED'].map((heading) => {
  const [, after = ''] = textOf('docs/restore.md').split(`${heading}\n`);
  return rowsUnder('docs/restore.md', '| code | means | do |')
    .filter(([code = '']) => after.split('\n## ')[0]?.includes(`| ${code} |`))
    .flatMap(([code = '']) => codeIn(code));
});

test('docs/restore.md has a row for each refusal, in the order of the alphabet', () => {
  const [, union = ''] =
    /type RefusalCode =([^;]+);/.exec(textOf('lambda/core/restore/restorePlan.ts')) ?? [];
  const codes = [...union.matchAll(/'([a-z-]+)'/g)].map(([, code = '']) => code);
  expect(codes.length).toBeGreaterThan(20);
  expect(REFUSED).toEqual(codes.toSorted());
});

test('docs/restore.md has a row for each code of ours that a disk can fail with', () => {
  const folder = 'lambda/carryOut/restore';
  const codes = readdirSync(join(HOUSE, folder)).flatMap((name) =>
    [...textOf(join(folder, name)).matchAll(/(?:code: |(?:NOT_TAGGED|STILL_ATTACHING) = )'([A-Z]\w+)'/g)].map(
      ([, code = '']) => code,
    ),
  );
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !FAILED.includes(code))).toEqual([]);
});

test('docs/restore.md has a row for each code of AWS with a remedy', () => {
  const [, table = ''] = textOf('lambda/core/restore/remedy.ts').split('const REMEDIES');
  const codes = [...table.matchAll(/^ {2}'?([A-Z][\w.]+)'?:/gm)].map(([, code = '']) => code);
  expect(codes.length).toBeGreaterThan(5);
  expect(codes.filter((code) => !FAILED.includes(code))).toEqual([]);
});
