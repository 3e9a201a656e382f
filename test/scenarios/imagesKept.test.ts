import { expect, test } from 'vitest';
import type { Image } from '../cloud/records.ts';
import { aServer, DAILY_IMAGE, type Estate, HOUR, imaged, loose, ownImages } from './imaging.ts';
import { nth } from './story.ts';

/** A server with an image too many: the oldest is deleted by the next run. */
async function oneTooMany(): Promise<Estate & { readonly oldest: Image }> {
  const estate = await aServer(DAILY_IMAGE, { at: '2026-01-20T03:00:00Z' });
  const oldest = nth(ownImages(estate, 4), 0);
  await imaged(estate.cloud, { max_deletes: 0 });
  estate.cloud.clock.advance(HOUR);
  return { ...estate, oldest };
}

function isThere({ region }: Estate, image: Image): boolean {
  return region.images().includes(image);
}

/** Makes something use an image, and gives what ends that. */
type Use = (estate: Estate, image: Image) => () => void;

const USES: Readonly<Record<string, Use>> = {
  'a launch template by its latest version': ({ region }, { id }) => {
    const { versions, createdAt } = region.launchTemplate({ images: ['ami-00000001', id] });
    return () => void versions.push({ number: 3, createdAt, imageId: 'ami-1', resolvesTo: undefined });
  },
  'a group that is pinned to an old version': ({ region }, { id }) => {
    const template = region.launchTemplate({ images: ['ami-00000001', id, 'ami-00000002'] });
    const group = region.autoScalingGroup('pinned', { kind: 'template', template, version: '2' });
    return () => void (group.launches = { kind: 'template', template, version: '$Latest' });
  },
  'a group that overrides the image of its template': ({ region }, { id: imageId }) => {
    const template = region.launchTemplate({ images: ['ami-00000001'] });
    const overrides = [{ imageId }];
    const group = region.autoScalingGroup('mixed', { kind: 'mixed', template, version: '1', overrides });
    return () => void (group.launches = { kind: 'template', template, version: '1' });
  },
  'a stopped instance that was launched from it': ({ region }, { id: imageId }) => {
    const instance = region.instance({ imageId, state: 'stopped' });
    return () => region.terminate(instance);
  },
  'its protection': (_, image) => {
    image.protection = 'enabled-without-cooldown';
    return () => void (image.protection = 'disabled');
  },
  'the public': (_, image) => {
    image.public = true;
    return () => void (image.public = false);
  },
  'the pin of one of its snapshots': (_, { devices }) => {
    const { tags } = nth(devices, 1).snapshot;
    tags['Autosnap_Keep'] = 'evidence';
    return () => void delete tags['Autosnap_Keep'];
  },
  'a person who adopted one of its snapshots': (_, { devices }) => {
    const { id, tags } = nth(devices, 0).snapshot;
    Object.assign(tags, { snapshot_tool: 'autosnap', autosnap_adopted: id });
    return () => {
      delete tags['snapshot_tool'];
      delete tags['autosnap_adopted'];
    };
  },
  'somebody, perhaps: its snapshots cannot be listed': ({ cloud }) => {
    const fault = cloud.fault({
      action: 'DescribeSnapshots',
      when: (params) => Object.values(params).includes('autosnap_image_snapshot'),
      effect: { error: 'UnauthorizedOperation', status: 403 },
    });
    return () => fault.remove();
  },
  'somebody, perhaps: the groups cannot be listed': ({ cloud }) => {
    const effect = { error: 'AccessDenied', status: 403, message: 'You may not.' };
    const fault = cloud.fault({ action: 'DescribeAutoScalingGroups', effect });
    return () => fault.remove();
  },
  'somebody, perhaps: the image is in a parameter': ({ region }) => {
    const { versions, createdAt } = region.launchTemplate({ images: ['resolve:ssm:/golden'] });
    return () => {
      versions.pop();
      versions.push({ number: 1, createdAt, imageId: 'ami-1', resolvesTo: undefined });
    };
  },
};

test('an image stays as long as anything needs it, and goes with its snapshots when nothing does', async () => {
  const estate = await oneTooMany();
  const { cloud, region, oldest } = estate;
  const stayed: string[] = [];
  for (const [name, use] of Object.entries(USES)) {
    const end = use(estate, oldest);
    await imaged(cloud);
    if (isThere(estate, oldest)) stayed.push(name);
    end();
  }
  expect(stayed).toEqual(Object.keys(USES));
  await imaged(cloud);
  expect(isThere(estate, oldest)).toBe(false);
  expect(loose(region)).toEqual([]);
});

test('an image from which something was launched stays for image_in_use days', async () => {
  const estate = await oneTooMany();
  const { cloud, oldest } = estate;
  oldest.launchedAt.push(new Date('2026-01-10T03:00:00Z'));
  await imaged(cloud);
  expect(isThere(estate, oldest)).toBe(true);
  await imaged(cloud, { image_in_use: 9 });
  expect(isThere(estate, oldest)).toBe(false);
});

test('where images cannot be listed no image is made or deleted, and snapshots are taken as ever', async () => {
  const estate = await oneTooMany();
  const { cloud, region, server, root } = estate;
  Object.assign(server.tags, { autosnap: '1', autosnap_retain: '3' });
  const before = region.images();
  const effect = { error: 'InternalError', status: 500 };
  cloud.fault({ action: 'DescribeImages', effect });
  cloud.clock.advance(24 * HOUR);
  await imaged(cloud);
  expect(region.images()).toEqual(before);
  expect(cloud.snapshotsOf(root).some(({ tags }) => tags['snapshot_tool'] === 'autosnap')).toBe(true);
});

test('an image that is missing in the listing loses no snapshot', async () => {
  const estate = await oneTooMany();
  const { cloud, region, oldest } = estate;
  cloud.hide({ action: 'DescribeImages', which: ({ id }) => id === oldest.id });
  await imaged(cloud);
  expect(isThere(estate, oldest)).toBe(true);
  for (const { snapshot } of oldest.devices) expect(region.snapshots()).toContain(snapshot);
});

test('what an image left of a server that only the listing omits stays', async () => {
  const estate = await aServer(DAILY_IMAGE, { at: '2026-01-20T03:00:00Z' });
  const { cloud, region, server, root, data } = estate;
  const [left] = ownImages(estate, 1);
  cloud.clock.advance(100 * 24 * HOUR);
  for (const gone of [left, root, data]) if (gone !== undefined) region.remove(gone);
  server.tags['autosnap_image'] = '0';
  cloud.hide({ action: 'DescribeInstances', which: ({ id }) => id === server.id });
  await imaged(cloud, { orphan_retain: '90d last:90d' });
  expect(region.snapshots()).toHaveLength(2);
});

test('where AWS is too busy to say who shares images, they stay, and no snapshot waits for long', async () => {
  const estate = await oneTooMany();
  const { cloud, server, root } = estate;
  Object.assign(server.tags, { autosnap: '1', autosnap_retain: '3' });
  const effect = { error: 'RequestLimitExceeded', status: 503 };
  cloud.fault({ action: 'DescribeImageAttribute', effect });
  const begun = cloud.clock.now().getTime();
  await imaged(cloud);
  expect(isThere(estate, estate.oldest)).toBe(true);
  const taken = cloud.snapshotsOf(root).find(({ tags }) => tags['snapshot_tool'] === 'autosnap');
  expect((taken?.startedAt.getTime() ?? Number.NaN) - begun).toBeLessThan(2 * 60_000);
});
