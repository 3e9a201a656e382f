import { describe, expect, test } from 'vitest';
import type { CoverageSettings } from '../../../lambda/core/coverage/coverage.ts';
import type { Snapshot, Tags } from '../../../lambda/core/snapshot.ts';
import { DAILY, detached } from '../fixtures.ts';
import { coverageOf, hoursAgo, of, ours } from './rows.ts';

const RUN: Partial<CoverageSettings> = { of: 'ours', keepsPace: true };

/** What a run says of one volume: nothing where it is not ours to save. */
function saidOf(tags: Tags, snapshots: readonly Snapshot[], given = RUN): string {
  const volumes = [detached(tags, { createdAt: hoursAgo(400 * 24) })];
  const [one] = coverageOf({ volumes, snapshots }, given).volumes;
  if (one === undefined) return 'nothing';
  const { standing, objective } = one;
  return `${standing}${objective === undefined ? '' : `, ${objective.hours} h by ${objective.from}`}`;
}

const LATE = [ours(72), ours(96), ours(120)];

describe('a volume whose tags were wiped', () => {
  test.for<readonly [string, Tags, readonly Snapshot[], string]>([
    ['daily, and not yet late', {}, [ours(30), ours(54)], 'inside, 48 h by pace'],
    ['daily, and late', {}, LATE, 'outside, 48 h by pace'],
    ['each six hours, with a run a day', {}, [ours(31), ours(37)], 'outside, 30 h by pace'],
    ['with one snapshot', {}, [ours(72)], 'outside, 48 h by pace'],
    ['with one wish left that says nothing alone', { autosnap_retain: '3' }, LATE, 'outside, 48 h by pace'],
    ['with an objective of its own', { autosnap_rpo: '1w' }, LATE, 'inside, 168 h by tag'],
    ['with tags that ask', DAILY, LATE, 'outside, 48 h by schedule'],
    ['with only pinned snapshots', {}, [pinned(72)], 'nothing'],
    ['with failed ones', {}, [ours(72, 'vol-1', { state: 'error' })], 'nothing'],
    ['with those of others', {}, [of({ producer: 'DLM' }, 72)], 'nothing'],
    ['an objective, and no snapshot of ours ever', { autosnap_rpo: '1d' }, [], 'nothing'],
    ['that a person ignored', { autosnap_ignore: '' }, LATE, 'nothing'],
    ['that a person paused', { autosnap: '0@1' }, LATE, 'nothing'],
    ['ignored, with an objective', { autosnap_ignore: '', autosnap_rpo: '1d' }, LATE, 'nothing'],
  ])('%s', ([, tags, snapshots, said]) => {
    expect(saidOf(tags, snapshots)).toBe(said);
  });

  test('is inside where another producer took over, as far as that is read', () => {
    const all = { of: 'all producers', keepsPace: true } as const;
    const snapshots = [of({ producer: 'AWS Backup' }, 3), ...LATE];
    expect(saidOf({}, snapshots, all)).toBe('inside, 48 h by pace');
    expect(saidOf({}, snapshots)).toBe('outside, 48 h by pace');
  });

  test('has no objective for a person who asks by the command', () => {
    expect(saidOf({}, LATE, { of: 'all producers' })).toBe('no objective');
  });
});

function pinned(hours: number): Snapshot {
  const one = ours(hours);
  return { ...one, label: { ...one.label, pin: { key: 'autosnap_keep', reason: 'yes' } } };
}
