import { expect, test } from 'vitest';
import { dailyCopies, volume } from '../fixtures.ts';
import { PLACE, plansOf, replicaOf } from './place.ts';

/** The tags of a replica say the same as its description, or it stays. */

const ASKING = volume({ tags: { autosnap: '1', autosnap_retain: '9', autosnap_replicate: `${PLACE}=2` } });

test.for([
  ['autosnap_of', 'vol-2'],
  ['autosnap_from', 'eu-west-1/snap-other'],
  ['autosnap_at', '2026-03-09T05:00:00Z'],
  ['autosnap_at', 'yesterday'],
] as const)('a replica whose tag %s says %s stays, and a hint says why', ([key, value]) => {
  const copies = dailyCopies(4);
  const place = copies.map((one, index) => replicaOf(one, index === 3 ? { tags: { [key]: value } } : {}));
  const { replicas } = plansOf({ source: { volumes: [ASKING], snapshots: copies }, place }).place ?? {};
  expect(replicas?.deletes.map(({ snapshotId }) => snapshotId)).toEqual(['snap-copy-03-07']);
  expect(replicas?.held).toEqual([
    {
      volumeId: 'vol-1',
      snapshotId: 'snap-copy-03-06',
      because: `held: its tag ${key} contradicts its description`,
    },
  ]);
  expect(replicas?.hints).toEqual([
    {
      of: 'snapshot',
      id: 'vol-1',
      snapshotIds: ['snap-copy-03-06'],
      says: `is kept, because its tag ${key} contradicts its description, which nobody can change; correct the tag, and the rules of this place count for it again`,
    },
  ]);
});

test('tags that say the same as the description, and tags that are gone, hold nothing', () => {
  const copies = dailyCopies(4);
  const place = copies.map((one) =>
    replicaOf(one, { tags: { autosnap_of: 'vol-1', autosnap_from: `eu-west-1/${one.id}` } }),
  );
  const { replicas } = plansOf({ source: { volumes: [ASKING], snapshots: copies }, place }).place ?? {};
  expect([replicas?.deletes.length, replicas?.held, replicas?.hints]).toEqual([2, [], []]);
});

test('also of a volume that is gone it stays, whatever replica_orphan_retain says', () => {
  const copies = dailyCopies(30).slice(20);
  const place = copies.map((one, index) =>
    replicaOf(one, index === 5 ? { tags: { autosnap_of: 'vol-2' } } : {}),
  );
  const plans = plansOf(
    { source: { volumes: [] }, place },
    { replicaOrphanRetain: { count: 1, unit: 'weeks', last: { count: 1, unit: 'weeks' } } },
  );
  const left = new Set(place.map(({ id }) => id));
  for (const { snapshotId } of plans.place?.replicas?.deletes ?? []) left.delete(snapshotId);
  expect([...left]).toEqual([place[5]?.id]);
});
