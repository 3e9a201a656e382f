import { describe, expect, test } from 'vitest';
import { mergedRuns } from '../../../lambda/core/report/merged.ts';
import { OUT_OF_TIME, type Outcome } from '../../../lambda/core/outcome.ts';
import { lostRun, type RegionReport } from '../../../lambda/core/report/region.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import { reportText } from '../../../lambda/core/report/reportText.ts';
import {
  allDone,
  DAILY,
  dailyCopies,
  instance,
  inventory,
  NOW,
  planOf,
  regionOf,
  reportOf,
  reportOn,
  settings,
  snapshot,
  volume,
} from '../fixtures.ts';
import { reportLike } from './runs.ts';

const [FIRST, SECOND] = [
  volume({ tags: { Name: 'first' } }),
  volume({ id: 'vol-2', tags: { Name: 'second' } }),
];

test('a failed snapshot that the first run deleted is still counted', () => {
  const failed = snapshot('03-10', { state: 'error' });
  const runs = [[...dailyCopies(3), failed], dailyCopies(3)].map((snapshots) =>
    reportOf(planOf({ snapshots })),
  );
  expect(runs.map((run) => regionOf(run).totals.failedSnapshots)).toEqual([1, 0]);
  expect(mergedRuns(runs).map(({ totals }) => totals.failedSnapshots)).toEqual([1]);
});

/** Two volumes are due and have a copy too many. */
const STOCK = [...dailyCopies(4), ...dailyCopies(4, { volumeId: 'vol-2' })];

/** Time was up before the second volume's turn. */
function cutShort(): Report {
  const plan = planOf({ volumes: [FIRST, SECOND], snapshots: STOCK }, { consistency: 'volume' });
  const outcomes = allDone(plan).map(
    (one): Outcome =>
      one.volumeId === 'vol-1'
        ? one
        : one.kind === 'create'
          ? { kind: 'create', volumeId: one.volumeId, status: 'skipped', because: OUT_OF_TIME }
          : {
              kind: 'delete',
              volumeId: 'vol-2',
              snapshotId: 'snap-03-06-of-vol-2',
              status: 'skipped',
              because: 'its volume got no new snapshot in this run',
            },
  );
  return reportOf(plan, outcomes);
}

/** The next run finds the first volume served. */
function theRest(): Report {
  const left = STOCK.filter(({ id }) => id !== 'snap-03-06');
  const taken = snapshot('x', { id: 'snap-new-vol-1', state: 'pending', startedAt: NOW.getTime() });
  return reportOf(
    planOf({ volumes: [FIRST, SECOND], snapshots: [...left, taken] }, { consistency: 'volume' }),
  );
}

function unread(message: string, region = 'eu-west-1'): Report {
  return reportOn([{ status: 'unreachable', region, code: 'Throttling', message }]);
}

function lost(why: string): Report {
  return reportLike(cutShort(), [lostRun({ region: 'eu-west-1' }, why)]);
}

/** The same run, which came too late for a snapshot that was to go. */
function withGone(report: Report, snapshotId: string): Report {
  const region = regionOf(report);
  const gone = [{ snapshotId, volumeId: 'vol-1', because: 'beyond 3' }];
  return { ...report, regions: [{ ...region, gone, totals: { ...region.totals, gone: 1 } }] };
}

function merged(...runs: Report[]): RegionReport {
  const [region, another] = mergedRuns(runs);
  if (region === undefined || another !== undefined) throw new Error('Not one region');
  return region;
}

describe('a run that time cut short, and the one that did the rest', () => {
  test('are told as one run that had the time', () => {
    const { created, deleted, skipped, kept, condition, totals, names } = merged(cutShort(), theRest());
    expect(created.map(({ volumeId }) => volumeId)).toEqual(['vol-1', 'vol-2']);
    expect(deleted.map(({ snapshotId }) => snapshotId)).toEqual(['snap-03-06', 'snap-03-06-of-vol-2']);
    expect(names).toEqual({ 'vol-1': 'first', 'vol-2': 'second' });
    expect([skipped, kept]).toEqual([[], 7]);
    expect(condition).toMatchObject({ volumesManaged: 2, onSchedule: 2, full: 2 });
    expect(totals).toMatchObject({ created: 2, deleted: 2, skipped: 0, outOfTime: 0 });
  });

  test('have together what was gone already', () => {
    const { gone, totals } = merged(withGone(cutShort(), 'snap-a'), withGone(theRest(), 'snap-b'));
    expect([gone.map(({ snapshotId }) => snapshotId), totals.gone]).toEqual([['snap-a', 'snap-b'], 2]);
  });

  test('come to the headline of that run', () => {
    const [first, second] = [cutShort(), theRest()];
    expect(first.headline).toMatchObject({ level: 'WARNING', created: 1, skipped: 2 });
    expect(regionOf(first).totals.outOfTime).toBe(1);
    expect(reportLike(second, mergedRuns([first, second])).headline).toEqual(
      reportOf(planOf({ volumes: [FIRST, SECOND], snapshots: STOCK }, { consistency: 'volume' })).headline,
    );
  });

  test('are measured together where more than half of the copies went', () => {
    const braked = { instances: [instance({ tags: { ...DAILY, autosnap_retain: '2' } })] };
    const run = (copies: number, of: number) => {
      const world = inventory({ ...braked, snapshots: dailyCopies(of) });
      return reportOf(makePlan(world, settings({ maxDeletes: copies }), NOW));
    };
    const [first, second] = [run(10, 30), run(9, 20)];
    for (const alone of [first, second]) expect(alone.headline.line).not.toContain('deleted at once');
    expect(reportLike(second, mergedRuns([first, second])).headline.line).toContain(
      '19 of 30 snapshots in eu-west-1 deleted at once',
    );
  });
});

