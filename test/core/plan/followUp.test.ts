import { describe, expect, test } from 'vitest';
import { dailyCopies, deletedBy, NOW, planOf, snapshot, takenBy, toldOf, volume } from '../fixtures.ts';

/** A run that decides again for the time of the main run, `NOW`, an hour after it. */

const FOLLOWING = { followUp: { count: 1, unit: 'hours' } } as const;
const MINUTES = 60_000;

function after(minutes: number, id: string, state = 'completed') {
  return snapshot('03-10', { id, state, startedAt: NOW.getTime() + minutes * MINUTES });
}

function kept(retain: string) {
  return volume({ tags: { autosnap: '1', autosnap_retain: retain } });
}

describe('a follow-up deletes', () => {
  test.for([
    ['one for the new one', '5', 5, 1],
    ['nothing that was surplus before: the main run has left it', '5', 6, 0],
    ['nothing where a main run was braked, or died, and left much', '5', 13, 0],
    ['one for each rule that gives its place to the new one', '5 daily:4', 5, 1],
  ] as const)('%s', ([, retain, before, deleted]) => {
    const snapshots = [after(1, 'snap-new'), ...dailyCopies(before)];
    const plan = planOf({ volumes: [kept(retain)], snapshots }, FOLLOWING);
    expect(plan.deletes).toHaveLength(deleted);
  });

  test('nothing while the new one is pending, and nothing of a volume that the main run took none of', () => {
    const other = volume({ id: 'vol-2', tags: { autosnap: '1', autosnap_retain: '3' } });
    const plan = planOf(
      {
        volumes: [kept('3'), other],
        snapshots: [
          after(1, 'snap-new', 'pending'),
          ...dailyCopies(4),
          ...dailyCopies(4, { volumeId: 'vol-2' }),
        ],
      },
      FOLLOWING,
    );
    expect(takenBy(plan)).toEqual(['vol-2']);
    expect(deletedBy(plan)).toEqual([]);
    for (const one of plan.managed)
      expect(Object.values(toldOf(one))).toContain('keep: waits for the next main run: beyond 3');
  });

  test('failed snapshots, whatever waits', () => {
    const failed = snapshot('03-09T12:00', { id: 'snap-failed', state: 'error' });
    const snapshots = [after(1, 'snap-new'), failed, ...dailyCopies(6)];
    const plan = planOf({ volumes: [kept('3')], snapshots }, FOLLOWING);
    expect(deletedBy(plan)).toEqual(['snap-failed']);
  });

  test('as a main run where that one took none in the region', () => {
    const plan = planOf({ volumes: [kept('3')], snapshots: dailyCopies(6) }, FOLLOWING);
    expect(takenBy(plan)).toEqual(['vol-1']);
    expect(plan.deletes).toHaveLength(3);
  });
});
