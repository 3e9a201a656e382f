import { expect, test } from 'vitest';
import { dailyCopies, DISK, instance, snapshot, volume } from '../fixtures.ts';
import { copiedBy, PLACE, plansOf, type Regions, replicaOf } from './place.ts';

/** Whose tag asks for copies, and what another tag of the volume can stop. */

const DAILY = { autosnap: '1', autosnap_retain: '9' };

function asking(count: number): Record<string, string> {
  return { ...DAILY, autosnap_replicate: `${PLACE}=${count}` };
}

const COPIES = dailyCopies(5);
const THERE = COPIES.map((one) => replicaOf(one));

function leftAt(source: NonNullable<Regions['source']>): number {
  const { place } = plansOf({ source, place: THERE });
  return THERE.length - (place?.replicas?.deletes.length ?? Number.NaN);
}

test('the tag of an instance asks for copies of its volumes', () => {
  const { place } = plansOf({ source: { instances: [instance({ tags: asking(2) })], snapshots: COPIES } });
  expect(copiedBy(place?.replicas)).toEqual(['snap-03-09', 'snap-03-08']);
});

test('the tag of a volume overrides that of its instance', () => {
  const instances = [instance({ tags: asking(2) })];
  const volumes = [volume({ tags: { autosnap_replicate: `${PLACE}=1` } })];
  const { place } = plansOf({ source: { instances, volumes, snapshots: COPIES } });
  expect(copiedBy(place?.replicas)).toEqual(['snap-03-09']);
});

test('a volume that no schedule asks snapshots of gets no copies, and its replicas stay', () => {
  const instances = [instance({ tags: { autosnap_replicate: `${PLACE}=2` } })];
  const { place } = plansOf({ source: { instances, snapshots: COPIES }, place: THERE.slice(4) });
  expect([copiedBy(place?.replicas), place?.replicas?.deletes]).toEqual([[], []]);
});

test('one word that cannot be followed does not stop the others', () => {
  const tags = { ...DAILY, autosnap_replicate: `eu-west-1=7 ${PLACE}=1` };
  const plans = plansOf({ source: { volumes: [volume({ tags })], snapshots: COPIES } });
  expect(copiedBy(plans.place?.replicas)).toEqual(['snap-03-09']);
  expect(plans.source?.plan.problems.map(({ key, value }) => [key, value])).toEqual([
    ['autosnap_replicate', `eu-west-1=7 ${PLACE}=1`],
  ]);
});

const SHARED = volume({ instanceIds: ['i-1', 'i-2'], disk: { ...DISK, isMultiAttach: true } });

test('a Multi-Attach volume is copied by the tag of its first instance that asks for snapshots', () => {
  const instances = [instance({ tags: {} }), instance({ id: 'i-2', tags: asking(3) })];
  expect(leftAt({ instances, volumes: [SHARED], snapshots: COPIES })).toBe(3);
});

test.for([
  ['has a tag that cannot be read', [instance({ tags: { ...asking(5), autosnap: 'often' } })]],
  ['is not listed', []],
  ['is paused', [instance({ tags: { ...asking(5), autosnap: 'daily=0' } })]],
] as const)('where the other instance %s, all replicas of a Multi-Attach volume stay', ([, others]) => {
  const instances = [...others, instance({ id: 'i-2', tags: asking(2) })];
  expect(leftAt({ instances, volumes: [SHARED], snapshots: COPIES })).toBe(5);
});

test('where a proof holds the snapshots of a volume, its replicas stay, too, but for a failed one', () => {
  const [newest] = COPIES;
  const seen = { autosnap_proved: '2026-03-09T08:00Z damaged ext4' };
  const damaged = snapshot('03-09', { id: newest?.id ?? '', tags: seen });
  const volumes = [volume({ tags: asking(2) })];
  const place = [...THERE, replicaOf(snapshot('03-01'), { state: 'error' })];
  const { replicas } =
    plansOf({ source: { volumes, snapshots: [damaged, ...COPIES.slice(1)] }, place }).place ?? {};
  expect(replicas?.deletes.map(({ snapshotId }) => snapshotId)).toEqual(['snap-copy-03-01']);
  expect(replicas?.managed[0]?.reasons).toContain(
    'held: snap-03-09 is damaged, proved on 2026-03-09; "aws-snapper prove --accept snap-03-09" ends that',
  );
});
