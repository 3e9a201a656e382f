import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../lambda/core/outcome.ts';
import {
  allDone,
  DAILY,
  dailyCopies,
  detached,
  instance,
  pendingFor,
  planOf,
  regionOf,
  reportOf,
  snapshot,
  volume,
} from '../fixtures.ts';

describe('C-50 C-51 what is managed', () => {
  test('an instance counts where at least one of its volumes is managed', () => {
    const plan = planOf({
      instances: [
        instance(),
        instance({ id: 'i-ignored', tags: { autosnap_ignore: '' } }),
        instance({ id: 'i-bad', tags: { autosnap: 'x', autosnap_retain: '3' } }),
        instance({ id: 'i-empty' }),
        instance({ id: 'i-untagged', tags: {} }),
      ],
      volumes: [
        volume(),
        volume({ id: 'vol-2' }),
        volume({ id: 'vol-3', instanceIds: ['i-ignored'] }),
        volume({ id: 'vol-4', instanceIds: ['i-bad'] }),
        volume({ id: 'vol-5', instanceIds: ['i-untagged'] }),
        detached(DAILY, { id: 'vol-6' }),
      ],
    });
    expect(regionOf(reportOf(plan)).condition).toMatchObject({ instancesManaged: 1, volumesManaged: 3 });
  });

  test('no instance counts where volumes are managed by their own tags', () => {
    const plan = planOf({ volumes: [detached(DAILY), detached(DAILY, { id: 'vol-2' })] });
    expect(regionOf(reportOf(plan)).condition).toMatchObject({ instancesManaged: 0, volumesManaged: 2 });
  });
});

describe('how well a volume is covered', () => {
  test.for([
    ['full', dailyCopies(3), { full: 1, filling: 0, starting: 0, bare: 0 }],
    ['more than full', dailyCopies(5), { full: 1 }],
    ['filling', dailyCopies(2), { filling: 1, full: 0 }],
    ['the first is made now', [], { starting: 1, bare: 0 }],
    ['failed copies are none', dailyCopies(3, { state: 'error' }), { starting: 1, full: 0 }],
    ['archived copies are none', dailyCopies(3, { tier: 'archive' }), { starting: 1, full: 0 }],
    [
      'pinned copies fill no place, and are copies all the same',
      dailyCopies(3, { tags: { autosnap_keep: '' } }),
      { full: 0, filling: 1 },
    ],
  ] as const)('%s', ([, snapshots, expected]) => {
    expect(regionOf(reportOf(planOf({ snapshots }))).condition).toMatchObject(expected);
  });

  test.for([
    ['the create failed', { instances: [instance()] }, { bare: 1, starting: 0, onSchedule: 0 }],
    ['the first one is on its way', { snapshots: [pendingFor(3)] }, { bare: 0, starting: 1, onSchedule: 1 }],
    [
      'all before failed',
      { snapshots: dailyCopies(3, { state: 'error' }) },
      { bare: 1, starting: 0, onSchedule: 0 },
    ],
    ['it is on its way for a day', { snapshots: [pendingFor(24)] }, { bare: 1, starting: 0, onSchedule: 0 }],
  ] as const)('without a confirmed create: %s', ([, world, expected]) => {
    expect(regionOf(reportOf(planOf(world), [])).condition).toMatchObject(expected);
  });

  test('none is left where all its copies are found gone', () => {
    const snapshots = dailyCopies(4);
    const gone = snapshots.map(
      ({ id, volumeId }): Outcome => ({ kind: 'delete', volumeId, snapshotId: id, status: 'gone' }),
    );
    expect(regionOf(reportOf(planOf({ snapshots }), gone))).toMatchObject({
      kept: 0,
      condition: { bare: 1, full: 0, filling: 0 },
    });
  });

  test('C-15 a Multi-Attach volume is full when it has what the larger policy asks for', () => {
    const world = {
      instances: [instance(), instance({ id: 'i-2', tags: { autosnap: '1', autosnap_retain: '5' } })],
      volumes: [volume({ instanceIds: ['i-1', 'i-2'] })],
    };
    const conditionWith = (count: number) =>
      regionOf(reportOf(planOf({ ...world, snapshots: dailyCopies(count) }))).condition;
    expect(conditionWith(4)).toMatchObject({ full: 0, filling: 1 });
    expect(conditionWith(5)).toMatchObject({ full: 1, filling: 0 });
  });

  test.for([
    ['its copy was taken in time', dailyCopies(1), true, 1],
    ['its copy was not taken', dailyCopies(1), false, 0],
    ['it is not due', [snapshot('03-10T01:00')], false, 1],
    ['it was taken after a missed day', [snapshot('03-08')], true, 0],
    ['its first copy was taken', [], true, 1],
  ] as const)('C-20 on schedule: %s', ([, snapshots, isTaken, onSchedule]) => {
    const plan = planOf({ snapshots });
    const { condition } = regionOf(reportOf(plan, isTaken ? allDone(plan) : []));
    expect(condition.onSchedule).toBe(onSchedule);
  });
});
