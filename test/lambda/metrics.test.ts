import { describe, expect, test } from 'vitest';
import type { RegionResult } from '../../lambda/core/report/region.ts';
import type { Report } from '../../lambda/core/report/report.ts';
import { provedIn } from '../../lambda/core/snapshot.ts';
import type { Outcome } from '../../lambda/core/outcome.ts';
import type { ImagePlan } from '../../lambda/core/plan/plan.ts';
import { DAILY_IMAGE, image, imagePlanOf, imagesOf, server } from '../core/images/estate.ts';
import {
  allDone,
  DAILY,
  detached,
  dailyCopies,
  planOf,
  reportOf,
  reportOn,
  snapshot,
  UNREACHABLE,
  volume,
} from '../core/fixtures.ts';
import { coverageOf, ours } from '../core/coverage/rows.ts';
import { PLACE, plansOf } from '../core/replicas/place.ts';
import { measured } from './measured.ts';

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
  expect(report(allDone(plan))).toMatchObject({ FailedSnapshots: 0, SnapshotsCreated: 1 });
  expect(report([])).toMatchObject({ FailedSnapshots: 1 });
  expect(report([])).not.toHaveProperty('RunsFinished');
});

test.for<[what: string, report: Report, counted: string[]]>([
  ['did nothing', reportOn([], { followUp: '1h', idle: 'its time is not known' }), ['UndeliveredReports']],
  [
    'could read one of two regions',
    reportOn([UNREACHABLE, { status: 'done', plan: planOf({ snapshots: dailyCopies(3) }), outcomes: [] }]),
    ['RunsFinished', 'FailedActions', 'ManagedVolumes', 'UndeliveredReports'],
  ],
])('S4 a run that %s writes no zero that would end an alarm', ([, report, counted]) => {
  const { _aws } = measured(report);
  expect(_aws).toMatchObject({
    CloudWatchMetrics: [{ Metrics: counted.map((Name) => ({ Name, Unit: 'Count' })) }],
  });
});

test('images are measured where they are on, and count where they fail', () => {
  const images = imagePlanOf(['03-09', '03-08', '03-07', '03-06'].map((day) => image(day)));
  const plan = planOf({ snapshots: dailyCopies(3) });
  const report = (outcomes: readonly Outcome[]) =>
    measured(reportOn([{ status: 'done', plan, images, outcomes }]));
  const step = { kind: 'create', volumeId: 'i-1' } as const;
  expect(report([{ ...step, status: 'done', snapshotId: 'ami-1' }])).toMatchObject({
    ImagesCreated: 1,
    ImagesDeleted: 0,
    SnapshotsCreated: 0,
    FailedActions: 0,
  });
  const refused = { ...step, status: 'failed', code: 'Oops', message: 'no' } as const;
  expect(report([refused])).toMatchObject({ ImagesCreated: 0, FailedActions: 1 });
  expect(measured(reportOf(plan))).not.toHaveProperty('ImagesCreated');
});

test('each failure of images counts in one of the metrics that have an alarm', () => {
  const instances = [server({ tags: { ...DAILY_IMAGE, autosnap_image_retain: 'x' } }), server({ id: 'i-2' })];
  const plan = planOf({ snapshots: dailyCopies(3) });
  const of = (images: ImagePlan) => measured(reportOn([{ status: 'done', plan, images, outcomes: [] }]));
  expect(of(imagePlanOf([], { instances }))).toMatchObject({ ProblemVolumes: 1, VolumesWithoutCopy: 1 });
  expect(of(imagePlanOf([], { images: imagesOf([], { unread: 'no' }) }))).toMatchObject({ FailedActions: 1 });
});

