import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { cli } from './builtCli.ts';

const WORDS = ['simulate', '--volumes', '2', '--every', '1', '--retain', '7'];

/** The environment of a process in which turning a list round throws. */
function faulty(error: string): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'snapper-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'fault.mjs');
  writeFileSync(file, `Array.prototype.toReversed = () => { throw ${error}; };`);
  return { AWS_REGION: 'eu-west-1', NODE_OPTIONS: `--import=${pathToFileURL(file).href}` };
}

test('a bug names the file and the line in which it is', async () => {
  const { status, out, err } = await cli(faulty("new RangeError('injected')"), ...WORDS);
  expect([status, out]).toEqual([1, '']);
  const [, file = '', line] =
    /^aws-snapper: injected; this is a bug in aws-snapper, at (lambda\/\S+\.ts):(\d+):\d+\n$/.exec(err) ?? [];
  const source = readFileSync(join(import.meta.dirname, '../..', file), 'utf8').split('\n');
  expect(source[Number(line) - 1]).toContain('.toReversed(');
});

test('what the system refuses is no bug', async () => {
  const { err } = await cli(faulty("Object.assign(new Error('no room'), { code: 'ENOSPC' })"), ...WORDS);
  expect(err).toBe('aws-snapper: no room\n');
});
