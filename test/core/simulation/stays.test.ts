import { describe, expect, test } from 'vitest';
import { rulesIn } from '../../../lambda/core/simulation/stays.ts';
import { instance, snapshot, volume } from '../fixtures.ts';
import { lived } from './lived.ts';

describe('which rules keep a snapshot', () => {
  test.for([
    ['3 of 7', 'the newest 7'],
    ['daily 3 of 7, weekly 1 of 4', '7 daily, 4 weekly'],
    ['oldest snapshot, monthly 2 of 12', 'oldest snapshot, 12 monthly'],
    [
      'oldest snapshot, weekly 2 of 4, oldest snapshot, monthly 2 of 12',
      'oldest snapshot, 4 weekly, 12 monthly',
    ],
    ['nightly 10 of 10, 3 of 3', '10 nightly, the newest 3'],
    ['1 of 3, within 9d of the newest', 'the newest 3, within 9d of the newest'],
    ['pinned by autosnap_keep', 'pinned by autosnap_keep'],
  ] as const)('%s: %s', ([because, rules]) => {
    expect(rulesIn(because)).toBe(rules);
  });
});

test('each snapshot is recorded with the rules that keep it, since when, and when and why it is deleted', () => {
  const instances = [instance({ tags: { autosnap: '1', autosnap_retain: 'daily:2 weekly:2' } })];
  const snapshots = [snapshot('03-08'), snapshot('03-07', { state: 'error' })];
  const [only] = lived({ instances, volumes: [volume()], snapshots }, { days: 14 }).volumes;
  const because = 'beyond daily:2 and weekly:2';
  expect(only?.snapshots?.slice(0, 2)).toEqual([
    {
      snapshotId: 'snap-03-08',
      at: '2026-03-08T05:00:00Z',
      kept: [{ rules: '2 daily, 2 weekly' }, { since: '2026-03-11', rules: '2 weekly' }],
      deleted: { at: '2026-03-16T06:00:00Z', because },
    },
    {
      at: '2026-03-10T05:00:00Z',
      kept: [{ rules: '2 daily, 2 weekly' }, { since: '2026-03-11', rules: '2 daily' }],
      deleted: { at: '2026-03-12T06:00:00Z', because },
    },
  ]);
  expect(only?.snapshots?.at(-1)).toMatchObject({ at: '2026-03-23T05:00:00Z', deleted: undefined });
});
