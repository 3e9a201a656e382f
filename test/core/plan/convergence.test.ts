import { describe, expect, test } from 'vitest';
import { dayNumber, Zone } from '../../../lambda/core/calendar.ts';
import { standsFor, type Tags } from '../../../lambda/core/snapshot.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import { dailyCopies, hoursBefore, instance, later, NOW, settings, snapshot, volume } from '../fixtures.ts';
import { type Model, startModel, type Weather } from '../model.ts';

/** Whatever went wrong, calm runs bring every volume back to what its tags ask for. */

const DAY = 24 * 60;

/** Runs from `NOW` at equal steps of minutes, and gives the number of restorable snapshots after each. */
function runs(model: Model, count: number, minutes: number, weather?: Weather, first = NOW): number[] {
  return Array.from({ length: count }, (_, index) => {
    const now = later(first, index * minutes);
    model.run(now, later(now, 1), weather);
    return model.restorable(later(now, 1));
  });
}

function keeping(retain: number, frequency = '1'): readonly ReturnType<typeof instance>[] {
  const tags: Tags = { autosnap: frequency, autosnap_retain: String(retain) };
  return [instance({ tags })];
}

describe('the brake releases by itself', () => {
  test('RA-5 C-37 a retention that falls from 30 to 1 is reached within a month, two copies a day', () => {
    const model = startModel({ instances: keeping(1), snapshots: dailyCopies(30) });
    const left = runs(model, 31, DAY);
    expect(left.slice(0, 3)).toEqual([28, 27, 26]);
    expect(left.at(-1)).toBe(1);
    expect(left).toEqual(left.toSorted((a, b) => b - a));
  });

  test('so it is under an hourly trigger, whose runs between take no copy', () => {
    const model = startModel({ instances: keeping(1), snapshots: dailyCopies(30) });
    const left = runs(model, 31 * 24, 60);
    expect(left.slice(0, 21)).toEqual([28, ...Array.from({ length: 18 }, () => 29), 27, 28]);
    expect(left.at(-1)).toBe(1);
  });

  test('24 hourly copies, and deletions that are refused for ten days', () => {
    const hours = 10 * 24;
    const model = startModel({ instances: keeping(24, '1h') });
    const grown = runs(model, hours, 60, { deletes: 'refused' });
    expect(grown.at(-1)).toBe(hours - 1);
    const left = runs(model, hours, 60, {}, later(NOW, hours * 60));
    // None are deleted before the first run of the next day.
    expect(left.every((one) => one >= 24 && one <= hours + 24)).toBe(true);
    expect(left.slice(-24)).toEqual(Array.from({ length: 24 }, () => 24));
  });

  test('a whole region, after ten days of refused deletions', () => {
    const ids = Array.from({ length: 12 }, (_, index) => `vol-${index}`);
    const model = startModel({ instances: keeping(2), volumes: ids.map((id) => volume({ id })) });
    runs(model, 10, DAY, { deletes: 'refused' });
    runs(model, 15, DAY, {}, later(NOW, 10 * DAY));
    const end = later(NOW, 24 * DAY + 1);
    expect(ids.map((id) => model.restorable(end, id))).toEqual(ids.map(() => 2));
  });

  test('volumes that are never due do not hold the others back for ever', () => {
    const yearly = ['vol-a', 'vol-b', 'vol-c'].map((id) =>
      volume({ id, tags: { autosnap: '365', autosnap_retain: '1' } }),
    );
    const model = startModel({
      instances: keeping(2),
      volumes: [volume(), ...yearly],
      snapshots: yearly.flatMap(({ id }) => dailyCopies(12, { volumeId: id })),
    });
    const left = runs(model, 60, DAY);
    expect(Math.max(...left)).toBeLessThanOrEqual(3);
    expect(left.at(-1)).toBe(2);
  });
});

