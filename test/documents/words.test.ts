import { expect, test } from 'vitest';
import { DOCUMENTS, proseOf, textOf } from './pages.ts';

/** Words that a tired reader stumbles over, or that mean something else here. */
const NOT_OURS: readonly [words: RegExp, instead: string][] = [
  [/\bcop(?:y|ies)\b/i, 'snapshot; only tags are copied'],
  [/\bgo(?:es)? before\b/i, 'overrides, or comes before'],
  [/\blets? (?:\w+ ){0,3}(?:go|in)\b/i, 'allows'],
  [/\b(?:may|can) go\b|\bgoes by itself\b|\bgoes on \d/i, 'is deleted'],
  [/\bwould do\b/i, 'use'],
  [/\bso many\b/i, 'a number'],
  [/\bmay have none\b|\bmakes nothing ours\b|\bis none\b/i, 'must be absent'],
  [/\bis told\b|\btells of\b|\bwhat is told\b/i, 'is reported'],
  [/\bgone on with\b|\bwhose time was up\b|\btime that cures\b/i, 'the plain fact'],
  [/\bafresh\b|\banew\b|\bleaps?\b|\bwhoever\b/i, 'again, anybody'],
  [/\bcannot afford\b|\bwants to hear\b/i, 'the plain fact'],
  [/\bcopy sets?\b/i, 'named set'],
  [/\bowed\b/i, 'due'],
  [/\bprun(?:e|es|ed|ing)\b|\bexpired snapshots?\b/i, 'deletes surplus'],
  [/\bvanished volumes?\b/i, 'a volume that is gone'],
  [/\bcomes out right\b|\bhas no say\b|\bchanged hands\b|\bcosts? the tag\b/i, 'the plain fact'],
  [/\bwho hears\b|\barms the\b|\bwho asks\b/i, 'who is notified, watches'],
];

test.for(DOCUMENTS)('%s shows no deploy that resets the keys it leaves out', (document) => {
  expect(textOf(document).match(/cdk deploy -c .*/g) ?? []).toEqual([]);
});

test.for(DOCUMENTS)('%s is in plain words', (document) => {
  const found = proseOf(document)
    .replaceAll(/`[^`]*`/g, '')
    .split('\n')
    .flatMap((line) =>
      NOT_OURS.flatMap(([words, instead]) => {
        const [said] = words.exec(line) ?? [];
        return said === undefined ? [] : [`"${said}" (better: ${instead}) in: ${line.trim()}`];
      }),
    );
  expect(found).toEqual([]);
});
