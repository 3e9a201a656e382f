import { expect, test } from 'vitest';
import { placeQueue, planProofs, type Wanted } from '../../../lambda/core/proof/planProofs.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { NOW, snapshot } from '../fixtures.ts';
import { proved } from './proved.ts';

function planOf(places: Readonly<Record<string, readonly Snapshot[]>>, wanted: Wanted) {
  const queues = Object.entries(places).map(([region, own]) =>
    placeQueue({ region }, own, { ...wanted, now: NOW }),
  );
  return planProofs(queues, [], wanted);
}

const PLENTY = { monthly: 100_000 };

function idsOf(plan: ReturnType<typeof planOf>): string[] {
  return plan.proofs.map(({ region, snapshotId }) => `${region}/${snapshotId}`);
}

const PLACES = {
  'eu-west-1': [snapshot('03-08'), proved('03-01', 'sound ext4'), snapshot('03-07', { volumeId: 'vol-2' })],
  'us-east-1': [snapshot('03-06'), snapshot('03-05', { volumeId: 'vol-2' })],
};

test('the first over all places, in the order of the queue', () => {
  const plan = planOf(PLACES, { ...PLENTY, sample: 3 });
  expect(idsOf(plan)).toEqual(['us-east-1/snap-03-05', 'us-east-1/snap-03-06', 'eu-west-1/snap-03-07']);
  expect([plan.provable, plan.blocksLeft, plan.cutBecause]).toEqual([5, 3225, undefined]);
});

test('a plan says of each snapshot what a person calls it, and why it is proved now', () => {
  const one = snapshot('03-08', { tags: { autosnap_named: 'data' } });
  expect(planOf({ 'eu-west-1': [one] }, PLENTY).proofs).toEqual([
    {
      region: 'eu-west-1',
      snapshotId: 'snap-03-08',
      volumeId: 'vol-1',
      name: 'data',
      sizeGiB: 8,
      startedAt: one.startedAt,
      because: 'never proved',
    },
  ]);
});

test('fewer are proved where the budget leaves no more, and the plan says so', () => {
  const plan = planOf(PLACES, { monthly: 31 * 17, sample: 4 });
  expect(idsOf(plan)).toHaveLength(2);
  expect(plan.cutBecause).toBe(
    '2 of 4 snapshots: the budget of 527 blocks a month (prove_budget) leaves 17 to a run, a 31st of it',
  );
});

test('fewer snapshots than are wanted are no cut', () => {
  expect(planOf(PLACES, { ...PLENTY, sample: 20 }).cutBecause).toBeUndefined();
  expect(planOf({}, { ...PLENTY, sample: 20 })).toMatchObject({ proofs: [], provable: 0 });
});

test('of a place only the head of the queue is kept, and the own snapshots of its volumes', () => {
  const own = Array.from({ length: 50 }, (_, index) => [
    snapshot('03-01', { id: `a-${index}`, volumeId: `vol-${index}` }),
    snapshot('03-02', { id: `b-${index}`, volumeId: `vol-${index}` }),
  ]).flat();
  const { head, own: kept, provable } = placeQueue({ region: 'x' }, own, { ...PLENTY, sample: 2, now: NOW });
  expect([head.length, kept.length, provable]).toEqual([2, 4, 100]);
});

function only(id: string): boolean {
  return id === 'snap-03-01';
}

test('only some: those that a person named', () => {
  const place = placeQueue({ region: 'x' }, PLACES['eu-west-1'], { ...PLENTY, only, now: NOW });
  expect(planProofs([place], [], PLENTY).proofs.map(({ snapshotId }) => snapshotId)).toEqual(['snap-03-01']);
});
