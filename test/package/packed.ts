import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { HOUSE } from '../documents/pages.ts';

/** Packs the package, and installs it in empty folders. */

/** The oldest versions of the CDK that the package accepts, as npm takes them. */
export const OLDEST_CDK = Object.entries(manifest.peerDependencies).map(
  ([name, range]) => `${name}@${range.replace('^', '')}`,
);

export async function run(cwd: string, program: string, ...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, words, { cwd, maxBuffer: 10_000_000 });
  return stdout;
}

/** Packs the house into a folder, and answers with the path of the tarball. */
export async function packInto(folder: string, ...options: string[]): Promise<string> {
  await run(HOUSE, 'npm', 'pack', '--pack-destination', folder, ...options);
  return join(folder, `aws-snapper-${manifest.version}.tgz`);
}

/** Exists until the test ends. A person's path can have blanks and umlauts. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'snapper für alle '));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** An empty folder with the tarball and what else is named. */
export async function installed(tarball: string, ...words: string[]): Promise<string> {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'package.json'), '{ "name": "ours", "version": "1.0.0", "private": true }');
  await install(folder, tarball, ...words);
  return folder;
}

export async function install(folder: string, ...words: string[]): Promise<void> {
  await run(folder, 'npm', 'install', '--prefix', folder, '--no-audit', '--no-fund', ...words);
}

function doesRegistryAnswer(): boolean {
  try {
    execFileSync('npm', ['view', OLDEST_CDK[0] ?? '', 'version', '--fetch-retries', '0'], {
      stdio: 'pipe',
      timeout: 30_000,
    });
    return true;
  } catch {
    return false;
  }
}

export const isRegistryThere = doesRegistryAnswer();

/** Ends the titles of tests that are skipped without a registry. */
export const whySkipped = isRegistryThere ? '' : ' (skipped: no registry answers)';
