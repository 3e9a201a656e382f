import { describe, expect, test } from 'vitest';
import { dailyCopies, foreign, snapshot } from '../fixtures.ts';
import { linesOf, shownOf } from './page.ts';

describe('RB-12 one snapshot', () => {
  test('of ours is shown alone, with its place and the day it goes', () => {
    const lines = linesOf('snap-03-08', { snapshots: dailyCopies(3) });
    expect(lines.slice(0, 3)).toEqual([
      'snapshot snap-03-08 in eu-west-1',
      '',
      'volume i-1 /dev/sdf (vol-1) in eu-west-1',
    ]);
    expect(lines.slice(-6, -4)).toEqual([
      '  Snapshots: 1, times in UTC',
      '    snap-03-08  2026-03-08 05:00  keep: 2 of 3  deleted 2026-03-11',
    ]);
  });

  test('stands in columns with its neighbours, however long their ids and states are', () => {
    const snapshots = [
      snapshot('03-09', { id: 'snap-0123456789abcdef0' }),
      snapshot('03-08', { id: 'snap-1', state: 'error' }),
    ];
    expect(linesOf('vol-1', { snapshots }).slice(-8, -4)).toEqual([
      '    snap-0123456789abcdef0  2026-03-09 05:00',
      '        keep: 1 of 3; deleted 2026-03-12',
      '    snap-1                  2026-03-08 05:00  error',
      '        expire: failed, restores nothing; deleted 2026-03-10',
    ]);
  });

  test.for([
    ['without a mark', {}, 'snapshot_tool is not set'],
    ['of another tool', { snapshot_tool: 'nightly' }, 'snapshot_tool is "nightly"'],
  ] as const)('%s is not ours, and stays', ([, tags, mark]) => {
    const snapshots = [foreign('03-05', tags), ...dailyCopies(2)];
    const shown = shownOf('snap-03-05', { snapshots });
    expect(linesOf('snap-03-05', { snapshots }).slice(-3)).toEqual([
      '  Snapshots: 1, times in UTC',
      '    snap-03-05  2026-03-05 05:00',
      `        keep: not ours (${mark}), so it is never counted and never deleted; stays`,
    ]);
    expect(shown.volumes[0]?.lookedUntil).toBeUndefined();
  });

  test('of a volume that is gone', () => {
    const snapshots = ['03-01', '03-02'].map((day) => snapshot(day, { volumeId: 'vol-gone' }));
    expect(linesOf('snap-03-01', { snapshots })).toEqual([
      'snapshot snap-03-01 in eu-west-1',
      '',
      'volume vol-gone in eu-west-1',
      '  Snapshots are not scheduled for vol-gone: the volume is gone',
      '  Last snapshot: 2026-03-02 05:00 UTC (8 days ago)',
      '  Snapshots: 1, times in UTC',
      '    snap-03-01  2026-03-01 05:00  keep: the volume is gone  stays',
      '',
      'Restore it: aws-snapper restore snap-03-01 --region eu-west-1',
    ]);
  });
});
