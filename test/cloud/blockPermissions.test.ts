import { CompleteSnapshotCommand } from '@aws-sdk/client-ebs';
import { describe, expect, test } from 'vitest';

import { ebsOf, freshCloud, messageOf, resultOf } from './callers.ts';
import { HOUR } from './clock.ts';
import { listBlocks, listChanged, readBlock, snapshotWith } from './ebs.ts';
import type { Statement } from './iam.ts';
import type { KeyState } from './keys.ts';
import type { SnapshotWish } from './wishes.ts';

const OTHER = '222222222222';
const DENIED = { name: 'AccessDeniedException', Reason: 'DEPENDENCY_ACCESS_DENIED' };

describe('a snapshot that cannot be read', () => {
  test.for<[string, SnapshotWish]>([
    ['is pending', { state: 'pending' }],
    ['failed', { state: 'error' }],
    ['is archived', { tier: 'archive' }],
  ])('%s', async ([, wish]) => {
    const cloud = await freshCloud();
    const snapshot = cloud.region('eu-west-1').snapshot(wish);
    const refused = { name: 'ValidationException', Reason: 'INVALID_SNAPSHOT_ID' };
    await expect(listBlocks(cloud, snapshot)).rejects.toMatchObject(refused);
    const block = { BlockIndex: 0, BlockToken: 'a' };
    await expect(readBlock(cloud, snapshot, block)).rejects.toMatchObject(refused);
  });

  test('is in the archive, and can be read for as long as it is restored', async () => {
    const cloud = await freshCloud();
    const restoreExpiresAt = new Date(cloud.clock.now().getTime() + HOUR);
    const snapshot = cloud.region('eu-west-1').snapshot({ tier: 'archive', restoreExpiresAt });
    expect(await resultOf(listBlocks(cloud, snapshot))).toBe('ok');
    cloud.clock.advance(HOUR);
    expect(await messageOf(listBlocks(cloud, snapshot))).toContain('archived');
  });

  test('does not exist, or has an id that is none', async () => {
    const cloud = await freshCloud();
    await expect(listBlocks(cloud, { id: 'snap-0123456789abcdef0' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      Reason: 'SNAPSHOT_NOT_FOUND',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(listBlocks(cloud, { id: 'none' })).rejects.toMatchObject({
      name: 'ValidationException',
      Reason: 'INVALID_SNAPSHOT_ID',
    });
    const elsewhere = snapshotWith(cloud.region('us-east-1'), [0]);
    expect(await resultOf(listBlocks(cloud, elsewhere))).toBe('ResourceNotFoundException 404');
  });

  test('is of another account, which does not share it or shares it with everybody', async () => {
    const cloud = await freshCloud();
    const theirs = cloud.account(OTHER).region('eu-west-1').snapshot();
    await expect(listBlocks(cloud, theirs)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      Reason: 'UNAUTHORIZED_ACCOUNT',
    });
    theirs.public = true;
    await expect(listBlocks(cloud, theirs)).rejects.toMatchObject({ Reason: 'INVALID_SNAPSHOT_ID' });
    theirs.sharedWith.push('123456789012');
    expect(await resultOf(listBlocks(cloud, theirs))).toBe('ok');
  });
});

function allowing(Action: string): Statement {
  return {
    Effect: 'Allow',
    Action,
    Resource: 'arn:aws:ec2:*::snapshot/*',
    Condition: { StringEquals: { 'aws:ResourceTag/snapshot_tool': 'autosnap' } },
  };
}

describe('permission to read blocks', () => {
  test('can ask for a tag of the snapshot', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const own = snapshotWith(region, [0], { tags: { snapshot_tool: 'autosnap' } });
    const other = snapshotWith(region, [0]);
    cloud.policy = [allowing('ebs:ListSnapshotBlocks'), allowing('ebs:GetSnapshotBlock')];
    const { Blocks: [block = {}] = [] } = await listBlocks(cloud, own);
    expect(await resultOf(readBlock(cloud, own, block))).toBe('ok');
    expect(await resultOf(listBlocks(cloud, other))).toBe('AccessDeniedException 403');
    expect(await messageOf(listBlocks(cloud, other))).toContain('ebs:ListSnapshotBlocks');
    const both = { FirstSnapshotId: own.id, SecondSnapshotId: own.id };
    expect(await resultOf(listChanged(cloud, both))).toBe('AccessDeniedException 403');
    cloud.policy = [allowing('ebs:ListSnapshotBlocks')];
    expect(await resultOf(readBlock(cloud, own, block))).toBe('AccessDeniedException 403');
  });

  test('to see changes is needed on both snapshots', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const of = region.volume();
    const tags = { snapshot_tool: 'autosnap' };
    const [first, second] = [region.snapshot({ of }), region.snapshot({ of, tags })];
    cloud.policy = [allowing('ebs:ListChangedBlocks')];
    const both = { FirstSnapshotId: first.id, SecondSnapshotId: second.id };
    expect(await resultOf(listChanged(cloud, both))).toBe('AccessDeniedException 403');
    first.tags = tags;
    expect(await resultOf(listChanged(cloud, both))).toBe('ok');
  });
});