test('replicas are measured where they are kept, and count where they fail', () => {
  const tags = { autosnap: '1', autosnap_retain: '3', autosnap_replicate: `${PLACE}=1` };
  const report = (status: 'done' | 'failed', isEncrypted: boolean) => {
    const snapshots = dailyCopies(1, { isEncrypted });
    const { source, place } = plansOf({ source: { volumes: [volume({ tags })], snapshots } });
    if (source === undefined || place?.replicas === undefined) throw new Error('both regions were read');
    const ofReplicas = place.replicas.creates.map(({ volumeId }): Outcome => {
      const step = { kind: 'create', volumeId } as const;
      return status === 'done'
        ? { ...step, status, snapshotId: 'snap-new' }
        : { ...step, status, code: 'Oops', message: 'no' };
    });
    return measured(
      reportOn([
        { status: 'done', ...source, outcomes: allDone(source.plan) },
        { status: 'done', ...place, outcomes: [], ofReplicas },
      ]),
    );
  };
  expect(report('done', false)).toMatchObject({
    ReplicasCreated: 1,
    ReplicasDeleted: 0,
    SnapshotsCreated: 1,
    FailedActions: 0,
    VolumesWithoutCopy: 0,
  });
  expect(report('failed', false)).toMatchObject({
    ReplicasCreated: 0,
    FailedActions: 1,
    VolumesWithoutCopy: 1,
  });
  expect(report('done', true)).toMatchObject({ ProblemVolumes: 1, VolumesWithoutCopy: 1 });
  expect(measured(reportOf(planOf()))).not.toHaveProperty('ReplicasCreated');
});

test('a volume whose proofs hold it is measured, also one that is gone, and the zero ends the alarm', () => {
  const damaged = provedIn('2026-03-10T04:00Z damaged ext4-damaged');
  const measuredOf = (volumeId: string) => {
    const snapshots = [...dailyCopies(3), { ...snapshot('03-10', { volumeId }), ...damaged }];
    return measured(reportOf(planOf({ snapshots })));
  };
  expect(measuredOf('vol-1')).toMatchObject({ UnsoundVolumes: 1, FailedActions: 0 });
  expect(measuredOf('vol-gone')).toMatchObject({ UnsoundVolumes: 1 });
  expect(measured(reportOf(planOf({ snapshots: dailyCopies(3) })))).toMatchObject({ UnsoundVolumes: 0 });
});

describe('coverage', () => {
  const world = { volumes: [detached(DAILY)], instances: [] };
  const found = (hours: number, unread?: string): RegionResult => {
    const region = coverageOf({ ...world, snapshots: [ours(hours)] }, { of: 'ours' });
    return {
      status: 'done',
      plan: planOf(world),
      outcomes: [],
      coverage: { of: 'ours', found: region, unread },
    };
  };

  test('says how many volumes are outside, and how old the oldest data are', () => {
    expect(measured(reportOn([found(72.5)]))).toMatchObject({
      VolumesOutsideObjective: 1,
      OldestRestorableAgeHours: 72.5,
    });
    expect(measured(reportOn([found(24)]))).toMatchObject({
      VolumesOutsideObjective: 0,
      OldestRestorableAgeHours: 24,
    });
  });

  test.for<[what: string, results: RegionResult[]]>([
    ['a region could not be read', [found(24), UNREACHABLE]],
    ['not all producers could be read', [found(24, 'Oops: no')]],
  ])('ends no alarm where %s', ([, results]) => {
    expect(measured(reportOn(results))).not.toHaveProperty('VolumesOutsideObjective');
    expect(measured(reportOn(results))).not.toHaveProperty('OldestRestorableAgeHours');
  });

  test('does not count a volume whose first snapshot is being made', () => {
    const plan = planOf(world);
    const region = coverageOf({ volumes: [detached(DAILY)] }, { of: 'ours' });
    const of = (outcomes: readonly Outcome[]) =>
      measured(reportOn([{ status: 'done', plan, outcomes, coverage: { of: 'ours', found: region } }]));
    expect(of(allDone(plan))).toMatchObject({ VolumesOutsideObjective: 0 });
    expect(of([])).toMatchObject({ VolumesOutsideObjective: 1 });
  });

  test('is measured all the same where something is outside', () => {
    expect(measured(reportOn([found(72), UNREACHABLE]))).toMatchObject({ VolumesOutsideObjective: 1 });
    expect(measured(reportOn([found(72, 'Oops: no')]))).toMatchObject({ VolumesOutsideObjective: 1 });
  });

  test('has a zero, but no age, where nothing has an objective', () => {
    const nothing = measured(reportOn([{ status: 'done', plan: planOf({ volumes: [] }), outcomes: [] }]));
    expect(nothing).toMatchObject({ VolumesOutsideObjective: 0 });
    expect(nothing).not.toHaveProperty('OldestRestorableAgeHours');
  });
});

test('a dry run measures nothing', () => {
  const plan = planOf({ snapshots: [snapshot('03-10', { state: 'error' })] });
  expect(measured(reportOn([{ status: 'planned', plan }], { dryRun: true }))).toEqual({});
});
