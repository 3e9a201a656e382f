import { describe, expect, test } from 'vitest';
import { orphanText } from '../../../lambda/core/report/entryTexts.ts';
import { imageOrphanText } from '../../../lambda/core/report/imageTexts.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { hoursBefore, instance, NOW, planOf, regionOf, reportOf, snapshot } from '../fixtures.ts';

/** What is told of the copies of a volume that nobody asks copies for. */
function orphanOf(...snapshots: Snapshot[]) {
  return regionOf(reportOf(planOf({ instances: [instance({ tags: {} })], snapshots }))).orphans[0];
}

describe('C-40 orphans', () => {
  test('are told with count, size, age and the command that would delete them', () => {
    const snapshots = [
      snapshot('03-03', { sizeGiB: 9 }),
      snapshot('03-01', { sizeGiB: 8 }),
      snapshot('03-05', { sizeGiB: 10 }),
    ];
    const plan = planOf({ instances: [instance({ tags: {} })], snapshots });
    expect(regionOf(reportOf(plan)).orphans).toEqual([
      {
        volumeId: 'vol-1',
        why: 'untagged',
        count: 3,
        pinned: 0,
        sizeGiB: 27,
        oldest: '2026-03-01T05:00:00Z',
        newest: '2026-03-05T05:00:00Z',
        command:
          "printf '%s\\n' snap-03-05 snap-03-03 snap-03-01 | xargs -n1 aws ec2 delete-snapshot --region eu-west-1 --snapshot-id",
      },
    ]);
  });

  test('C-31 the command names neither a pinned snapshot nor one that AWS runs, and is absent where none is left', () => {
    const pinned = snapshot('03-01', { tags: { Autosnap_keep: 'audit' } });
    const vaulted = snapshot('03-02', { tags: { 'aws:ec2launchtemplate:id': 'lt-1' } });
    expect(orphanOf(pinned, vaulted, snapshot('03-05'))?.command).toContain("'%s\\n' snap-03-05 | xargs");
    expect(orphanOf(pinned, vaulted)).toMatchObject({ count: 2, pinned: 1, command: undefined });
  });

  test.for([
    [3, 'kept, 3 of them pinned; to delete the others:'],
    [0, 'kept; to delete them:'],
  ] as const)('U12 of four, %i are pinned', ([count, words]) => {
    const all = ['03-01', '03-02', '03-03', '03-04'].map((day, index) =>
      snapshot(day, { tags: index < count ? { Autosnap_keep: 'audit' } : {} }),
    );
    const orphan = orphanOf(...all);
    expect(orphan && orphanText(orphan, (id) => id)).toContain(words);
  });

  test('one snapshot is of one instant, several are from the oldest to the newest', () => {
    const one = { why: 'gone', count: 1, pinned: 0, oldest: '2026-03-01T05:00:00Z' } as const;
    const image = { ...one, instanceId: 'i-1', newest: one.oldest };
    const copy = { ...one, volumeId: 'vol-1', sizeGiB: 8, newest: one.oldest };
    expect(orphanText(copy, (id) => id)).toBe(
      'vol-1 (gone): 1 snapshot, 8 GiB in full, from 2026-03-01T05:00:00Z, kept',
    );
    expect(imageOrphanText(image, (id) => id)).toBe('i-1 (gone): 1 image from 2026-03-01T05:00:00Z, kept');
    expect(orphanText({ ...copy, count: 2, newest: '2026-03-02T05:00:00Z' }, (id) => id)).toContain(
      'from 2026-03-01T05:00:00Z to 2026-03-02T05:00:00Z, kept',
    );
  });

  test('the command names the newest hundred, so that a person can still copy it', () => {
    const many = Array.from({ length: 102 }, (_, index) =>
      snapshot('03-01', { id: `snap-${index}`, startedAt: hoursBefore(NOW, index).getTime() }),
    );
    const ids = many.slice(0, 100).map(({ id }) => id);
    expect(orphanOf(...many)).toMatchObject({
      count: 102,
      command: `printf '%s\\n' ${ids.join(' ')} | xargs -n1 aws ec2 delete-snapshot --region eu-west-1 --snapshot-id`,
    });
  });

  test('what was deleted is not told as left, and a volume without any is not told', () => {
    const snapshots = ['01-01', '01-02'].map((day) => snapshot(day, { volumeId: 'vol-gone' }));
    const plan = planOf({ volumes: [], snapshots }, { orphanRetain: { count: 30, unit: 'days' } });
    expect(regionOf(reportOf(plan)).orphans).toMatchObject([{ volumeId: 'vol-gone', count: 1 }]);

    const failed = snapshots.map((one) => ({ ...one, state: 'error' }));
    const emptied = planOf({ volumes: [], snapshots: failed }, { orphanRetain: { count: 30, unit: 'days' } });
    expect(regionOf(reportOf(emptied)).orphans).toEqual([]);
  });
});