describe('creates that do not work', () => {
  test('RA-7 C-35 a create that is refused for ever costs no copy', () => {
    const model = startModel({ instances: keeping(3), snapshots: dailyCopies(5) });
    expect(runs(model, 40, DAY, { creates: 'refused' }).every((left) => left === 5)).toBe(true);
  });

  test('RA-8 C-34 copies that fail in AWS for ever push no good one out and do not pile up', () => {
    const model = startModel({ instances: keeping(3), snapshots: dailyCopies(3) });
    expect(runs(model, 40, DAY, { creates: 'fails' })).toEqual(Array.from({ length: 40 }, () => 3));
    const states = model.inventoryAt(later(NOW, 40 * DAY)).snapshots.map(({ state }) => state);
    expect(states).toEqual(['completed', 'completed', 'completed', 'error']);
  });

  test('C-23 a copy that failed is taken again by the next run of the same slot', () => {
    const model = startModel({});
    runs(model, 1, 60, { creates: 'fails' });
    runs(model, 5, 60, {}, later(NOW, 60));
    expect(model.made).toHaveLength(2);
  });

  test.for([
    ['gp3', 3],
    ['st1', 1],
  ] as const)(
    'C-24 RA-17 copies of an %s volume that never complete: no more than %i are started',
    ([type, most]) => {
      const model = startModel({ volumes: [volume({ type })] });
      runs(model, 30, DAY, { completeAfter: 1e9 });
      expect(model.made).toHaveLength(most);
    },
  );
});

describe('runs that do not come as planned', () => {
  test('C-20 after ten days without a run there is one catch-up', () => {
    const model = startModel({ snapshots: dailyCopies(3) });
    runs(model, 24, 60, {}, later(NOW, 10 * DAY));
    const days = model.made.map(
      (one) => dayNumber(standsFor(one), new Zone('UTC')) - dayNumber(NOW, new Zone('UTC')),
    );
    expect(days).toEqual([10, 11]);
  });

  test('RA-13 sixty triggers within an hour make one copy', () => {
    const model = startModel({});
    runs(model, 60, 1);
    expect(model.made).toHaveLength(1);
  });

  test('C-22 a run that is repeated for the same time makes nothing', () => {
    const model = startModel({ snapshots: dailyCopies(9) });
    model.run(NOW, later(NOW, 3));
    const again = makePlan(model.inventoryAt(later(NOW, 9)), settings(), NOW);
    expect([again.creates, again.deletes]).toEqual([[], []]);
  });

  test('a retry of yesterday’s run, hours after today’s, makes nothing', () => {
    const model = startModel({ snapshots: dailyCopies(3) });
    model.run(NOW, later(NOW, 3));
    expect(model.run(hoursBefore(NOW, 23), later(NOW, 50)).creates).toEqual([]);
  });

  test('C-22 two runs at once leave a double that costs no history and goes by itself', () => {
    const model = startModel({ snapshots: dailyCopies(7), instances: keeping(7) });
    const seen = model.inventoryAt(NOW);
    for (const minutes of [1, 2]) model.carryOut(makePlan(seen, settings(), NOW), later(NOW, minutes));
    expect(model.made).toHaveLength(2);

    const left = runs(model, 3, DAY, {}, later(NOW, DAY));
    expect(left).toEqual([8, 7, 7]);
    const days = model
      .inventoryAt(later(NOW, 3 * DAY + 2))
      .snapshots.filter(({ state }) => state === 'completed')
      .map((one) => dayNumber(standsFor(one), new Zone('UTC')) - dayNumber(NOW, new Zone('UTC')))
      .toSorted((a, b) => a - b);
    expect(days).toEqual([-4, -3, -2, -1, 0, 1, 2]);
  });

  test('RA-4 C-35 doubles in every slot never leave fewer copies than were asked for', () => {
    const model = startModel({ instances: keeping(4) });
    for (let day = 0; day < 30; day += 1) {
      const now = later(NOW, day * DAY);
      const seen = model.inventoryAt(now);
      const before = model.restorable(now);
      for (const minutes of [1, 2]) model.carryOut(makePlan(seen, settings(), now), later(now, minutes));
      expect(model.restorable(later(now, 2))).toBeGreaterThanOrEqual(Math.min(4, before));
    }
    runs(model, 2, DAY, {}, later(NOW, 30 * DAY));
    expect(model.restorable(later(NOW, 31 * DAY + 1))).toBe(4);
  });
});

test('a person’s pin and its removal: the copy is kept beside the others, and goes when it is let go', () => {
  const model = startModel({
    snapshots: [snapshot('02-01', { tags: { autosnap_keep: 'audit' } }), ...dailyCopies(3)],
  });
  runs(model, 10, DAY);
  const end = later(NOW, 10 * DAY);
  expect(model.restorable(end)).toBe(5);
  model.change({
    snapshots: model
      .inventoryAt(end)
      .snapshots.map((one) => (one.id === 'snap-02-01' ? snapshot('02-01') : one)),
  });
  runs(model, 2, DAY, {}, end);
  expect(model.restorable(later(end, DAY + 1))).toBe(3);
});
