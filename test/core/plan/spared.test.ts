import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import type { Plan } from '../../../lambda/core/plan/plan.ts';
import {
  onlyAgreed,
  vanishedVolumes,
  withoutLivingVolumes,
  withoutVanishedVolumes,
} from '../../../lambda/core/plan/spared.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import { dailyCopies, deletedBy, instance, later, NOW, planOf, snapshot, volume } from '../fixtures.ts';

/** Two snapshots of a volume that is gone. */
function old(volumeId: string): Snapshot[] {
  return ['01-01', '01-02'].map((day) => snapshot(day, { id: `snap-${day}-${volumeId}`, volumeId }));
}

/** One snapshot of `vol-1` has expired, and the older one of each of two volumes that are gone. */
function plan(change: Partial<PlanSettings> = {}, others: readonly Snapshot[] = []): Plan {
  return planOf(
    {
      instances: [instance()],
      volumes: [volume()],
      snapshots: [...dailyCopies(4), ...old('vol-a'), ...old('vol-b'), ...others],
    },
    { orphanRetain: { count: 30, unit: 'days' }, ...change },
  );
}

/** The snapshot of a third volume that is gone, from some minutes after the run. */
function startedAfter(minutes: number): Snapshot {
  const startedAt = later(NOW, minutes).getTime();
  return snapshot('x', { id: `snap-after-${minutes}`, volumeId: 'vol-c', startedAt });
}

const ALL = ['snap-01-01-vol-a', 'snap-01-01-vol-b', 'snap-03-06'];

/** What is spared, and why, by snapshot id. */
function sparedBy({ spared }: Plan): Record<string, string> {
  return Object.fromEntries(spared.map(({ snapshotId, because }) => [snapshotId, because]));
}

test('a plan that nothing is taken out of spares nothing', () => {
  expect(deletedBy(plan())).toEqual(ALL);
  expect(plan().spared).toEqual([]);
});

describe('each deletion that is taken out of a plan is listed with its reason', () => {
  test('max_deletes keeps the oldest in the plan', () => {
    const limited = plan({ maxDeletes: 2 });
    expect(deletedBy(limited)).toEqual(ALL.slice(0, 2));
    expect(sparedBy(limited)).toEqual({
      'snap-03-06': 'max_deletes is 2, and older ones are deleted first',
    });
    expect(limited.brakes).toEqual([{ scope: 'max_deletes', wanted: 3, of: 2 }]);
  });

  test('a limit that is not reached spares nothing', () => {
    const limited = plan({ maxDeletes: 3 });
    expect([deletedBy(limited), limited.spared, limited.brakes]).toEqual([ALL, [], []]);
  });

  test('after a run that was lost nothing is deleted', () => {
    const careful = plan({ isAfterLostRun: true, maxDeletes: 100 });
    expect(deletedBy(careful)).toEqual([]);
    const because = 'it is not known what the run before deleted';
    expect(sparedBy(careful)).toEqual(Object.fromEntries(ALL.map((id) => [id, because])));
    expect(careful.brakes).toEqual([{ scope: 'lost run', wanted: 3, of: 0 }]);
  });

  test('a volume that AWS knows when asked by id keeps its snapshots, and only that one', () => {
    expect(vanishedVolumes(plan())).toEqual(['vol-a', 'vol-b']);
    const after = withoutLivingVolumes(plan(), new Set(['vol-a']));
    expect(deletedBy(after)).toEqual(['snap-01-01-vol-b', 'snap-03-06']);
    expect(sparedBy(after)).toEqual({
      'snap-01-01-vol-a': 'its volume was missing in the list, but is there when asked for by id',
    });
    expect(after.notes.at(-1)).toMatch(/^vol-a missing in the list of volumes/);
    const both = withoutLivingVolumes(plan(), new Set(['vol-a', 'vol-b']));
    expect(both.notes.at(-1)).toMatch(/^vol-a, vol-b missing in the list of volumes/);
    expect(withoutLivingVolumes(plan(), new Set())).toEqual(plan());
  });

  test('where AWS cannot be asked, all vanished volumes keep theirs', () => {
    const after = withoutVanishedVolumes(plan(), 'Timeout: no answer');
    expect(deletedBy(after)).toEqual(['snap-03-06']);
    expect(sparedBy(after)).toEqual({
      'snap-01-01-vol-a': 'its volume could not be asked for by id (Timeout: no answer)',
      'snap-01-01-vol-b': 'its volume could not be asked for by id (Timeout: no answer)',
    });
    expect(after.notes.at(-1)).toMatch(
      /^2 vanished volumes could not be asked for by id \(Timeout: no answer\)/,
    );
  });

  test('what a person was not shown stays, and the plan says so', () => {
    const after = onlyAgreed(plan(), new Set(['snap-03-06', 'snap-of-yesterday']));
    expect(deletedBy(after)).toEqual(['snap-03-06']);
    expect(sparedBy(after)).toEqual({
      'snap-01-01-vol-a': 'it was not among the deletions that a person agreed to',
      'snap-01-01-vol-b': 'it was not among the deletions that a person agreed to',
    });
    expect(after.notes.at(-1)).toBe(
      'Not deleted, because not among the deletions that you agreed to: 2; the next run plans them again',
    );
    expect(onlyAgreed(plan(), new Set(ALL))).toEqual(plan());
  });

  test('after a run that came later nothing is deleted, and the plan says so once', () => {
    const after = plan({}, [startedAfter(1), startedAfter(2)]);
    const because = 'snap-after-1 was started after 2026-03-10 05:00 UTC, so another run was here';
    expect(deletedBy(after)).toEqual([]);
    expect(sparedBy(after)).toEqual(Object.fromEntries(ALL.map((id) => [id, because])));
    expect(after.notes).toEqual([`Nothing is deleted: ${because}; the next one deletes`]);
  });

  test.for<[words: string, change: Partial<PlanSettings>, other: Snapshot]>([
    ['one of its own instant is no later run', {}, startedAfter(0)],
    ['a follow-up expects it', { followUp: { count: 1, unit: 'hours' } }, startedAfter(1)],
    ['so does a run that goes on where another ended', { isContinued: true }, startedAfter(1)],
  ])('%s', ([, change, other]) => {
    expect(deletedBy(plan(change, [other]))).toEqual(ALL);
    expect(plan(change, [other]).notes).toEqual([]);
  });

  test('a later run is not told where nothing is to be deleted', () => {
    expect(planOf({ snapshots: [startedAfter(1)] }).notes).toEqual([]);
  });

  test('what two of them spare is listed from both', () => {
    const after = onlyAgreed(withoutLivingVolumes(plan(), new Set(['vol-a'])), new Set(['snap-03-06']));
    expect(Object.keys(sparedBy(after))).toEqual(['snap-01-01-vol-a', 'snap-01-01-vol-b']);
  });
});
