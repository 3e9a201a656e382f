import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
} from '@aws-sdk/client-ec2';
import type { Filter } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';

function filters(wanted: Record<string, string | readonly string[]>): Filter[] {
  return Object.entries(wanted).map(([Name, values]) => ({ Name, Values: [values].flat() }));
}

describe('a snapshot is found', () => {
  test.for([
    [{ 'tag:Name': 'web*' }, ['web*1', 'web-1']],
    [{ 'tag:Name': String.raw`web\*1` }, ['web*1']],
    [{ 'tag:Name': 'web?1' }, ['web*1', 'web-1']],
    [{ 'tag:Name': 'WEB-1' }, []],
    [{ 'tag:name': 'web-1' }, []],
    [{ 'tag:Name': ['web-1', 'a.b'] }, ['a.b', 'web-1']],
    [{ 'tag:Name': 'a?b', status: 'error' }, ['a.b']],
    [{ 'tag:Name': 'a.b', status: 'completed' }, []],
    [{ 'tag-key': 'Na*', 'tag:Name': ['*1', 'a.b'] }, ['a.b', 'web*1', 'web-1']],
    [{ 'tag:Name': '' }, ['']],
    [{ 'start-time': '2025-12-24T*', 'owner-id': '123456789012' }, ['a.b']],
    [{ description: 'x.y' }, []],
    [{ description: 'x+y' }, ['a.b']],
    [{ 'volume-size': '9', encrypted: 'true', 'storage-tier': 'archive', progress: '0%' }, ['a.b']],
  ] as const)('by %j: %j', async ([wanted, names]) => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    for (const Name of ['web-1', 'web*1', '']) region.snapshot({ tags: { Name } });
    region.snapshot({
      tags: { Name: 'a.b' },
      state: 'error',
      startedAt: '2025-12-24T18:00:00Z',
      description: 'x+y',
      size: 9,
      encrypted: true,
      tier: 'archive',
    });
    const { Snapshots = [] } = await ec2Of(cloud).send(
      new DescribeSnapshotsCommand({ OwnerIds: ['self'], Filters: filters(wanted) }),
    );
    expect(Snapshots.map(({ Tags }) => Tags?.[0]?.Value ?? '').toSorted()).toEqual(names);
  });
});

describe('a volume is found', () => {
  test.for([
    ['attachment.device', '/dev/xvda'],
    ['attachment.status', 'attached'],
    ['attachment.delete-on-termination', 'true'],
    ['status', 'in-use'],
    ['size', '77'],
    ['volume-type', 'st1'],
    ['availability-zone', 'eu-west-1c'],
    ['encrypted', 'true'],
    ['create-time', '2024-*'],
    ['snapshot-id', 'snap-12345678'],
    ['tag-key', 'mine'],
    ['tag:mine', 'yes'],
  ] as const)('by %s %s', async ([Name, value]) => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    region.volume({ tags: { other: 'yes' } });
    const mine = region.volume({
      tags: { mine: 'yes' },
      attachedTo: region.instance(),
      size: 77,
      type: 'st1',
      zone: 'eu-west-1c',
      encrypted: true,
      createdAt: '2024-02-29T00:00:00Z',
      fromSnapshot: 'snap-12345678',
    });
    const { Volumes } = await ec2Of(cloud).send(
      new DescribeVolumesCommand({ Filters: [{ Name, Values: [value] }] }),
    );
    expect(Volumes?.map(({ VolumeId }) => VolumeId)).toEqual([mine.id]);
  });
});

describe('an instance is found', () => {
  test.for([
    ['instance-state-name', 'stopped'],
    ['instance-state-code', '80'],
    ['instance-type', 'm7g.*'],
    ['availability-zone', 'eu-west-1b'],
    ['launch-time', '2024-*'],
    ['root-device-name', '/dev/sda1'],
    ['tag-key', 'mine'],
    ['tag:mine', 'yes'],
    ['block-device-mapping.device-name', '/dev/sda1'],
    ['block-device-mapping.status', 'attached'],
    ['block-device-mapping.delete-on-termination', 'true'],
    ['block-device-mapping.attach-time', '2026-*'],
  ] as const)('by %s %s', async ([Name, value]) => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    region.instance();
    const mine = region.instance({
      tags: { mine: 'yes' },
      state: 'stopped',
      type: 'm7g.large',
      zone: 'eu-west-1b',
      launchedAt: '2024-02-29T00:00:00Z',
      rootDevice: '/dev/sda1',
    });
    const volume = region.volume({ attachedTo: mine });
    const Filters = [
      { Name, Values: [value] },
      { Name: 'block-device-mapping.volume-id', Values: [volume.id, 'vol-00000000'] },
      { Name: 'instance-id', Values: [mine.id] },
      { Name: 'reservation-id', Values: [mine.reservation] },
    ];
    const { Reservations } = await ec2Of(cloud).send(new DescribeInstancesCommand({ Filters }));
    const found = Reservations?.flatMap(({ Instances }) => Instances?.map(({ InstanceId }) => InstanceId));
    expect(found).toEqual([mine.id]);
  });
});

describe('an image is found', () => {
  test.for([
    ['name', 'gold*'],
    ['description', 'the best'],
    ['state', 'available'],
    ['is-public', 'true'],
    ['creation-date', '2026-01-01*'],
    ['root-device-name', '/dev/xvda'],
    ['block-device-mapping.device-name', '/dev/xvdb'],
    ['block-device-mapping.volume-size', '77'],
    ['block-device-mapping.encrypted', 'true'],
    ['tag:mine', 'yes'],
  ] as const)('by %s %s', async ([Name, value]) => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const mine = region.image({
      snapshots: [region.snapshot(), region.snapshot({ size: 77, encrypted: true })],
      name: 'golden',
      description: 'the best',
      public: true,
      tags: { mine: 'yes' },
    });
    const Filters = [
      { Name, Values: [value] },
      { Name: 'owner-id', Values: ['123456789012'] },
      { Name: 'image-id', Values: [mine.id] },
    ];
    const { Images } = await ec2Of(cloud).send(new DescribeImagesCommand({ Filters }));
    expect(Images?.map(({ ImageId }) => ImageId)).toEqual([mine.id]);
  });
});

test.for<[string, Filter[], string]>([
  ['an unknown name', [{ Name: 'colour', Values: ['red'] }], 'InvalidParameterValue 400'],
  ['a name of objects in JavaScript', [{ Name: 'constructor', Values: ['x'] }], 'InvalidParameterValue 400'],
  ['50 filters', many(50, 4), 'ok'],
  ['51 filters', many(51, 1), 'FilterLimitExceeded 400'],
  ['200 values', many(2, 100), 'ok'],
  ['201 values', many(3, 67), 'FilterLimitExceeded 400'],
])('%s', async ([, Filters, expected]) => {
  const cloud = await freshCloud();
  expect(await resultOf(ec2Of(cloud).send(new DescribeVolumesCommand({ Filters })))).toBe(expected);
});

function many(count: number, valuesEach: number): Filter[] {
  const Values = Array.from({ length: valuesEach }, (_, index) => `value ${index}`);
  return Array.from({ length: count }, (_, index) => ({ Name: `tag:key ${index}`, Values }));
}
