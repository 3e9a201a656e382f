import { describe, expect, test } from 'vitest';
import type { Image, Instance } from '../../../lambda/core/inventory.ts';
import { regionSimulation, simulateImages } from '../../../lambda/core/simulation/ofImages.ts';
import type { SimulatedInstance } from '../../../lambda/core/simulation/ofImages.ts';
import { at, DAILY, inventory, NOW, settings } from '../fixtures.ts';
import { image, imagesOf, server } from '../images/estate.ts';

/** The life of the images of one server, some days from Tuesday, 10 March 2026, at 05:00. */
function life(days: number, tags: Instance['tags'], own: readonly Image[] = []): SimulatedInstance {
  const world = inventory({
    volumes: [],
    instances: [server({ tags: { Name: 'web', ...tags } })],
    images: imagesOf(own),
  });
  const lives = last(
    simulateImages(world, settings({ images: true }), { from: NOW, days, triggerHours: 24 }),
  );
  const { images } = regionSimulation(lives, lives);
  const [one] = images?.instances ?? [];
  if (one === undefined) throw new Error('no images of this server are simulated');
  return one;
}

function last<T>(steps: Generator<unknown, T>): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/** The days of those that are there at the end. */
function left({ images = [] }: SimulatedInstance): string[] {
  return images.filter(({ deleted }) => deleted === undefined).map((one) => one.at.slice(5, 10));
}

describe('the images of a server live by the same decisions as snapshots', () => {
  test('RB-1 an image each Saturday, the last two', () => {
    const weekly = life(28, { autosnap_image: '@sat', autosnap_image_retain: '2' });
    expect(weekly).toMatchObject({
      instanceId: 'i-1',
      name: 'web',
      schedule: 'Weekly on: SATURDAY',
      taken: 5,
    });
    expect(left(weekly)).toEqual(['03-28', '04-04']);
  });

  test('RB-15 seven of the last days, and one of each month', () => {
    const tiers = life(60, { autosnap_image: '1', autosnap_image_retain: 'daily:7 monthly:12' });
    expect(left(tiers)).toEqual([
      '03-10',
      '03-31',
      '04-30',
      '05-02',
      '05-03',
      '05-04',
      '05-05',
      '05-06',
      '05-07',
      '05-08',
    ]);
  });

  test('snapshots of its volumes have a schedule of their own', () => {
    const { byDay, taken } = life(6, { ...DAILY, autosnap_image: '2', autosnap_image_retain: '2' });
    expect(byDay.map(({ images }) => images)).toEqual([1, 1, 2, 2, 2, 2]);
    expect(taken).toBe(3);
  });

  test('a failed image is deleted by the first run, and another one is made', () => {
    const failed = image('03-10T00:30', { state: 'failed' });
    const { byDay, taken } = life(1, { autosnap_image: '1', autosnap_image_retain: '3' }, [failed]);
    expect(byDay).toMatchObject([{ images: 1 }]);
    expect(taken).toBe(1);
  });

  test('one that was launched within 30 days stays until the launch is older than that', () => {
    const used = image('03-01', { lastLaunchedAt: at('03-04').getTime() });
    const { images } = life(40, { autosnap_image: '1', autosnap_image_retain: '3' }, [used]);
    expect(images?.[0]).toMatchObject({ imageId: used.id, deleted: { at: '2026-04-04T05:00:00Z' } });
  });

  test('one that is needed now is needed all the time', () => {
    const used = image('03-01', { isProtected: true });
    const { images } = life(40, { autosnap_image: '1', autosnap_image_retain: '3' }, [used]);
    expect(images?.[0]).toMatchObject({ imageId: used.id, deleted: undefined });
  });
});
