import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

import { startCloud } from '../cloud/cloud.ts';

const python = process.env['MOTO_PYTHON'] ?? 'python3';

/** The Python that has moto need not have the AWS CLI. */
export const isMissing = spawnSync(python, ['-m', 'awscli', '--version']).status !== 0;
if (isMissing) process.stderr.write('The AWS CLI was not asked: install it with pip install awscli.\n');

/** A cloud, and the AWS CLI that talks to it: a reader of answers that is not JavaScript's SDK. */
export async function cloudAndCli() {
  const cloud = await startCloud({ at: '2026-01-01T03:00:00Z' });
  onTestFinished(() => cloud.close());
  const env = { ...process.env, ...cloud.env, AWS_MAX_ATTEMPTS: '1', AWS_PAGER: '' };
  const aws = async (line: string): Promise<unknown> => {
    const args = ['-m', 'awscli', ...line.split(' '), '--output', 'json'];
    const { stdout } = await promisify(execFile)(python, args, { env });
    return stdout === '' ? undefined : JSON.parse(stdout);
  };
  return { cloud, aws };
}
