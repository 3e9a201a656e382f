import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../lambda/core/outcome.ts';
import {
  allDone,
  DAILY,
  dailyCopies,
  detached,
  pendingFor,
  planOf,
  regionOf,
  reportOf,
  reportOn,
  snapshot,
  volume,
} from '../fixtures.ts';

/** A due volume with one copy too many. */
function busy() {
  return planOf({ volumes: [volume({ tags: { Name: 'data' } })], snapshots: dailyCopies(4) });
}

const CREATE = { kind: 'create', volumeId: 'vol-1' } as const;
const DELETE = { kind: 'delete', volumeId: 'vol-1', snapshotId: 'snap-03-06' } as const;
const CREATED: Outcome = { ...CREATE, status: 'done', snapshotId: 'snap-new' };

/** The region's report where the one create and the one delete of a busy day ended so. */
function after(...outcomes: Outcome[]) {
  return regionOf(reportOf(busy(), outcomes));
}

describe('C-55 the counters are what AWS confirmed', () => {
  test('all was done', () => {
    const region = regionOf(reportOf(busy()));
    expect(region.created).toEqual([
      {
        volumeId: 'vol-1',
        snapshotId: 'snap-new-vol-1',
        because: 'due since 2026-03-10 00:00, last snapshot 2026-03-09 05:00 UTC',
      },
    ]);
    expect(region.deleted).toEqual([{ volumeId: 'vol-1', snapshotId: 'snap-03-06', because: 'beyond 3' }]);
    expect(region.kept).toBe(3);
    expect(region.names).toEqual({ 'vol-1': 'data' });
    expect([region.failures, region.skipped, region.held, region.wouldCreate, region.wouldDelete]).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
  });

  test('nothing was done: nothing is counted', () => {
    const region = after();
    expect([region.created, region.deleted, region.kept]).toEqual([[], [], 4]);
  });

  test('a create that failed is a failure with AWS’s code, and its deletes are told as left', () => {
    const region = after(
      { ...CREATE, status: 'failed', code: 'SnapshotLimitExceeded', message: 'too many' },
      { ...DELETE, status: 'skipped', because: 'its volume got no new snapshot in this run' },
    );
    expect(region.failures).toEqual([
      {
        kind: 'create',
        volumeId: 'vol-1',
        code: 'SnapshotLimitExceeded',
        message: 'too many',
        lastSnapshot: '2026-03-09T05:00:00Z',
      },
    ]);
    expect(region.skipped).toEqual([
      { volumeId: 'vol-1', snapshotId: 'snap-03-06', because: 'its volume got no new snapshot in this run' },
    ]);
    expect([region.created, region.deleted, region.kept]).toEqual([[], [], 4]);
  });

  test('C-39 a copy that was gone already is not counted as deleted by us, nor as kept', () => {
    const region = after(CREATED, { ...DELETE, status: 'gone' });
    expect([region.deleted, region.failures, region.kept]).toEqual([[], [], 3]);
  });

  test('C-38 a copy that AWS holds is told with the reason, and is no failure', () => {
    const region = after(CREATED, { ...DELETE, status: 'held', because: 'in use by ami-1' });
    expect(region.held).toEqual([
      { volumeId: 'vol-1', snapshotId: 'snap-03-06', because: 'in use by ami-1' },
    ]);
    expect([region.deleted, region.failures, region.kept]).toEqual([[], [], 4]);
  });

  test('a delete that failed is told with the snapshot', () => {
    const region = after(CREATED, {
      ...DELETE,
      status: 'failed',
      code: 'RequestLimitExceeded',
      message: 'slow',
    });
    expect(region.failures).toEqual([
      {
        kind: 'delete',
        volumeId: 'vol-1',
        snapshotId: 'snap-03-06',
        code: 'RequestLimitExceeded',
        message: 'slow',
      },
    ]);
  });

  test('each member of a set is counted for itself', () => {
    const plan = planOf({ volumes: [volume(), volume({ id: 'vol-2' })] });
    const [first] = allDone(plan);
    const failed: Outcome = { kind: 'create', volumeId: 'vol-2', status: 'failed', code: 'X', message: 'y' };
    const region = regionOf(reportOf(plan, first === undefined ? [] : [first, failed]));
    expect(region.created.map(({ volumeId }) => volumeId)).toEqual(['vol-1']);
    expect(region.failures.map(({ volumeId }) => volumeId)).toEqual(['vol-2']);
    expect(region.condition).toMatchObject({ onSchedule: 1, starting: 1, bare: 1 });
  });
});

