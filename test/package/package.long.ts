import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { HOUSE, moduleOf } from '../documents/pages.ts';
import {
  emptyFolder,
  install,
  installed,
  isRegistryThere,
  OLDEST_CDK,
  packInto,
  run,
  whySkipped,
} from './packed.ts';
import { cdk, writeOlder, writeToday } from './templates.ts';

/** What `npm pack` writes, installed in an empty folder. */

const packed = mkdtempSync(join(tmpdir(), 'snapper-packed-'));
let tarball = '';

/** In milliseconds; on two busy cores each takes one. */
const MINUTES = 300_000;

beforeAll(async () => {
  await run(HOUSE, 'npm', 'run', 'build:types');
  // Without `prepack`, which would build anew what other tests are reading.
  tarball = await packInto(packed, '--ignore-scripts');
  return () => rmSync(packed, { recursive: true });
}, MINUTES);

const APP = `import { App } from "aws-cdk-lib";
import { AwsSnapperStack, type AwsSnapperStackProps } from "aws-snapper";
// @ts-expect-error -- a number names no region
export const wrong: AwsSnapperStackProps = { regions: 7 };
const app = new App({ outdir: "cdk.out" });
new AwsSnapperStack(app, "AwsSnapper", {
  regions: ["eu-west-1"],
  emails: ["ops@example.com"],
  prove: 20,
  members: { accounts: ["222222222222"], externalId: "one-of-yours" },
  fanOut: { maxConcurrency: 50 },
  memorySize: undefined,
  env: { account: "111111111111", region: "eu-west-1" },
});
process.stdout.write(JSON.stringify(app.synth().getStackByName("AwsSnapper").template));
`;

/** The app that docs/construct.md writes, block by block. */
const DOCUMENTED = `${moduleOf('docs/construct.md')}
process.stdout.write(JSON.stringify(app.synth().getStackByName('Backup').template));
`;

/** The templates that the compiled apps in the folder write. */
async function templatesIn(folder: string): Promise<string[]> {
  const templates: string[] = [];
  for (const name of readdirSync(join(folder, 'out')))
    templates.push(await run(folder, process.execPath, join('out', name)));
  return templates;
}

function expectOneWholeTemplate(templates: readonly string[], folder: string): void {
  expect(new Set(templates).size).toBe(1);
  expect(templates[0]).toContain('AWS::StepFunctions::StateMachine');
  expect(codeIn(folder)).toEqual(builtCode('lambda', 'fanOut', 'prover'));
}

/** The functions' code in the folder's assembly. */
function codeIn(folder: string): Set<string> {
  const assembly = join(folder, 'cdk.out');
  const assets = readdirSync(assembly).filter((name) => name.startsWith('asset.') && !name.includes('.json'));
  return new Set(assets.map((name) => readFileSync(join(assembly, name, 'index.mjs'), 'utf8')));
}

function builtCode(...names: string[]): Set<string> {
  return new Set(names.map((name) => readFileSync(join(HOUSE, 'dist', name, 'index.mjs'), 'utf8')));
}

/** No library's types are taken on trust. */
const STRICT = ['--strict', '--target', 'es2022', '--types', 'node', '--pretty', 'false'];

/** What the compiler of this house has to say, but for the CDK's own types, which are not exact. */
async function complaints(folder: string, ...words: string[]): Promise<string[]> {
  const compiler = join(HOUSE, 'node_modules/typescript/bin/tsc');
  const said = await new Promise<string>((resolve) => {
    execFile(process.execPath, [compiler, ...STRICT, ...words], { cwd: folder }, (_, out) => resolve(out));
  });
  return said.split('\n').filter((line) => line.includes('error') && !line.includes('aws-cdk-lib/'));
}

/** Our package, and the CDK of this house, without a registry. */
async function beside(): Promise<string> {
  const folder = await installed(tarball, '--offline');
  const modules = join(folder, 'node_modules');
  expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual(['aws-snapper']);
  linkCdk(modules);
  writeApps(folder);
  return folder;
}

function writeApps(folder: string): void {
  for (const name of ['modules.mts', 'required.cts', 'bundled.ts']) writeFileSync(join(folder, name), APP);
}

function linkCdk(modules: string): void {
  for (const name of ['aws-cdk-lib', 'constructs', '@types'])
    symlinkSync(join(HOUSE, 'node_modules', name), join(modules, name));
}

