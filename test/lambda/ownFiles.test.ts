import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { inOwnFiles } from '../../lambda/run/ownFiles.ts';

const dist = join(import.meta.dirname, '../../dist');
const bundle = join(dist, 'lambda/index.mjs');

/** A frame of the bundle at the only place of a text in it. */
function frameAt(text: string): string {
  const before = readFileSync(bundle, 'utf8').split(text, 1)[0]?.split('\n') ?? [];
  return `    at aB (${pathToFileURL(bundle).href}:${before.length}:${(before.at(-1)?.length ?? 0) + 1})`;
}

test('a frame of ours gets the name of its file, and one of a library keeps its place', () => {
  expect(inOwnFiles(frameAt('No region could be read. '))).toMatch(
    /^ {4}at aB \(lambda\/handler\.ts:\d+:\d+\)$/,
  );
  const library = frameAt('DescribeLockedSnapshotsRequest');
  expect(inOwnFiles(library)).toBe(library);
});

test('a frame without a map keeps its place', () => {
  const stack = 'at file:///nowhere/index.mjs:1:9\nat node:internal/process:5:3';
  expect(inOwnFiles(stack)).toBe(stack);
});

test('the maps name files of this repository, without their text and without a path of this machine', () => {
  const maps = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.map'),
  );
  expect(maps).toEqual(
    expect.arrayContaining(['lambda/index.mjs.map', 'prover/index.mjs.map', 'cli.mjs.map']),
  );
  for (const name of maps) {
    const map = readFileSync(join(dist, name), 'utf8');
    const { sources, sourcesContent } = JSON.parse(map);
    expect(sourcesContent).toBeUndefined();
    expect(sources.filter((one: string) => !/^(lambda\/|node_modules\/|package\.json$)/.test(one))).toEqual(
      [],
    );
    expect(map).not.toContain(join(import.meta.dirname, '../..'));
  }
});
