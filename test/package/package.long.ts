import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
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

/** The template that each app in the folder writes, once it is compiled: to ESM, to CommonJS, and as older templates do. */
async function synthesised(folder: string, compile: () => Promise<unknown>): Promise<string[]> {
  for (const name of ['modules.mts', 'required.cts', 'old.ts']) writeFileSync(join(folder, name), APP);
  await compile();
  const templates: string[] = [];
  for (const name of readdirSync(join(folder, 'out')))
    templates.push(await run(folder, process.execPath, join('out', name)));
  return templates;
}

/** No library's types are taken on trust. */
const STRICT = ['--strict', '--target', 'es2022', '--types', 'node', '--outDir', 'out'];

/** The functions' code in the folder's assembly. */
function codeIn(folder: string): string[] {
  const assembly = join(folder, 'cdk.out');
  return readdirSync(assembly)
    .filter((name) => name.startsWith('asset.') && !name.includes('.json'))
    .map((name) => readFileSync(join(assembly, name, 'index.mjs'), 'utf8'));
}

function expectOneWholeTemplate(templates: readonly string[], folder: string): void {
  expect(new Set(templates).size).toBe(1);
  expect(templates[0]).toContain('AWS::StepFunctions::StateMachine');
  const built = ['lambda', 'fanOut', 'prover'].map((name) =>
    readFileSync(join(HOUSE, 'dist', name, 'index.mjs'), 'utf8'),
  );
  expect(new Set(codeIn(folder))).toEqual(new Set(built));
}

test('L1 L3 beside the CDK of this house, apps in ESM and in CommonJS write one template', {
  timeout: MINUTES,
}, async () => {
  const folder = await installed('--offline');
  expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'aws-snapper',
  ]);
  for (const name of ['aws-cdk-lib', 'constructs', '@types'])
    symlinkSync(join(HOUSE, 'node_modules', name), join(folder, 'node_modules', name));
  const templates = await synthesised(folder, async () => {
    const compiler = join(HOUSE, 'node_modules/typescript/bin/tsc');
    await run(
      folder,
      process.execPath,
      compiler,
      ...STRICT,
      '--module',
      'nodenext',
      'modules.mts',
      'required.cts',
    );
  });
  expect(templates).toHaveLength(2);
  expectOneWholeTemplate(templates, folder);
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
      await run(folder, 'npx', 'tsc', ...STRICT, '--module', 'nodenext', 'modules.mts', 'required.cts');
      await run(folder, 'npx', 'tsc', ...STRICT, '--module', 'commonjs', 'old.ts');
    });
    expect(templates).toHaveLength(3);
    expectOneWholeTemplate(templates, folder);
  });
});
