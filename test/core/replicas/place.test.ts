import { describe, expect, test } from 'vitest';
import type { OrphanRetain } from '../../../lambda/core/grammar/orphanRetain.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { dailyCopies, later, NOW, snapshot, volume } from '../fixtures.ts';
import { copiedBy, PLACE, plansOf, type Regions, replicaOf, type Wanted } from './place.ts';

/** A place is judged as a region is: by its floor, the brake, the pins, and what AWS holds. */

function asking(keep: string | number) {
  return volume({
    tags: { autosnap: '1', autosnap_retain: '99', autosnap_replicate: `${PLACE}=${keep}` },
  });
}

const DAY_BEFORE = NOW.getTime() - 24 * 3_600_000;

/** Replicas of the last days, all copied before today. */
function there(count: number): Snapshot[] {
  return dailyCopies(count).map((one) => replicaOf(one, { startedAt: DAY_BEFORE }));
}

/** An id has no colon, or its description is that of no replica. */
const TODAY = snapshot('03-10T04:00', { id: 'snap-03-10' });
const YESTERDAY = snapshot('03-09T23:00', { id: 'snap-03-09-late' });

function planOf(regions: Regions, wanted: Wanted = {}, now = NOW) {
  const { replicas } = plansOf(regions, wanted, now).place ?? {};
  if (replicas === undefined) throw new Error('the place has no plan');
  return replicas;
}

function deletedIn(regions: Regions, wanted: Wanted = {}, now = NOW): string[] {
  return planOf(regions, wanted, now).deletes.map(({ snapshotId }) => snapshotId);
}

describe('a wrong digit in the tag', () => {
  const source = { volumes: [asking(1)], snapshots: [TODAY] };

  test('costs the place two replicas in the first run of a day that copies, and a brake says so', () => {
    const plan = planOf({ source, place: there(30) });
    expect(copiedBy(plan)).toEqual([TODAY.id]);
    expect(plan.deletes.map(({ snapshotId }) => snapshotId)).toEqual(['snap-copy-02-08', 'snap-copy-02-09']);
    expect(plan.brakes).toMatchObject([
      { scope: 'volume', volumeId: 'vol-1', wanted: 29, of: 30, perDay: 2 },
    ]);
  });

  test.for([
    ['a copy of that day was made before', replicaOf(TODAY)],
    ['a copy of that day failed before', replicaOf(TODAY, { state: 'error' })],
    [
      'a copy of the day before failed on that day',
      replicaOf(YESTERDAY, { state: 'error', startedAt: NOW.getTime() }),
    ],
  ] as const)('and none in a later run, where %s', ([, copied]) => {
    const snapshots = [TODAY, YESTERDAY];
    expect(
      deletedIn({ source: { ...source, snapshots }, place: [...there(30), copied] }, {}, later(NOW, 60)),
    ).toEqual([]);
  });

  test.for([
    ['the window is full', { replicaWindow: 0 }],
    ['there is no key for the place', {}],
  ] as const)('and none where nothing is copied, because %s', ([, wanted]) => {
    const snapshots = [snapshot('03-10T04:00', { isEncrypted: true })];
    expect(deletedIn({ source: { ...source, snapshots }, place: there(30) }, wanted)).toEqual([]);
  });
});

test('a pinned replica stays and takes no place', () => {
  const place = dailyCopies(4).map((one, index) =>
    replicaOf(one, index === 3 ? { tags: { autosnap_keep: 'the audit' } } : {}),
  );
  expect(deletedIn({ source: { volumes: [asking(2)] }, place })).toEqual(['snap-copy-03-07']);
});

test('a pinned replica serves its slot, so it is not copied again', () => {
  const [newest] = dailyCopies(1);
  if (newest === undefined) throw new Error('one is needed');
  const place = [replicaOf(newest, { tags: { autosnap_keep: 'the audit' } })];
  expect(copiedBy(planOf({ source: { volumes: [asking(2)], snapshots: [newest] }, place }))).toEqual([]);
});

