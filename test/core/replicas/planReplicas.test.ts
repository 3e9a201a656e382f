import { describe, expect, test } from 'vitest';
import { dailyCopies, deletedBy, NOW, snapshot, volume } from '../fixtures.ts';
import { copiedBy, PLACE, plansOf, replicaOf } from './place.ts';

const ASKING = volume({ tags: { autosnap: '1', autosnap_retain: '3', autosnap_replicate: `${PLACE}=2` } });

test('the newest snapshot of each slot that the place keeps is copied to it', () => {
  const { place } = plansOf({ source: { volumes: [ASKING], snapshots: dailyCopies(3) } });
  expect(copiedBy(place?.replicas)).toEqual(['snap-03-09', 'snap-03-08']);
});

test('what is there already is not copied again, also while AWS still makes it', () => {
  const [newest, older, oldest] = dailyCopies(3);
  if (newest === undefined || older === undefined || oldest === undefined)
    throw new Error('three are needed');
  const place = [replicaOf(newest, { state: 'pending' }), replicaOf(older)];
  const plans = plansOf({ source: { volumes: [ASKING], snapshots: [newest, older, oldest] }, place });
  expect(copiedBy(plans.place?.replicas)).toEqual([]);
});

test('a copy that AWS failed is deleted and made again', () => {
  const [newest] = dailyCopies(1);
  if (newest === undefined) throw new Error('one is needed');
  const place = [replicaOf(newest, { state: 'error' })];
  const plans = plansOf({ source: { volumes: [ASKING], snapshots: [newest] }, place });
  expect(copiedBy(plans.place?.replicas)).toEqual([newest.id]);
  expect(
    plans.place?.replicas && deletedBy({ ...plans.place.plan, deletes: plans.place.replicas.deletes }),
  ).toEqual(['snap-copy-03-09']);
});

test('the place keeps as many as its word says, not as many as the source', () => {
  const copies = dailyCopies(5);
  const { place } = plansOf({
    source: { volumes: [ASKING], snapshots: copies.slice(0, 3) },
    place: copies.map((one) => replicaOf(one)),
  });
  expect(place?.replicas?.deletes.map(({ snapshotId }) => snapshotId)).toEqual([
    'snap-copy-03-05',
    'snap-copy-03-06',
    'snap-copy-03-07',
  ]);
});

describe('nothing that happens at the source deletes a replica', () => {
  const copies = dailyCopies(5).map((one) => replicaOf(one));
  test.for([
    ['its region cannot be read', { source: 'unread' }],
    [
      'its snapshots are gone',
      { source: { volumes: [volume({ tags: { ...ASKING.tags, autosnap_replicate: `${PLACE}=9` } })] } },
    ],
    ['its volume is gone', { source: { volumes: [] } }],
    ['its tag is gone', { source: { volumes: [volume()] } }],
    [
      'its tag cannot be read',
      { source: { volumes: [volume({ tags: { ...ASKING.tags, autosnap_replicate: 'no' } })] } },
    ],
    [
      'its schedule cannot be read',
      { source: { volumes: [volume({ tags: { ...ASKING.tags, autosnap: 'no' } })] } },
    ],
  ] as const)('%s', ([, regions]) => {
    const { place } = plansOf({ ...regions, place: copies });
    expect([place?.replicas?.deletes, place?.plan.deletes]).toEqual([[], []]);
  });
});

test('the floor of the place stays, whatever the tag asks for', () => {
  const copies = dailyCopies(5);
  const asking = volume({ tags: { ...ASKING.tags, autosnap_replicate: `${PLACE}=1` } });
  const { place } = plansOf(
    { source: { volumes: [asking], snapshots: copies }, place: copies.map((one) => replicaOf(one)) },
    { replicaMin: 4 },
  );
  expect(place?.replicas?.deletes.map(({ snapshotId }) => snapshotId)).toEqual(['snap-copy-03-05']);
});

test('a source that is being copied is not deleted', () => {
  const copies = dailyCopies(4);
  const place = copies.slice(3).map((one) => replicaOf(one, { state: 'pending' }));
  const { source } = plansOf({
    source: { volumes: [ASKING], snapshots: [...copies, snapshot('03-10T01:00', { state: 'pending' })] },
    place,
  });
  expect(source?.plan.deletes).toEqual([]);
  expect(source?.plan.spared).toEqual([
    { volumeId: 'vol-1', snapshotId: 'snap-03-06', because: 'it is being copied to eu-central-1' },
  ]);
});

