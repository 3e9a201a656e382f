import { DescribeImageAttributeCommand, paginateDescribeImages } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';
import { DAY } from './clock.ts';
import { imagesIn } from './images.ts';
import type { ImageWish } from './wishes.ts';

const ORGANIZATION = 'arn:aws:organizations::222222222222:organization/o-a1b2c3d4e5';
const UNIT = 'arn:aws:organizations::222222222222:ou/o-a1b2c3d4e5/ou-a1b2-c3d4e5f6';

describe('images are listed', () => {
  test.for<[string, string, string[]]>([
    ['name', 'web-*', ['web-1', 'web-2']],
    ['tag:snapshot_tool', 'autosnap', ['web-1']],
    ['tag-key', 'snapshot_tool', ['web-1']],
    ['state', 'pending', ['web-2']],
    ['description', 'nightly', ['db']],
    ['source-instance-id', 'i-0123456789abcdef0', []],
  ])('by %s %s', async ([name, value, expected]) => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    region.image({ name: 'web-1', snapshots: [], tags: { snapshot_tool: 'autosnap' } });
    region.image({ name: 'web-2', snapshots: [], state: 'pending' });
    region.image({ name: 'db', snapshots: [], description: 'nightly' });
    const found = await imagesIn(cloud, { Owners: ['self'], Filters: [{ Name: name, Values: [value] }] });
    expect(found.map(({ Name = '' }) => Name).toSorted()).toEqual(expected);
  });

  test('in pages, and not at all where a test hides them', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    for (let count = 0; count < 12; count += 1) region.image({ snapshots: [] });
    const pages: number[] = [];
    const asked = { Owners: ['self'] };
    for await (const page of paginateDescribeImages({ client: ec2Of(cloud), pageSize: 5 }, asked))
      pages.push(page.Images?.length ?? 0);
    expect(pages).toEqual([5, 5, 2]);
    cloud.hide({ action: 'DescribeImages' });
    expect(await imagesIn(cloud)).toEqual([]);
  });

  test('with those that others share, and not with what they keep', async () => {
    const cloud = await freshCloud();
    const other = cloud.account('222222222222').region('eu-west-1');
    const shared = other.image({ snapshots: [], sharedWith: ['123456789012'] });
    other.image({ snapshots: [], sharedWith: ['333333333333'] });
    other.image({ snapshots: [] });
    const theirs = await imagesIn(cloud, { Owners: ['222222222222'] });
    expect(theirs.map(({ ImageId, Public }) => [ImageId, Public])).toEqual([[shared.id, false]]);
    expect(await imagesIn(cloud)).toEqual([]);
  });

  test('with those that another account of the organization shares with all of it', async () => {
    const cloud = await freshCloud();
    const other = cloud.account('222222222222').region('eu-west-1');
    other.image({ snapshots: [], sharedWith: [ORGANIZATION] });
    expect(await imagesIn(cloud, { Owners: ['222222222222'] })).toEqual([]);
    cloud.account().organization = 'o-a1b2c3d4e5';
    expect(await imagesIn(cloud, { Owners: ['222222222222'] })).toHaveLength(1);
  });

  test('with their last launch, a day after it', async () => {
    const cloud = await freshCloud({ at: '2026-01-01T03:00:00Z' });
    cloud.region('eu-west-1').image({ snapshots: [], launchedAt: '2026-01-01T03:00:00Z' });
    cloud.clock.advance(DAY - 1);
    expect((await imagesIn(cloud))[0]?.LastLaunchedTime).toBeUndefined();
    cloud.clock.advance(1);
    expect((await imagesIn(cloud))[0]?.LastLaunchedTime).toBe('2026-01-01T03:00:00.000Z');
  });
});

describe('who may launch an image', () => {
  test.for<[Partial<ImageWish>, object[]]>([
    [{}, []],
    [{ public: true }, [{ Group: 'all' }]],
    [
      { sharedWith: ['222222222222', '333333333333'] },
      [{ UserId: '222222222222' }, { UserId: '333333333333' }],
    ],
    [
      { sharedWith: [ORGANIZATION, UNIT] },
      [{ OrganizationArn: ORGANIZATION }, { OrganizationalUnitArn: UNIT }],
    ],
  ])('of %j: %j', async ([wish, permissions]) => {
    const cloud = await freshCloud();
    const { id: ImageId } = cloud.region('eu-west-1').image({ snapshots: [], ...wish });
    const asked = new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' });
    expect((await ec2Of(cloud).send(asked)).LaunchPermissions ?? []).toEqual(permissions);
  });

  test('is told to its owner alone, and by permission', async () => {
    const cloud = await freshCloud();
    const own = cloud.region('eu-west-1').image({ snapshots: [] });
    const open = cloud.account('222222222222').region('eu-west-1').image({ snapshots: [], public: true });
    const ask = (ImageId: string) =>
      ec2Of(cloud).send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' }));
    expect(await resultOf(ask(open.id))).toBe('AuthFailure 403');
    expect(await resultOf(ask(own.id))).toBe('ok');
    cloud.policy = [{ Effect: 'Allow', Action: 'ec2:DescribeImages', Resource: '*' }];
    expect(await resultOf(ask(own.id))).toBe('UnauthorizedOperation 403');
  });
});
