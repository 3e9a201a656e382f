import { describe, expect, test } from 'vitest';
import { readInventory } from '../../../lambda/aws/readInventory.ts';
import { imageSnapshotRecords, imageRecords } from '../../../lambda/aws/images/imageRecords.ts';
import { settings } from '../../core/fixtures.ts';
import { DAY, idsOf } from '../../scenarios/story.ts';
import { withEnvironment } from '../../scenarios/snapper.ts';
import { cloudWithImages, ownImage, read, readImages } from './estate.ts';

describe('with images on a region tells', () => {
  test('its own images over all pages, and the names of all', async () => {
    const cloud = await cloudWithImages();
    const days = [1, 2, 3, 4, 5].map((day) => `2026-03-0${day}T12:00:00Z`);
    const own = days.map((day) => ownImage(cloud, {}, day));
    const golden = cloud.region('eu-west-1').image({ name: 'golden', snapshots: [], disabled: true });
    cloud.pageLimit = 2;
    const images = await readImages(cloud);
    expect(images.own.map(({ id }) => id)).toEqual(idsOf(own));
    expect(images.snapshots.map(({ imageId }) => imageId).toSorted()).toEqual(idsOf(own));
    expect(images.listed).toEqual(new Map([...own, golden].map(({ id, name }) => [id, name])));
    expect(images.unread).toBeUndefined();
  });

  test('what each image is', async () => {
    const cloud = await cloudWithImages();
    const image = ownImage(cloud, {
      launchedAt: '2026-03-10T12:00:00Z',
      protection: 'enabled-with-cooldown',
    });
    const { own, snapshots } = await readImages(cloud);
    expect(own).toEqual([
      {
        id: image.id,
        name: 'autosnap-i-0123456789abcdef0-20260310T1200Z',
        instanceId: 'i-0123456789abcdef0',
        state: 'available',
        createdAt: Date.parse('2026-03-10T12:00:00Z'),
        sizeGiB: 20,
        snapshotIds: [snapshots[0]?.id],
        lastLaunchedAt: Date.parse('2026-03-10T12:00:00Z'),
        isProtected: true,
        isPublic: false,
        tags: image.tags,
      },
    ]);
  });

  test('why AWS failed one, and that one is public', async () => {
    const cloud = await cloudWithImages();
    const failed = ownImage(cloud, { state: 'failed' });
    const shown = ownImage(cloud, { public: true }, '2026-03-11T12:00:00Z');
    const { own } = await readImages(cloud);
    expect(new Map(own.map(({ id, failure, isPublic }) => [id, { failure, isPublic }]))).toEqual(
      new Map([
        [failed.id, { failure: 'Server.InternalError: Internal error', isPublic: false }],
        [shown.id, { failure: undefined, isPublic: true }],
      ]),
    );
  });

  test('the snapshots of an image that is gone', async () => {
    const cloud = await cloudWithImages();
    const image = ownImage(cloud, { tags: { team: 'shop', autosnap_keep: 'audit' } });
    cloud.region('eu-west-1').remove(image);
    const { own, listed, snapshots } = await readImages(cloud);
    expect([own, [...listed]]).toEqual([[], []]);
    expect(snapshots).toMatchObject([
      { imageId: image.id, imageName: image.name, instanceId: 'i-0123456789abcdef0' },
    ]);
  });

  test('what each instance was launched from, and how', async () => {
    const cloud = await cloudWithImages();
    const region = cloud.region('eu-west-1');
    const group = region.securityGroup();
    const { id: subnetId } = region.subnet();
    const image = ownImage(cloud);
    region.instance({
      imageId: image.id,
      type: 't3.large',
      subnetId,
      securityGroups: [group.id],
      keyName: 'ops',
    });
    const { instances } = await read(cloud);
    expect(instances).toMatchObject([
      { imageId: image.id, launch: { type: 't3.large', subnetId, groupIds: [group.id], keyName: 'ops' } },
    ]);
  });
});

test('an image that is made while the region is read never has a snapshot that looks left over', async () => {
  const cloud = await cloudWithImages();
  cloud.before('DescribeImages', () => void ownImage(cloud));
  const { listed, snapshots } = await readImages(cloud);
  expect(snapshots.filter(({ imageId }) => !listed.has(imageId))).toEqual([]);
});

