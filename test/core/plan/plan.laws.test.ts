import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amount } from '../../amounts.ts';
import { type CreateSet, volumesOf } from '../../../lambda/core/plan/creation.ts';
import { grouped } from '../../../lambda/core/grouped.ts';
import type { Inventory } from '../../../lambda/core/inventory.ts';
import { isOurs, isRestorable, newestFirst, type Snapshot } from '../../../lambda/core/snapshot.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import type { Plan } from '../../../lambda/core/plan/plan.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import { proofHold } from '../../../lambda/core/plan/proofHold.ts';
import { deletedBy, inPlace, NOW } from '../fixtures.ts';
import { aProvedRegion, aRegion, someSettings } from '../worlds.ts';

/** What holds of the plan for any region, whatever AWS and people left behind. */

function forAnyRegion(says: (world: Inventory, plan: Plan, inForce: PlanSettings) => void): void {
  const mayCap = fc.constantFrom(undefined, undefined, 0, 3);
  fc.assert(
    fc.property(aRegion, someSettings, mayCap, (world, some, maxDeletes) => {
      const inForce = { ...some, maxDeletes };
      says(world, makePlan(world, inForce, NOW), inForce);
    }),
    { numRuns: amount({ sample: 50, long: 250 }) },
  );
}

describe('the plan of a region', () => {
  test('C-31 only own copies of a managed volume or of one that is gone are deleted, each once', () => {
    forAnyRegion((world, plan) => {
      const deleted = deletedBy(plan);
      expect(new Set(deleted).size).toBe(deleted.length);
      const living = new Set(world.volumes.map(({ id }) => id));
      const managed = new Set(plan.managed.map((one) => one.volume.id));
      for (const id of deleted) {
        const one = world.snapshots.find((each) => each.id === id);
        const isJudged = one !== undefined && (managed.has(one.volumeId) || !living.has(one.volumeId));
        expect(isJudged && isOurs(one)).toBe(true);
      }
    });
  });

  test('C-38 C-39 C-41 what is pinned, held, pending, archived or foreign is never deleted', () => {
    forAnyRegion((world, plan) => {
      const deleted = new Set(deletedBy(plan));
      const wrong = world.snapshots.filter(
        (one) =>
          deleted.has(one.id) &&
          (world.holds.has(one.id) ||
            one.label.tags['snapshot_tool'] !== 'autosnap' ||
            'autosnap_keep' in one.label.tags ||
            Object.keys(one.label.tags).some((key) => key.startsWith('aws:')) ||
            !['completed', 'error'].includes(one.state) ||
            (one.state === 'completed' && one.tier !== 'standard') ||
            one.volumeId === 'vol-ffffffff'),
      );
      expect(wrong).toEqual([]);
    });
  });

  test('of a volume whose proofs hold it only failed copies are deleted, whatever asks for it', () => {
    const given = fc.record({
      maxDeletes: fc.constantFrom(undefined, undefined, 0, 3, 1000),
      followUp: fc.constantFrom(undefined, { count: 1, unit: 'hours' as const }),
    });
    fc.assert(
      fc.property(aProvedRegion, someSettings, given, (world, some, more) => {
        const plan = makePlan(world, { ...some, ...more }, NOW);
        const own = grouped(world.snapshots.filter(isOurs), ({ volumeId }) => volumeId);
        const held = new Set([...own].flatMap(([id, ones]) => (proofHold(ones) === undefined ? [] : id)));
        const failed = new Set(world.snapshots.flatMap(({ id, state }) => (state === 'error' ? id : [])));
        const wrong = plan.deletes.filter(
          ({ volumeId, snapshotId }) => held.has(volumeId) && !failed.has(snapshotId),
        );
        expect(wrong).toEqual([]);
        const told = [...plan.managed.map((one) => ({ ...one, volumeId: one.volume.id })), ...plan.orphans];
        for (const one of told) expect(one.proofHold !== undefined).toBe(held.has(one.volumeId));
      }),
      { numRuns: amount({ sample: 50, long: 500 }) },
    );
  });

  test('a hold changes nothing for other volumes, and takes no snapshot less', () => {
    fc.assert(
      fc.property(aProvedRegion, someSettings, (world, some) => {
        const inForce = { ...some, maxDeletes: 1000 };
        const without = world.snapshots.map((one) => ({ ...one, proof: undefined, unreadProof: undefined }));
        const [plan, free] = [
          makePlan(world, inForce, NOW),
          makePlan({ ...world, snapshots: without }, inForce, NOW),
        ];
        const held = new Set(
          [...plan.managed.map((one) => ({ ...one, volumeId: one.volume.id })), ...plan.orphans].flatMap(
            (one) => (one.proofHold === undefined ? [] : one.volumeId),
          ),
        );
        const ofOthers = ({ deletes }: Plan) => deletes.filter(({ volumeId }) => !held.has(volumeId));
        expect(ofOthers(plan)).toEqual(ofOthers(free));
        expect(plan.creates).toEqual(free.creates);
      }),
      { numRuns: amount({ sample: 50, long: 250 }) },
    );
  });

  test('RA-4 C-35 no volume is left with fewer than it asks for, or than it had', () => {
    forAnyRegion((world, plan) => {
      const deleted = new Set(deletedBy(plan));
      for (const {
        volume: { id },
        policies,
      } of plan.managed) {
        const before = inPlace(world.snapshots.filter((one) => one.volumeId === id));
        const after = before.filter((one) => !deleted.has(one.id));
        const asked = Math.max(...policies.map(({ retention }) => Number(retention.text)));
        expect(after.length).toBeGreaterThanOrEqual(Math.min(asked, before.length));
      }
    });
  });

  test('the newest restorable copy of any volume stays, but of one that is gone where `last:` is set', () => {
    forAnyRegion((world, plan, { orphanRetain }) => {
      const deleted = new Set(deletedBy(plan));
      const newest = new Map<string, Snapshot>();
      for (const one of world.snapshots.toSorted(newestFirst).toReversed()) {
        const isGone = plan.orphans.some(({ volumeId, why }) => volumeId === one.volumeId && why === 'gone');
        if (isGone && orphanRetain?.last !== undefined) continue;
        if (isOurs(one) && isRestorable(one)) newest.set(one.volumeId, one);
      }
      expect([...newest.values()].filter(({ id }) => deleted.has(id))).toEqual([]);
    });
  });

  test('C-22 no volume is taken twice, and each is due, living and judged', () => {
    forAnyRegion((world, plan) => {
      const taken = plan.creates.flatMap(volumesOf);
      expect(new Set(taken).size).toBe(taken.length);
      const due = new Set(plan.managed.filter((one) => one.due.isDue).map((one) => one.volume.id));
      expect(taken.filter((id) => !due.has(id))).toEqual([]);
      expect(world.volumes.map(({ id }) => id)).toEqual(expect.arrayContaining(taken));
    });
  });

  test('every volume of a set is attached to its instance, and all others of it are left out', () => {
    forAnyRegion((world, { creates }) => {
      for (const set of creates.filter((one): one is CreateSet => one.kind === 'create set')) {
        const attached = world.volumes.filter(({ instanceIds }) => instanceIds.includes(set.instanceId));
        expect(attached.map(({ id }) => id).toSorted()).toEqual(
          [...set.volumeIds, ...set.exclude.dataVolumeIds].toSorted(),
        );
        expect(set.oneByOne.map(({ volumeId }) => volumeId)).toEqual(set.volumeIds);
      }
    });
  });

  test('C-11 a volume with a problem loses nothing', () => {
    forAnyRegion((_, plan) => {
      const troubled = new Set(plan.problems.map(({ volumeId }) => volumeId));
      expect(
        plan.deletes.filter(({ volumeId, cause }) => troubled.has(volumeId) && cause !== 'orphaned'),
      ).toEqual([]);
    });
  });

  test('each own copy has one verdict, or its volume is told as a problem or as passed over', () => {
    forAnyRegion((world, plan) => {
      const told = [...plan.managed, ...plan.orphans].flatMap(({ snapshots: copies }) =>
        copies.map(({ id }) => id),
      );
      expect(new Set(told).size).toBe(told.length);
      const aside = new Set([...plan.problems, ...plan.passedOver].map(({ volumeId }) => volumeId));
      const untold = world.snapshots.filter(
        (one) => isOurs(one) && !told.includes(one.id) && !aside.has(one.volumeId),
      );
      expect(untold).toEqual([]);
      const foreign = world.snapshots.filter((one) => !isOurs(one) && told.includes(one.id));
      expect(foreign).toEqual([]);
    });
  });

  test('max_deletes is never exceeded', () => {
    forAnyRegion((_, plan, { maxDeletes = Number.POSITIVE_INFINITY }) => {
      expect(plan.deletes.length).toBeLessThanOrEqual(maxDeletes);
    });
  });
});

describe('listing order', () => {
  const aShuffledRegion = aRegion.chain((world) =>
    fc.record({
      world: fc.constant(world),
      instances: shuffled(world.instances),
      volumes: shuffled(world.volumes),
      snapshots: shuffled(world.snapshots),
    }),
  );

  test('C-36 the same region, listed in another order, has the same plan', () => {
    fc.assert(
      fc.property(aShuffledRegion, someSettings, ({ world, ...order }, inForce) => {
        expect(makePlan({ ...world, ...order }, inForce, NOW)).toEqual(makePlan(world, inForce, NOW));
      }),
      { numRuns: amount({ sample: 30, long: 150 }) },
    );
  });

  test('C-36 or at least the same actions', () => {
    fc.assert(
      fc.property(aShuffledRegion, someSettings, ({ world, ...order }, inForce) => {
        const [one, other] = [makePlan({ ...world, ...order }, inForce, NOW), makePlan(world, inForce, NOW)];
        expect(one.deletes).toEqual(other.deletes);
        expect(one.creates.map(volumesOf)).toEqual(other.creates.map(volumesOf));
      }),
      { numRuns: amount({ sample: 30, long: 150 }) },
    );
  });
});

function shuffled<T>(list: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length });
}
