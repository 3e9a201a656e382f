import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amount } from '../../amounts.ts';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import { instance, later, NOW, settings } from '../fixtures.ts';
import { startModel, type Weather } from '../model.ts';

/** A volume's life in bad weather: refusals, failures, slow copies, runs that come twice, and a person who changes the tags. */

const DAY = 24 * 60;

const anEvent = fc.record({
  /** Minutes since the run before. */
  after: fc.oneof(fc.constantFrom(5, 60, 6 * 60, DAY), fc.integer({ min: 1, max: 12 * DAY })),
  weather: fc.record<Weather>({
    creates: fc.constantFrom('work', 'work', 'work', 'refused', 'fails'),
    deletes: fc.constantFrom('work', 'work', 'refused'),
    completeAfter: fc.constantFrom(1, 20, 90, 2 * DAY),
  }),
  /** Whether a second run sees the same region and does the same. */
  isDoubled: fc.boolean(),
  retain: fc.constantFrom(1, 2, 3, 7, 30),
});

const aFrequency = fc.constantFrom('1', '6h', '1h', '3');

function asking(autosnap: string, retain: number): { instances: ReturnType<typeof instance>[] } {
  const tags: Tags = { autosnap, autosnap_retain: String(retain) };
  return { instances: [instance({ tags })] };
}

test('RA-4 C-35 in no weather does a run leave fewer copies than asked for, or than there were', () => {
  fc.assert(
    fc.property(aFrequency, fc.array(anEvent, { maxLength: 40 }), (frequency, events) => {
      const model = startModel(asking(frequency, 7));
      let now = NOW;
      for (const { after, weather, isDoubled, retain } of events) {
        now = later(now, after);
        model.change(asking(frequency, retain));
        const before = model.restorable(now);
        const plan = makePlan(model.inventoryAt(now), settings(), now);
        model.carryOut(plan, now, weather);
        if (isDoubled) model.carryOut(plan, now, weather);
        expect(model.restorable(now)).toBeGreaterThanOrEqual(Math.min(retain, before));
      }
    }),
    { numRuns: amount({ sample: 20, long: 60 }) },
  );
});

test('C-33 after any weather, calm days bring back exactly what is asked for', () => {
  fc.assert(
    fc.property(
      aFrequency,
      fc.array(anEvent, { maxLength: 30 }),
      fc.constantFrom(1, 3, 7),
      (frequency, events, retain) => {
        const model = startModel(asking(frequency, retain));
        let now = NOW;
        for (const { after, weather, isDoubled } of events) {
          now = later(now, after);
          const plan = makePlan(model.inventoryAt(now), settings(), now);
          model.carryOut(plan, now, weather);
          if (isDoubled) model.carryOut(plan, now, weather);
        }
        for (let day = 0; day < 60; day += 1) {
          now = later(now, DAY);
          model.run(now, now);
        }
        expect(model.restorable(now)).toBe(retain);
        expect(model.inventoryAt(now).snapshots.map(({ state }) => state)).not.toContain('error');
      },
    ),
    { numRuns: amount({ sample: 20, long: 60 }) },
  );
});
