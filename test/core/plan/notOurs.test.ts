import { describe, expect, test } from 'vitest';
import { MARK } from '../../../lambda/core/keys.ts';
import {
  DAILY,
  detached,
  foreign,
  hintsIn,
  instance,
  planOf,
  settings,
  snapshot,
  volume,
} from '../fixtures.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';

/** Another tool took it, with the tags of its volume. */
function heir(day: string, volumeId = 'vol-1'): Snapshot {
  return foreign(day, { [MARK]: 'autosnap' }, { description: 'nightly', volumeId });
}

describe('F1 snapshots that carry our mark and were not made by us', () => {
  test('serve no slot, fill no place and are not deleted', () => {
    const heirs = ['03-01', '03-02', '03-03', '03-10T01:00'].map((day) => heir(day));
    const ours = [snapshot('03-08'), snapshot('03-09')];
    const plan = planOf({ snapshots: [...heirs, ...ours] });
    expect(plan.creates).toHaveLength(1);
    expect(plan.deletes).toEqual([]);
    expect(plan.managed[0]?.snapshots.map(({ id }) => id)).toEqual(['snap-03-09', 'snap-03-08']);
  });

  test('are one hint for all volumes, also for one that is gone or that nothing manages', () => {
    const plan = planOf({
      volumes: [volume({ tags: { Name: 'data' } }), detached({}, { id: 'vol-2' })],
      snapshots: [
        ...['03-01', '03-02', '03-03', '03-04', '03-05'].map((day) => heir(day)),
        heir('03-06', 'vol-2'),
        heir('03-07', 'vol-gone'),
      ],
    });
    expect(hintsIn(plan)).toEqual([
      '7 snapshots of i-1 /dev/sdf (vol-1, data), vol-2 and vol-gone (snap-03-01, snap-03-02, snap-03-03 and 4 more): each carries our mark but was not made by us: its description does not begin with "autosnap: "; it is never counted and never deleted; aws-snapper adopt shows what making it ours would change',
    ]);
  });

  test('of a volume that is gone are not its last ones: orphan_retain does not see them', () => {
    const plan = planOf(
      { volumes: [], snapshots: [heir('01-01', 'vol-gone'), heir('01-02', 'vol-gone')] },
      settings({ orphanRetain: { count: 1, unit: 'days' } }),
    );
    expect(plan.orphans).toEqual([]);
    expect(plan.deletes).toEqual([]);
  });
});

describe('the mark on what snapshots are taken of', () => {
  test.for([
    ['a volume', [instance()], [volume({ tags: { [MARK]: 'autosnap' } })], 'vol-1'],
    ['an instance', [instance({ tags: { ...DAILY, [MARK]: 'autosnap' } })], [volume()], 'i-1'],
  ] as const)('%s stops it, and the remedy names what inherited it', ([, instances, volumes, source]) => {
    const plan = planOf({ instances, volumes, snapshots: [heir('03-08'), snapshot('03-09')] });
    expect(plan.problems).toMatchObject([
      {
        volumeId: 'vol-1',
        key: MARK,
        value: 'autosnap',
        source,
        remedy:
          'belongs on snapshots only: other tools copy it to theirs; remove it; foreign snapshots that inherited it: snap-03-08',
      },
    ]);
    expect([plan.creates, plan.deletes]).toEqual([[], []]);
  });

  test('another problem of the volume says nothing of them', () => {
    const { problems } = planOf({
      volumes: [volume({ tags: { autosnap_retain: 'x' } })],
      snapshots: [heir('03-08')],
    });
    expect(problems.map(({ key, remedy }) => [key, remedy.includes('inherited')])).toEqual([
      ['autosnap_retain', false],
    ]);
  });

  test('nothing inherited it: the remedy is short', () => {
    const { problems } = planOf({ volumes: [volume({ tags: { [MARK]: 'autosnap' } })] });
    expect(problems.map(({ remedy }) => remedy)).toEqual([
      'belongs on snapshots only: other tools copy it to theirs; remove it',
    ]);
  });
});
