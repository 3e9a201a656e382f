import { CreateSnapshotCommand, CreateTagsCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, messageOf, resultOf, take } from './callers.ts';
import type { Tags } from './records.ts';

describe('tags', () => {
  const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key ${index}`, 'x']));

  test.for<[string, Tags, string]>([
    ['fifty', fifty, ''],
    [
      'fifty-one',
      { ...fifty, more: 'x' },
      'The maximum number of Tags for a resource has been reached (50).',
    ],
    ['a reserved key', { 'aws:mine': 'x' }, "Tag keys starting with 'aws:' are reserved for internal use"],
    [
      'a reserved key in capitals',
      { 'AWS:mine': 'x' },
      "Tag keys starting with 'aws:' are reserved for internal use",
    ],
    ['an empty key', { '': 'x' }, 'Tag keys must not be empty'],
    ['127 characters of key', { ['😀'.repeat(127)]: 'x' }, ''],
    ['128 characters of key', { ['k'.repeat(128)]: 'x' }, expect.stringContaining('127')],
    ['256 characters of value', { k: '😀'.repeat(256) }, ''],
    ['257 characters of value', { k: 'v'.repeat(257) }, expect.stringContaining('256')],
  ])('%s', async ([, tags, message]) => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').volume();
    expect(await messageOf(take(cloud, volume, tags))).toEqual(message);
    expect(cloud.snapshotsOf(volume).map((snapshot) => snapshot.tags)).toEqual(message === '' ? [tags] : []);
  });

  test('that come twice are refused', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').volume();
    const Tags = ['a', 'b'].map((Value) => ({ Key: 'Name', Value }));
    const sent = ec2Of(cloud).send(
      new CreateSnapshotCommand({
        VolumeId: volume.id,
        TagSpecifications: [{ ResourceType: 'snapshot', Tags }],
      }),
    );
    expect(await messageOf(sent)).toBe("Duplicate tag key 'Name' specified.");
  });

  test('for another kind of resource are refused', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').volume();
    const TagSpecifications = [{ ResourceType: 'volume' as const, Tags: [{ Key: 'a', Value: 'b' }] }];
    const sent = ec2Of(cloud).send(new CreateSnapshotCommand({ VolumeId: volume.id, TagSpecifications }));
    expect(await resultOf(sent)).toBe('InvalidParameterValue 400');
  });

  test('are added to what exists, replaced and removed', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.attachedVolume({}, { Name: 'old', keep: 'x' });
    const snapshot = region.snapshot({ of: volume });
    const ec2 = ec2Of(cloud);

    await ec2.send(
      new CreateTagsCommand({ Resources: [volume.id, snapshot.id], Tags: [{ Key: 'Name', Value: 'new' }] }),
    );
    expect([volume.tags, snapshot.tags]).toEqual([{ Name: 'new', keep: 'x' }, { Name: 'new' }]);
    await ec2.send(
      new DeleteTagsCommand({
        Resources: [volume.id],
        Tags: [{ Key: 'Name' }, { Key: 'keep', Value: 'not x' }],
      }),
    );
    expect(volume.tags).toEqual({ keep: 'x' });
  });

  test('are added to all resources or to none', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [empty, full] = [region.volume(), region.volume({ tags: fifty })];
    const Tags = [{ Key: 'one', Value: 'more' }];
    const tag = (...Resources: string[]) =>
      resultOf(ec2Of(cloud).send(new CreateTagsCommand({ Resources, Tags })));
    expect(await tag(empty.id, full.id)).toBe('TagLimitExceeded 400');
    expect(await tag(empty.id, 'snap-00000000')).toBe('InvalidSnapshot.NotFound 400');
    expect(await tag('sg-00000000')).toBe('InvalidID 400');
    expect(empty.tags).toEqual({});
  });
});
