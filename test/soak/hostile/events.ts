import fc from 'fast-check';
import { namesOf, settings } from '../../../lambda/settings/table.ts';
import { aText, NEARLY } from '../estate/texts.ts';

/** Events and environments as a slip, a broken template or an attacker would send them. */

export const KEYS = settings.flatMap(([key]) => namesOf(key));

/** JSON with this many levels can be read, but not written again. */
const DEEP = 20_000;

const numbers = [
  '-0',
  '-1',
  '1.5',
  '0',
  '1',
  '7',
  '60',
  '1e400',
  '-1e400',
  '1e21',
  '1e-7',
  '9007199254740993',
];

const huge = [
  'x'.repeat(1_000_000),
  '1 '.repeat(500_000),
  ', '.repeat(500_000),
  '💾'.repeat(250_000),
  '\u202E'.repeat(1000),
].map((text) => JSON.stringify(text));

const odd = [
  ...huge,
  `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
  `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
  '{"__proto__":{"dry_run":true}}',
  '{"toString":1,"valueOf":null,"toJSON":"x"}',
  '{"length":3,"0":"us-east-1"}',
  '{"constructor":{"prototype":{}}}',
  '[null,null]',
  '[[]]',
  '["all","all"]',
  '["us-east-1",null,7,{}]',
  JSON.stringify(Array.from({ length: 20_000 }, (_, index) => index)),
];

/** Values that would do, or nearly. */
const plausible = [
  ...NEARLY,
  ...`us-east-1 us-east-1,eu-west-1 US-EAST-1 all autosnap weekly snapshot_tool constructor
    arn:aws:sns:eu-west-1:123456789012:reports arn:aws:sns:eu-west-1:1:r Europe/Berlin europe/berlin +02:00 UTC
    true TRUE yes no off 3600 86400 90d 9999y instance volume 1 7@mon-fri 2026-01-01 2026-01-01T03:00:00Z
    -271821-04-20T00:00:00Z +275760-09-13T00:00:00Z`.split(/\s+/),
];

/** Any JSON, as its text: so that nothing is tried that no event could bring. */
const aJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...plausible).map((text) => JSON.stringify(text)) },
  { weight: 3, arbitrary: aText.map((text) => JSON.stringify(text)) },
  { weight: 3, arbitrary: fc.constantFrom(...numbers, 'true', 'false', 'null') },
  { weight: 2, arbitrary: fc.json({ stringUnit: 'binary' }) },
  { weight: 1, arbitrary: fc.constantFrom(...odd) },
);

const lookAlikes = [
  'dryRun',
  'DRY_RUN',
  'dry-run',
  'Dry Run\u202E',
  'EC2Regions',
  'maxDeletes',
  'imageInUse',
  `dry${'-'.repeat(5000)}run`,
];
/** The keys of EventBridge's envelope. */
export const envelope = [
  'version',
  'id',
  'detail-type',
  'source',
  'account',
  'time',
  'region',
  'resources',
  'detail',
];
const strangers = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', ''];

const aKey = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...KEYS) },
  { weight: 1, arbitrary: fc.constantFrom(...lookAlikes) },
  { weight: 2, arbitrary: fc.constantFrom(...envelope, ...strangers) },
);

const aRecord = fc
  .array(fc.tuple(aKey, aJson), { maxLength: 6 })
  .map((pairs) => `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`);

/** What a function is started with, as JSON; nothing at all is `undefined`. */
export const anEvent: fc.Arbitrary<string | undefined> = fc.oneof(
  { weight: 12, arbitrary: aRecord },
  { weight: 1, arbitrary: aJson },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

const prefixLists = [
  'autosnap',
  'weekly,db',
  ' weekly  db ',
  'weekly;db',
  'snapshot_tool',
  ',,',
  '\u202E',
  'constructor',
];

/** An environment has only strings, without the character 0. */
export const anEnvironment: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .tuple(
    fc.dictionary(
      fc.constantFrom(...KEYS.map((key) => key.toUpperCase())),
      fc.oneof(fc.constantFrom(...plausible), aText),
      { maxKeys: 3, noNullPrototype: true },
    ),
    fc.option(fc.oneof(fc.constantFrom(...prefixLists), aText), { nil: undefined, freq: 3 }),
  )
  .map(([env, prefixes]) => {
    const all = prefixes === undefined ? env : { ...env, TAG_PREFIXES: prefixes };
    return Object.fromEntries(Object.entries(all).map(([key, text]) => [key, text.replaceAll('\0', '')]));
  });
