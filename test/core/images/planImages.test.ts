import { expect, test } from 'vitest';
import { planImages } from '../../../lambda/core/images/planImages.ts';
import { vanishedVolumes, withoutVanishedVolumes } from '../../../lambda/core/plan/spared.ts';
import { IMAGES } from '../../../lambda/core/policy/saved.ts';
import { inventory, NOW, settings } from '../fixtures.ts';
import { image, imagePlanOf, imagesOf, imageSnapshotOf, server } from './estate.ts';

test('an instance that asks for images and has none gets its first', () => {
  const { creates, deletes } = imagePlanOf([]);
  expect(creates).toEqual([
    {
      kind: 'create image',
      volumeId: 'i-1',
      name: 'autosnap-i-1-20260310T0000Z',
      description: 'autosnap: image of i-1 (web) from 2026-03-10T05:00:00Z',
      tags: {
        snapshot_tool: 'autosnap',
        autosnap_at: '2026-03-10T05:00:00Z',
        autosnap_instance: 'i-1',
        Name: '2026-03-10T05:00:00Z-web',
        autosnap_server: 'web',
      },
      snapshotTags: {
        autosnap_image_snapshot: 'autosnap-i-1-20260310T0000Z',
        autosnap_instance: 'i-1',
        autosnap_at: '2026-03-10T05:00:00Z',
        Name: '2026-03-10T05:00:00Z-web',
      },
      withFewer: expect.any(Array),
      manner: 'as it runs',
    },
  ]);
  expect(deletes).toEqual([]);
});

test('without images in the inventory nothing is decided', () => {
  expect(planImages(inventory({ instances: [server()] }), settings(), NOW)).toBeUndefined();
});

test('the oldest image beyond the retention is deregistered', () => {
  const { deletes, creates } = imagePlanOf(['03-09', '03-08', '03-07', '03-06'].map((day) => image(day)));
  expect(creates).toHaveLength(1);
  expect(deletes).toEqual([
    {
      kind: 'delete image',
      cause: 'expired',
      snapshotId: 'ami-03-06',
      volumeId: 'i-1',
      name: 'autosnap-i-1-20260306T0000Z',
      because: 'beyond 3',
    },
  ]);
});

test('RA-8 a failed image serves no slot, takes no place, and is deleted; the next has another name', () => {
  const failed = image('03-10', { state: 'failed', snapshotIds: [] });
  const { creates, deletes } = imagePlanOf([failed, image('03-09'), image('03-08'), image('03-07')]);
  expect(creates.map(({ name }) => name)).toEqual(['autosnap-i-1-20260310T0000Z-2']);
  expect(deletes.map(({ snapshotId, cause }) => [snapshotId, cause])).toEqual([['ami-03-10', 'failed']]);
});

test('what a dead deregistration left is deleted when retention would let the image go', () => {
  const own = ['03-10', '03-09', '03-08'].map((day) => image(day));
  const snapshots = [imageSnapshotOf('03-07'), imageSnapshotOf('03-10')];
  const { deletes } = imagePlanOf(own, { images: imagesOf(own, { snapshots }) });
  expect(deletes).toEqual([
    {
      kind: 'delete one',
      cause: 'left over',
      snapshotId: 'snap-of-03-07',
      volumeId: 'i-1',
      because: 'left over from the image autosnap-i-1-20260307T0000Z, which is gone: beyond 3',
    },
  ]);
});

test('a person who deregisters an image and keeps its snapshots loses none of them', () => {
  const own = ['03-10', '03-08'].map((day) => image(day));
  const snapshots = [imageSnapshotOf('03-09')];
  expect(imagePlanOf(own, { images: imagesOf(own, { snapshots }) }).deletes).toEqual([]);
});

