import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import { neverReached } from '../../../lambda/core/neverReached.ts';
import { type Asked, askedBy } from '../../../lambda/core/policy/policy.ts';
import { lookAlikes } from '../../../lambda/core/keys.ts';
import { DAILY, detached, inShort, instance, settings, volume } from '../fixtures.ts';

/** What the tags of volume vol-1, and of its instance i-1, ask for. */
function asked(onInstance: Tags, onVolume: Tags = {}, change: Parameters<typeof settings>[0] = {}): string {
  return spoken(askedBy(volume({ tags: onVolume }), instance({ tags: onInstance }), settings(change)));
}

function spoken(one: Asked): string {
  switch (one.kind) {
    case 'managed':
      return inShort(one.policy);
    case 'ignored':
    case 'paused':
      return one.kind;
    case 'problem':
      return one.problems
        .map(({ key, value, source, remedy }) => `${key}=${value ?? '?'} (${source}) ${remedy}`)
        .join('; ');
    case 'unmanaged':
      return one.kind;
    default:
      return neverReached(one);
  }
}

describe('where the values come from', () => {
  test.for([
    ['C-1 the instance asks for its volumes', DAILY, {}, '1 from i-1, keep 3 from i-1'],
    [
      'C-2 a volume keeps more than the rest',
      DAILY,
      { autosnap_retain: '20' },
      '1 from i-1, keep 20 from vol-1',
    ],
    ['C-2 a volume is taken less often', DAILY, { autosnap: '7' }, '7 from vol-1, keep 3 from i-1'],
    [
      'C-2 key by key, across both',
      { autosnap: '1' },
      { autosnap_retain: '5' },
      '1 from i-1, keep 5 from vol-1',
    ],
    ['C-3 the volume alone says everything', {}, DAILY, '1 from vol-1, keep 3 from vol-1'],
    [
      'C-10 empty on the volume means: inherit',
      DAILY,
      { autosnap_retain: '' },
      '1 from i-1, keep 3 from i-1',
    ],
    ['C-10 so do spaces', DAILY, { autosnap: '  ' }, '1 from i-1, keep 3 from i-1'],
    ['C-10 empty on both means: not set', { autosnap: '', autosnap_retain: '' }, {}, 'unmanaged'],
    [
      'C-11 spaces around a value',
      { autosnap: ' 1 ', autosnap_retain: ' 3' },
      {},
      '1 from i-1, keep 3 from i-1',
    ],
    ['C-5 no tag at all is no problem', {}, {}, 'unmanaged'],
    ['C-5 nor are other tags', { Name: 'web', team: 'a' }, { Name: 'data' }, 'unmanaged'],
  ] as const)('%s', ([, onInstance, onVolume, expected]) => {
    expect(asked(onInstance, onVolume)).toBe(expected);
  });

  test('C-14 a detached volume that carries both tags is covered', () => {
    expect(spoken(askedBy(detached(DAILY), undefined, settings()))).toBe('1 from vol-1, keep 3 from vol-1');
  });

  test('C-9 another prefix reads other keys, and only those', () => {
    const tags = { ...DAILY, weekly: '7', weekly_retain: '4' };
    expect(asked(tags, {}, { prefix: 'weekly' })).toBe('7 from i-1, keep 4 from i-1');
    expect(asked(DAILY, {}, { prefix: 'weekly' })).toBe('unmanaged');
  });
});

describe('what cannot be read is a problem, with the key, the value and a value that would do', () => {
  test.for([
    [
      'C-4 only the frequency is set',
      { autosnap: '1' },
      {},
      'autosnap_retain=? (i-1) is not set, though autosnap is set; use 7',
    ],
    [
      'C-4 only the retention is set',
      {},
      { autosnap_retain: '3' },
      'autosnap=? (vol-1) is not set, though autosnap_retain is set; use 1',
    ],
    [
      'C-12 a bad override never falls back to the instance',
      DAILY,
      { autosnap_retain: '7d' },
      'autosnap_retain=7d (vol-1) is wrong at character 1: a number to keep is expected, tiers (daily:7 weekly:4) or an age (within:30d); use within:7d',
    ],
    [
      'C-11 a bad value of the instance is told with its source',
      { autosnap: 'daily', autosnap_retain: '3' },
      {},
      'autosnap=daily (i-1) is wrong at character 1: a number alone or with h, d or w is expected, a calendar (@mon-fri@8+12) or named sets (nightly=7@mon-fri@2); use 1d',
    ],
    [
      'RA-9 retention 0',
      { autosnap: '1', autosnap_retain: '0' },
      {},
      'autosnap_retain=0 (i-1) is wrong at character 1: a whole number from 1 to 9999 is expected',
    ],
    [
      'RA-10 a negative retention',
      { autosnap: '1', autosnap_retain: '-1' },
      {},
      'autosnap_retain=-1 (i-1) is wrong at character 1: a number to keep is expected, tiers (daily:7 weekly:4) or an age (within:30d)',
    ],
    [
      'C-11 one bad, one missing: both are told',
      { autosnap: '1.5' },
      {},
      'autosnap=1.5 (i-1) is wrong at character 1: a number alone or with h, d or w is expected, a calendar (@mon-fri@8+12) or named sets (nightly=7@mon-fri@2)',
    ],
    [
      'the mark of ownership on a volume',
      DAILY,
      { snapshot_tool: 'autosnap' },
      'snapshot_tool=autosnap (vol-1) belongs on snapshots only: other tools copy it to theirs; remove it',
    ],
    [
      'the mark of ownership on an instance',
      { ...DAILY, snapshot_tool: 'autosnap' },
      {},
      'snapshot_tool=autosnap (i-1) belongs on snapshots only: other tools copy it to theirs; remove it',
    ],
    [
      "another tool's mark on a volume",
      DAILY,
      { snapshot_tool: '' },
      'snapshot_tool= (vol-1) belongs on snapshots only: other tools copy it to theirs; remove it',
    ],
  ] as const)('%s', ([, onInstance, onVolume, expected]) => {
    expect(asked(onInstance, onVolume)).toBe(expected);
  });

  test('the mark on a volume that nobody wants managed is nobody’s problem', () => {
    expect(asked({}, { snapshot_tool: 'autosnap' })).toBe('unmanaged');
  });
});