test('L1 L3 beside the CDK of this house, apps in ESM and in CommonJS write one template, also where packages are links', {
  timeout: MINUTES,
}, async () => {
  const folder = await beside();
  const files = ['modules.mts', 'required.cts'];
  expect(await complaints(folder, '--module', 'nodenext', '--outDir', 'out', ...files)).toEqual([]);
  const templates = await templatesIn(folder);
  expectOneWholeTemplate(templates, folder);

  // As pnpm does: each package beside its own peers, and a link to it.
  const shelf = join(folder, 'node_modules/.pnpm/aws-snapper/node_modules');
  mkdirSync(shelf, { recursive: true });
  renameSync(join(folder, 'node_modules/aws-snapper'), join(shelf, 'aws-snapper'));
  symlinkSync(join(shelf, 'aws-snapper'), join(folder, 'node_modules/aws-snapper'));
  linkCdk(shelf);
  expect(await templatesIn(folder)).toEqual(templates);
});

test('the app of docs/construct.md writes one template in ESM and in CommonJS', {
  timeout: MINUTES,
}, async () => {
  const folder = await beside();
  const files = ['construct.mts', 'construct.cts'];
  for (const name of files) writeFileSync(join(folder, name), DOCUMENTED);
  expect(await complaints(folder, '--module', 'nodenext', '--outDir', 'out', ...files)).toEqual([]);
  const templates = new Set(await templatesIn(folder));
  expect([...templates]).toEqual([expect.stringContaining('AWS::CloudWatch::Dashboard')]);
});

test.for([
  ['node16', 'node16', 'modules.mts', 'required.cts'],
  ['bundler', 'esnext', 'bundled.ts'],
])(
  'L2 the types are right for moduleResolution %s, and exact',
  { timeout: MINUTES },
  async ([resolution = '', module = '', ...files]) => {
    const folder = await beside();
    const how = ['--noEmit', '--exactOptionalPropertyTypes', '--moduleResolution', resolution];
    expect(await complaints(folder, ...how, '--module', module, ...files)).toEqual([]);
  },
);

test('L1 npx runs the command of the package, without the CDK', { timeout: MINUTES }, async () => {
  const folder = await installed(tarball, '--offline');
  const snapper = async (...words: string[]): Promise<string> =>
    run(folder, 'npx', '--offline', 'aws-snapper', ...words);
  expect(await snapper('--version')).toBe(`${manifest.version}\n`);
  expect(await snapper('--help')).toMatch(/^Usage: aws-snapper /);
  const life = await snapper('simulate', '--volumes', '3', '--days', '9', '--every', '1', '--retain', '2');
  expect(life).toContain('3 volumes, 9 days');
});

test.skipIf(!isRegistryThere)(
  `L2 beside the oldest CDK that is taken, apps compiled by TypeScript 5, also as older templates do, write one template${whySkipped}`,
  { timeout: MINUTES },
  async () => {
    const types = `@types/node@${manifest.devDependencies['@types/node']}`;
    const folder = await installed(tarball, ...OLDEST_CDK, 'typescript@5.9.3', types);
    writeApps(folder);
    const tsc = async (module: string, ...files: string[]): Promise<string> =>
      run(folder, 'npx', 'tsc', ...STRICT, '--outDir', 'out', '--module', module, ...files);
    await tsc('nodenext', 'modules.mts', 'required.cts');
    await tsc('commonjs', 'bundled.ts');
    const templates = await templatesIn(folder);
    expect(templates).toHaveLength(3);
    expectOneWholeTemplate(templates, folder);
  },
);

test.skipIf(!isRegistryThere)(
  `L2 in one monorepo beside the newest CDK, an app of today's template and one of the older pass their tests and synthesise${whySkipped}`,
  { timeout: 2 * MINUTES },
  async () => {
    const folder = emptyFolder();
    const [today, older] = [join(folder, 'today'), join(folder, 'older')];
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "workspaces": ["today", "older"] }');
    await writeToday(today);
    await writeOlder(older);
    await install(folder, '--workspaces', tarball);
    await Promise.all([
      npm(today, 'test').then(async () => synth(today)),
      npm(older, 'test').then(async () => synth(older)),
    ]);
    for (const app of [today, older]) expect(codeIn(app)).toEqual(builtCode('lambda'));
  },
);

async function npm(folder: string, ...words: string[]): Promise<string> {
  return run(folder, 'npm', ...words);
}

async function synth(folder: string): Promise<void> {
  await cdk(folder, 'synth', '--quiet');
}
