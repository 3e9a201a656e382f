import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { frequencyText, parseFrequency } from '../lambda/core/grammar/frequency.ts';
import { frequencyInWords, retentionInWords } from '../lambda/core/grammar/inWords.ts';
import { parseRetention, retentionText } from '../lambda/core/grammar/retention.ts';
import { readSettings, SettingsError } from '../lambda/settings/settings.ts';
import { namesOf, settings } from '../lambda/settings/table.ts';
import { contextKeyOf, DEPLOYMENT_KEYS, MEMBER_KEYS } from '../lib/app/keys.ts';
import { withSettings } from '../tables.ts';

/** What the documents claim, held against the program. */

const house = join(import.meta.dirname, '..');
const readme = textOf('README.md');
const lambda = textOf('LAMBDA.md');
const contributing = textOf('CONTRIBUTING.md');
const settingsPage = textOf('docs/settings.md');
const tagsPage = textOf('docs/tags.md');
const manifest = JSON.parse(readFileSync(join(house, 'package.json'), 'utf8'));

/** Settings of which a run has something else. */
const BECOMES = new Map<string, string>([
  ['default_frequency', 'defaultPolicy'],
  ['default_retain', 'defaultPolicy'],
  ['time_zone', 'zone'],
]);

describe('the settings in docs/settings.md', () => {
  test('are those of the program; `npm run tables` writes them', () => {
    expect(withSettings(settingsPage)).toBe(settingsPage);
    expect(settingsPage.match(/^\| `[a-z_]+`.* \| .* \| .* \| .* \| .+ \|$/gm)).toHaveLength(settings.length);
  });

  test.for(settings.flatMap(([key]) => namesOf(key)).map((name) => [name] as const))(
    '%s is there, and the program refuses nonsense in it',
    ([name]) => {
      expect(settingsPage).toContain(`\`${name}\``);
      expect(() => readSettings({ [name]: { nonsense: true } }, {})).toThrow(SettingsError);
    },
  );

  test.for(settings)('%s: the example and the default can be read', ([key, { name, like, fallback }]) => {
    for (const value of [like, fallback ?? like]) {
      const beside = {
        default_frequency: { default_retain: '7' },
        default_retain: { default_frequency: '1' },
      };
      const event = {
        ...(key === 'default_frequency' || key === 'default_retain' ? beside[key] : {}),
        [key]: value,
      };
      expect(readSettings(event, {})).toHaveProperty(BECOMES.get(key) ?? name);
    }
  });
});

test('LAMBDA.md explains each context key of a deployment, or docs/settings.md does as a prop', () => {
  const explained = [...lambda.matchAll(/^\| `(\w+)` \| /gm)].map(([, key]) => key);
  const props = settings.flatMap(([, { prop }]) => (prop === undefined ? [] : [contextKeyOf(prop)]));
  expect([...explained, ...props]).toEqual(expect.arrayContaining(Object.keys(DEPLOYMENT_KEYS)));
  for (const key of Object.keys(MEMBER_KEYS)) expect(lambda).toContain(`\`${key}\``);
  const given = documents.flatMap((document) =>
    [...textOf(document).matchAll(/-c (\w+)=/g)].map(([, key = '']) => key),
  );
  expect(given.length).toBeGreaterThan(10);
  expect(given.filter((key) => !(key in { ...DEPLOYMENT_KEYS, ...MEMBER_KEYS, key: '' }))).toEqual([]);
});

function rowsUnder(head: string): [text: string, words: string][] {
  const [, table = ''] = tagsPage.split(`${head}\n|---|---|\n`);
  return (table.split('\n\n')[0] ?? '').split('\n').flatMap((line) => {
    const [, text, words] = /^\| `(.+)` \| (.+) \|$/.exec(line) ?? [];
    return text === undefined || words === undefined ? [] : [[text, words] as [string, string]];
  });
}

