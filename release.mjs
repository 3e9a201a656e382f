// Asks whether a tag can be released, and prints the notes of its release:
// node release.mjs v1.0.0 https://github.com/OWNER/NAME
import { readFileSync } from 'node:fs';

const [tag, address] = process.argv.slice(2);
const { version, repository } = JSON.parse(readFileSync('package.json', 'utf8'));
const [, newest = ''] = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m);
const [heading, ...notes] = newest.split('\n');

/** npm accepts the proof of where a package was built only if it names this address. */
const wanted = { type: 'git', url: `git+${address}.git` };
const date = heading.startsWith(`${version}, `) ? heading.slice(`${version}, `.length) : '';
const isDated = /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date));

const problems = [
  tag === `v${version}`
    ? []
    : `The tag is ${tag}, and the version in package.json is ${version}: push the tag v${version}, or write the version.`,
  isDated ? [] : `The newest heading of CHANGELOG.md is "${heading}": write "${version}, YYYY-MM-DD".`,
  notes.join('').trim() === ''
    ? `The newest section of CHANGELOG.md is empty: write what is new in ${version}.`
    : [],
  repository?.url === wanted.url
    ? []
    : `The repository in package.json is ${JSON.stringify(repository) ?? 'missing'}: write ${JSON.stringify(wanted)}.`,
].flat();

if (problems.length > 0) {
  process.stderr.write(`${['Not released:', ...problems].join('\n')}\n`);
  process.exitCode = 1;
} else process.stdout.write(`${notes.join('\n').trim()}\n`);