test('a listing that fails at its second page is no listing: it says why, and the rest is read', async () => {
  const cloud = await cloudWithImages();
  for (const day of ['01', '02', '03']) ownImage(cloud, {}, `2026-03-${day}T12:00:00Z`);
  const volume = cloud.region('eu-west-1').volume();
  cloud.pageLimit = 1;
  const effect = { error: 'UnauthorizedOperation', status: 403, message: 'You are not authorized.' };
  cloud.fault({ action: 'DescribeImages', nth: 2, effect });
  const { images, volumes, notes } = await read(cloud);
  expect(images?.unread).toBe('UnauthorizedOperation: You are not authorized.');
  expect(idsOf(volumes)).toEqual([volume.id]);
  expect(notes).toHaveLength(1);
});

test('where the snapshots of images cannot be listed, the images are read all the same', async () => {
  const cloud = await cloudWithImages();
  const image = ownImage(cloud);
  cloud.fault({
    action: 'DescribeSnapshots',
    when: (params) => Object.values(params).includes('autosnap_image_snapshot'),
    effect: { error: 'InternalError', status: 500, message: 'Oh' },
  });
  const { images, notes } = await read(cloud);
  expect(images?.own).toMatchObject([{ id: image.id }]);
  expect(images?.snapshots).toEqual([]);
  expect(notes).toEqual([
    'The snapshots of images could not be listed (InternalError: Oh); those that a deregistered image left are not deleted',
  ]);
});

test('with images off no call more is made, and nothing is known of images', async () => {
  const cloud = await cloudWithImages();
  ownImage(cloud);
  const inventory = await withEnvironment(cloud.env, () =>
    readInventory({ region: 'eu-west-1' }, settings()),
  );
  expect(inventory.images).toBeUndefined();
  expect(inventory.holds.size).toBe(1);
  expect(cloud.calls.map(({ action }) => action).toSorted()).toEqual([
    'DescribeImages',
    'DescribeInstances',
    'DescribeLockedSnapshots',
    'DescribeSnapshots',
    'DescribeVolumes',
  ]);
});

describe('what AWS lists with something missing stops no other', () => {
  const NAMED = {
    ImageId: 'ami-1',
    Name: 'autosnap-i-0123456789abcdef0-20260310T1200Z',
    Description: 'autosnap: image of i-0123456789abcdef0 from 2026-03-10T12:00:00Z',
    CreationDate: '2026-03-10T12:00:07.000Z',
    Tags: [{ Key: 'snapshot_tool', Value: 'autosnap' }],
  };

  test.for([
    ['an id', { ImageId: undefined }],
    ['a name', { Name: undefined }],
    ['a description', { Description: undefined }],
    ['tags', { Tags: undefined }],
  ] as const)('an image without %s is not ours', ([, change]) => {
    const record = imageRecords('autosnap');
    expect(record(NAMED)?.createdAt).toBe(Date.parse('2026-03-10T12:00:07Z'));
    expect(record({ ...NAMED, ...change })).toBeUndefined();
  });

  test.for([undefined, '', 'yesterday'])(
    'an image of the date %s has the time of its slot',
    (CreationDate) => {
      const image = imageRecords('autosnap')({ ...NAMED, CreationDate });
      expect(image?.createdAt).toBe(Date.parse('2026-03-10T12:00:00Z'));
    },
  );

  test.for([
    ['made of its server', { SourceInstanceId: 'i-0123456789abcdef0', SourceImageId: 'ami-0' }, undefined],
    ['of which AWS says nothing', {}, undefined],
    ['a person copied', { SourceImageId: 'ami-0', SourceImageRegion: 'eu-west-1' }, true],
    ['made of another server', { SourceInstanceId: 'i-2' }, true],
  ] as const)('whether an image is a copy: one that is %s', ([, change, isCopy]) => {
    expect(imageRecords('autosnap')({ ...NAMED, ...change })?.isCopy).toBe(isCopy);
  });

  test('a snapshot without an id or a start, and a copy, are left alone', () => {
    const record = imageSnapshotRecords('autosnap');
    const Tags = [
      { Key: 'autosnap_image_snapshot', Value: NAMED.Name },
      { Key: 'autosnap_instance', Value: 'i-0123456789abcdef0' },
    ];
    const Description = 'Created by CreateImage(i-0123456789abcdef0) for ami-1';
    const whole = { SnapshotId: 'snap-1', StartTime: new Date(DAY), Description, Tags };
    expect(record(whole)?.imageId).toBe('ami-1');
    expect(record({ ...whole, SnapshotId: undefined })).toBeUndefined();
    expect(record({ ...whole, StartTime: undefined })).toBeUndefined();
    expect(record({ ...whole, VolumeId: 'vol-ffffffff' }), 'a copy').toBeUndefined();
  });
});
