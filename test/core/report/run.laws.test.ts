import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amount } from '../../amounts.ts';
import { type CreateOne, type CreateSet, volumesOf } from '../../../lambda/core/plan/creation.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import { inventory, later, NOW, volume } from '../fixtures.ts';
import { startModel } from '../model.ts';
import { aHistory, aRegion, someSettings } from '../worlds.ts';

/** What holds of any plan when it is carried out, and of what it sends. */

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
      { numRuns: amount({ sample: 50, long: 250 }) },
    );
  });

  test('C-22 takes no copy again, also where something was held back', () => {
    fc.assert(
      fc.property(aRegion, someSettings, (world, inForce) => {
        const model = startModel(world, inForce);
        model.run(NOW, later(NOW, 5));
        expect(makePlan(model.inventoryAt(later(NOW, 5)), inForce, NOW).creates).toEqual([]);
      }),
      { numRuns: amount({ sample: 30, long: 150 }) },
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
      { numRuns: amount({ sample: 30, long: 150 }) },
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
    { numRuns: amount({ sample: 60, long: 300 }) },
  );
});
