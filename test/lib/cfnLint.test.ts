import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { deployment } from './deployment.ts';

const isInstalled = spawnSync('cfn-lint', ['--version']).status === 0;

test.runIf(isInstalled)('cfn-lint, where it is installed, finds nothing in the template', () => {
  const folder = mkdtempSync(join(tmpdir(), 'snapper-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'template.json');
  writeFileSync(
    file,
    JSON.stringify(
      deployment({ emails: ['ops@example.com'] })
        .template()
        .toJSON(),
    ),
  );
  // W3005: the CDK names dependencies that a reference implies anyway.
  const { status, stdout } = spawnSync('cfn-lint', ['-i', 'W3005', '--', file], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});
