import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const house = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'snapper-synth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `npx cdk synth` on a machine that has neither credentials nor a region. */
export async function synth(...context: string[]) {
  const bin = join(house, 'node_modules/.bin');
  const output = mkdtempSync(join(folder, 'out-'));
  const child = spawn(
    join(bin, 'cdk'),
    // The bundle is there; to build it again would take it away from the tests beside.
    ['synth', '--quiet', '--no-lookups', '--build', 'node --version', '--output', output, ...context],
    {
      cwd: house,
      env: {
        PATH: `${bin}:${process.env['PATH']}`,
        HOME: folder,
        AWS_EC2_METADATA_DISABLED: 'true',
        CDK_VALIDATION: process.env['CDK_VALIDATION'],
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  return { status: child.exitCode, stderr, output };
}
