import { DeleteSnapshotCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';

import { ec2Of, resultOf } from './callers.ts';
import { DAY, HOUR } from './clock.ts';
import { deregister, makeImage, serverWithDisks } from './images.ts';

test('of a month of daily images the last three stay, with their snapshots', async () => {
  const world = await serverWithDisks();
  const { cloud, region } = world;
  for (let day = 1; day <= 30; day += 1) {
    await makeImage(world, { Name: `server-${day}`, NoReboot: true });
    const oldest = region.images().find(({ name }) => name === `server-${day - 3}`);
    if (oldest) await deregister(cloud, oldest.id, { DeleteAssociatedSnapshots: true });
    cloud.clock.advance(DAY);
  }
  const names = region.images().map(({ name, state }) => `${name} ${state}`);
  expect(names.toSorted((a, b) => a.localeCompare(b))).toEqual([
    'server-28 available',
    'server-29 available',
    'server-30 available',
  ]);
  const held = region.images().flatMap(({ devices }) => devices.map(({ snapshot }) => snapshot));
  expect(new Set(region.snapshots())).toEqual(new Set(held));
  expect(held).toHaveLength(6);
});

test('an instance that is terminated while its image is pending still has it', async () => {
  const world = await serverWithDisks();
  await makeImage(world);
  world.region.terminate(world.server);
  world.cloud.clock.advance(HOUR);
  expect(world.region.images()).toMatchObject([{ state: 'available' }]);
});

test('what a test does to a pending image by hand counts', async () => {
  const world = await serverWithDisks();
  await makeImage(world);
  const [image] = world.region.images();
  if (image) image.state = 'disabled';
  world.cloud.clock.advance(HOUR);
  expect(image?.state).toBe('disabled');
});

test('left-overs of an image are deleted one by one, and only after it', async () => {
  const world = await serverWithDisks();
  const { cloud, region } = world;
  const { ImageId = '' } = await makeImage(world);
  cloud.clock.advance(HOUR);
  const removed = async () => {
    const results: string[] = [];
    for (const { id } of region.snapshots())
      results.push(await resultOf(ec2Of(cloud).send(new DeleteSnapshotCommand({ SnapshotId: id }))));
    return results;
  };
  expect(await removed()).toEqual(['InvalidSnapshot.InUse 400', 'InvalidSnapshot.InUse 400']);
  await deregister(cloud, ImageId);
  expect(await removed()).toEqual(['ok', 'ok']);
  expect(region.snapshots()).toEqual([]);
});
