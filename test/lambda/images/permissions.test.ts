import type { CreateImageCommandInput } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { images } from '../../../lambda/aws/images/permissions.ts';
import { role } from '../../../lambda/aws/permissions.ts';
import { resultOf, tagged } from '../../cloud/callers.ts';
import { deregister, makeImage, type ServerWithDisks, serverWithDisks } from '../../cloud/images.ts';
import type { Tags } from '../../cloud/records.ts';

const deployment = { partition: 'aws', account: '123456789012', prefixes: ['autosnap'] };
const DENIED = 'UnauthorizedOperation 403';
const OURS = { snapshot_tool: 'autosnap', Name: 'web' };
const NAMED = { autosnap_image_snapshot: 'autosnap-i-1-20260101T0300Z' };

/** A server, and a caller that may do what the function may. */
async function world(tags: Tags = { autosnap_image: '1' }): Promise<ServerWithDisks> {
  const one = await serverWithDisks();
  Object.assign(one.server.tags, tags);
  one.cloud.policy = [...role(deployment), ...images(deployment)];
  return one;
}

function asking(image: Tags, snapshots: Tags): Partial<CreateImageCommandInput> {
  const all = [tagged(image, 'image'), tagged(snapshots)];
  return { NoReboot: true, TagSpecifications: all.flatMap((one) => one.TagSpecifications ?? []) };
}

test.for<[what: string, instance: Tags, image: Tags, snapshots: Tags, result: string]>([
  ['as the program makes one', { autosnap_image: '1' }, OURS, NAMED, 'ok'],
  ['an instance that does not ask for one', {}, OURS, NAMED, DENIED],
  ['an image without the mark', { autosnap_image: '1' }, { Name: 'web' }, NAMED, DENIED],
  ['an image without tags', { autosnap_image: '1' }, {}, NAMED, DENIED],
  ['snapshots without the name', { autosnap_image: '1' }, OURS, { Name: 'web' }, DENIED],
  ['snapshots without tags', { autosnap_image: '1' }, OURS, {}, DENIED],
  ['snapshots that carry the mark, too', { autosnap_image: '1' }, OURS, { ...NAMED, ...OURS }, DENIED],
])('an image is made or refused: %s', async ([, instance, image, snapshots, result]) => {
  const one = await world(instance);
  expect(await resultOf(makeImage(one, asking(image, snapshots)))).toBe(result);
  expect(one.region.images()).toHaveLength(result === 'ok' ? 1 : 0);
});

test.for<[what: string, image: Tags, snapshots: Tags, left: [images: number, snapshots: number]]>([
  ['own ones with their snapshots', OURS, NAMED, [0, 0]],
  ['no pinned one', { ...OURS, autosnap_keep: 'audit' }, NAMED, [1, 2]],
  ['no foreign one', { Name: 'web' }, NAMED, [1, 2]],
  ['of an own one no snapshot that is pinned', OURS, { ...NAMED, autosnap_keep: '' }, [0, 2]],
  ['of an own one no snapshot that is not named', OURS, { Name: 'web' }, [0, 2]],
])('deregistering takes along %s', async ([, tags, ofSnapshots, left]) => {
  const { cloud, region } = await world();
  const snapshots = [region.snapshot({ tags: ofSnapshots }), region.snapshot({ tags: ofSnapshots })];
  const image = region.image({ snapshots, tags });
  const answer = await resultOf(deregister(cloud, image.id, { DeleteAssociatedSnapshots: true }));
  expect(answer).toBe(left[0] === 0 ? 'ok' : DENIED);
  expect([region.images().length, region.snapshots().length]).toEqual(left);
});

test('without the list of images the function can do neither', async () => {
  const one = await world();
  const image = one.region.image({ snapshots: [], tags: OURS });
  one.cloud.policy = role(deployment);
  expect(await resultOf(makeImage(one, asking(OURS, NAMED)))).toBe(DENIED);
  expect(await resultOf(deregister(one.cloud, image.id))).toBe(DENIED);
});
