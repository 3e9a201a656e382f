import { describe, expect, test } from 'vitest';
import { parseFrequency } from '../../../lambda/core/grammar/frequency.ts';
import { parseRetention } from '../../../lambda/core/grammar/retention.ts';
import { planText } from '../../../lambda/core/report/planText.ts';
import { retagged } from '../../../lambda/core/plan/retag.ts';
import { visibleJson } from '../../../lambda/core/text.ts';
import { readSettings, SettingsError } from '../../../lambda/settings/settings.ts';
import { NOW, detached, hintsIn, inventory, planOf } from '../../core/fixtures.ts';
import { follow } from './advice.ts';
import { ATTACKS, RAW_DANGER } from '../estate/texts.ts';

/** What the tries of this folder found wrong, each by itself. */

function messageFor(event: unknown, env: Readonly<Record<string, string>> = {}): string {
  try {
    readSettings(event, env);
    return 'no error';
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
}

describe('a wrong setting', () => {
  test.for([
    ['a record whose toString is a number', '{"default_frequency":{"toString":1,"valueOf":1}}'],
    ['a list of twenty thousand levels', `{"default_retain":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
    ['the same of regions', `{"regions":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
    ['the same of another key', `{"interval":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
    ['half a million numbers', JSON.stringify({ default_retain: '1 '.repeat(500_000) })],
    ['half a million commas', JSON.stringify({ default_frequency: ', '.repeat(500_000) })],
  ] as const)('%s is an error that a person can read', ([, event]) => {
    expect(messageFor(JSON.parse(event))).toMatch(/^\w+ must .{1,600}$/);
  });

  test('is shown as it is, also a number that JSON cannot write', () => {
    expect(messageFor(JSON.parse('{"interval":1e400}'))).toMatch(/but is Infinity; use 86400$/);
    expect(messageFor({ tag_prefix: 'a\u202E\u009B' })).toMatch(
      /but is "a\\u\{202e\}\\u\{9b\}"; use "autosnap"$/,
    );
  });

  test('is cut between characters', () => {
    for (let more = 0; more < 3; more += 1) {
      const message = messageFor({ sns_arn: `${'x'.repeat(more)}${'💾'.repeat(200)}` });
      expect(message).toMatch(/(?:💾…); use "arn:\S+"$/u);
      expect(message).not.toMatch(RAW_DANGER);
    }
    expect(messageFor({ [`dry${'_'.repeat(5000)}run`]: true }).length).toBeLessThan(400);
  });

  test('comes with a value that this deployment takes', () => {
    const env = { TAG_PREFIXES: 'weekly,db' };
    expect(messageFor({ tag_prefix: 'no good' }, env)).toMatch(/; use "weekly"$/);
    expect(follow({ event: { tag_prefix: 'no good' }, env }).settings.prefix).toBe('weekly');
    expect(messageFor({}, { TAG_PREFIXES: 'weekly;db' })).toBe(
      'TAG_PREFIXES must list tag prefixes, separated by commas or spaces, but is "weekly;db"; use autosnap,weekly',
    );
  });

  test('says how much is too much', () => {
    expect(messageFor({ max_deletes: 1_000_001 })).toContain(
      'a whole number from 0 to 1000000, but is 1000001; use 100',
    );
    expect(readSettings({ job_name: '💾'.repeat(256) }, {}).jobName).toBe('💾'.repeat(256));
    expect(messageFor({ job_name: '💾'.repeat(257) })).toContain('a name of 1 to 256 characters');
  });
});

test('a value that no tag can hold is not read at all', () => {
  for (const parse of [parseFrequency, parseRetention]) {
    expect(parse('1 '.repeat(257))).toMatchObject({ ok: false, place: 257 });
  }
});

test('C-9 a prefix like constructor is a prefix, also where tags are changed', () => {
  const plain = retagged(inventory(), new Set(['vol-1', 'i-1']), { constructor: undefined });
  const [volume] = plain.volumes;
  expect(volume?.tags['constructor']).toBeUndefined();
  const { instances } = retagged(plain, new Set(['i-1']), { constructor: '1', constructor_retain: '2' });
  const { managed, problems } = planOf({ instances, volumes: plain.volumes }, { prefix: 'constructor' });
  expect([managed.length, problems]).toEqual([1, []]);
});

test('C-26 a description is plain ASCII, because EC2 takes no other in those it documents', () => {
  const { creates } = planOf({
    instances: [],
    volumes: [detached({ autosnap: '1', autosnap_retain: '1', Name: 'Größe 💾' })],
  });
  expect(creates[0]).toMatchObject({
    description: 'autosnap: vol-1 (Gr??e ?) from 2026-03-10T05:00:00Z',
    tags: { Name: '2026-03-10T05:00:00Z-Größe 💾' },
  });
});

test('C-26 a name of the longest characters fits, also where AWS counts each of them twice', () => {
  const Name = '💾'.repeat(256);
  const { creates } = planOf({
    instances: [],
    volumes: [detached({ autosnap: '1', autosnap_retain: '1', Name })],
  });
  expect(creates[0]?.tags['Name']?.length).toBeLessThanOrEqual(256);
});

test('C-30 a key that AWS may find too long costs its volume no copy, and is told', () => {
  const tags = { autosnap: '1', autosnap_retain: '1', ['k'.repeat(128)]: 'x', ['l'.repeat(127)]: 'y' };
  const plan = planOf({ instances: [], volumes: [detached(tags)] });
  const { creates } = plan;
  expect(Object.keys(creates[0]?.tags ?? {})).not.toContain('k'.repeat(128));
  expect(Object.keys(creates[0]?.tags ?? {})).toContain('l'.repeat(127));
  expect(hintsIn(plan)).toEqual([
    'vol-1 has 1 tag with a key of more than 127 characters, not copied to its snapshots',
  ]);
});

test.for([
  ['that AWS keeps for itself, in capitals', 'AWS:x'],
  ['of spaces, which the SDK reads as an empty one', ''],
] as const)('C-30 a key %s is not copied, because AWS would refuse the copy', ([, key]) => {
  const tags = { autosnap: '1', autosnap_retain: '1', [key]: '1' };
  const { creates } = planOf({ instances: [], volumes: [detached(tags)] });
  expect(Object.keys(creates[0]?.tags ?? {})).toEqual([
    'snapshot_tool',
    'autosnap_at',
    'Name',
    'autosnap_zone',
    'autosnap_disks',
  ]);
});

test.for(Object.entries(ATTACKS))('JSON for a terminal has no %s in it, and gives it back', ([, text]) => {
  const json = visibleJson({ [text]: [text] });
  expect(json).not.toMatch(RAW_DANGER);
  expect(JSON.parse(json)).toEqual({ [text]: [text] });
  expect(
    planText(
      [{ plan: planOf({ volumes: [detached({ Name: text, autosnap: '1', autosnap_retain: '1' })] }) }],
      NOW,
    ),
  ).not.toMatch(RAW_DANGER);
});
