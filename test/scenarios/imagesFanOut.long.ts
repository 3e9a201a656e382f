import { expect, test } from 'vitest';
import { images } from '../../lambda/aws/images/permissions.ts';
import { role as permissions } from '../../lambda/aws/permissions.ts';
import { FIRST, fannedOut } from './fanOutSteps.ts';
import { DAILY_IMAGE, IMAGES, ownImages } from './imaging.ts';

/** A member account whose role may make images, with servers that want one a day. */
async function aMember(servers: number) {
  const { cloud, member, shard } = await fannedOut();
  const { account, role } = member(FIRST);
  const deployment = { partition: 'aws', account: FIRST, prefixes: ['autosnap'] };
  role.policy = { Statement: [...permissions(deployment), ...images(deployment)] };
  const region = account.region('eu-west-1');
  const estates = Array.from({ length: servers }, () => {
    const server = region.instance({ tags: DAILY_IMAGE });
    const root = region.volume({ attachedTo: server });
    return { cloud, region, server, root, data: root };
  });
  return { shard, region, estates };
}

test('RA-13 a shard whose time is up before its images are made goes on, and makes one of each server', async () => {
  const { shard, region } = await aMember(150);
  const short = { event: IMAGES, milliseconds: 32_000 };
  const first = await shard(FIRST, 'eu-west-1', short);
  expect(first.next).toBe('again');
  expect(region.images().length).toBeLessThan(150);
  const second = await shard(FIRST, 'eu-west-1', { ...short, run: 2 });
  expect(second.next).toBe('done');
  expect(region.images()).toHaveLength(150);
});

test('max_deletes is the most images that all runs of a shard delete together', async () => {
  const { shard, region, estates } = await aMember(150);
  for (const estate of estates) ownImages(estate, 4);
  const event = { ...IMAGES, max_deletes: 8 };
  const first = await shard(FIRST, 'eu-west-1', { event, milliseconds: 32_000 });
  expect(first.next).toBe('again');
  await shard(FIRST, 'eu-west-1', { event, run: 2, mayDelete: first.mayDelete });
  expect(region.images()).toHaveLength(150 * 5 - 8);
});
