import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../lambda/core/outcome.ts';
import type { RegionResult } from '../../../lambda/core/report/region.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import { reportText } from '../../../lambda/core/report/reportText.ts';
import {
  DAILY,
  dailyCopies,
  detached,
  foreign,
  instance,
  planOf,
  regionOf,
  reportOf,
  reportOn,
  snapshot,
  UNREACHABLE,
  volume,
} from '../fixtures.ts';

function lineOf(...args: Parameters<typeof reportOf>): string {
  return reportOf(...args).headline.line;
}

describe('the first line', () => {
  test('all is well', () => {
    expect(lineOf(planOf({ snapshots: dailyCopies(3) }))).toBe(
      'OK: 1 of 1 managed volume on schedule; 1 full, 0 still filling, 0 without a restorable copy.',
    );
  });

  test('still filling is well', () => {
    expect(lineOf(planOf({ snapshots: dailyCopies(2) }))).toBe(
      'OK: 1 of 1 managed volume on schedule; 0 full, 1 still filling, 0 without a restorable copy.',
    );
  });

  test('C-18 a first copy is being made', () => {
    expect(lineOf(planOf())).toBe(
      'OK: 1 of 1 managed volume on schedule; 0 full, 0 still filling, 1 without a restorable copy (their first is being made).',
    );
  });

  test('some first copies are made, and one could not be', () => {
    const plan = planOf({ volumes: [volume(), volume({ id: 'vol-2' })] });
    expect(
      lineOf(plan, [
        { kind: 'create', status: 'done', volumeId: 'vol-1', snapshotId: 'snap-1' },
        { kind: 'create', status: 'failed', volumeId: 'vol-2', code: 'X', message: 'y' },
      ]),
    ).toBe(
      'FAILURE: 1 of 2 managed volumes on schedule; 0 full, 0 still filling, 2 without a restorable copy (the first of 1 is being made); 1 action failed.',
    );
  });

  test('zero managed volumes is a warning', () => {
    expect(lineOf(planOf({ instances: [instance({ tags: {} })] }))).toBe(
      'WARNING: 0 of 0 managed volumes on schedule; 0 full, 0 still filling, 0 without a restorable copy; nothing asks for snapshots here.',
    );
  });

  test('C-40 own copies on a living volume that lost its tags are a warning', () => {
    const plan = planOf({
      volumes: [volume(), detached({}, { id: 'vol-2' })],
      snapshots: [...dailyCopies(3), ...dailyCopies(2, { volumeId: 'vol-2' })],
    });
    expect(lineOf(plan)).toBe(
      'WARNING: 1 of 1 managed volume on schedule; 1 full, 0 still filling, 0 without a restorable copy; 1 living volume with 2 own copies that nothing manages any more.',
    );
  });

  const pinned = { tags: { autosnap_keep: '' } };

  test.for<[string, Tags, Parameters<typeof snapshot>[1][], level: string]>([
    ['an ignored volume', { autosnap_ignore: '' }, [{}, {}], 'OK'],
    ['a volume of which no snapshot is asked for, by count 0', { autosnap: 'a=0@mon@3' }, [{}, {}], 'OK'],
    ['an untagged volume whose snapshots are all pinned', {}, [pinned, pinned], 'OK'],
    ['an untagged volume of whose snapshots one is not pinned', {}, [pinned, {}], 'WARNING'],
  ])('U6 own snapshots on %s: a choice is no warning', ([, tags, changes, level]) => {
    const snapshots = changes.map((change, index) =>
      snapshot(`03-0${index + 1}`, { id: `snap-${index}`, volumeId: 'vol-2', ...change }),
    );
    const plan = planOf({
      volumes: [volume(), detached(tags, { id: 'vol-2' })],
      snapshots: [...dailyCopies(3), ...snapshots],
    });
    expect(reportOf(plan).headline.level).toBe(level);
    expect(regionOf(reportOf(plan)).orphans).toMatchObject([{ volumeId: 'vol-2', count: 2 }]);
  });

  test('those of a volume that is gone are none', () => {
    const snapshots = [...dailyCopies(3), snapshot('03-01', { volumeId: 'vol-gone' })];
    expect(reportOf(planOf({ snapshots })).headline.level).toBe('OK');
  });

  test('a braked volume and region, said first', () => {
    const plan = planOf({
      instances: [instance({ tags: { ...DAILY, autosnap_retain: '2' } })],
      snapshots: dailyCopies(30),
    });
    expect(lineOf({ ...plan, brakes: plan.brakes.slice(0, 1) })).toBe(
      'WARNING: 1 of 1 managed volume on schedule; 1 full, 0 still filling, 0 without a restorable copy; BRAKED in eu-west-1: retention would delete 28 of 30 restorable copies at once.',
    );
  });

  test('of many brakes the first is named, and the others are counted', () => {
    const ids = ['vol-1', 'vol-2', 'vol-3'];
    const plan = planOf({
      instances: [instance({ tags: { ...DAILY, autosnap_retain: '2' } })],
      volumes: ids.map((id) => volume({ id })),
      snapshots: ids.flatMap((volumeId) => dailyCopies(30, { volumeId })),
    });
    expect(lineOf(plan)).toContain(
      'BRAKED in eu-west-1: retention would delete 84 of 90 restorable copies at once, and 3 more brakes there',
    );
    expect(reportText(reportOf(plan))).toContain(
      '  eu-west-1: BRAKED in eu-west-1 for vol-2: retention would delete 28 of 30 restorable copies at once\n',
    );
  });

  test('max_deletes that holds something back', () => {
    expect(lineOf(planOf({ snapshots: dailyCopies(9) }, { maxDeletes: 2 }))).toContain(
      'max_deletes lets 2 of 6 deletions through in eu-west-1',
    );
  });

  test('what was wanted and did not go is not counted as gone', () => {
    const plan = planOf(
      { instances: [instance({ tags: { ...DAILY, autosnap_retain: '2' } })], snapshots: dailyCopies(30) },
      { maxDeletes: 100 },
    );
    const held = plan.deletes.map(
      ({ snapshotId, volumeId }): Outcome => ({
        kind: 'delete',
        status: 'held',
        snapshotId,
        volumeId,
        because: 'x',
      }),
    );
    const created: Outcome = { kind: 'create', status: 'done', volumeId: 'vol-1', snapshotId: 'snap-1' };
    expect(lineOf(plan, [created, ...held])).toBe(
      'OK: 1 of 1 managed volume on schedule; 1 full, 0 still filling, 0 without a restorable copy; 28 snapshots held by AWS, so not deleted.',
    );
  });

  test('a dry run says that it is one', () => {
    const report = reportOn([{ status: 'planned', plan: planOf() }], { dryRun: true });
    expect(report.headline.line).toMatch(
      /^OK: dry run, as if carried out: 1 of 1 managed volume on schedule/,
    );
    expect(report.headline.created).toBe(0);
  });
});

