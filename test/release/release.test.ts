import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { HOUSE, textOf } from '../documents/pages.ts';

/** What release.mjs says to a tag, a package.json and a CHANGELOG.md. */

const READY = {
  tag: 'v1.2.0',
  version: '1.2.0',
  heading: '1.2.0, 2027-01-31',
  repository: { type: 'git', url: 'git+https://github.com/owner/name.git' } as object | undefined,
  notes: '### Tags\n\n- New.\n\n',
};

function released(given: Partial<typeof READY>) {
  const { tag, version, heading, repository, notes } = { ...READY, ...given };
  const folder = mkdtempSync(join(tmpdir(), 'snapper-release-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version, repository }));
  const changelog = `# Changelog\n\n## ${heading}\n\n${notes}## 1.1.0, 2026-12-24\n\n- Old.\n`;
  writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
  const words = [join(HOUSE, 'release.mjs'), tag, 'https://github.com/owner/name'];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('a tag that is the version, with a dated section, is released with the notes of that section alone', () => {
  expect(released({})).toEqual({ status: 0, stdout: '### Tags\n\n- New.\n', stderr: '' });
});

test.for<[what: string, given: Partial<typeof READY>, says: string]>([
  [
    'a tag of another version',
    { tag: 'v1.2.1' },
    'The tag is v1.2.1, and the version in package.json is 1.2.0: push the tag v1.2.0, or write the version.',
  ],
  [
    'a changelog without a date',
    { heading: '1.2.0, unreleased' },
    'The newest heading of CHANGELOG.md is "1.2.0, unreleased": write "1.2.0, YYYY-MM-DD".',
  ],
  [
    'a changelog with a day that no calendar has',
    { heading: '1.2.0, 2027-13-45' },
    'The newest heading of CHANGELOG.md is "1.2.0, 2027-13-45": write "1.2.0, YYYY-MM-DD".',
  ],
  [
    'a changelog with more than the date',
    { heading: '1.2.0, draft, 2027-01-31' },
    'The newest heading of CHANGELOG.md is "1.2.0, draft, 2027-01-31": write "1.2.0, YYYY-MM-DD".',
  ],
  [
    'a changelog that says nothing',
    { notes: '' },
    'The newest section of CHANGELOG.md is empty: write what is new in 1.2.0.',
  ],
  [
    'a changelog that ends with the version before',
    { heading: '1.1.9, 2027-01-01' },
    'The newest heading of CHANGELOG.md is "1.1.9, 2027-01-01": write "1.2.0, YYYY-MM-DD".',
  ],
  [
    'no repository',
    { repository: undefined },
    'The repository in package.json is missing: write {"type":"git","url":"git+https://github.com/owner/name.git"}.',
  ],
  [
    'the repository of a fork',
    { repository: { type: 'git', url: 'git+https://github.com/fork/name.git' } },
    'The repository in package.json is {"type":"git","url":"git+https://github.com/fork/name.git"}: write {"type":"git","url":"git+https://github.com/owner/name.git"}.',
  ],
])('%s is not released, and the answer says what to write', ([, given, says]) => {
  expect(released(given)).toEqual({ status: 1, stdout: '', stderr: `Not released:\n${says}\n` });
});

test.for([
  ['the newest heading of CHANGELOG.md', 'CHANGELOG.md', /^## ([^\s,]+), [\s\S]*/m],
  ['the label of the container', 'container/Dockerfile', /image\.version="(.*)"/],
  ['each example of the container', 'docs/container.md', /aws-snapper:(\d[\w.-]*)/],
] as const)('%s has the version of package.json', ([, path, pattern]) => {
  const found = [...textOf(path).matchAll(new RegExp(pattern, 'gm'))].map(([, version]) => version);
  expect(found.length).toBeGreaterThan(0);
  expect(new Set(found)).toEqual(new Set([manifest.version]));
});
