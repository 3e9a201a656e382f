import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CreateOne, type CreateSet, volumesOf } from '../../lambda/core/creation.ts';
import { type Inventory, isRestorable, newestFirst, type Snapshot } from '../../lambda/core/inventory.ts';
import { isOwn, isPinned, protection } from '../../lambda/core/ownership.ts';
import { makePlan, type Plan } from '../../lambda/core/plan.ts';
import type { PlanSettings } from '../../lambda/core/planSettings.ts';
import { judge, type RetentionPolicy } from '../../lambda/core/retention.ts';
import type { Schedule } from '../../lambda/core/schedule.ts';
import { deletedBy, inventory, later, NOW, volume } from './fixtures.ts';
import { startModel } from './model.ts';
import { aHistory, aRegion, aSchedule, aZone, type History, someSettings } from './worlds.ts';

/** What holds for any history, whatever AWS and people left behind. */

const aPolicy = fc.record({ schedule: aSchedule, timeZone: aZone, count: fc.integer({ min: 1, max: 8 }) });

type Policy = { readonly schedule: Schedule; readonly timeZone: string; readonly count: number };

function judged({ snapshots, holds }: History, { count, schedule, timeZone }: Policy) {
  const own = snapshots.filter((one) => isOwn(one, 'autosnap'));
  const retention: RetentionPolicy = [{ kind: 'slots', count, schedule }];
  return { own, verdicts: judge(own, { retention, timeZone, prefix: 'autosnap', holds }).verdicts };
}

/** Restorable copies that may fill a place. */
function inPlace(snapshots: readonly Snapshot[]): Snapshot[] {
  return snapshots.filter((one) => isOwn(one, 'autosnap') && isRestorable(one) && !isPinned(one, 'autosnap'));
}

function forAnyHistory(says: (history: History, policy: Policy) => void): void {
  fc.assert(fc.property(aHistory(), aPolicy, says), { numRuns: 400 });
}

describe('the verdicts on one volume', () => {
  test('each own snapshot gets exactly one, newest first', () => {
    forAnyHistory((history, policy) => {
      const { own, verdicts } = judged(history, policy);
      expect(verdicts.map(({ snapshot }) => snapshot)).toEqual(own.toSorted(newestFirst));
    });
  });

  test('the newest restorable copy stays', () => {
    forAnyHistory((history, policy) => {
      const { verdicts } = judged(history, policy);
      expect(verdicts.find(({ snapshot }) => isRestorable(snapshot))?.fate).not.toBe('expire');
    });
  });

  test('RA-4 C-35 never fewer than asked for, or than there were', () => {
    forAnyHistory((history, policy) => {
      const { own, verdicts } = judged(history, policy);
      const kept = verdicts.filter(({ fate }) => fate === 'keep').map(({ snapshot }) => snapshot);
      expect(inPlace(kept).length).toBeGreaterThanOrEqual(Math.min(policy.count, inPlace(own).length));
    });
  });

  test('C-33 never more than asked for, beside the newest and what may not be deleted', () => {
    forAnyHistory((history, policy) => {
      const { verdicts } = judged(history, policy);
      const free = verdicts.filter(
        ({ snapshot, fate }) =>
          fate === 'keep' && protection(snapshot, 'autosnap', history.holds) === undefined,
      );
      expect(free.length).toBeLessThanOrEqual(policy.count + 1);
    });
  });

  test('C-36 listing order does not matter', () => {
    forAnyHistory((history, policy) => {
      const turned = { ...history, snapshots: history.snapshots.toReversed() };
      expect(judged(turned, policy).verdicts).toEqual(judged(history, policy).verdicts);
    });
  });

  test('C-37 a larger count never expires more', () => {
    forAnyHistory((history, policy) => {
      const more = judged(history, { ...policy, count: policy.count + 1 }).verdicts;
      const expired = new Set(
        judged(history, policy).verdicts.flatMap(({ snapshot, fate }) => (fate === 'expire' ? snapshot : [])),
      );
      expect(more.filter(({ snapshot, fate }) => fate === 'expire' && !expired.has(snapshot))).toEqual([]);
    });
  });

  test('what survives a prune survives the next one', () => {
    forAnyHistory((history, policy) => {
      const survivors = judged(history, policy).verdicts.flatMap(({ snapshot, fate }) =>
        fate === 'keep' ? snapshot : [],
      );
      const again = judged({ ...history, snapshots: survivors }, policy).verdicts;
      expect(again.filter(({ fate }) => fate === 'expire')).toEqual([]);
    });
  });

  test('C-31 C-41 nothing that is protected expires', () => {
    forAnyHistory((history, policy) => {
      const expired = judged(history, policy).verdicts.filter(({ fate }) => fate === 'expire');
      expect(
        expired.filter(({ snapshot }) => protection(snapshot, 'autosnap', history.holds) !== undefined),
      ).toEqual([]);
    });
  });
});