test('failed snapshots go with their failed image and before the next is made: they count against a limit', () => {
  const failed = image('03-10', { state: 'failed', snapshotIds: [] });
  const own = [failed, image('03-09')];
  const snapshots = [
    imageSnapshotOf('03-10', { failed: true }),
    imageSnapshotOf('03-10', { id: 'snap-good' }),
    imageSnapshotOf('03-08', { failed: true }),
    imageSnapshotOf('03-09', { id: 'snap-of-a-good-image', failed: true }),
  ];
  const { deletes } = imagePlanOf(own, { images: imagesOf(own, { snapshots }) });
  const leftOver = { kind: 'delete one', cause: 'left over', failed: true, volumeId: 'i-1' };
  expect(deletes).toEqual([
    expect.objectContaining({ cause: 'failed', snapshotId: 'ami-03-10' }),
    {
      ...leftOver,
      snapshotId: 'snap-of-03-08',
      because: 'left over from the image autosnap-i-1-20260308T0000Z, which failed',
    },
    {
      ...leftOver,
      snapshotId: 'snap-of-03-10',
      because: 'left over from the image autosnap-i-1-20260310T0000Z, which failed',
    },
  ]);
});

test('a failed snapshot that is pinned or held stays', () => {
  const pinned = imageSnapshotOf('03-08', { failed: true, tags: { autosnap_keep: 'audit' } });
  const held = imageSnapshotOf('03-07', { failed: true });
  const images = imagesOf([], { snapshots: [pinned, held] });
  expect(imagePlanOf([], { images, holds: new Map([[held.id, 'locked']]) }).deletes).toEqual([]);
});

test('what is left over of an instance that is missing in the list is looked at again, as its images are', () => {
  const snapshots = ['03-01', '03-02'].map((day) => imageSnapshotOf(day));
  const images = imagesOf([], { snapshots });
  const orphanRetain = { count: 1, unit: 'hours' } as const;
  const plan = imagePlanOf([], { images, instances: [] }, { orphanRetain });
  expect(plan.deletes).toHaveLength(1);
  expect(vanishedVolumes(plan)).toEqual(['i-1']);
  expect(withoutVanishedVolumes(plan, 'no', IMAGES).deletes).toEqual([]);

  const there = imagePlanOf([image('03-10'), image('03-09'), image('03-08')], {
    images: imagesOf([image('03-10'), image('03-09'), image('03-08')], { snapshots }),
  });
  expect(there.deletes).toHaveLength(2);
  expect(vanishedVolumes(there)).toEqual([]);
});

test('a Name is cut between two characters, so that AWS takes it', () => {
  const tags = { autosnap_image: '1', autosnap_image_retain: '3', Name: '💾'.repeat(128) };
  const [create] = imagePlanOf([], { instances: [server({ tags })] }).creates;
  expect(create?.tags['Name']).toMatch(/-💾+…$/u);
});

test('max_deletes counts what one image left as one deletion, beside those of images', () => {
  const own = ['03-09', '03-08', '03-07', '03-06', '03-05'].map((day) => image(day));
  const left = ['03-01', '03-02', '03-03'].flatMap((day) => [
    imageSnapshotOf(day),
    imageSnapshotOf(day, { id: `snap-2-of-${day}` }),
  ]);
  const deletedWith = (maxDeletes: number): string[] =>
    imagePlanOf(own, { images: imagesOf(own, { snapshots: left }) }, { maxDeletes }).deletes.map(
      ({ snapshotId }) => snapshotId,
    );
  expect(deletedWith(0)).toEqual([]);
  expect(deletedWith(2)).toEqual(['ami-03-05', 'ami-03-06']);
  expect(deletedWith(3)).toEqual(['ami-03-05', 'ami-03-06', 'snap-of-03-01', 'snap-2-of-03-01']);
});

test('an image that a person copied stays, also where its server is gone', () => {
  const own = ['03-06', '03-05'].map((day) => image(day, { isCopy: true }));
  const { deletes } = imagePlanOf(
    own,
    { instances: [] },
    { orphanRetain: { count: 1, unit: 'days', last: { count: 1, unit: 'days' } } },
  );
  expect(deletes).toEqual([]);
});
