import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../lambda/core/outcome.ts';
import type { RegionResult } from '../../../lambda/core/report/region.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import type { Tags } from '../../../lambda/core/snapshot.ts';
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
  textOf,
  UNREACHABLE,
  volume,
} from '../fixtures.ts';

function lineOf(...args: Parameters<typeof reportOf>): string {
  return reportOf(...args).headline.line;
}

describe('the first line', () => {
  test('all is well', () => {
    expect(lineOf(planOf({ snapshots: dailyCopies(3) }))).toBe(
      'OK: 1 of 1 volume on schedule; 1 full, 0 still filling, 0 without a restorable snapshot.',
    );
  });

  test('still filling is well', () => {
    expect(lineOf(planOf({ snapshots: dailyCopies(2) }))).toBe(
      'OK: 1 of 1 volume on schedule; 0 full, 1 still filling, 0 without a restorable snapshot.',
    );
  });

  test('C-18 a first copy is being made', () => {
    expect(lineOf(planOf())).toBe(
      'OK: 1 of 1 volume on schedule; 0 full, 0 still filling, 1 without a restorable snapshot (their first is being made).',
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
      'FAILURE: 1 volume has nothing to restore from; 1 snapshot could not be created; 1 of 2 volumes on schedule; 0 full, 0 still filling, 2 without a restorable snapshot (the first of 1 is being made).',
    );
  });

  test('zero managed volumes is a warning', () => {
    expect(lineOf(planOf({ instances: [instance({ tags: {} })] }))).toBe(
      'WARNING: nothing asks for snapshots here.',
    );
  });

  test('C-40 own copies on a living volume that lost its tags are a warning', () => {
    const plan = planOf({
      volumes: [volume(), detached({}, { id: 'vol-2' }), detached({}, { id: 'vol-3' })],
      snapshots: [
        ...dailyCopies(3),
        ...dailyCopies(2, { volumeId: 'vol-2' }),
        snapshot('03-09', { id: 'snap-3', volumeId: 'vol-3' }),
      ],
    });
    expect(lineOf(plan)).toBe(
      'WARNING: 2 living volumes with 3 snapshots that nothing manages any more; 1 of 1 volume on schedule; 1 full, 0 still filling, 0 without a restorable snapshot.',
    );
    expect(textOf(reportOf(plan))).toContain(
      '\n  vol-2 and vol-3: 3 snapshots kept and no new ones, because no tag autosnap. Meant? Write autosnap_ignore on them. Not meant? aws-snapper enable vol-2 --every 1 --retain 7 --region eu-west-1\n',
    );
  });

  test.for([
    ['an ignored volume', { autosnap_ignore: '' }, {}],
    ['a volume whose snapshots are all pinned', {}, { autosnap_keep: 'audit' }],
  ] as const)('U6 %s is no warning, because a person chose it', ([, onVolume, onSnapshot]) => {
    const plan = planOf({
      volumes: [volume(), detached(onVolume, { id: 'vol-2' })],
      snapshots: [...dailyCopies(3), ...dailyCopies(2, { volumeId: 'vol-2', tags: onSnapshot })],
    });
    const report = reportOf(plan);
    expect(report.headline.level).toBe('OK');
    expect(textOf(report)).toMatch(/nothing manages: 1\n {4}vol-2 \(\w+\): 2 snapshots/);
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

  test('U5 a brake is said first, by name', () => {
    const plan = planOf({
      instances: [instance({ tags: { ...DAILY, autosnap_retain: '2', Name: 'big-db' } })],
      snapshots: dailyCopies(30),
    });
    expect(lineOf(plan)).toBe(
      'WARNING: 1 brake holds deletions back: big-db /dev/sdf (vol-1); 1 of 1 volume on schedule; 1 full, 0 still filling, 0 without a restorable snapshot.',
    );
  });

  test('of many brakes the first is named, and one tag that causes them is one line', () => {
    const ids = ['vol-1', 'vol-2', 'vol-3'];
    const plan = planOf({
      instances: [instance({ tags: { ...DAILY, autosnap_retain: '2' } })],
      volumes: ids.map((id) => volume({ id })),
      snapshots: ids.flatMap((volumeId) => dailyCopies(30, { volumeId })),
    });
    expect(lineOf(plan)).toContain('3 brakes hold deletions back: i-1 /dev/sdf (vol-1) and 2 more; ');
    expect(textOf(reportOf(plan))).toContain(
      '\n  i-1: autosnap_retain = "2" keeps 6 of the 90 snapshots of 3 volumes before the run; of each volume, 2 are deleted each day. Meant? Wait, or set max_deletes. Not meant? Correct autosnap_retain\n\n',
    );
  });

  test('a brake is said with its region where others are well', () => {
    const plan = planOf({
      instances: [instance({ tags: { ...DAILY, autosnap_retain: '2' } })],
      snapshots: dailyCopies(30),
    });
    const others = [{ ...planOf({ snapshots: dailyCopies(3) }), region: 'eu-central-1' }];
    const results = [...others, plan].map((one) => ({ status: 'planned', plan: one }) as const);
    expect(reportOn(results).headline.line).toContain(
      ': 1 brake holds deletions back in eu-west-1: i-1 /dev/sdf (vol-1); ',
    );
  });

  test('a brake of the region is named as such', () => {
    const ids = ['vol-1', 'vol-2', 'vol-3'];
    const plan = planOf({
      instances: [instance({ tags: { ...DAILY, autosnap_retain: '1' } })],
      volumes: ids.map((id) => volume({ id })),
      snapshots: ids.flatMap((volumeId) => dailyCopies(9, { volumeId })),
    });
    expect(lineOf(plan)).toMatch(/^WARNING: 1 brake holds deletions back: all volumes of eu-west-1; /);
  });

  test('max_deletes that holds something back', () => {
    expect(lineOf(planOf({ snapshots: dailyCopies(9) }, { maxDeletes: 2 }))).toContain(
      'WARNING: max_deletes allows 2 of 6 deletions in eu-west-1; ',
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
      'OK: 1 of 1 volume on schedule; 1 full, 0 still filling, 0 without a restorable snapshot; 28 snapshots held by AWS, so not deleted.',
    );
  });

  test('a dry run says that it is one', () => {
    const report = reportOn([{ status: 'planned', plan: planOf() }], { dryRun: true });
    expect(report.headline.line).toMatch(
      /^DRY RUN, nothing was changed\. A run would report: OK: 1 of 1 volume on schedule/,
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
      '1 tag is missing or wrong, so 1 of 2 volumes is left alone',
    ],
    [
      'FAILURE',
      'no restorable copy, and none on its way',
      () => reportOf(planOf(), []),
      '1 volume has nothing to restore from',
    ],
    [
      'FAILURE',
      'a region that could not be read',
      () => reportOn([UNREACHABLE]),
      'us-east-1 could not be read: X: y',
    ],
    [
      'WARNING',
      'C-20 a missed slot',
      () => reportOf(planOf({ snapshots: [snapshot('03-07')] })),
      '1 volume missed a snapshot before this run',
    ],
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
      '1 snapshot could not be deleted',
    ],
  ])('%s: %s', ([level, , report, said]) => {
    const { headline } = report();
    expect(headline.level).toBe(level);
    expect(`${headline.line.slice(0, -1)};`).toContain(`${level}: ${said ?? '1 of 1 volume on schedule'};`);
  });
});
