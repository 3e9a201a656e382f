import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { dailyCopies, daysBefore, NOW, volume } from '../fixtures.ts';
import { PLACE, plansOf, type Regions, replicaOf, type Wanted } from './place.ts';

/** Which replicas are locked, and what a lock keeps. */

const ASKING = volume({ tags: { autosnap: '1', autosnap_retain: '9', autosnap_replicate: `${PLACE}=2` } });

const DAYS = 14;

/** A replica of each of the last days, which was made on that day. */
function there(count: number): Snapshot[] {
  return dailyCopies(count).map((one, days) =>
    replicaOf(one, { startedAt: daysBefore(NOW, days).getTime() }),
  );
}

function planOf(regions: Regions, wanted: Wanted = { replicaLock: DAYS }) {
  const { replicas } =
    plansOf({ source: { volumes: [ASKING] }, locked: new Map(), ...regions }, wanted).place ?? {};
  if (replicas === undefined) throw new Error('the place has no plan');
  return replicas;
}

type Planned = ReturnType<typeof planOf>;

function lockedBy({ locks }: Planned): string[] {
  return locks.map(({ snapshotId }) => snapshotId);
}

function deletedBy({ deletes }: Planned): string[] {
  return deletes.map(({ snapshotId }) => snapshotId);
}

test('each copy is locked for the days of replica_lock', () => {
  const { creates } = planOf({ source: { volumes: [ASKING], snapshots: dailyCopies(2) } });
  expect(creates.flatMap(({ copies }) => copies.map(({ lock }) => lock))).toEqual([DAYS, DAYS]);
});

test('without replica_lock nothing is locked', () => {
  const plan = planOf({ source: { volumes: [ASKING], snapshots: dailyCopies(2) }, place: there(1) }, {});
  expect(plan.creates.flatMap(({ copies }) => copies.map((one) => 'lock' in one))).toEqual([false]);
  expect(lockedBy(plan)).toEqual([]);
});

describe('a replica that is there gets the lock that an earlier run did not come to', () => {
  const [newest] = there(1);
  if (newest === undefined) throw new Error('one is needed');

  test.for<[string, Snapshot, boolean]>([
    ['just begun', { ...newest, state: 'pending' }, true],
    ['complete', newest, true],
    ['failed', { ...newest, state: 'error' }, false],
    ['a minute younger than the lock', aged(newest, DAYS * 24 * 60 - 1), true],
    ['as old as the lock', aged(newest, DAYS * 24 * 60), false],
  ])('%s', ([, one, isLocked]) => {
    expect(lockedBy(planOf({ place: [one] }))).toEqual(isLocked ? [one.id] : []);
  });

  test.for(['in force', 'expired'] as const)('and none where it had one, which is %s', (state) => {
    expect(lockedBy(planOf({ place: [newest], locked: new Map([[newest.id, state]]) }))).toEqual([]);
  });

  test('also where nothing asks for it any more', () => {
    expect(lockedBy(planOf({ source: { volumes: [volume()] }, place: [newest] }))).toEqual([newest.id]);
  });

  test('and none in a region that is no longer in replicas', () => {
    const elsewhere = { replicaLock: DAYS, replicas: ['eu-north-1'] };
    expect(lockedBy(planOf({ place: [newest] }, elsewhere))).toEqual([]);
  });
});

describe('surplus', () => {
  test('that gets its lock in this run is not deleted by it', () => {
    const plan = planOf({ place: there(4) });
    expect([lockedBy(plan).length, deletedBy(plan)]).toEqual([4, []]);
    expect(plan.keptByLock).toHaveLength(2);
  });

  test('that is locked stays, and what else AWS holds is told apart from it', () => {
    const place = there(5);
    const [, , third, fourth] = place.map(({ id }) => id);
    if (third === undefined || fourth === undefined) throw new Error('four are needed');
    const holds = new Map([
      [third, 'locked (governance)'],
      [fourth, 'in use by ami-1'],
    ]);
    const locked = new Map(place.map(({ id }) => [id, id === third ? 'in force' : 'expired'] as const));
    const plan = planOf({ place, holds, locked });
    expect(plan.keptByLock.map(({ snapshotId }) => snapshotId)).toEqual([third]);
    expect(plan.held.map(({ snapshotId }) => snapshotId)).toEqual([fourth]);
    expect(deletedBy(plan)).toEqual([place[4]?.id]);
  });

  test('is deleted once its lock has run out', () => {
    const place = there(3);
    const locked = new Map(place.map(({ id }) => [id, 'expired'] as const));
    expect(deletedBy(planOf({ place, locked }))).toEqual([place[2]?.id]);
  });
});

describe('where AWS did not say what is locked', () => {
  test('nothing that is there gets a lock, nothing young is deleted, and a note says so', () => {
    const place = there(20);
    const plan = planOf({ place, locked: undefined });
    expect(lockedBy(plan)).toEqual([]);
    expect(deletedBy(plan)).toEqual(
      place
        .slice(DAYS)
        .toReversed()
        .map(({ id }) => id),
    );
    expect(plan.notes).toMatchInlineSnapshot(`
      [
        "Which replicas are locked could not be read, so this run locks only those that it makes, and deletes none that is younger than replica_lock (14 days); the next run locks the others",
      ]
    `);
  });

  test('new copies are locked all the same', () => {
    const { creates } = planOf({
      source: { volumes: [ASKING], snapshots: dailyCopies(1) },
      locked: undefined,
    });
    expect(creates.flatMap(({ copies }) => copies.map(({ lock }) => lock))).toEqual([DAYS]);
  });

  test('and nothing is told where nothing is young', () => {
    const place = there(20).slice(DAYS);
    expect(planOf({ place, locked: undefined }).notes).toEqual([]);
  });
});

function aged(one: Snapshot, minutes: number): Snapshot {
  return { ...one, startedAt: NOW.getTime() - minutes * 60_000 };
}
