import { describe, expect, test } from 'vitest';
import { isScheduled } from '../../../lambda/core/show/showText.ts';
import { DAILY, foreign, instance, snapshot, volume } from '../fixtures.ts';
import { linesOf, shownOf, type World } from './page.ts';

describe('RB-8 a volume for which nothing is scheduled', () => {
  const COPIES = [
    snapshot('03-07'),
    snapshot('03-09', { state: 'error' }),
    foreign('03-08', {}),
    snapshot('03-06', { volumeId: 'vol-gone' }),
  ];

  test.for<[what: string, world: World, status: string, why: string, kept: string]>([
    [
      'untagged',
      { instances: [instance({ tags: {} })] },
      'untagged',
      'no tag autosnap on it or on its instance',
      'the volume is untagged',
    ],
    [
      'ignored',
      { volumes: [volume({ tags: { autosnap_ignore: '' } })] },
      'ignored',
      'autosnap_ignore is set on it',
      'the volume is ignored',
    ],
    [
      'ignored with its instance',
      { instances: [instance({ tags: { ...DAILY, autosnap_ignore: '' } })] },
      'ignored',
      'autosnap_ignore is set on its instance',
      'the volume is ignored',
    ],
    [
      'paused',
      { volumes: [volume({ tags: { autosnap: '0@sun' } })], instances: [instance({ tags: {} })] },
      'paused',
      'autosnap asks for no snapshots (count 0)',
      'the volume is paused',
    ],
    [
      'passed over',
      { volumes: [volume({ state: 'creating' })] },
      'passed over',
      'the volume is in state creating',
      'the volume is in state creating',
    ],
  ])('%s', ([, world, status, why, kept]) => {
    const others = [volume({ id: 'vol-2' }), volume({ id: 'vol-3', state: 'deleting' })];
    const all = { ...world, volumes: [...others, ...(world.volumes ?? [volume()])], snapshots: COPIES };
    const lines = linesOf('vol-1', all);
    expect(lines.slice(0, 4)).toEqual([
      'volume i-1 /dev/sdf (vol-1) in eu-west-1',
      `  Snapshots are not scheduled for vol-1: ${why}`,
      '  Last snapshot: 2026-03-07 05:00 UTC (72 h ago)',
      '  Snapshots: 2, times in UTC',
    ]);
    expect(lines.slice(4, -2).join(' ').replaceAll(/[; ]+/g, ' ').trim()).toBe(
      `snap-03-09 2026-03-09 05:00 error keep: ${kept} stays snap-03-07 2026-03-07 05:00 keep: ${kept} stays`,
    );
    const shown = shownOf('vol-1', all);
    expect(shown.volumes).toMatchObject([{ status, because: why, policies: [], problems: [] }]);
    expect(isScheduled(shown)).toBe(false);
  });

  test('a tag that cannot be read', () => {
    const world = {
      volumes: [volume({ tags: { autosnap_retain: '0' } }), volume({ id: 'vol-2', tags: { autosnap: 'x' } })],
      snapshots: [...COPIES, snapshot('03-08', { id: 'snap-2', volumeId: 'vol-2' })],
    };
    expect(linesOf('vol-1', world)).toEqual([
      'volume i-1 /dev/sdf (vol-1) in eu-west-1',
      '  Snapshots are not scheduled for vol-1: a tag is missing or cannot be read',
      '  Problem: autosnap_retain = "0" is wrong at character 1: a whole number from 1 to 9999 is expected',
      '  Last snapshot: 2026-03-07 05:00 UTC (72 h ago)',
      '  Snapshots: 2, times in UTC',
      '    snap-03-09  2026-03-09 05:00  error',
      '        keep: nothing is deleted while a tag of its volume cannot be read; stays',
      '    snap-03-07  2026-03-07 05:00',
      '        keep: nothing is deleted while a tag of its volume cannot be read; stays',
      '',
      'Restore it: aws-snapper restore vol-1 --region eu-west-1',
    ]);
    expect(shownOf('vol-1', world).volumes).toMatchObject([{ status: 'problem' }]);
  });

  test('a pin is named, also where a tag cannot be read', () => {
    const pinned = snapshot('03-07', { tags: { autosnap_keep: 'audit' } });
    const world = { volumes: [volume({ tags: { autosnap_retain: '0' } })], snapshots: [pinned] };
    expect(linesOf('vol-1', world).join('\n')).toContain(
      'keep: pinned by autosnap_keep (audit); stays until unpinned',
    );
  });

  test('a tag that is missing', () => {
    const world = { instances: [instance({ tags: { autosnap: '1' } })] };
    expect(linesOf('vol-1', world).slice(1, 3)).toEqual([
      '  Snapshots are not scheduled for vol-1: a tag is missing or cannot be read',
      '  Problem: autosnap_retain (from i-1) is not set, though autosnap is set; use 7',
    ]);
  });

  test('one that is gone, and its copies', () => {
    const lost = [
      snapshot('03-01', { volumeId: 'vol-gone' }),
      snapshot('03-02', { volumeId: 'vol-gone', state: 'error' }),
    ];
    const world = { snapshots: [snapshot('02-01', { volumeId: 'vol-0' }), ...lost] };
    expect(linesOf('vol-gone', world)).toEqual([
      'volume vol-gone in eu-west-1',
      '  Snapshots are not scheduled for vol-gone: the volume is gone',
      '  Last snapshot: 2026-03-01 05:00 UTC (9 days ago)',
      '  Snapshots: 2, times in UTC',
      '    snap-03-02  2026-03-02 05:00  error  keep: the volume is gone  stays',
      '    snap-03-01  2026-03-01 05:00         keep: the volume is gone  stays',
      '',
      'Restore it: aws-snapper restore vol-gone --region eu-west-1',
    ]);
    expect(shownOf('vol-gone', world).volumes).toMatchObject([
      { volumeId: 'vol-gone', instanceIds: [], status: 'gone', policies: [], problems: [] },
    ]);
  });

  test('one that is gone, of which only foreign copies are left', () => {
    const world = { snapshots: [foreign('03-01', { snapshot_tool: 'other' }, { volumeId: 'vol-gone' })] };
    expect(linesOf('vol-gone', world).slice(-2)).toEqual(['  Last snapshot: none', '  Snapshots: none']);
  });
});
