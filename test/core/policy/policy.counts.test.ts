import { describe, expect, test } from 'vitest';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import { type Asked, askedBy, type Problem } from '../../../lambda/core/policy/policy.ts';
import { lookAlikes } from '../../../lambda/core/keys.ts';
import { instance, settings, volume } from '../fixtures.ts';

/** A frequency that brings its own counts, and what a retention beside it means. */

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const NIGHTLY = { kind: 'calendar', calendars: [{ days: EVERY_DAY, hours: [2] }] };
const SUNDAYS = { kind: 'calendar', calendars: [{ days: [7], hours: [3] }] };

function asked(onInstance: Tags, change: Parameters<typeof settings>[0] = {}): Asked {
  return askedBy(volume(), instance({ tags: onInstance }), settings(change));
}

/** The rules in force, where a volume is managed. */
function rules(onInstance: Tags) {
  const one = asked(onInstance);
  return one.kind === 'managed' ? one.policy.retention.value : one.kind;
}

function problems(onInstance: Tags, onVolume: Tags = {}): readonly Problem[] {
  const one = askedBy(volume({ tags: onVolume }), instance({ tags: onInstance }), settings());
  return one.kind === 'problem' ? one.problems : [];
}

describe('the rules that are in force', () => {
  test.for([
    [
      'a count of its own: the newest slots of its calendar',
      { autosnap: '4@sun@3' },
      [{ kind: 'slots', count: 4, schedule: SUNDAYS }],
    ],
    [
      'D-7 two sets: for each the newest slots of its own calendar',
      { autosnap: 'nightly=7@2 weekly=4@sun@3' },
      [
        { kind: 'slots', set: 'nightly', count: 7, schedule: NIGHTLY },
        { kind: 'slots', set: 'weekly', count: 4, schedule: SUNDAYS },
      ],
    ],
    [
      'D-2 one of them paused: it loses nothing',
      { autosnap: 'nightly=0@2 weekly=4@sun@3' },
      [
        { kind: 'paused', set: 'nightly', schedule: NIGHTLY },
        { kind: 'slots', set: 'weekly', count: 4, schedule: SUNDAYS },
      ],
    ],
    [
      'a number beside a calendar without counts: the newest slots of that',
      { autosnap: '@sun@3', autosnap_retain: '4' },
      [{ kind: 'slots', count: 4, schedule: SUNDAYS }],
    ],
    [
      'RA-12 tiers and an age, as they are written',
      { autosnap: '1', autosnap_retain: 'daily:7 within:2w' },
      [
        { kind: 'tier', per: 'daily', count: 7 },
        { kind: 'within', age: { count: 2, unit: 'weeks' } },
      ],
    ],
    [
      'a set and a retention beside it: both, and its numbers count slots of all sets',
      { autosnap: 'weekly=4@sun@3', autosnap_retain: '2 monthly:6' },
      [
        { kind: 'slots', set: 'weekly', count: 4, schedule: SUNDAYS },
        { kind: 'slots', count: 2, schedule: SUNDAYS },
        { kind: 'tier', per: 'monthly', count: 6 },
      ],
    ],
  ] as const)('%s', ([, tags, expected]) => {
    expect(rules(tags)).toEqual(expected);
  });

  test('without a retention the text and the place are those of the frequency', () => {
    const one = asked({ autosnap: '4@sun@3' });
    expect(one).toMatchObject({
      kind: 'managed',
      policy: {
        schedule: { value: SUNDAYS, text: '4@sun@3', source: 'i-1' },
        retention: { text: '4@sun@3', source: 'i-1' },
      },
    });
  });

  test('D-8 the default policy may bring its own count', () => {
    expect(asked({}, { defaultPolicy: { frequency: '4@sun@3' } })).toMatchObject({
      kind: 'managed',
      policy: { retention: { value: rules({ autosnap: '4@sun@3' }), text: '4@sun@3', source: 'default' } },
    });
  });
});

test.for(['0@sun', 'nightly=0@2 weekly=0@sun@3'])('D-2 %s is paused', (autosnap) => {
  expect(asked({ autosnap })).toEqual({ kind: 'paused' });
});

describe('what contradicts itself', () => {
  test('a nameless count beside a retention, with the frequency to use', () => {
    expect(problems({ autosnap: '7@mon-fri@2' }, { autosnap_retain: '3' })).toEqual([
      {
        volumeId: 'vol-1',
        key: 'autosnap_retain',
        value: '3',
        source: 'vol-1',
        remedy:
          'stands beside autosnap, which has a count of its own (7); to keep what it says, set autosnap=@mon-fri@2; to keep 7, remove autosnap_retain',
      },
    ]);
  });

  test.for(['1', '6h', '@sun@3'])('C-4 %s says only how often', (autosnap) => {
    expect(problems({ autosnap })).toEqual([
      {
        volumeId: 'vol-1',
        key: 'autosnap_retain',
        source: 'i-1',
        remedy: 'is not set, though autosnap is set; use 7',
      },
    ]);
  });

  test('C-11 the place is that of the character where reading stopped', () => {
    expect(problems({ autosnap: '1', autosnap_retain: '3 daily:x' })).toMatchObject([
      { key: 'autosnap_retain', value: '3 daily:x', source: 'i-1', place: 9 },
    ]);
  });

  test('two that cannot be read are two problems', () => {
    expect(problems({ autosnap: 'x', autosnap_retain: 'y' }).map(({ key }) => key)).toEqual([
      'autosnap',
      'autosnap_retain',
    ]);
  });
});

describe('C-8 a look-alike', () => {
  test.for([
    ['in capitals, of a prefix in capitals', { nightly_KEEP: '' }, 'Nightly', ['nightly_KEEP']],
    ['with a sign that is no letter', { 'Night.ly': '' }, 'nightly', ['Night.ly']],
    ['not a key that is ours', { Nightly_at: '', Nightly_keep: '' }, 'Nightly', []],
  ] as const)('%s', ([, tags, prefix, found]) => {
    expect(lookAlikes(tags, prefix)).toEqual(found);
  });
});