describe('ignored', () => {
  test.for([
    ['C-6 on the instance', { ...DAILY, autosnap_ignore: 'true' }, {}, 'ignored'],
    ['C-6 on the volume', DAILY, { autosnap_ignore: 'true' }, 'ignored'],
    ['C-7 the value does not matter', DAILY, { autosnap_ignore: 'false' }, 'ignored'],
    ['C-7 presence counts, also empty', DAILY, { autosnap_ignore: '' }, 'ignored'],
    ['C-6 an ignored instance hides what its volumes ask for', { autosnap_ignore: '' }, DAILY, 'ignored'],
    ['C-6 and what they got wrong', { autosnap_ignore: '' }, { autosnap: 'daily' }, 'ignored'],
    ['a look-alike does not ignore', DAILY, { Autosnap_Ignore: '1' }, '1 from i-1, keep 3 from i-1'],
  ] as const)('%s', ([, onInstance, onVolume, expected]) => {
    expect(asked(onInstance, onVolume)).toBe(expected);
  });
});

describe('the default policy', () => {
  const defaultPolicy = { frequency: '1', retain: '14' };

  test.for([
    ['covers a volume without any tag', {}, {}, '1 from default, keep 14 from default'],
    ['gives way to tags', DAILY, {}, '1 from i-1, keep 3 from i-1'],
    ['does not cover what is ignored', { autosnap_ignore: '' }, {}, 'ignored'],
    [
      'does not complete a half that is tagged',
      { autosnap: '1' },
      {},
      'autosnap_retain=? (i-1) is not set, though autosnap is set; use 7',
    ],
    [
      'does not replace a value that cannot be read',
      DAILY,
      { autosnap_retain: 'x' },
      'autosnap_retain=x (vol-1) is wrong at character 1: a number to keep is expected, tiers (daily:7 weekly:4) or an age (within:30d)',
    ],
  ] as const)('%s', ([, onInstance, onVolume, expected]) => {
    expect(asked(onInstance, onVolume, { defaultPolicy })).toBe(expected);
  });
});

describe('C-8 keys are exact, and what looks like one is found', () => {
  test.for([
    'Autosnap',
    'AUTOSNAP',
    'auto-snap',
    'auto snap',
    'autosnap-retain',
    'autosnapRetain',
    'autosnap_retention',
    'Autosnap_Ignore',
    'autosnap_',
    'autosnap ',
  ])('%j does nothing and is found', (key) => {
    expect(asked({ [key]: '1' })).toBe('unmanaged');
    expect(lookAlikes({ [key]: '1' }, 'autosnap')).toEqual([key]);
  });

  test.for(['autosnap', 'autosnap_retain', 'autosnap_ignore', 'Name', 'snap', 'snapshot', 'myautosnap'])(
    '%j is not taken for a look-alike',
    (key) => {
      expect(lookAlikes({ [key]: '1' }, 'autosnap')).toEqual([]);
    },
  );
});

test('C-11 C-12 no value throws, and none that is set and unreadable is managed', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('1', '7d', '0', '', ' 3'),
  );
  fc.assert(
    fc.property(value, value, value, value, (a, b, c, d) => {
      const one = askedBy(
        volume({ tags: { autosnap: a, autosnap_retain: b } }),
        instance({ tags: { autosnap: c, autosnap_retain: d } }),
        settings({ defaultPolicy: { frequency: '1', retain: '1' } }),
      );
      const inForce = [a.trim() || c.trim(), b.trim() || d.trim()];
      expect(
        one.kind === 'managed' ? [one.policy.schedule.text, one.policy.retention.text] : one.kind,
      ).toEqual(
        inForce.every((text) => text === '') ? ['1', '1'] : one.kind === 'managed' ? inForce : 'problem',
      );
    }),
  );
});