describe('a brake', () => {
  const copies = { instances: [instance({ tags: DAILY })] };
  const run = (of: number, maxDeletes?: number) =>
    reportOf(makePlan(inventory({ ...copies, snapshots: dailyCopies(of) }), settings({ maxDeletes }), NOW));

  test('that the first run put on is told as that run found it', () => {
    const [first, second] = [run(30), run(28, 0)];
    expect(regionOf(first).brakes.length).toBeGreaterThan(0);
    const { brakes, totals } = merged(first, second);
    expect(brakes).toEqual(regionOf(first).brakes);
    expect(totals.brakes).toBe(brakes.length);
  });

  test('of a volume, that a later run put on, is told as that run found it', () => {
    const [first, second] = [run(8, 10), run(30)];
    expect(regionOf(first).totals.deleted).toBeGreaterThan(0);
    expect(merged(first, second).brakes).toEqual(regionOf(second).brakes);
  });

  test('that a later run put on counts what was deleted before', () => {
    const [first, second] = [run(8, 10), run(20, 5)];
    const { deleted } = regionOf(first).totals;
    const [alone] = regionOf(second).brakes;
    expect([deleted, alone?.of]).toEqual([5, 5]);
    expect(merged(first, second).brakes).toEqual([
      { scope: 'max_deletes', wanted: (alone?.wanted ?? 0) + 5, of: 10 },
    ]);
  });
});

describe('a region that a run could not read', () => {
  test('is told as the last run that could read it found it, with a note', () => {
    const [known] = mergedRuns([cutShort()]);
    expect(merged(cutShort(), unread('slow'))).toEqual({
      ...known,
      notes: ['A further run could not read the region: Throttling: slow'],
      totals: { ...known?.totals, notes: 1 },
    });
  });

  test('adds its note to those that there are', () => {
    const { notes, totals } = merged(unread('slow'), unread('slower'), unread('slowest'));
    expect([notes.length, totals.notes]).toEqual([2, 2]);
  });

  test('is told without a word of it where a later run could', () => {
    expect(merged(unread('slow'), cutShort())).toEqual(regionOf(cutShort()));
  });

  test('is told with each reason where none could', () => {
    expect(merged(unread('slow'), unread('slower'))).toMatchObject({
      status: 'unreachable',
      error: 'Throttling: slower',
      notes: ['A further run could not read the region: Throttling: slow'],
    });
  });

  test('may be all of an account, until a run can list them', () => {
    const listed = reportOn(
      ['eu-west-1', 'us-east-1'].map((region) => ({ status: 'planned', plan: { ...planOf(), region } })),
    );
    expect(mergedRuns([unread('slow', 'all'), listed])).toEqual(listed.regions);
    expect(
      mergedRuns([listed, unread('slow', 'all')]).map(({ region, notes }) => [region, ...notes]),
    ).toEqual([
      ['eu-west-1', 'A further run could not read the region: Throttling: slow'],
      ['us-east-1', 'A further run could not read the region: Throttling: slow'],
    ]);
    expect(merged(unread('slow', 'all'), unread('slow', 'all')).region).toBe('all');
  });

  test('is that of its own account only', () => {
    const listed = reportOn([{ status: 'planned', plan: planOf({ account: '222222222222' }) }]);
    const other = reportOn([
      { status: 'unreachable', account: '333333333333', region: 'all', code: 'X', message: 'y' },
    ]);
    expect(mergedRuns([listed, other])).toEqual([...listed.regions, ...other.regions]);
  });
});

describe('a run that ended without a report', () => {
  test('is told beside what the others told, wherever it stood', () => {
    const [known] = mergedRuns([cutShort()]);
    for (const runs of [
      [cutShort(), lost('killed')],
      [lost('killed'), cutShort()],
    ])
      expect(merged(...runs)).toEqual({
        ...known,
        lostRuns: ['killed'],
        totals: { ...known?.totals, lostRuns: 1 },
      });
    expect(merged(cutShort(), lost('killed'), theRest(), lost('thrown out'))).toEqual({
      ...merged(cutShort(), theRest()),
      lostRuns: ['killed', 'thrown out'],
      totals: { ...merged(cutShort(), theRest()).totals, lostRuns: 2 },
    });
  });

  test('is all that is told where there is nothing else', () => {
    expect(merged(lost('killed'), lost('thrown out'))).toMatchObject({
      status: 'lost',
      lostRuns: ['killed', 'thrown out'],
    });
  });

  test('is told beside one that could read nothing', () => {
    for (const runs of [
      [unread('slow'), lost('killed')],
      [lost('killed'), unread('slow')],
    ])
      expect(merged(...runs)).toMatchObject({
        status: 'unreachable',
        error: 'Throttling: slow',
        lostRuns: ['killed'],
        totals: { lostRuns: 1, notes: 0 },
      });
  });

  test('makes the headline a failure, counted by region, and needs a person', () => {
    const report = reportLike(cutShort(), mergedRuns([lost('killed'), lost('killed'), theRest()]));
    expect(report.headline).toMatchObject({ level: 'FAILURE', lostRegions: 1, unreachableRegions: 0 });
    expect(report.headline.line).toContain(
      'FAILURE: 1 region with a run that ended without a report, so what it did is not counted',
    );
    expect(reportText(report)).toContain(
      'eu-west-1: a run ended without a report, so what it did is not counted: killed',
    );
  });

  test('is no region in which nothing asks for snapshots', () => {
    const { headline } = reportLike(cutShort(), [lostRun({ region: 'eu-west-1' }, 'killed')]);
    expect(headline.line).not.toContain('nothing asks for snapshots');
  });
});
