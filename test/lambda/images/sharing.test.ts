import { expect, test } from 'vitest';
import { sharedWith } from '../../../lambda/aws/images/sharing.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { withEnvironment } from '../../scenarios/snapper.ts';
import { cloudWithImages, ownImage } from './estate.ts';

const ORGANIZATION = 'arn:aws:organizations::222222222222:organization/o-a1b2c3d4e5';
const UNIT = 'arn:aws:organizations::222222222222:ou/o-a1b2c3d4e5/ou-a1b2-c3d4e5f6';

function asked(cloud: Cloud, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return withEnvironment(cloud.env, () => sharedWith({ region: 'eu-west-1' }, ids));
}

test('each image that others may launch must stay, and it is told who they are', async () => {
  const cloud = await cloudWithImages();
  const images = [
    { sharedWith: ['222222222222'] },
    { sharedWith: ['222222222222', '333333333333', ORGANIZATION] },
    { sharedWith: [ORGANIZATION] },
    { sharedWith: [UNIT] },
    { public: true },
    {},
    {},
  ].map((change, index) => ownImage(cloud, change, `2026-03-0${index + 1}T12:00:00Z`).id);
  const told = await asked(cloud, images);
  expect(images.map((id) => told.get(id))).toEqual([
    'shared with 222222222222',
    'shared with 222222222222 and 2 more',
    'shared with the organisation o-a1b2c3d4e5',
    'shared with the organisational unit ou-a1b2-c3d4e5f6',
    'it is public',
    undefined,
    undefined,
  ]);
});

test('an image that cannot be asked about must stay, one that is gone need not, and the others are asked', async () => {
  const cloud = await cloudWithImages();
  const [refused, gone, fine, shared] = [{}, {}, {}, { sharedWith: ['222222222222'] }].map((change, index) =>
    ownImage(cloud, change, `2026-03-0${index + 1}T12:00:00Z`),
  );
  if (!refused || !gone || !fine || !shared) throw new Error('four images');
  cloud.region('eu-west-1').remove(gone);
  const effect = { error: 'UnauthorizedOperation', status: 403, message: 'You may not.' };
  cloud.fault({ action: 'DescribeImageAttribute', when: ({ ImageId }) => ImageId === refused.id, effect });
  expect(await asked(cloud, [refused.id, gone.id, fine.id, shared.id])).toEqual(
    new Map([
      [refused.id, 'with whom it is shared could not be looked up (UnauthorizedOperation: You may not.)'],
      [shared.id, 'shared with 222222222222'],
    ]),
  );
});

test('a broken connection is tried again, and nothing is asked of no image', async () => {
  const cloud = await cloudWithImages();
  const { id } = ownImage(cloud, { sharedWith: ['222222222222'] });
  cloud.fault({ action: 'DescribeImageAttribute', times: 1, effect: 'reset before' });
  expect(await asked(cloud, [id])).toEqual(new Map([[id, 'shared with 222222222222']]));
  cloud.forgetCalls();
  expect((await asked(cloud, [])).size).toBe(0);
  expect(cloud.calls).toEqual([]);
});

test('an image that nobody could ask about in time must stay, and no call is sent', async () => {
  const cloud = await cloudWithImages();
  const { id } = ownImage(cloud);
  const clock = { now: () => cloud.clock.now(), sleep: async () => undefined };
  const patience = { clock, until: clock.now() };
  const told = await withEnvironment(cloud.env, () => sharedWith({ region: 'eu-west-1', patience }, [id]));
  expect(told.get(id)).toMatch(/^with whom it is shared was not looked up/);
  expect(cloud.calls).toEqual([]);
});
