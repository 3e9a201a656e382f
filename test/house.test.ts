import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The walls of the house, as CONTRIBUTING.md draws them. */

const house = join(import.meta.dirname, '..');

interface Source {
  readonly path: string;
  readonly code: string;
  readonly imports: readonly string[];
}

const sources: readonly Source[] = ['lambda', 'lib', 'test']
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

function inside(...folders: string[]): Source[] {
  return sources.filter(({ path }) => folders.some((folder) => path.startsWith(`${folder}/`)));
}

function offenders(where: readonly Source[], isForbidden: (name: string) => boolean): string[] {
  return where.flatMap(({ path, imports }) =>
    imports.filter(isForbidden).map((name) => `${path} imports ${name}`),
  );
}

test('the house has rooms', () => {
  expect(inside('lambda/core').length).toBeGreaterThan(10);
  expect(inside('lambda/aws').length).toBeGreaterThan(3);
});

test('core imports only core, one library for calendars, and in proof what computes checksums', () => {
  const core = inside('lambda/core');
  const proof = new Set(inside('lambda/core/proof'));
  expect(
    offenders(
      core.filter((one) => !proof.has(one)),
      (name) => !/^lambda\/core\/|^temporal-polyfill$/.test(name),
    ),
  ).toEqual([]);
  const pure = /^lambda\/core\/|^node:(?:zlib|crypto)$|^@aws-crypto\/crc32c$|^@noble\/hashes\//;
  expect(offenders([...proof], (name) => !pure.test(name))).toEqual([]);
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

/** What may import what lies before it, and the files at the root of core. */
const ORDER = [
  'grammar',
  'policy',
  'page',
  'plan',
  'replicas',
  'find',
  'images',
  'proof',
  'coverage',
  'report',
  'list',
  'simulation',
  'show',
  'restore',
];

function floorInCore(path: string): number {
  const [, room = ''] = /^lambda\/core\/(\w+)\//.exec(path) ?? [];
  return ORDER.indexOf(room);
}

test('in core the imports run from what is asked to what is decided, told and shown', () => {
  const core = inside('lambda/core');
  const unknown = core.filter(({ path }) => /core\/\w+\//.test(path) && floorInCore(path) < 0);
  expect(unknown.map(({ path }) => path)).toEqual([]);
  const upward = core.flatMap(({ path, imports }) =>
    imports.filter((name) => floorInCore(name) > floorInCore(path)).map((name) => `${path} imports ${name}`),
  );
  expect(upward).toEqual([]);
});

const program = inside('lambda', 'lib');

/** The longest way down from something through what it imports, itself included; infinite in a circle. */
function depths(imports: ReadonlyMap<string, ReadonlySet<string>>): Map<string, number> {
  const known = new Map<string, number>();
  const depthOf = (name: string, above: readonly string[]): number => {
    if (above.includes(name)) return Number.POSITIVE_INFINITY;
    const before = known.get(name);
    if (before !== undefined) return before;
    const below = [...(imports.get(name) ?? [])].map((other) => depthOf(other, [...above, name]));
    const depth = 1 + Math.max(0, ...below);
    known.set(name, depth);
    return depth;
  };
  for (const name of imports.keys()) depthOf(name, []);
  return known;
}

test('no files import each other in a circle', () => {
  const files = new Set(program.map(({ path }) => path));
  const imports = new Map(
    program.map(({ path, imports: names }) => [path, new Set(names.filter((name) => files.has(name)))]),
  );
  const circular = [...depths(imports)].filter(([, depth]) => depth === Number.POSITIVE_INFINITY);
  expect(circular.map(([path]) => path)).toEqual([]);
});

/** `lib` is one room; in `lambda` each folder is one, and so is each file beside them. */
function roomOf(path: string): string {
  const [folder = '', room = ''] = path.split('/');
  return folder === 'lib' ? folder : `${folder}/${room}`;
}

test('the house is seen at a glance: at most 14 rooms on 7 floors, with 50 imports between them', () => {
  const rooms = new Map<string, Set<string>>();
  for (const { path, imports } of program) {
    const room = roomOf(path);
    const others = imports.filter((name) => /^(lambda|lib)\//.test(name)).map(roomOf);
    rooms.set(room, new Set([...(rooms.get(room) ?? []), ...others.filter((other) => other !== room)]));
  }
  const imports = [...rooms.values()].reduce((sum, { size }) => sum + size, 0);
  expect(rooms.size).toBeLessThanOrEqual(14);
  expect(Math.max(...depths(rooms).values())).toBeLessThanOrEqual(7);
  expect(imports).toBeLessThanOrEqual(50);
});

test.for([
  ['lambda/core', 12],
  ['lambda', 4],
  ['lib', 6],
] as const)('%s has at most %d files at its root', ([folder, most]) => {
  const files = inside(folder).filter(({ path }) => dirname(path) === folder);
  expect(files.length).toBeGreaterThan(0);
  expect(files.length).toBeLessThanOrEqual(most);
});

test('no file of the program is longer than 250 lines', () => {
  const long = program.filter(({ code }) => code.trimEnd().split('\n').length > 250);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test('nothing in core remembers anything from one call to the next', () => {
  const cache = /^(?:export )?(?:let |const [^=\n]*= new (?:Weak)?Map(?:<[^\n]*>)?\(\))/m;
  expect(cache.test('const known = new Map<string, string>();')).toBe(true);
  // The page's script is text here, and runs in a browser.
  const core = inside('lambda/core').filter(({ path }) => !/\/page\/(?:line)?[sS]cript\.ts$/.test(path));
  expect(core.filter(({ code }) => cache.test(code)).map(({ path }) => path)).toEqual([]);
});

test('only who reads or writes tags is handed a prefix', () => {
  const others = program.filter(({ path }) =>
    /^lambda\/core\/(report\/|show\/|plan\/(retention|brake|orphans)\.ts)/.test(path),
  );
  const takesPrefix = /(?:\(|, |^ {2})prefix: string[,)]/m;
  expect(others.length).toBeGreaterThan(10);
  expect(others.filter(({ code }) => takesPrefix.test(code)).map(({ path }) => path)).toEqual([]);
});

describe('what only the doors may touch', () => {
  const doors = new Set([
    'lambda/handler.ts',
    'lambda/cli.ts',
    'lambda/fanOut/index.ts',
    'lambda/prover/index.ts',
    'lambda/prover/index.ts',
  ]);
  const behindDoors = inside('lambda').filter(({ path }) => !doors.has(path));

  test.for([
    ['the clock', /\bDate\.now\(|\bnew Date\(\)|\bperformance\.|\bsetTimeout\(|\bsetInterval\(/],
    ['the console', /\bconsole\./],
    ['the process', /\bprocess\./],
  ] as const)('%s', ([, pattern]) => {
    expect(behindDoors.filter(({ code }) => pattern.test(code)).map(({ path }) => path)).toEqual([]);
  });
});
