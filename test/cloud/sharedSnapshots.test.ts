import { DescribeSnapshotsCommand } from '@aws-sdk/client-ec2';
import type { DescribeSnapshotsCommandInput } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, makeVolume, resultOf } from './callers.ts';
import type { Cloud } from './cloud.ts';
import { listBlocks } from './ebs.ts';

const OWNER = '123456789012';
const OTHER = '222222222222';
const THIRD = '333333333333';

async function seen(cloud: Cloud, asked: DescribeSnapshotsCommandInput, account = OTHER) {
  const { Snapshots = [] } = await ec2Of(cloud, 'eu-west-1', account).send(
    new DescribeSnapshotsCommand(asked),
  );
  return Snapshots;
}

describe('a snapshot that another account shares', () => {
  test('is found by id, by its owner and by who may use it, and shows no tags', async () => {
    const cloud = await freshCloud();
    const shared = cloud.region('eu-west-1').snapshot({ tags: { mine: 'yes' }, sharedWith: [OTHER] });
    cloud.region('eu-west-1').snapshot();
    for (const asked of [
      { SnapshotIds: [shared.id] },
      { OwnerIds: [OWNER] },
      { RestorableByUserIds: ['self'] },
      { RestorableByUserIds: [OTHER], OwnerIds: [OWNER] },
    ]) {
      const found = await seen(cloud, asked);
      expect(found.map(({ SnapshotId }) => SnapshotId)).toEqual([shared.id]);
      expect(found).toMatchObject([{ OwnerId: OWNER, Tags: [] }]);
    }
    expect(await seen(cloud, { Filters: [{ Name: 'tag:mine', Values: ['yes'] }] })).toEqual([]);
    expect(await seen(cloud, { SnapshotIds: [shared.id] }, OWNER)).toMatchObject([
      { Tags: [{ Key: 'mine' }] },
    ]);
  });

  test('is unknown to a third', async () => {
    const cloud = await freshCloud();
    const { id } = cloud.region('eu-west-1').snapshot({ sharedWith: [OTHER] });
    expect(await resultOf(seen(cloud, { SnapshotIds: [id] }, THIRD))).toBe('InvalidSnapshot.NotFound 400');
    expect(await seen(cloud, { RestorableByUserIds: [OTHER], OwnerIds: [OWNER] }, THIRD)).toEqual([]);
  });

  test('fits no permission that asks for its owner’s tags', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const shared = region.snapshot({ tags: { mine: 'yes' }, sharedWith: [OTHER] });
    const Condition = { StringEquals: { 'aws:ResourceTag/mine': 'yes' } };
    const anyVolume = { Effect: 'Allow', Action: 'ec2:*', Resource: 'arn:*:volume/*' } as const;
    cloud.policy = [anyVolume, { Effect: 'Allow', Action: ['ec2:*', 'ebs:*'], Resource: '*', Condition }];
    const restore = (account: string) => resultOf(makeVolume(cloud, { SnapshotId: shared.id }, account));
    const read = (account: string) => resultOf(listBlocks(cloud, shared, {}, account));
    expect([await restore(OWNER), await read(OWNER)]).toEqual(['ok', 'ok']);
    expect([await restore(OTHER), await read(OTHER)]).toEqual([
      'UnauthorizedOperation 403',
      'AccessDeniedException 403',
    ]);
  });
});

test('an owner asks whom it lets restore, and finds its own among what it may restore itself', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const [own, shared, open] = [
    region.snapshot(),
    region.snapshot({ sharedWith: [OTHER] }),
    region.snapshot({ public: true }),
  ];
  const ids = async (...RestorableByUserIds: string[]) =>
    (await seen(cloud, { RestorableByUserIds, OwnerIds: ['self'] }, OWNER)).map(
      ({ SnapshotId }) => SnapshotId,
    );
  expect(await ids('self')).toEqual([own.id, shared.id, open.id].toSorted());
  expect(await ids(OTHER)).toEqual([shared.id]);
  expect(await ids('all')).toEqual([open.id]);
  expect(await ids(OTHER, 'all')).toEqual([shared.id, open.id].toSorted());
  expect(await ids(THIRD)).toEqual([]);
});