describe('the examples in docs/tags.md', () => {
  const frequencies = rowsUnder('| `autosnap` | is |');
  const retentions = rowsUnder('| `autosnap_retain` | keeps |');

  test('there are some of each', () => {
    expect([frequencies.length, retentions.length]).toEqual([14, 5]);
  });

  test.for(frequencies)('%s is %s', ([text, words]) => {
    const read = parseFrequency(text);
    expect(read.ok && frequencyInWords(read.value, 86_400)).toBe(words);
    expect(read.ok && parseFrequency(frequencyText(read.value))).toEqual(read);
  });

  test.for(retentions)('%s keeps %s', ([text, words]) => {
    const read = parseRetention(text);
    expect(read.ok && retentionInWords({ kind: 'units', count: 1 }, read.value)).toBe(words);
    expect(read.ok && parseRetention(retentionText(read.value))).toEqual(read);
  });
});

describe('what docs/tags.md says people write', () => {
  const [, table = ''] = tagsPage.split('| written | use |\n|---|---|\n');
  const rows = (table.split('\n\n')[0] ?? '').split('\n').map((line) => {
    const [written = '', use = ''] = line.split('|').slice(1, 3);
    const likes = texts(use);
    return texts(written).map((text, index) => [text, likes[index] ?? likes[0] ?? ''] as const);
  });

  test.for(rows.flat())('%s: use %s', ([text, like]) => {
    const answers = [parseFrequency(text), parseRetention(text)].map((read) => !read.ok && read.like);
    expect(answers).toContain(like);
  });
});

/** The stretches of code in a cell of a table. */
function texts(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
}

test('RA-16 README carries the caveats', () => {
  for (const caveat of [
    'not the only backup',
    'not an application-consistent',
    'without any promise of support',
  ]) {
    expect(readme).toContain(caveat);
  }
});

test('README begins with two commands that exist', () => {
  const commands = [...readme.matchAll(/^npm ci && npm (?:run )?(\S+)/gm)].flatMap(([, name]) => name ?? []);
  expect(commands.slice(0, 2)).toEqual(['demo', 'test']);
  for (const name of commands) expect(Object.keys(manifest.scripts)).toContain(name);
});

const documents = [house, join(house, 'docs')].flatMap((folder) =>
  readdirSync(folder).flatMap((name) => (name.endsWith('.md') ? [relative(house, join(folder, name))] : [])),
);

function textOf(document: string): string {
  return readFileSync(join(house, document), 'utf8');
}

/** What GitHub makes of the headings of a document, for links to them. */
function anchorsIn(document: string): string[] {
  return [...textOf(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.for(documents)('each file and heading that %s links to is there', (document) => {
  const links = [...textOf(document).matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
  const missing = links.flatMap(([, path = '', anchor]) => {
    const linked = path === '' ? document : join(dirname(document), path);
    const isThere =
      existsSync(join(house, linked)) && (anchor === undefined || anchorsIn(linked).includes(anchor));
    return isThere ? [] : [`${path}#${anchor}`];
  });
  expect(missing).toEqual([]);
});

test.for(documents)('each file of the project that %s names is there', (document) => {
  const named = [...textOf(document).matchAll(/`((?:lambda|lib|test)\/[A-Za-z./]+)`/g)];
  expect(named.flatMap(([, path = '']) => (existsSync(join(house, path)) ? [] : path))).toEqual([]);
});

test('docs/requirements.md has each row that a title names, and no other', () => {
  const rows = [...textOf('docs/requirements.md').matchAll(/^\| ([A-Z]+-?\d+) \|/gm)].map(([, code]) => code);
  const titles = readdirSync(join(house, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap(
      (path) => textOf(join('test', path)).match(/['"`](?:(?:(?:R[AB]|C|D)-\d+|[FMNW]\d+|S10) )+/g) ?? [],
    );
  const named = titles.flatMap((title) => title.match(/[A-Z]+-?\d+/g) ?? []);
  expect(new Set(rows)).toEqual(new Set(named));
});

test('CONTRIBUTING has a sentence for each dependency', () => {
  const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(dependencies.filter((name) => !contributing.includes(`\`${name}\``))).toEqual([]);
});

test('every version is pinned exactly', () => {
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)),
  );
  expect(ranges).toEqual([]);
});
