import { expect, test } from 'vitest';
import {
  aServer,
  DAILY_IMAGE,
  DAY,
  dayName,
  HOUR,
  imageCalls,
  imaged,
  imagedEveryDay,
  imagesOf,
  loose,
  ownImages,
} from './imaging.ts';
import { idsOf, nth, only } from './story.ts';

/** The days of the images of a region, like `2026-01-05`, in order. */
function daysOf(estate: Awaited<ReturnType<typeof aServer>>): string[] {
  return estate.region
    .images()
    .map(({ createdAt }) => createdAt.toISOString().slice(0, 10))
    .toSorted();
}

test('RB-1 a server with images on Saturdays gets its first at once, and then one each Saturday', async () => {
  const estate = await aServer({ autosnap_image: '@sat', autosnap_image_retain: '8' });
  await imagedEveryDay(estate.cloud, 21);
  expect(daysOf(estate)).toEqual(['2026-01-01', '2026-01-03', '2026-01-10', '2026-01-17']);
});

test('RA-5 RB-4 a lower number deletes the oldest in the next run, and nothing before it', async () => {
  const estate = await aServer({ autosnap_image: '1', autosnap_image_retain: '5' });
  const { cloud, region, server } = estate;
  const good = ownImages(estate, 5);
  server.tags['autosnap_image_retain'] = '3';
  cloud.clock.advance(HOUR);
  expect(idsOf(region.images())).toEqual(idsOf(good));
  await imaged(cloud);
  expect(idsOf(region.images())).toEqual(expect.arrayContaining(idsOf(good.slice(2))));
  expect(region.images()).toHaveLength(3 + 1);
  expect(loose(region)).toEqual([]);
});

test('RA-11 a server that is renamed keeps its images and starts no second pool', async () => {
  const estate = await aServer();
  const { cloud, region, server } = estate;
  await imagedEveryDay(cloud, 4);
  server.tags['Name'] = 'other';
  await imagedEveryDay(cloud, 4);
  await imaged(cloud);
  expect(region.images()).toHaveLength(3 + 1);
});

test('RA-12 RB-15 seven days, three weeks and two months of images beside each other', async () => {
  const estate = await aServer({
    autosnap_image: '1',
    autosnap_image_retain: 'daily:7 weekly:3 monthly:2',
  });
  await imagedEveryDay(estate.cloud, 60);
  const days = daysOf(estate);
  expect(days.slice(-8)).toEqual(
    [22, 23, 24, 25, 26, 27, 28].map((day) => `2026-02-${day}`).concat('2026-03-01'),
  );
  expect(days.slice(0, -8)).toEqual(['2026-01-31', '2026-02-15']);
});

test.for([
  ['0', '3'],
  ['-1', '3'],
  ['daily', '3'],
  ['1', '0'],
  ['1', '-1'],
  ['1', '1.5'],
  ['1', ''],
  ['1', '99999999999999999999'],
])(
  'RA-9 RA-10 RB-2 autosnap_image=%s with autosnap_image_retain=%s makes and deletes nothing',
  async ([every, retain]) => {
    const estate = await aServer({ autosnap_image: every ?? '', autosnap_image_retain: retain ?? '' });
    const { cloud, region } = estate;
    const good = ownImages(estate, 4);
    const [report] = await imagedEveryDay(cloud, 3);
    expect(idsOf(region.images())).toEqual(idsOf(good));
    expect(imageCalls(cloud)).toEqual([]);
    expect(report && only(report).images?.leftAlone).toBe(1);
  },
);

test('RA-17 an image that takes hours is the only one of its slot, and those of others go on', async () => {
  const estate = await aServer({ autosnap_image: '24', autosnap_image_retain: '3' });
  const { cloud, region, server } = estate;
  cloud.imageAvailableAfter = 5 * HOUR;
  const quick = region.instance({ tags: DAILY_IMAGE, imagesComplete: HOUR });
  region.volume({ attachedTo: quick });
  for (let hour = 0; hour < 12; hour += 1) {
    await imaged(cloud);
    const pending = region
      .images()
      .filter(({ state, tags }) => state === 'pending' && tags['autosnap_instance'] === server.id);
    expect(pending.length).toBeLessThanOrEqual(1);
    cloud.clock.advance(HOUR);
  }
  expect(region.images().filter(({ tags }) => tags['autosnap_instance'] === quick.id)).toHaveLength(1);
});

test('RA-3 two servers, and two prefixes, keep their images apart', async () => {
  const estate = await aServer();
  const { cloud, region, server } = estate;
  cloud.policy = 'allow all';
  const other = region.instance({ tags: { ...DAILY_IMAGE, Name: 'web' } });
  region.volume({ attachedTo: other });
  Object.assign(server.tags, { db_image: '1', db_image_retain: '2' });
  for (let day = 0; day < 6; day += 1) {
    await imaged(cloud);
    await imaged(cloud, { tag_prefix: 'db' });
    cloud.clock.advance(DAY);
  }
  await Promise.all([imaged(cloud), imaged(cloud, { tag_prefix: 'db' })]);
  const count = (start: string): number =>
    region.images().filter(({ name }) => name.startsWith(start)).length;
  expect([count(`autosnap-${server.id}`), count(`autosnap-${other.id}`), count(`db-${server.id}`)]).toEqual([
    3 + 1,
    3 + 1,
    2 + 1,
  ]);
});

test('calls at the bound: one CreateImage of each server and slot, one question and one call for each that goes', async () => {
  const estate = await aServer();
  const { cloud, region } = estate;
  for (let more = 0; more < 9; more += 1)
    region.volume({ attachedTo: region.instance({ tags: DAILY_IMAGE }) });
  await imagedEveryDay(cloud, 5);
  cloud.forgetCalls();
  for (let hour = 0; hour < 6; hour += 1) {
    await imaged(cloud);
    cloud.clock.advance(HOUR);
  }
  const counts = new Map<string, number>();
  for (const { action } of cloud.calls) counts.set(action, (counts.get(action) ?? 0) + 1);
  expect(Object.fromEntries(counts)).toMatchObject({
    CreateImage: 10,
    DescribeImageAttribute: 20,
    DeregisterImage: 20,
    DescribeImages: 6,
  });
  expect(counts.get('DeleteSnapshot')).toBeUndefined();
  expect(region.images()).toHaveLength(30);
  expect(nth(imagesOf(estate), 0)).toContain(dayName(estate, 4).slice(-15));
});