test('what AWS holds at the place stays', () => {
  const holds = new Map([['snap-copy-03-06', 'used by ami-1']]);
  const place = there(4);
  expect(deletedIn({ source: { volumes: [asking(2)] }, place, holds })).toEqual(['snap-copy-03-07']);
});

test('an archived replica is not deleted', () => {
  const place = dailyCopies(4).map((one, index) => replicaOf(one, index === 3 ? { tier: 'archive' } : {}));
  expect(deletedIn({ source: { volumes: [asking(2)] }, place })).toEqual(['snap-copy-03-07']);
});

test('the newest restorable replica stays, whatever is copied beside it', () => {
  const [newest, older] = dailyCopies(2);
  if (newest === undefined || older === undefined) throw new Error('two are needed');
  const place = [replicaOf(newest, { state: 'pending' }), replicaOf(older)];
  expect(deletedIn({ source: { volumes: [asking(1)], snapshots: [newest, older] }, place })).toEqual([]);
});

test('where another run was here since, nothing is deleted', () => {
  const place = dailyCopies(4).map((one) => replicaOf(one, { startedAt: NOW.getTime() + 1 }));
  expect(deletedIn({ source: { volumes: [asking(2)] }, place })).toEqual([]);
});

describe('replica_orphan_retain', () => {
  const replicaOrphanRetain: OrphanRetain = { count: 2, unit: 'weeks' };
  const place = dailyCopies(40)
    .slice(20)
    .map((one) => replicaOf(one, { startedAt: DAY_BEFORE }));
  const last = place[0]?.id;

  test('deletes the replicas of a volume that is gone, but for the last', () => {
    const gone = new Set(deletedIn({ source: { volumes: [] }, place }, { replicaOrphanRetain }));
    expect(place.map(({ id }) => id).filter((id) => !gone.has(id))).toEqual([last]);
  });

  test.for([
    ['asks for no copies', { source: { volumes: [volume()] } }],
    ['is in a state between', { source: { volumes: [{ ...asking(1), state: 'error' }] } }],
    ['is in a region that could not be read', { source: 'unread' }],
    ['is in a region that this run does not look at', { source: { region: 'us-east-1' } }],
    ['is in a region where only copies are kept', { source: 'only copies' }],
  ] as const)('deletes nothing of a volume that %s', ([, { source }]) => {
    expect(deletedIn({ source, place }, { replicaOrphanRetain })).toEqual([]);
  });

  test('is off by default', () => {
    expect(deletedIn({ source: { volumes: [] }, place })).toEqual([]);
  });

  test('counts from the time of what was copied, not from the copy', () => {
    const young = dailyCopies(9).map((one) => replicaOf(one, { startedAt: DAY_BEFORE }));
    const both = { source: { volumes: [] }, place: young };
    expect(deletedIn(both, { replicaOrphanRetain })).toEqual([]);
    expect(deletedIn(both, { replicaOrphanRetain: { count: 12, unit: 'hours' } })).toHaveLength(8);
  });
});

test('a tag that asks for one an hour leaves the newest of as many days as the floor says', () => {
  const hourly = volume({
    tags: { autosnap: '1h', autosnap_retain: '99', autosnap_replicate: `${PLACE}=1` },
  });
  const today = Array.from({ length: 5 }, (_, hour) =>
    snapshot(`03-10T0${hour}:00`, { id: `snap-03-10-${hour}` }),
  );
  const place = [...there(5), ...today.map((one) => replicaOf(one))];
  const deleted = deletedIn(
    { source: { volumes: [hourly], snapshots: today }, place },
    { replicaMin: 3, maxDeletes: 100 },
  );
  expect(deleted).toEqual(expect.arrayContaining(['snap-copy-03-10-0', 'snap-copy-03-10-1']));
  expect(deleted).not.toEqual(expect.arrayContaining(['snap-copy-03-08']));
  expect(deleted).not.toEqual(expect.arrayContaining(['snap-copy-03-09']));
});
