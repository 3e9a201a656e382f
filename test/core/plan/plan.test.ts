import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import { namesOf, titlesIn } from '../../../lambda/core/report/titles.ts';
import {
  DAILY,
  dailyCopies,
  deletedBy,
  detached,
  foreign,
  instance,
  inventory,
  NOW,
  planOf,
  readAs,
  settings,
  snapshot,
  takenBy,
  volume,
} from '../fixtures.ts';

describe('C-31 C-32 RA-3 only what this tool made of this volume', () => {
  const others = [
    ['of another prefix', { snapshot_tool: 'weekly' }],
    ['without our mark', { Name: '2026-03-09T05:00:00Z-vol-1', autosnap_at: '2026-03-09T05:00:00Z' }],
    ['run by AWS Backup', { snapshot_tool: 'autosnap', 'aws:backup:source-resource': 'x' }],
    ['run by Data Lifecycle Manager', { snapshot_tool: 'autosnap', 'aws:dlm:managed': 'true' }],
  ] as const;

  test.for(others)('a snapshot %s gets no verdict, fills no place and is never deleted', ([, tags]) => {
    const twenty = dailyCopies(20).map((one) =>
      foreign('x', tags, { id: `other-${one.id}`, startedAt: one.startedAt }),
    );
    const plan = planOf({ snapshots: [...twenty, ...dailyCopies(3)] });
    expect(deletedBy(plan)).toEqual([]);
    expect(plan.managed[0]?.snapshots).toHaveLength(3);
    expect(takenBy(plan)).toEqual(['vol-1']);
  });

  test('the copies of another volume do not count for this one', () => {
    const plan = planOf({
      volumes: [volume(), volume({ id: 'vol-2' })],
      snapshots: [...dailyCopies(2), ...dailyCopies(4, { volumeId: 'vol-2' })],
    });
    expect(deletedBy(plan)).toEqual(['snap-03-06-of-vol-2']);
  });

  test('RA-11 a volume that was renamed keeps its copies', () => {
    const named = dailyCopies(4, { tags: { Name: '2026-03-01T05:00:00Z-old-name-old-host' } });
    const plan = planOf({ volumes: [volume({ tags: { Name: 'new-name' } })], snapshots: named });
    expect(plan.managed[0]?.snapshots).toHaveLength(4);
    expect(deletedBy(plan)).toEqual(['snap-03-06']);
  });

  test('C-9 two prefixes on one volume do not see each other’s copies', () => {
    const world = inventory({
      instances: [instance({ tags: { ...DAILY, weekly: '7', weekly_retain: '1' } })],
      snapshots: [
        ...dailyCopies(4),
        ...['03-01', '03-05'].map((day) =>
          foreign(day, { snapshot_tool: 'weekly' }, { id: `weekly-${day}` }),
        ),
      ],
    });
    expect(deletedBy(makePlan(world, settings(), NOW))).toEqual(['snap-03-06']);
    const weekly = makePlan(readAs('weekly', world), settings({ prefix: 'weekly' }), NOW);
    expect(deletedBy(weekly)).toEqual(['weekly-03-01']);
    expect(takenBy(weekly)).toEqual([]);
  });

  test('an inventory that was read for another prefix is refused, because its labels say what is ours', () => {
    expect(() => makePlan(inventory(), settings({ prefix: 'weekly' }), NOW)).toThrow(
      'was read for the prefix autosnap, not for weekly',
    );
  });
});

