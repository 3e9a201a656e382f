import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { frequencyText, parseFrequency } from '../../lambda/core/grammar/frequency.ts';
import { frequencyInWords, retentionInWords } from '../../lambda/core/grammar/inWords.ts';
import { parseRetention, retentionText } from '../../lambda/core/grammar/retention.ts';
import { readSettings, SettingsError } from '../../lambda/settings/settings.ts';
import { namesOf, settings } from '../../lambda/settings/table.ts';
import { contextKeyOf, DEPLOYMENT_KEYS, MEMBER_KEYS, SOURCE_KEYS } from '../../lib/app/keys.ts';
import { withSettings } from '../../tables.ts';
import { codeIn, DOCUMENTS, HOUSE, rowsUnder, textOf } from './pages.ts';

/** What the documents claim, held against the program. */

const readme = textOf('README.md');
const lambda = textOf('LAMBDA.md');
const contributing = textOf('CONTRIBUTING.md');
const settingsPage = textOf('docs/settings.md');
const TAGS = 'docs/tags.md';
const manifest = JSON.parse(readFileSync(join(HOUSE, 'package.json'), 'utf8'));

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
      const beside: Record<string, Record<string, unknown>> = {
        default_frequency: { default_retain: '7' },
        default_retain: { default_frequency: '1' },
        vault: { replicas: 'eu-west-1', replica_min: 7 },
      };
      const event = { ...beside[key], [key]: value };
      expect(readSettings(event, {})).toHaveProperty(BECOMES.get(key) ?? name);
    }
  });
});

test('LAMBDA.md or docs/many-accounts.md explains each context key, or docs/settings.md does as a prop', () => {
  const deploying = `${lambda}${textOf('docs/many-accounts.md')}`;
  const explained = [...deploying.matchAll(/^\| `(\w+)` \| /gm)].map(([, key]) => key);
  const props = settings.flatMap(([, { prop }]) => (prop === undefined ? [] : [contextKeyOf(prop)]));
  expect([...explained, ...props]).toEqual(expect.arrayContaining(Object.keys(DEPLOYMENT_KEYS)));
  for (const key of Object.keys({ ...MEMBER_KEYS, ...SOURCE_KEYS }))
    expect(deploying).toContain(`\`${key}\``);
});

function meaningsUnder(head: string): [text: string, words: string][] {
  return rowsUnder(TAGS, head).map(([text = '', words = '']) => [codeIn(text)[0] ?? '', words]);
}

describe('the examples in docs/tags.md', () => {
  const frequencies = meaningsUnder('| `autosnap` | is |');
  const retentions = meaningsUnder('| `autosnap_retain` | keeps |');

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
  const rows = rowsUnder(TAGS, '| written | use |').map(([written = '', use = '']) => {
    const likes = codeIn(use);
    return codeIn(written).map((text, index) => [text, likes[index] ?? likes[0] ?? ''] as const);
  });

  test.for(rows.flat())('%s: use %s', ([text, like]) => {
    const answers = [parseFrequency(text), parseRetention(text)].map((read) => !read.ok && read.like);
    expect(answers).toContain(like);
  });
});

test('RA-16 README carries the caveats', () => {
  for (const caveat of [
    'not the only backup',
    'not an application-consistent',
    'without any promise of support',
  ]) {
    expect(readme).toContain(caveat);
  }
});

test('the picture is the same in light and in dark, but for its colours', () => {
  const [light = '', dark = ''] = ['light', 'dark'].map((name) => textOf(`docs/how-it-works-${name}.svg`));
  const [lightShapes, darkShapes] = [light, dark].map((svg) => svg.replaceAll(/#[0-9a-f]{6}/g, '#'));
  expect(lightShapes).toBe(darkShapes);
  expect(light).not.toBe(dark);
});

test('README begins with the demo, and both entrances are short', () => {
  expect(readme.match(/^npm .*$/m)?.[0]).toBe('npm ci && npm run demo');
  expect(readme.split('\n').length).toBeLessThanOrEqual(161);
  expect(lambda.split('\n').length).toBeLessThanOrEqual(301);
});

test.for(DOCUMENTS)('each file of the project that %s names is there', (document) => {
  const named = [...textOf(document).matchAll(/`((?:lambda|lib|test)\/[A-Za-z./]+)`/g)];
  expect(named.flatMap(([, path = '']) => (existsSync(join(HOUSE, path)) ? [] : path))).toEqual([]);
});

test('docs/requirements.md has each row that a title names, and no other', () => {
  const rows = [...textOf('docs/requirements.md').matchAll(/^\| ([A-Z]+-?\d+) \|/gm)].map(([, code]) => code);
  const titles = readdirSync(join(HOUSE, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap(
      (path) => textOf(join('test', path)).match(/['"`](?:(?:(?:R[AB]|C|D)-\d+|[FMNW]\d+|S10) )+/g) ?? [],
    );
  const named = titles.flatMap((title) => title.match(/[A-Z]+-?\d+/g) ?? []);
  expect(new Set(rows)).toEqual(new Set(named));
});

test('CONTRIBUTING has a sentence for each dependency', () => {
  const dependencies = Object.keys(manifest.devDependencies);
  expect(dependencies.filter((name) => !contributing.includes(`\`${name}\``))).toEqual([]);
});

test('every version is pinned exactly', () => {
  const ranges = Object.entries(manifest.devDependencies).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)),
  );
  expect(ranges).toEqual([]);
});
