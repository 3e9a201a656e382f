import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import { DAILY } from '../scenarios/story.ts';
import type { Ended } from './builtCli.ts';

/** The built command line behind the npm of this machine. */

const HOUSE = join(import.meta.dirname, '../..');
const program = join(HOUSE, 'dist/cli.mjs');
const folder = mkdtempSync(join(tmpdir(), 'snapper-'));

beforeAll(() => {
  const scripts = {
    snapper: `"${process.execPath}" "${program}"`,
    backup: `"${process.execPath}" "${program}" run eu-west-1`,
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'ours', version: '1.0.0', scripts }));
  return () => rmSync(folder, { recursive: true });
});

async function shell(cloud: Cloud, line: string): Promise<Ended> {
  const env = { PATH: process.env['PATH'], HOME: folder, npm_config_update_notifier: 'false', ...cloud.env };
  return new Promise((resolve) => {
    execFile('sh', ['-c', line], { cwd: folder, env }, (error, out, err) =>
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

async function server() {
  const cloud = await startCloud({ at: new Date() });
  onTestFinished(() => cloud.close());
  return { cloud, volume: cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...DAILY }) };
}

test.for<[string, string]>([
  ['npm run snapper run eu-west-1 --dry-run', 'npm run snapper -- run eu-west-1 --dry-run'],
  ['npm run snapper run eu-west-1 --dry-run=true', 'npm run snapper -- run eu-west-1 --dry-run'],
  ['npm run snapper run eu-west-1 --dryrun', 'npm run snapper -- run eu-west-1 --dry-run'],
  ['npm run snapper --dry-run run eu-west-1', 'npm run snapper -- run eu-west-1 --dry-run'],
  ['npm run snapper run eu-west-1 --max-deletes=0', 'npm run snapper -- run eu-west-1 --max-deletes 0'],
  ['npm run snapper run eu-west-1 --max-deletes 0', 'npm run snapper -- run eu-west-1 --max-deletes 0'],
  ['npm run snapper run eu-west-1 --tag-prefix=db', 'npm run snapper -- run eu-west-1 --tag-prefix db'],
  ['npm run snapper disable web --yes', 'npm run snapper -- disable web --yes'],
  ['npm run snapper take web --dry-run', 'npm run snapper -- take web --dry-run'],
  ['npm run backup --dry-run', 'npm run backup -- --dry-run'],
])('U1 %s does nothing and names the line to type', async ([line, like]) => {
  const { cloud, volume } = await server();
  const { status, err } = await shell(cloud, line);
  const [, typed] =
    /^aws-snapper: npm kept --\S+ for itself, so nothing was done; type: (.*)$/m.exec(err) ?? [];
  expect({ status, typed }).toEqual({ status: 1, typed: like });
  expect(cloud.snapshotsOf(volume)).toEqual([]);
});

test.for([
  ['npm run snapper -- run eu-west-1'],
  ['npm run snapper run eu-west-1'],
  ['npm run snapper eu-west-1'],
  ['npm run snapper -- run eu-west-1 --yes'],
  ['npm run snapper run eu-west-1 --yes'],
  ['npm run backup'],
  ['npm run --silent snapper -- run eu-west-1 --max-deletes 0'],
  ['npm exec --yes -c "npm run snapper run eu-west-1"'],
])('U1 %s is a run', async ([line = '']) => {
  const { cloud, volume } = await server();
  expect(await shell(cloud, line)).toMatchObject({ status: 0 });
  expect(cloud.snapshotsOf(volume)).toHaveLength(1);
});

test.for([['npm run snapper -- run eu-west-1 --dry-run'], ['npm run snapper plan eu-west-1']])(
  'U1 %s is a dry run',
  async ([line = '']) => {
    const { cloud, volume } = await server();
    const { status, out } = await shell(cloud, line);
    expect(status).toBe(0);
    expect(out).toContain('Plan: 1 to create, 0 to delete, 0 to keep.');
    expect(cloud.snapshotsOf(volume)).toEqual([]);
  },
);

test('U9 npx aws-snapper prints one JSON document and no banner', async () => {
  const { cloud } = await server();
  const { status, out } = await shell(cloud, `cd ${HOUSE} && npx aws-snapper plan eu-west-1 --json`);
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ kind: 'report' });
});
