import {
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  paginateDescribeInstances,
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';

/** A new one each time: the SDK's paginators write their token into the input they are given. */
const own = () => ({ OwnerIds: ['self'] });

async function pagesOf<T>(pages: AsyncIterable<T>, idsOf: (page: T) => string[]): Promise<string[][]> {
  const seen: string[][] = [];
  for await (const page of pages) seen.push(idsOf(page));
  return seen;
}

test('pages hold what was asked for and together hold everything once', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const ids = Array.from({ length: 12 }, () => region.volume({ attachedTo: region.instance() }).id);
  const client = ec2Of(cloud);

  const volumes = await pagesOf(paginateDescribeVolumes({ client, pageSize: 5 }, {}), (page) =>
    (page.Volumes ?? []).map(({ VolumeId = '' }) => VolumeId),
  );
  const instances = await pagesOf(paginateDescribeInstances({ client, pageSize: 6 }, {}), (page) =>
    (page.Reservations ?? []).flatMap(({ Instances = [] }) =>
      Instances.map(({ InstanceId = '' }) => InstanceId),
    ),
  );

  expect(volumes.map((page) => page.length)).toEqual([5, 5, 2]);
  expect(volumes.flat().toSorted()).toEqual(ids.toSorted());
  expect(instances.map((page) => page.length)).toEqual([6, 6]);
});

test('the page limit makes pages smaller than they were asked for', async () => {
  const cloud = await freshCloud();
  cloud.pageLimit = 2;
  for (let count = 0; count < 5; count += 1) cloud.region('eu-west-1').snapshot();
  const pages = await pagesOf(
    paginateDescribeSnapshots({ client: ec2Of(cloud), pageSize: 1000 }, own()),
    ({ Snapshots = [] }) => Snapshots.map(({ SnapshotId = '' }) => SnapshotId),
  );
  expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
});

test('without MaxResults everything comes at once', async () => {
  const cloud = await freshCloud();
  cloud.pageLimit = 2;
  for (let count = 0; count < 5; count += 1) cloud.region('eu-west-1').volume();
  const { Volumes, NextToken } = await ec2Of(cloud).send(new DescribeVolumesCommand({}));
  expect([Volumes?.length, NextToken]).toEqual([5, undefined]);
});

test('what is deleted or made between two pages neither hides nor repeats what stays', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  for (let count = 0; count < 20; count += 1) region.snapshot();
  const all = region.snapshots().map(({ id }) => id);
  const seen: string[] = [];
  for await (const { Snapshots = [] } of paginateDescribeSnapshots(
    { client: ec2Of(cloud), pageSize: 5 },
    own(),
  )) {
    seen.push(...Snapshots.map(({ SnapshotId = '' }) => SnapshotId));
    for (const snapshot of region.snapshots().filter(({ id }) => id === seen.at(-1))) region.remove(snapshot);
    region.snapshot({ tags: { late: 'yes' } });
  }
  expect(seen).toEqual([...new Set(seen)]);
  expect(all.filter((id) => !seen.includes(id))).toEqual([]);
});

test('ids are in another order than age', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const made = Array.from({ length: 9 }, () => region.snapshot());
  expect(region.snapshots()).not.toEqual(made);
  expect(region.snapshots()).toEqual(made.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
});

test.for([
  [{ MaxResults: 4 }, 'InvalidParameterValue 400'],
  [{ MaxResults: 5 }, 'ok'],
  [{ MaxResults: 1000 }, 'ok'],
  [{ MaxResults: 1001 }, 'InvalidParameterValue 400'],
  [{ MaxResults: 5, SnapshotIds: ['snap-00000000'] }, 'InvalidParameterCombination 400'],
  [{ NextToken: 'made up' }, 'InvalidParameterValue 400'],
  [{ NextToken: 'W10' }, 'InvalidParameterValue 400'],
] as const)('%j is answered with %s', async ([input, expected]) => {
  const cloud = await freshCloud();
  cloud.region('eu-west-1').snapshot();
  const { SnapshotIds, ...rest } = { SnapshotIds: undefined, ...input };
  const ids = SnapshotIds && {
    SnapshotIds: cloud
      .region('eu-west-1')
      .snapshots()
      .map(({ id }) => id),
  };
  expect(await resultOf(ec2Of(cloud).send(new DescribeSnapshotsCommand({ ...rest, ...ids })))).toBe(expected);
});

test('a token is of no use to another listing', async () => {
  const cloud = await freshCloud();
  for (let count = 0; count < 6; count += 1) cloud.region('eu-west-1').volume();
  const { NextToken = '' } = await ec2Of(cloud).send(new DescribeVolumesCommand({ MaxResults: 5 }));
  const elsewhere = ec2Of(cloud, 'us-east-1').send(new DescribeVolumesCommand({ MaxResults: 5, NextToken }));
  expect(await resultOf(elsewhere)).toBe('InvalidParameterValue 400');
});

test('a hundred thousand snapshots are listed a thousand at a time', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const volume = region.volume();
  for (let count = 0; count < 100_000; count += 1)
    region.snapshot({ of: volume, tags: { n: String(count % 100) } });
  const pages = await pagesOf(
    paginateDescribeSnapshots(
      { client: ec2Of(cloud), pageSize: 1000 },
      { ...own(), Filters: [{ Name: 'tag:n', Values: ['7', '8'] }] },
    ),
    ({ Snapshots = [] }) => Snapshots.map(({ SnapshotId = '' }) => SnapshotId),
  );
  expect(pages.map((page) => page.length)).toEqual([1000, 1000]);
});

test('a listing that leaves something out looks complete, and who asks by id still gets it', async () => {
  const cloud = await freshCloud();
  const [seen, hidden] = [0, 1].map(() => cloud.region('eu-west-1').volume().id);
  const elsewhere = cloud.region('us-east-1').volume().id;
  const hiding = cloud.hide({
    action: 'DescribeVolumes',
    region: 'eu-west-1',
    which: ({ id }) => id === hidden,
  });
  const listed = async (region: string, ...VolumeIds: string[]) => {
    const input = VolumeIds.length > 0 ? { VolumeIds } : { MaxResults: 5 };
    const { Volumes, NextToken } = await ec2Of(cloud, region).send(new DescribeVolumesCommand(input));
    return [Volumes?.map(({ VolumeId }) => VolumeId), NextToken];
  };
  expect(await listed('eu-west-1')).toEqual([[seen], undefined]);
  expect(await listed('us-east-1')).toEqual([[elsewhere], undefined]);
  expect(await listed('eu-west-1', hidden ?? '')).toEqual([[hidden], undefined]);
  hiding.remove();
  expect(await listed('eu-west-1')).toEqual([
    [seen, hidden].toSorted((a = '', b = '') => a.localeCompare(b)),
    undefined,
  ]);
});
