import { expect, test } from 'vitest';
import {
  aServer,
  DAILY_IMAGE,
  dayName,
  HOUR,
  imageCalls,
  imaged,
  imagedEveryDay,
  imagesOf,
  loose,
} from './imaging.ts';
import { DAILY, runSnapper } from './story.ts';

test('RB-13 the first image of a server is of this slot, with a snapshot of each disk', async () => {
  const estate = await aServer({ autosnap_image: '1', autosnap_image_retain: '3', team: 'blue' });
  const { cloud, region, server, root, data } = estate;
  await imaged(cloud);
  cloud.clock.advance(HOUR);
  expect(region.images()).toMatchObject([
    {
      name: dayName(estate, 1),
      state: 'available',
      description: `autosnap: image of ${server.id} (web) from 2026-01-01T03:00:00Z`,
      tags: {
        snapshot_tool: 'autosnap',
        autosnap_at: '2026-01-01T03:00:00Z',
        autosnap_instance: server.id,
        autosnap_server: 'web',
        team: 'blue',
      },
    },
  ]);
  const snapshots = [root, data].flatMap((volume) => cloud.snapshotsOf(volume));
  expect(snapshots).toHaveLength(2);
  for (const { tags } of snapshots) {
    expect(tags).toMatchObject({ autosnap_image_snapshot: dayName(estate, 1), autosnap_instance: server.id });
    expect(tags).not.toHaveProperty('snapshot_tool');
  }
  expect(server.rebootedAt).toEqual([]);
});

test('RA-13 a slot gets one image, and one call, however often a run comes', async () => {
  const estate = await aServer();
  const { cloud } = estate;
  for (let hour = 0; hour < 5; hour += 1) {
    await imaged(cloud);
    cloud.clock.advance(HOUR);
  }
  expect(imagesOf(estate)).toEqual([`${dayName(estate, 1)} available`]);
  expect(imageCalls(cloud)).toHaveLength(1);
});

test('RA-13 two runs at the same moment make one image', async () => {
  const estate = await aServer();
  await Promise.all([imaged(estate.cloud), imaged(estate.cloud)]);
  expect(imagesOf(estate)).toEqual([`${dayName(estate, 1)} pending`]);
});

test('RB-3 RA-4 RA-6 in the steady state the newest stay, with their snapshots alone', async () => {
  const estate = await aServer();
  const { cloud, region } = estate;
  await imagedEveryDay(cloud, 6);
  await imaged(cloud, {});
  cloud.clock.advance(HOUR);
  expect(imagesOf(estate)).toEqual([4, 5, 6, 7].map((day) => `${dayName(estate, day)} available`));
  await imaged(cloud, {});
  expect(imagesOf(estate)).toEqual([5, 6, 7].map((day) => `${dayName(estate, day)} available`));
  expect(region.snapshots()).toHaveLength(6);
  expect(loose(region)).toEqual([]);
});

test('with images off nothing is made, asked or deleted, whatever the tags say', async () => {
  const { cloud, region } = await aServer();
  await runSnapper(cloud);
  expect([region.images(), region.snapshots(), imageCalls(cloud)]).toEqual([[], [], []]);
});

test('autosnap_ignore stops images, and snapshots beside images are taken as ever', async () => {
  const estate = await aServer({ autosnap_image: '1', autosnap_image_retain: '3', autosnap_ignore: '' });
  const { cloud, region, server, root } = estate;
  await imaged(cloud);
  expect([region.images(), region.snapshots()]).toEqual([[], []]);
  delete server.tags['autosnap_ignore'];
  Object.assign(server.tags, DAILY);
  await imaged(cloud);
  expect(imagesOf(estate)).toEqual([`${dayName(estate, 1)} pending`]);
  expect(cloud.snapshotsOf(root).map(({ tags }) => tags['snapshot_tool'])).toEqual(['autosnap', undefined]);
});

test('a server whose images fail is restarted once, not by each run', async () => {
  const estate = await aServer({ ...DAILY_IMAGE, autosnap_image_reboot: 'yes' });
  const { cloud, server } = estate;
  server.imagesComplete = 'failed';
  for (let hour = 0; hour < 5; hour += 1) {
    await imaged(cloud);
    cloud.clock.advance(HOUR);
  }
  expect(imageCalls(cloud).length).toBeGreaterThan(5);
  expect(server.rebootedAt).toHaveLength(1);
});