describe('a dry run', () => {
  test('says what it would do, and counts nothing as done', () => {
    const region = regionOf(reportOn([{ status: 'planned', plan: busy() }], { dryRun: true }));
    expect(region.wouldCreate.map(({ volumeId }) => volumeId)).toEqual(['vol-1']);
    expect(region.wouldDelete).toEqual([
      { volumeId: 'vol-1', snapshotId: 'snap-03-06', because: 'beyond 3' },
    ]);
    expect([region.created, region.deleted, region.kept]).toEqual([[], [], 4]);
  });

  test('says of each volume that is left as it is why, and names no other', () => {
    const plan = planOf({
      volumes: [
        volume({ tags: { Name: 'data' } }),
        volume({ id: 'vol-2' }),
        volume({ id: 'vol-3', type: 'st1' }),
        detached({ ...DAILY, Name: 'kept' }, { id: 'vol-4' }),
        detached({ Name: 'nobody asks for it' }, { id: 'vol-5' }),
      ],
      snapshots: [
        snapshot('03-10T01:00', { volumeId: 'vol-2' }),
        ...dailyCopies(1, { volumeId: 'vol-3', state: 'pending' }),
        snapshot('03-10T02:00', { volumeId: 'vol-4' }),
        snapshot('03-01', { volumeId: 'vol-4', state: 'error' }),
      ],
    });
    const { wouldCreate, wouldDelete, unchanged, names } = regionOf(
      reportOn([{ status: 'planned', plan }], { dryRun: true }),
    );
    expect(wouldCreate).toEqual([{ volumeId: 'vol-1', because: 'has no snapshot yet' }]);
    expect(wouldDelete.map(({ volumeId }) => volumeId)).toEqual(['vol-4']);
    expect(unchanged).toEqual([
      {
        volumeId: 'vol-2',
        because: 'next due 2026-03-11 00:00, last snapshot 2026-03-10 01:00 UTC',
      },
      { volumeId: 'vol-3', because: 'due, but 1 of its snapshots still pending (limit 1 for st1)' },
    ]);
    expect(names).toEqual({ 'vol-1': 'data', 'vol-4': 'kept' });
  });
});

function exceptions(...args: Parameters<typeof planOf>): string[] {
  return regionOf(reportOf(planOf(...args))).exceptions.map(({ because }) => because);
}

describe('exceptions', () => {
  test('C-24 a volume that is due and waits', () => {
    expect(
      exceptions({
        volumes: [volume({ type: 'st1' })],
        snapshots: [snapshot('03-09T12:00', { state: 'pending' })],
      }),
    ).toEqual(['due, but 1 of its snapshots still pending (limit 1 for st1)']);
  });

  test.for([
    [23, []],
    [24, ['its snapshot snap-x has been pending for 24 hours']],
    [50, ['its snapshot snap-x has been pending for 50 hours']],
  ] as const)('C-24 a copy that is pending for %i hours', ([hours, expected]) => {
    const snapshots = [snapshot('03-10T01:00'), pendingFor(hours)];
    expect(exceptions({ snapshots })).toEqual(expected);
  });

  test('C-20 missed slots', () => {
    expect(exceptions({ snapshots: [snapshot('03-07')] })).toEqual(['missed 2 slots before this run']);
  });

  test('RA-8 C-34 a copy that failed', () => {
    expect(exceptions({ snapshots: [snapshot('03-09', { state: 'error' })] })).toEqual([
      'its snapshot snap-03-09 failed in AWS',
    ]);
  });
});

test('a region that could not be read has an error, and nothing else', () => {
  const region = regionOf(
    reportOn([{ status: 'unreachable', region: 'ap-east-1', code: 'AuthFailure', message: 'not enabled' }]),
  );
  const {
    condition,
    totals,
    account,
    status,
    error,
    names,
    attachments,
    kept,
    region: name,
    ...lists
  } = region;
  expect([name, status, error]).toEqual(['ap-east-1', 'unreachable', 'AuthFailure: not enabled']);
  expect([Object.values(condition), names, attachments, kept, account]).toEqual([
    [0, 0, 0, 0, 0, 0, 0],
    {},
    {},
    0,
    undefined,
  ]);
  expect(new Set(Object.values(totals))).toEqual(new Set([0]));
  const empty = regionOf(reportOf(planOf({ instances: [], volumes: [] })));
  expect(lists).toEqual(Object.fromEntries(Object.keys(lists).map((list) => [list, []])));
  expect(Object.keys(region).toSorted()).toEqual([...Object.keys(empty), 'error'].toSorted());
});