test('the source of a copy that begins only where another is refused is not deleted', () => {
  const { source, place } = plansOf(
    {
      source: {
        volumes: [{ ...ASKING, tags: { ...ASKING.tags, autosnap_replicate: `${PLACE}=4` } }],
        snapshots: dailyCopies(4),
      },
    },
    { replicaWindow: 3 },
  );
  expect(place?.replicas?.next.map(({ copy }) => copy.snapshotId)).toEqual(['snap-03-06']);
  expect(source?.plan.deletes).toEqual([]);
  expect(source?.plan.spared).toEqual([
    { volumeId: 'vol-1', snapshotId: 'snap-03-06', because: 'it may be copied to eu-central-1 now' },
  ]);
});

test('where the place cannot be read, its sources stay', () => {
  const plans = plansOf({ source: { volumes: [ASKING], snapshots: dailyCopies(6) }, place: 'unread' });
  expect([plans.source?.plan.deletes, plans.source?.plan.spared.length]).toEqual([[], 3]);
});

test('what does not fit into the window waits, and each volume gets its newest first', () => {
  const volumes = ['vol-1', 'vol-2', 'vol-3'].map((id) => ({ ...ASKING, id }));
  const snapshots = volumes.flatMap(({ id: volumeId }) => dailyCopies(2, { volumeId }));
  const { place } = plansOf({ source: { volumes, snapshots } }, { replicaWindow: 4 });
  expect(copiedBy(place?.replicas)).toEqual([
    'snap-03-09-of-vol-1',
    'snap-03-08-of-vol-1',
    'snap-03-09-of-vol-2',
    'snap-03-09-of-vol-3',
  ]);
  expect(place?.replicas?.waiting).toEqual([
    { volumeId: 'vol-2', count: 1, behind: 0 },
    { volumeId: 'vol-3', count: 1, behind: 0 },
  ]);
});

test('an encrypted snapshot is copied only where there is a key for the place', () => {
  const snapshots = dailyCopies(1, { isEncrypted: true });
  const regions = { source: { volumes: [ASKING], snapshots } };
  const without = plansOf(regions);
  expect(copiedBy(without.place?.replicas)).toEqual([]);
  expect(without.place?.replicas?.problems.map(({ remedy }) => remedy)).toEqual([
    `asks for copies in ${PLACE}, but its snapshots are encrypted and there is no key for that region; add one to the setting replica_keys, like ${PLACE}=alias/backup`,
  ]);
  const key = plansOf(regions, { replicaKeys: { [PLACE]: 'alias/backup' } });
  expect(key.place?.replicas?.creates[0]?.copies[0]?.keyId).toBe('alias/backup');
});

test.for([
  ['frankfurt=7', 'is wrong at character 1: a region is expected, as eu-central-1'],
  ['eu-west-1=7', 'names eu-west-1, where the volume itself is; use another region'],
  [
    'us-east-1=7',
    'names us-east-1, but copies are kept only in eu-central-1; use one of these, or add us-east-1 to the setting replicas',
  ],
  [
    '222222222222@eu-central-1=7',
    'names 222222222222@eu-central-1, but copies are kept only in eu-central-1; use one of these, or add 222222222222@eu-central-1 to the setting replicas',
  ],
])('%s is a problem, and the snapshots of the volume are taken and deleted all the same', ([tag, remedy]) => {
  const asking = volume({ tags: { ...ASKING.tags, autosnap_replicate: String(tag) } });
  const { source } = plansOf({ source: { volumes: [asking], snapshots: dailyCopies(4) } });
  expect(source?.plan.problems.map((one) => one.remedy)).toEqual([remedy]);
  expect([source?.plan.creates.length, source?.plan.deletes.length]).toEqual([1, 1]);
});

test('a replica is never a snapshot of its region, whatever volume id AWS gave it', () => {
  const [newest] = dailyCopies(1);
  if (newest === undefined) throw new Error('one is needed');
  const replica = replicaOf(newest, { volumeId: 'vol-1', startedAt: NOW.getTime() - 3_600_000 });
  const { source } = plansOf({ source: { snapshots: [replica] } });
  expect(source?.plan.creates).toHaveLength(1);
  expect(source?.plan.deletes).toEqual([]);
});

test('the floor asks for no copy that the tag does not ask for', () => {
  const asking = volume({ tags: { ...ASKING.tags, autosnap_replicate: `${PLACE}=weekly:2` } });
  const { place } = plansOf({ source: { volumes: [asking], snapshots: dailyCopies(6) } }, { replicaMin: 5 });
  expect(copiedBy(place?.replicas)).toEqual(['snap-03-09', 'snap-03-08']);
});