function decrypt(service: string, name = 'aws:ebs:id'): Statement {
  return {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: 'arn:aws:kms:eu-west-1:123456789012:key/*',
    Condition: {
      StringLike: { 'kms:ViaService': service },
      'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': name },
    },
  };
}

describe('the key of an encrypted snapshot', () => {
  test.for<KeyState>(['Disabled', 'PendingDeletion', 'PendingImport', 'Unavailable'])(
    'that is %s lets nobody read',
    async (state) => {
      const cloud = await freshCloud();
      const region = cloud.region('eu-west-1');
      const key = region.key();
      const snapshot = snapshotWith(region, [0], { kmsKeyId: key.arn });
      const { Blocks: [block = {}] = [] } = await listBlocks(cloud, snapshot);
      key.state = state;
      await expect(listBlocks(cloud, snapshot)).rejects.toMatchObject(DENIED);
      await expect(readBlock(cloud, snapshot, block)).rejects.toMatchObject(DENIED);
      key.state = 'Enabled';
      expect(await resultOf(readBlock(cloud, snapshot, block))).toBe('ok');
    },
  );

  test('that does not exist is an invalid one', async () => {
    const cloud = await freshCloud();
    const kmsKeyId = 'arn:aws:kms:eu-west-1:123456789012:key/0badcafe-0000-4000-8000-000000000000';
    const snapshot = cloud.region('eu-west-1').snapshot({ kmsKeyId });
    await expect(listBlocks(cloud, snapshot)).rejects.toMatchObject({ Reason: 'INVALID_CUSTOMER_KEY' });
  });

  test('is needed to decrypt through EBS, and the one that EBS made is not', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const blocks: Statement = { Effect: 'Allow', Action: 'ebs:*', Resource: '*' };
    const snapshot = snapshotWith(region, [0], { kmsKeyId: region.key().arn });
    for (const [policy, result] of [
      [[blocks], 'AccessDeniedException 403'],
      [[blocks, decrypt('ec2.*.amazonaws.com')], 'ok'],
      [[blocks, decrypt('s3.*.amazonaws.com')], 'AccessDeniedException 403'],
      [[blocks, decrypt('ec2.*.amazonaws.com', 'other')], 'AccessDeniedException 403'],
    ] as const) {
      cloud.policy = policy;
      expect(await resultOf(listBlocks(cloud, snapshot))).toBe(result);
    }
    cloud.policy = [blocks];
    expect(await resultOf(listBlocks(cloud, region.snapshot({ encrypted: true })))).toBe('ok');
  });

  test('of another account has to be shared as well as the snapshot', async () => {
    const cloud = await freshCloud();
    const theirs = cloud.account(OTHER).region('eu-west-1');
    const key = theirs.key();
    const snapshot = theirs.snapshot({ kmsKeyId: key.arn, sharedWith: ['123456789012'] });
    await expect(listBlocks(cloud, snapshot)).rejects.toMatchObject(DENIED);
    key.usableBy.push('123456789012');
    expect(await resultOf(listBlocks(cloud, snapshot))).toBe('ok');
  });
});

test('a number that is none is refused, and so is what is not emulated', async () => {
  const cloud = await freshCloud();
  const snapshot = snapshotWith(cloud.region('eu-west-1'), [0]);
  await expect(listBlocks(cloud, snapshot, { StartingBlockIndex: -1 })).rejects.toMatchObject({
    Reason: 'INVALID_PARAMETER_VALUE',
  });
  const complete = new CompleteSnapshotCommand({ SnapshotId: snapshot.id, ChangedBlocksCount: 0 });
  expect(await resultOf(ebsOf(cloud).send(complete))).toBe('UnknownOperationException 404');
});
