import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { moduleOf } from '../documents/pages.ts';
import manifest from '../../package.json' with { type: 'json' };

/** What `npm pack` writes, in the empty folder of somebody else. */

const HOUSE = join(import.meta.dirname, '../..');
const packed = mkdtempSync(join(tmpdir(), 'snapper-packed-'));
const tarball = join(packed, `aws-snapper-${manifest.version}.tgz`);

/** In milliseconds; on two busy cores each takes one. */
const MINUTES = 300_000;

beforeAll(async () => {
  await run(HOUSE, 'npm', 'run', 'build:types');
  // Without `prepack`, which would build anew what other tests are reading.
  await run(HOUSE, 'npm', 'pack', '--ignore-scripts', '--pack-destination', packed);
  return () => rmSync(packed, { recursive: true });
}, MINUTES);

async function run(cwd: string, program: string, ...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, words, { cwd, maxBuffer: 10_000_000 });
  return stdout;
}

/** An empty folder with the package and what else is named. */
async function installed(...words: string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'snapper-app-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'ours', version: '1.0.0', private: true }),
  );
  await run(folder, 'npm', 'install', '--prefix', folder, '--no-audit', '--no-fund', tarball, ...words);
  return folder;
}

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
  env: { account: "111111111111", region: "eu-west-1" },
});
process.stdout.write(JSON.stringify(app.synth().getStackByName("AwsSnapper").template));
`;

/** The app that docs/construct.md writes, block by block. */
const DOCUMENTED = `${moduleOf('docs/construct.md')}
process.stdout.write(JSON.stringify(app.synth().getStackByName('Backup').template));
`;

/** Apps in ESM, in CommonJS, and as older templates make them. */
const APPS: Readonly<Record<string, string>> = {
  'modules.mts': APP,
  'required.cts': APP,
  'old.ts': APP,
  'construct.mts': DOCUMENTED,
  'construct.cts': DOCUMENTED,
};

/** The templates that apps in the folder write, once they are compiled, by the names of the apps. */
async function synthesised(folder: string, compile: () => Promise<unknown>): Promise<Map<string, string>> {
  for (const [name, app] of Object.entries(APPS)) writeFileSync(join(folder, name), app);
  await compile();
  const templates = new Map<string, string>();
  for (const name of readdirSync(join(folder, 'out')))
    templates.set(name, await run(folder, process.execPath, join('out', name)));
  return templates;
}

/** Those that the compiler finds in a project of today. */
const NODE_NEXT = ['--module', 'nodenext', ...Object.keys(APPS).filter((name) => name !== 'old.ts')];

/** No library's types are taken on trust. */
const STRICT = ['--strict', '--target', 'es2022', '--types', 'node', '--outDir', 'out'];

/** The functions' code in the folder's assembly. */
function codeIn(folder: string): string[] {
  const assembly = join(folder, 'cdk.out');
  return readdirSync(assembly)
    .filter((name) => name.startsWith('asset.') && !name.includes('.json'))
    .map((name) => readFileSync(join(assembly, name, 'index.mjs'), 'utf8'));
}

function expectWholeTemplates(templates: ReadonlyMap<string, string>, folder: string): void {
  const [documented, ours] = [/^construct/, /^(?!construct)/].map(
    (named) => new Set([...templates].filter(([name]) => named.test(name)).map(([, template]) => template)),
  );
  expect([ours?.size, documented?.size]).toEqual([1, 1]);
  expect([...(ours ?? [])][0]).toContain('AWS::StepFunctions::StateMachine');
  expect([...(documented ?? [])][0]).toContain('AWS::CloudWatch::Dashboard');
  const built = ['lambda', 'fanOut', 'prover'].map((name) =>
    readFileSync(join(HOUSE, 'dist', name, 'index.mjs'), 'utf8'),
  );
  expect(new Set(codeIn(folder))).toEqual(new Set(built));
}

test('L1 L3 beside the CDK of this house, apps in ESM and in CommonJS write one template, and so does that of docs/construct.md', {
  timeout: MINUTES,
}, async () => {
  const folder = await installed('--offline');
  expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'aws-snapper',
  ]);
  for (const name of ['aws-cdk-lib', 'constructs', '@types'])
    symlinkSync(join(HOUSE, 'node_modules', name), join(folder, 'node_modules', name));
  const compiler = join(HOUSE, 'node_modules/typescript/bin/tsc');
  const templates = await synthesised(folder, async () =>
    run(folder, process.execPath, compiler, ...STRICT, ...NODE_NEXT),
  );
  expect(templates.size).toBe(4);
  expectWholeTemplates(templates, folder);
});

test('L1 npx runs the command of the package', { timeout: MINUTES }, async () => {
  const folder = await installed('--offline');
  expect(await run(folder, 'npx', '--offline', 'aws-snapper', '--version')).toBe(`${manifest.version}\n`);
});

const OLDEST = Object.entries(manifest.peerDependencies).map(
  ([name, range]) => `${name}@${range.replace('^', '')}`,
);

function doesRegistryAnswer(): boolean {
  try {
    execFileSync('npm', ['view', OLDEST[0] ?? '', 'version', '--fetch-retries', '0'], {
      stdio: 'pipe',
      timeout: 30_000,
    });
    return true;
  } catch {
    return false;
  }
}

const isThere = doesRegistryAnswer();
const why = isThere ? '' : ' (skipped: no registry answers)';

describe.skipIf(!isThere)(`L2 beside the oldest CDK that the package takes${why}`, () => {
  test('apps of the older template, too, write one template', { timeout: MINUTES }, async () => {
    const folder = await installed(
      ...OLDEST,
      'typescript@5.9.3',
      `@types/node@${manifest.devDependencies['@types/node']}`,
    );
    const templates = await synthesised(folder, async () => {
      await run(folder, 'npx', 'tsc', ...STRICT, ...NODE_NEXT);
      await run(folder, 'npx', 'tsc', ...STRICT, '--module', 'commonjs', 'old.ts');
    });
    expect(templates.size).toBe(5);
    expectWholeTemplates(templates, folder);
  });
});
