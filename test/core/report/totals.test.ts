import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitted } from '../../../lambda/core/report/fit.ts';
import { OUT_OF_TIME, type Outcome } from '../../../lambda/core/outcome.ts';
import { reportText } from '../../../lambda/core/report/reportText.ts';
import { wholeLines } from '../../wholeLines.ts';
import {
  DAILY,
  dailyCopies,
  detached,
  instance,
  planOf,
  regionOf,
  reportOf,
  snapshot,
  volume,
} from '../fixtures.ts';
import { aRun, reportLike } from './runs.ts';

/** A day on which everything happens: a thirtyfold history, lost volumes, tags that cannot be read. */
function eventfulDay() {
  const plan = planOf(
    {
      instances: [instance({ tags: { ...DAILY, autosnap_retain: '2' } })],
      volumes: [
        volume(),
        volume({ id: 'vol-2' }),
        detached({ autosnap: 'x', autosnap_retain: 'y' }, { id: 'vol-3' }),
        detached({}, { id: 'vol-4' }),
      ],
      snapshots: [
        ...dailyCopies(30),
        ...dailyCopies(3, { volumeId: 'vol-4' }),
        snapshot('03-09', { id: 'snap-5', volumeId: 'vol-5' }),
        snapshot('01-09', { id: 'snap-6', volumeId: 'vol-6' }),
      ],
      notes: ['one', 'two'],
    },
    { maxDeletes: 20 },
  );
  const deletes = plan.deletes.map(({ volumeId, snapshotId }, index): Outcome => {
    const step = { kind: 'delete', volumeId, snapshotId } as const;
    return index < 15 ? { ...step, status: 'done' } : { ...step, status: 'skipped', because: OUT_OF_TIME };
  });
  return reportOf(plan, [
    { kind: 'create', status: 'done', volumeId: 'vol-1', snapshotId: 'snap-new' },
    { kind: 'create', status: 'skipped', volumeId: 'vol-2', because: 'the region is full' },
    ...deletes,
  ]);
}

test('the totals of a region count all that its lists hold', () => {
  expect(regionOf(eventfulDay()).totals).toEqual({
    created: 1,
    deleted: 15,
    unsound: 0,
    unsoundChanged: 0,
    unsoundDamaged: 0,
    unsoundKeys: 0,
    vanished: 0,
    wouldCreate: 0,
    wouldDelete: 0,
    unchanged: 0,
    problems: 2,
    problemVolumes: 1,
    leftAlone: 1,
    unreadableTags: 2,
    otherTags: 0,
    notCreated: 0,
    bare: 1,
    waiting: 0,
    missed: 0,
    slow: 0,
    failures: 0,
    skipped: 6,
    outOfTime: 5,
    held: 0,
    gone: 0,
    exceptions: 0,
    failedBecause: 0,
    passedOver: 0,
    brakes: 1,
    orphans: 3,
    unmanagedVolumes: 1,
    unmanagedSnapshots: 3,
    volumesGone: 1,
    volumesReplaced: 0,
    deletable: 35,
    failedSnapshots: 0,
    lostRuns: 0,
    hints: 0,
    notes: 2,
  });
});

test('snapshots that AWS could not finish are counted, also where the run deletes them', () => {
  const plan = planOf({
    volumes: [volume(), detached({}, { id: 'vol-2' })],
    snapshots: [
      ...dailyCopies(2),
      snapshot('03-10', { state: 'error' }),
      snapshot('03-09T06:00', { state: 'error' }),
      snapshot('03-10', { state: 'error', id: 'snap-unmanaged', volumeId: 'vol-2' }),
    ],
  });
  expect(plan.deletes.map(({ cause }) => cause)).toEqual(['failed', 'failed']);
  expect(regionOf(reportOf(plan)).totals).toMatchObject({ failedSnapshots: 2, deleted: 2 });
});

describe('what was cut from the lists', () => {
  test('changes neither the headline nor a total, and stays counted', () => {
    fc.assert(
      fc.property(aRun, fc.integer({ min: 1, max: 6000 }), (report, bytes) => {
        const cut = fitted(report, bytes);
        const again = reportLike(report, cut.regions);
        expect(regionOf(cut).totals).toEqual(regionOf(report).totals);
        expect(again.headline).toEqual(report.headline);
        expect(again.omitted ?? 0).toBe(cut.omitted ?? 0);
      }),
      { numRuns: 300 },
    );
  });

  test('is counted in the text as if it had been cut there', () => {
    const report = eventfulDay();
    const text = wholeLines(reportText(reportLike(report, fitted(report, 10).regions)));
    const elsewhere = "see the function's return value or --json\n";
    expect(text).toContain('\n  eu-west-1: max_deletes allows 20 of 28 deletions; 8 wait. Meant?');
    expect(text).toContain(`  … and 2 more (2 tags unreadable), ${elsewhere}`);
    expect(text).toContain(`  … and 6 more (6 left for the next run), ${elsewhere}`);
    expect(text).toContain(`  deleted: 15\n    … and 15 more, ${elsewhere}`);
    expect(text).toContain(
      `  volumes with snapshots that nothing manages: 3\n    … and 3 more, ${elsewhere}`,
    );
    expect(text).toContain(`  notes: 2\n    … and 2 more, ${elsewhere}`);
  });

  test('is counted once more where it is cut again', () => {
    const report = eventfulDay();
    const cut = fitted(report, 4000);
    expect(cut.omitted).toBeGreaterThan(0);
    expect(fitted(cut, 10).omitted).toBe(fitted(report, 10).omitted);
  });
});
