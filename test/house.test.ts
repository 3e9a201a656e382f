import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The walls of the house, as CONTRIBUTING.md draws them. */

const house = join(import.meta.dirname, '..');

interface Room {
  readonly path: string;
  readonly code: string;
  readonly imports: readonly string[];
}

const rooms: readonly Room[] = ['lambda', 'lib', 'test']
  .filter((folder) => existsSync(join(house, folder)))
  .flatMap(sourcesIn)
  .map((path) => {
    const code = readFileSync(join(house, path), 'utf8');
    const specifiers = [...code.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'([^']+)'/g)].flatMap(
      ([, name]) => name ?? [],
    );
    return {
      path,
      code,
      imports: specifiers.map((name) => (name.startsWith('.') ? join(dirname(path), name) : name)),
    };
  });

function sourcesIn(folder: string): string[] {
  return readdirSync(join(house, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(house, join(entry.parentPath, entry.name)));
}

function inside(...folders: string[]): Room[] {
  return rooms.filter(({ path }) => folders.some((folder) => path.startsWith(`${folder}/`)));
}

function offenders(where: readonly Room[], isForbidden: (name: string) => boolean): string[] {
  return where.flatMap(({ path, imports }) =>
    imports.filter(isForbidden).map((name) => `${path} imports ${name}`),
  );
}

test('the house has rooms', () => {
  expect(inside('lambda/core').length).toBeGreaterThan(10);
  expect(inside('lambda/aws').length).toBeGreaterThan(3);
});

test('core imports only core, and one library for calendars', () => {
  const core = inside('lambda/core');
  expect(offenders(core, (name) => !/^lambda\/core\/|^temporal-polyfill$/.test(name))).toEqual([]);
});

test('only the window to AWS imports the SDK', () => {
  const outside = inside('lambda', 'lib').filter(({ path }) => !path.startsWith('lambda/aws/'));
  expect(offenders(outside, (name) => /^@(aws-sdk|smithy)\//.test(name))).toEqual([]);
});

test('only lib imports the CDK', () => {
  const outside = inside('lambda', 'test').filter(({ path }) => !path.startsWith('test/lib/'));
  expect(offenders(outside, (name) => name.startsWith('aws-cdk-lib') || name === 'constructs')).toEqual([]);
});

test('nothing outside test imports test', () => {
  expect(offenders(inside('lambda', 'lib'), (name) => name.startsWith('test/'))).toEqual([]);
});

describe('what only the doors may touch', () => {
  const doors = new Set(['lambda/handler.ts', 'lambda/cli.ts', 'lambda/fanOut/index.ts']);
  const behindDoors = inside('lambda').filter(({ path }) => !doors.has(path));

  test.for([
    ['the clock', /\bDate\.now\(|\bnew Date\(\)|\bperformance\.|\bsetTimeout\(|\bsetInterval\(/],
    ['the console', /\bconsole\./],
    ['the process', /\bprocess\./],
  ] as const)('%s', ([, pattern]) => {
    expect(behindDoors.filter(({ code }) => pattern.test(code)).map(({ path }) => path)).toEqual([]);
  });
});