describe('C-4 C-11 a volume with a problem', () => {
  test.for([
    ['only one of two tags', { autosnap: '1' }],
    ['retention 0', { autosnap: '1', autosnap_retain: '0' }],
    ['retention -1', { autosnap: '1', autosnap_retain: '-1' }],
    ['frequency 0', { autosnap: '0', autosnap_retain: '3' }],
    ['a word', { autosnap: 'daily', autosnap_retain: '3' }],
    ['the mark', { ...DAILY, snapshot_tool: 'autosnap' }],
  ] as const)('is left alone, and all others are served: %s', ([, tags]) => {
    const plan = planOf({
      volumes: [detached(tags), detached(DAILY, { id: 'vol-2' })],
      snapshots: [...dailyCopies(9), ...dailyCopies(4, { volumeId: 'vol-2' })],
    });
    expect(plan.problems.map(({ volumeId }) => volumeId)).toEqual(['vol-1']);
    expect([...plan.unmanaged]).toEqual([]);
    expect(takenBy(plan)).toEqual(['vol-2']);
    expect(deletedBy(plan)).toEqual(['snap-03-06-of-vol-2']);
  });

  test('a bad tag on the instance is a problem of each of its volumes', () => {
    const plan = planOf({
      instances: [instance({ tags: { autosnap: '1', autosnap_retain: 'x' } })],
      volumes: [volume(), volume({ id: 'vol-2' }), volume({ id: 'vol-3', tags: { autosnap_retain: '3' } })],
    });
    expect(plan.problems.map(({ volumeId, source }) => `${volumeId} ${source}`)).toEqual([
      'vol-1 i-1',
      'vol-2 i-1',
    ]);
    expect(takenBy(plan)).toEqual(['vol-3']);
  });
});

describe('why each copy goes', () => {
  test('RA-8 C-34 a failed one is told apart from an expired one, oldest first', () => {
    const { deletes } = planOf({
      snapshots: [...dailyCopies(4), snapshot('03-08T12:00', { state: 'error' })],
    });
    expect(deletes).toEqual([
      {
        kind: 'delete one',
        cause: 'expired',
        snapshotId: 'snap-03-06',
        volumeId: 'vol-1',
        because: 'beyond 3',
      },
      {
        kind: 'delete one',
        cause: 'failed',
        snapshotId: 'snap-03-08T12:00',
        volumeId: 'vol-1',
        because: 'failed, restores nothing',
      },
    ]);
  });

  test('C-20 after missed days there is one catch-up, and the report can say what was missed', () => {
    const plan = planOf({ snapshots: [snapshot('03-01')] });
    expect(takenBy(plan)).toEqual(['vol-1']);
    expect(plan.managed[0]?.due).toMatchObject({ isDue: true, missed: 8 });
  });

  test('C-33 a copy that is taken now pushes nothing out before it is complete', () => {
    expect(deletedBy(planOf({ snapshots: dailyCopies(3) }))).toEqual([]);
  });
});

describe('what a plan tells beside its actions', () => {
  test('what a person calls volumes and instances, also those that are gone', () => {
    const names = { autosnap_server: 'old', autosnap_named: 'log' };
    const plan = planOf({
      instances: [instance({ tags: { ...DAILY, Name: 'web' } })],
      volumes: [volume({ tags: { Name: 'data' } }), detached({ Name: ' ' }, { id: 'vol-2' })],
      snapshots: [snapshot('03-09', { volumeId: 'vol-3', tags: names })],
    });
    const title = titlesIn(namesOf(plan, ['i-1', 'vol-1', 'vol-2', 'vol-3']));
    expect(['i-1', 'vol-1', 'vol-2', 'vol-3'].map(title)).toEqual([
      'web (i-1)',
      'web /dev/sdf (vol-1, data)',
      'vol-2',
      'old (vol-3, log)',
    ]);
  });

  test('what could not be looked up', () => {
    expect(planOf({ notes: ['AMI use could not be looked up'] }).notes).toEqual([
      'AMI use could not be looked up',
    ]);
  });

  test('an empty region is an empty plan', () => {
    expect(planOf({ instances: [], volumes: [] })).toEqual({
      region: 'eu-west-1',
      isFollowUp: false,
      called: [],
      vanished: { today: 0, replaced: 0 },
      held: [],
      managed: [],
      problems: [],
      passedOver: [],
      unmanaged: new Map(),
      orphans: [],
      unsound: [],
      brakes: [],
      hints: [],
      volumeNotes: [],
      notes: [],
      creates: [],
      deletes: [],
      spared: [],
      deletable: 0,
    });
  });
});

describe('what AWS lists twice', () => {
  test('C-22 a volume is taken once', () => {
    expect(takenBy(planOf({ volumes: [volume(), volume()] }))).toEqual(['vol-1']);
  });

  test('C-35 a copy fills one place and is not its own double', () => {
    const copies = dailyCopies(2);
    const again = copies.map((one): Snapshot => ({ ...one }));
    expect(deletedBy(planOf({ snapshots: [...copies, ...again] }))).toEqual([]);
  });
});