function forAnyRegion(says: (world: Inventory, plan: Plan, inForce: PlanSettings) => void): void {
  const mayCap = fc.constantFrom(undefined, undefined, 0, 3);
  fc.assert(
    fc.property(aRegion, someSettings, mayCap, (world, some, maxDeletes) => {
      const inForce = { ...some, maxDeletes };
      says(world, makePlan(world, inForce, NOW), inForce);
    }),
    { numRuns: 250 },
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
        expect(isJudged && isOwn(one, 'autosnap')).toBe(true);
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
            one.tags['snapshot_tool'] !== 'autosnap' ||
            'autosnap_keep' in one.tags ||
            Object.keys(one.tags).some((key) => key.startsWith('aws:')) ||
            !['completed', 'error'].includes(one.state) ||
            (one.state === 'completed' && one.tier !== 'standard') ||
            one.volumeId === 'vol-ffffffff'),
      );
      expect(wrong).toEqual([]);
    });
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

  test('the newest restorable copy of any volume stays', () => {
    forAnyRegion((world, plan) => {
      const deleted = new Set(deletedBy(plan));
      const newest = new Map<string, Snapshot>();
      for (const one of world.snapshots.toSorted(newestFirst).toReversed()) {
        if (isOwn(one, 'autosnap') && isRestorable(one)) newest.set(one.volumeId, one);
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
      const told = [...plan.managed, ...plan.orphans].flatMap(({ verdicts }) =>
        verdicts.map(({ snapshot }) => snapshot.id),
      );
      expect(new Set(told).size).toBe(told.length);
      const aside = new Set([...plan.problems, ...plan.passedOver].map(({ volumeId }) => volumeId));
      const untold = world.snapshots.filter(
        (one) => isOwn(one, 'autosnap') && !told.includes(one.id) && !aside.has(one.volumeId),
      );
      expect(untold).toEqual([]);
      const foreign = world.snapshots.filter((one) => !isOwn(one, 'autosnap') && told.includes(one.id));
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
      { numRuns: 150 },
    );
  });

  test('C-36 or at least the same actions', () => {
    fc.assert(
      fc.property(aShuffledRegion, someSettings, ({ world, ...order }, inForce) => {
        const [one, other] = [makePlan({ ...world, ...order }, inForce, NOW), makePlan(world, inForce, NOW)];
        expect(one.deletes).toEqual(other.deletes);
        expect(one.creates.map(volumesOf)).toEqual(other.creates.map(volumesOf));
      }),
      { numRuns: 150 },
    );
  });
});

function shuffled<T>(list: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length });
}

describe('a plan that was carried out', () => {
  test('C-22 plans to nothing at the same now, where nothing was held back', () => {
    fc.assert(
      fc.property(aRegion, someSettings, fc.integer({ min: 0, max: 14 }), (world, inForce, minutes) => {
        const model = startModel(world, inForce);
        const { brakes } = model.run(NOW, later(NOW, minutes));
        fc.pre(brakes.length === 0);
        const again = makePlan(model.inventoryAt(later(NOW, minutes)), inForce, NOW);
        expect([again.creates, again.deletes]).toEqual([[], []]);
      }),
      { numRuns: 250 },
    );
  });

  test('C-22 takes no copy again, also where something was held back', () => {
    fc.assert(
      fc.property(aRegion, someSettings, (world, inForce) => {
        const model = startModel(world, inForce);
        model.run(NOW, later(NOW, 5));
        expect(makePlan(model.inventoryAt(later(NOW, 5)), inForce, NOW).creates).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what a snapshot is given', () => {
  const anyTags = fc.dictionary(
    fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
      fc.constantFrom('Name', 'snapshot_tool', 'autosnap_at', '__proto__'),
    ),
    fc.string({ unit: 'binary', maxLength: 300 }),
    { maxKeys: 50 },
  );

  test('C-26 C-30 the mark, at most 50 tags, and texts that AWS takes', () => {
    fc.assert(
      fc.property(anyTags, anyTags, someSettings, (own, others, some) => {
        const inForce = { ...some, defaultPolicy: { frequency: '1', retain: '1' } };
        const world = inventory({
          volumes: [volume({ tags: own }), volume({ id: 'vol-2', tags: others }), volume({ id: 'vol-3' })],
        });
        for (const create of makePlan(world, inForce, NOW).creates) {
          for (const one of create.kind === 'create set' ? [create, ...create.oneByOne] : [create]) {
            expect(limitsOf(one)).toEqual({ mark: 'autosnap', at: '2026-03-10T05:00:00Z', fits: true });
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

function limitsOf({ tags, description }: CreateOne | CreateSet) {
  const values = Object.values(tags).map((value) => [...value].length);
  return {
    mark: tags['snapshot_tool'],
    at: tags['autosnap_at'],
    fits: values.length <= 50 && [...description].length <= 255 && [...(tags['Name'] ?? '')].length <= 256,
  };
}

test('C-11 no value of a tag throws, and none is both a problem and an action', () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.stringMatching(/^ ?[-+]?\d{1,5}[hdwm]?$/),
    fc.constantFrom('', '1', '2', '1h'),
  );
  const tags = fc.record(
    { autosnap: word, autosnap_retain: word, snapshot_tool: word, autosnap_ignore: word },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(tags, tags, aHistory(), someSettings, (onInstance, onVolume, { snapshots }, inForce) => {
      const { instances, volumes } = inventory({ volumes: [volume({ tags: onVolume })] });
      const world = inventory({
        instances: instances.map((one) => ({ ...one, tags: onInstance })),
        volumes,
        snapshots,
      });
      const plan = makePlan(world, inForce, NOW);
      const acted = [...plan.creates.flatMap(volumesOf), ...plan.deletes.map(({ volumeId }) => volumeId)];
      expect(plan.problems.length > 0 && acted.length > 0).toBe(false);
    }),
    { numRuns: 300 },
  );
});