test('what needs a person is told of whichever region has it', () => {
  const well: RegionResult = {
    status: 'done',
    plan: planOf({ snapshots: [snapshot('03-10T01:00')] }),
    outcomes: [],
  };
  const late: RegionResult = { status: 'planned', plan: planOf({ snapshots: [snapshot('03-07')] }) };
  expect(reportOn([well]).headline.level).toBe('OK');
  expect(reportOn([well, late]).headline).toMatchObject({ level: 'WARNING', volumesManaged: 2 });
});

test('a report says whose it is, also to who reads JSON', () => {
  expect(reportOf(planOf())).toMatchObject({ kind: 'report', tool: 'aws-snapper', dryRun: false });
});

describe('the level', () => {
  test.for<[level: string, what: string, report: () => Report, said?: string]>([
    ['OK', 'nothing is wrong', () => reportOf(planOf({ snapshots: dailyCopies(3) }))],
    ['OK', 'a hint alone', () => reportOf(planOf({ volumes: [volume({ tags: { Autosnap: '1' } })] }))],
    [
      'OK',
      'a note alone',
      () => reportOf(planOf({ notes: ['AMI use could not be looked up'], snapshots: dailyCopies(3) })),
    ],
    [
      'OK',
      'foreign copies',
      () => reportOf(planOf({ snapshots: [foreign('03-09', { snapshot_tool: 'other' })] })),
    ],
    [
      'FAILURE',
      'a problem',
      () => reportOf(planOf({ volumes: [volume(), detached({ autosnap: '1' }, { id: 'vol-2' })] })),
      '1 volume with a problem',
    ],
    ['FAILURE', 'no restorable copy, and none on its way', () => reportOf(planOf(), [])],
    [
      'FAILURE',
      'a region that could not be read',
      () => reportOn([UNREACHABLE]),
      '1 region could not be read',
    ],
    ['WARNING', 'C-20 a missed slot', () => reportOf(planOf({ snapshots: [snapshot('03-07')] }))],
    [
      'WARNING',
      'a volume that was passed over',
      () => reportOf(planOf({ volumes: [volume(), volume({ id: 'vol-2', state: 'creating' })] })),
      '1 volume passed over',
    ],
    [
      'WARNING',
      'an action left for the next run',
      () =>
        reportOf(planOf({ snapshots: dailyCopies(3) }), [
          { kind: 'create', status: 'skipped', volumeId: 'vol-1', because: 'out of time' },
        ]),
      '1 action left for the next run',
    ],
    [
      'FAILURE',
      'a failed delete',
      () =>
        reportOf(planOf({ snapshots: dailyCopies(4) }), [
          { kind: 'create', status: 'done', volumeId: 'vol-1', snapshotId: 'snap-1' },
          {
            kind: 'delete',
            status: 'failed',
            volumeId: 'vol-1',
            snapshotId: 'snap-03-06',
            code: 'X',
            message: 'y',
          },
        ]),
      '1 action failed',
    ],
  ])('%s: %s', ([level, , report, said]) => {
    const { headline } = report();
    expect(headline.level).toBe(level);
    expect(headline.line.split('; ').slice(2)).toEqual(said === undefined ? [] : [`${said}.`]);
  });
});
