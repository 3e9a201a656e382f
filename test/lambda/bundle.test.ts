import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startCloud } from '../cloud/cloud.ts';

const bundle = join(import.meta.dirname, '../../dist/lambda/index.mjs');

test('the bundle does the job alone in an empty folder', async () => {
  const cloud = await startCloud({ at: new Date() });
  onTestFinished(() => cloud.close());
  const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '2' });
  const folder = mkdtempSync(join(tmpdir(), 'snapper-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  copyFileSync(bundle, join(folder, 'index.mjs'));
  writeFileSync(
    join(folder, 'invoke.mjs'),
    `import { handler } from './index.mjs';
     const report = await handler({}, { functionName: "snapper", getRemainingTimeInMillis: () => 900000 });
     process.stdout.write('\\n' + JSON.stringify(report.verdict));`,
  );

  const { stdout } = await promisify(execFile)(process.execPath, ['invoke.mjs'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...cloud.env },
  });

  expect(JSON.parse(stdout.split('\n').at(-1) ?? '')).toMatchObject({ level: 'OK', created: 1 });
  expect(cloud.snapshotsOf(volume)).toHaveLength(1);
});

test('the bundle names no path of the machine it was built on', () => {
  expect(readFileSync(bundle, 'utf8')).not.toContain(join(import.meta.dirname, '../..'));
});
