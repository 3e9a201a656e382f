import { expect, test, vi } from 'vitest';
import type { Report } from '../../lambda/core/report/report.ts';
import { emitMetrics } from '../../lambda/run/metrics.ts';
import type { Outcome } from '../../lambda/core/outcome.ts';
import { allDone, dailyCopies, planOf, reportOf, reportOn, snapshot } from '../core/fixtures.ts';

/** What a run hands to CloudWatch, by metric. */
function measured(report: Report): Readonly<Record<string, unknown>> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    emitMetrics(report, 'function');
    return JSON.parse(write.mock.calls.map(([chunk]) => String(chunk)).join('') || '{}');
  } finally {
    write.mockRestore();
  }
}

test('W10 a snapshot that AWS could not finish is measured, though older ones restore', () => {
  const snapshots = [...dailyCopies(3), snapshot('03-10', { state: 'error' })];
  expect(measured(reportOf(planOf({ snapshots })))).toMatchObject({
    FailedSnapshots: 1,
    FailedActions: 0,
    VolumesWithoutCopy: 0,
  });
  expect(measured(reportOf(planOf({ snapshots: dailyCopies(3) })))).toMatchObject({ FailedSnapshots: 0 });
});

test('a follow-up is no finished run, and what it takes again has not failed', () => {
  const snapshots = [...dailyCopies(3), snapshot('03-10', { state: 'error' })];
  const plan = planOf({ snapshots }, { followUp: { count: 1, unit: 'hours' } });
  const report = (outcomes: readonly Outcome[]) =>
    measured(reportOn([{ status: 'done', plan, outcomes }], { followUp: '1h' }));
  expect(report(allDone(plan))).toMatchObject({ RunsFinished: 0, FailedSnapshots: 0, SnapshotsCreated: 1 });
  expect(report([])).toMatchObject({ RunsFinished: 0, FailedSnapshots: 1 });
});

test('a dry run measures nothing', () => {
  const plan = planOf({ snapshots: [snapshot('03-10', { state: 'error' })] });
  expect(measured(reportOn([{ status: 'planned', plan }], { dryRun: true }))).toEqual({});
});
