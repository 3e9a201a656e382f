import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import type { Headline } from '../../../lambda/core/report/headline.ts';
import { dailyCopies, instance, planOf, reportOf, reportOn, snapshot, volume } from '../fixtures.ts';

/** What looks like an accident is a warning in the first line, whatever setting allowed it. */

/** The headline of a run without a brake, which leaves a number of snapshots of one volume. */
function prunedTo(retain: number, snapshots: readonly Snapshot[], mode: 'run' | 'dry run' = 'run'): Headline {
  const instances = [instance({ tags: { autosnap: '1', autosnap_retain: String(retain) } })];
  const plan = planOf({ instances, snapshots }, { maxDeletes: 100 });
  return mode === 'run'
    ? reportOf(plan).headline
    : reportOn([{ status: 'planned', plan }], { dryRun: true }).headline;
}

describe('copies that are deleted at once', () => {
  test.for([
    ['nearly all', 30, 2, '28 of 30'],
    ['more than ten, and one more than half', 21, 10, '11 of 21'],
    ['ten, and more than half', 15, 5, undefined],
    ['more than ten, and just half', 22, 11, undefined],
    ['more than ten, and few of all', 40, 29, undefined],
    ['few', 5, 3, undefined],
  ] as const)('%s: of %i all but %i', ([, copies, retain, told]) => {
    for (const mode of ['run', 'dry run'] as const) {
      const { level, line } = prunedTo(retain, dailyCopies(copies), mode);
      expect(level).toBe(told === undefined ? 'OK' : 'WARNING');
      expect(line.match(/restorable copy; (.*) own copies in eu-west-1 deleted at once\.$/)?.[1]).toBe(told);
    }
  });

  test('F3 pinned ones, which cannot be deleted, do not hide it', () => {
    const pinned = dailyCopies(30, { volumeId: 'vol-gone', tags: { autosnap_keep: 'audit' } });
    expect(prunedTo(2, [...dailyCopies(30), ...pinned]).line).toContain('; 28 of 30 own copies');
  });

  test('those of a volume that is gone are copies of the region, too', () => {
    const others = dailyCopies(3, { volumeId: 'vol-gone' });
    for (const mode of ['run', 'dry run'] as const) {
      expect(prunedTo(2, [...dailyCopies(30), ...others], mode).line).toContain('; 28 of 33 own copies');
      expect(prunedTo(10, [...dailyCopies(21), ...others], mode).line).not.toContain('deleted at once');
    }
  });
});

describe('volumes that are gone', () => {
  test.for([
    ['two of three', '03-04', 2, 1, 'WARNING'],
    ['two of three, just seven days ago', '03-03', 2, 1, 'WARNING'],
    ['two of three, eight days ago', '03-02', 2, 1, 'OK'],
    ['just half', '03-04', 2, 2, 'WARNING'],
    ['less than half', '03-04', 2, 3, 'OK'],
    ['one, as any day', '03-04', 1, 1, 'OK'],
  ] as const)('%s', ([, newest, gone, left, level]) => {
    const lost = Array.from({ length: gone }, (_, index) =>
      snapshot(newest, { id: `snap-lost${index}`, volumeId: `vol-gone${index}` }),
    );
    const volumes = Array.from({ length: left }, (_, index) => volume({ id: `vol-${index}` }));
    const copies = volumes.flatMap(({ id }) => dailyCopies(3, { volumeId: id }));
    const { headline } = reportOf(planOf({ volumes, snapshots: [...copies, ...lost] }));
    const told = `; ${gone} of ${gone + left} volumes of eu-west-1 with a copy of the last 7 days are gone`;
    expect(headline.level).toBe(level);
    expect(headline.line.includes(told)).toBe(level === 'WARNING');
  });

  test('not those of living volumes that nothing manages any more', () => {
    const instances = [instance({ tags: {} })];
    const volumes = [volume(), volume({ id: 'vol-2' })];
    const snapshots = [...dailyCopies(3), ...dailyCopies(3, { volumeId: 'vol-2' })];
    expect(reportOf(planOf({ instances, volumes, snapshots })).headline.line).not.toContain('are gone');
  });
});
