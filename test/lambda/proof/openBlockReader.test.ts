import { describe, expect, test } from 'vitest';
import { freshCloud } from '../../cloud/callers.ts';
import { BLOCK_SIZE, contentOf } from '../../cloud/content.ts';
import { snapshotWith } from '../../cloud/ebs.ts';
import type { Effect } from '../../cloud/faults.ts';
import { passTime } from '../../cloud/passingTime.ts';
import { callsOf } from '../../scenarios/story.ts';
import { first, listed, reading } from './window.ts';

const ALL = Number.POSITIVE_INFINITY;

describe('a list', () => {
  test('has all blocks that were written, and says that there are no others', async () => {
    const cloud = await freshCloud();
    const snapshot = snapshotWith(cloud.region('eu-west-1'), [0, 2, 700]);
    const list = await reading(cloud, async (reader) => reader.list(snapshot.id, 0));
    expect(listed(list)).toMatchObject({ upTo: ALL, sizeGiB: 8 });
    expect(listed(list).blocks.map(({ index }) => index)).toEqual([0, 2, 700]);
    const rest = await reading(cloud, async (reader) => reader.list(snapshot.id, 3));
    expect(listed(rest).blocks.map(({ index }) => index)).toEqual([700]);
  });

  test('of a disk that nobody wrote to is empty up to its end', async () => {
    const cloud = await freshCloud();
    const { id } = cloud.region('eu-west-1').snapshot({ size: 3 });
    expect(await reading(cloud, async (reader) => reader.list(id, 0))).toEqual({
      kind: 'listed',
      blocks: [],
      upTo: ALL,
      sizeGiB: 3,
    });
  });

  test('ends where its page ends', async () => {
    const cloud = await freshCloud();
    cloud.pageLimit = 2;
    const snapshot = snapshotWith(cloud.region('eu-west-1'), [0, 2, 700]);
    const list = listed(await reading(cloud, async (reader) => reader.list(snapshot.id, 0)));
    expect(list.blocks).toHaveLength(2);
    expect(list.upTo).toBe(2);
    expect(callsOf(cloud, 'ListSnapshotBlocks')).toHaveLength(1);
  });

  test('goes on behind empty pages', async () => {
    const cloud = await freshCloud();
    const snapshot = snapshotWith(cloud.region('eu-west-1'), [5]);
    cloud.fault({ action: 'ListSnapshotBlocks', times: 1, effect: 'empty page' });
    const list = listed(await reading(cloud, async (reader) => reader.list(snapshot.id, 0)));
    expect(list.blocks.map(({ index }) => index)).toEqual([5]);
    expect(callsOf(cloud, 'ListSnapshotBlocks')).toHaveLength(2);
  });
});

describe('a read', () => {
  test('gives the bytes of the block', async () => {
    const cloud = await freshCloud();
    const snapshot = cloud.region('eu-west-1').snapshot({ content: contentOf(Uint8Array.of(1, 2, 3)) });
    const block = await reading(cloud, async (reader) =>
      reader.read(snapshot.id, first(listed(await reader.list(snapshot.id, 0)))),
    );
    if (block.kind !== 'read') throw new Error(block.message);
    expect(block.bytes).toHaveLength(BLOCK_SIZE);
    expect([...block.bytes.subarray(0, 4)]).toEqual([1, 2, 3, 0]);
  });

  test.for<[number, Effect, string, number]>([
    [1, 'altered', 'read', 2],
    [2, 'altered', 'read', 3],
    [3, 'altered', 'checksum', 3],
    [1, 'truncated', 'read', 2],
    [3, 'truncated', 'refused', 3],
    [1, 'reset before', 'read', 2],
    [1, { error: 'InternalServerException' }, 'read', 2],
  ])('%i times %j is %s after %i calls', async ([times, effect, outcome, calls]) => {
    const cloud = await freshCloud();
    const snapshot = snapshotWith(cloud.region('eu-west-1'), [0]);
    cloud.fault({ action: 'GetSnapshotBlock', times, effect });
    const block = await reading(cloud, async (reader) =>
      reader.read(snapshot.id, first(listed(await reader.list(snapshot.id, 0)))),
    );
    expect(block.kind === 'read' ? block.kind : block.why).toBe(outcome);
    expect(callsOf(cloud, 'GetSnapshotBlock')).toHaveLength(calls);
  });

  test('tells of each call: also of an empty page, and of a block that is read again', async () => {
    const cloud = await freshCloud();
    const snapshot = snapshotWith(cloud.region('eu-west-1'), [0]);
    cloud.fault({ action: 'ListSnapshotBlocks', times: 1, effect: 'empty page' });
    cloud.fault({ action: 'GetSnapshotBlock', times: 1, effect: 'altered' });
    const told: string[] = [];
    await reading(cloud, async (reader) => {
      const list = listed(await reader.list(snapshot.id, 0, () => told.push('list')));
      return reader.read(snapshot.id, first(list), () => told.push('read'));
    });
    expect(told).toEqual(['list', 'list', 'read', 'read']);
    expect(callsOf(cloud, 'ListSnapshotBlocks')).toHaveLength(2);
  });

  test('with the token of an earlier list is refused because of the token', async () => {
    const cloud = await freshCloud();
    const snapshot = snapshotWith(cloud.region('eu-west-1'), [0]);
    const block = await reading(cloud, async (reader) => {
      const old = first(listed(await reader.list(snapshot.id, 0)));
      await reader.list(snapshot.id, 0);
      return reader.read(snapshot.id, old);
    });
    expect(block).toMatchObject({ kind: 'unread', why: 'token', code: 'ValidationException' });
  });

  test('waits while AWS is too busy, as long as there is time', async () => {
    const cloud = await freshCloud();
    const snapshot = snapshotWith(cloud.region('eu-west-1'), [0]);
    const { clock } = passTime(cloud, 50);
    const patience = { clock, until: new Date(cloud.clock.now().getTime() + 120_000) };
    cloud.fault({ action: 'any', times: 6, effect: { error: 'RequestThrottledException' } });
    const list = await reading(cloud, async (reader) => reader.list(snapshot.id, 0), patience);
    expect(list.kind).toBe('listed');
    cloud.fault({ action: 'any', effect: { error: 'RequestThrottledException' } });
    expect(await reading(cloud, async (reader) => reader.list(snapshot.id, 0), patience)).toMatchObject({
      why: 'refused',
      code: 'RequestThrottledException',
    });
  });
});

describe('what cannot be read says why', () => {
  const ID = 'snap-0123456789abcdef0';

  test('a key that is disabled', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const key = region.key();
    const snapshot = region.snapshot({ kmsKeyId: key.arn });
    key.state = 'Disabled';
    const list = await reading(cloud, async (reader) => reader.list(snapshot.id, 0));
    expect(list).toMatchObject({ why: 'key', code: 'AccessDeniedException' });
    expect(list).toHaveProperty('message', expect.stringContaining('DEPENDENCY_ACCESS_DENIED'));
  });

  test('a key that is gone', async () => {
    const cloud = await freshCloud();
    const arn = 'arn:aws:kms:eu-west-1:123456789012:key/0badcafe-0000-4000-8000-000000000000';
    const { id } = cloud.region('eu-west-1').snapshot({ kmsKeyId: arn });
    expect(await reading(cloud, async (reader) => reader.list(id, 0))).toMatchObject({ why: 'key' });
  });

  test('a snapshot that is gone, one in the archive and one that is pending: that says nothing about it', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [archived, pending] = [region.snapshot({ tier: 'archive' }), region.snapshot({ state: 'pending' })];
    const whys = await reading(cloud, async (reader) =>
      Promise.all([ID, archived.id, pending.id].map(async (id) => reader.list(id, 0))),
    );
    expect(whys.map((one) => one.kind === 'unread' && one.why)).toEqual(['refused', 'refused', 'refused']);
  });

  test.for([
    ['a service control policy denies', 'with an explicit deny in a service control policy'],
    ['its own policy does not allow', 'because no identity-based policy allows the kms:Decrypt action'],
  ])('a caller without the right, also where %s the key', async ([, why]) => {
    const cloud = await freshCloud();
    const { id } = cloud.region('eu-west-1').snapshot();
    cloud.policy = [];
    expect(await reading(cloud, async (reader) => reader.list(id, 0))).toMatchObject({ why: 'refused' });
    cloud.policy = 'allow all';
    cloud.fault({
      action: 'ListSnapshotBlocks',
      effect: {
        error: 'AccessDeniedException',
        reason: 'DEPENDENCY_ACCESS_DENIED',
        message: `not authorized to perform: kms:Decrypt ${why}`,
      },
    });
    expect(await reading(cloud, async (reader) => reader.list(id, 0))).toMatchObject({ why: 'refused' });
  });
});

describe('an answer that AWS does not document', () => {
  const GIB_8 = { Blocks: [{ BlockIndex: 0, BlockToken: 'a' }], VolumeSize: 8, BlockSize: 524_288 };

  test.for<[string, object, string]>([
    ['empty pages without an end', { ...GIB_8, Blocks: [], NextToken: 'more' }, 'TooManyPages'],
    ['blocks of another size', { ...GIB_8, BlockSize: 512 }, 'BlockSize'],
    ['no size of the volume', { ...GIB_8, VolumeSize: undefined }, 'VolumeSize'],
  ])('%s: nothing is said about the snapshot', async ([, answer, code]) => {
    const body = JSON.stringify(answer);
    const beside = async () => ({ kind: 'document', status: 200, headers: {}, body }) as const;
    const cloud = await freshCloud({ beside });
    const list = await reading(cloud, async (reader) => reader.list('snap-0123456789abcdef0', 0));
    expect(list).toMatchObject({ kind: 'unread', why: 'refused', code });
  });

  test('a block without its SHA-256', async () => {
    const headers = { 'x-amz-data-length': String(BLOCK_SIZE) };
    const body = Buffer.alloc(BLOCK_SIZE);
    const beside = async () => ({ kind: 'document', status: 200, headers, body }) as const;
    const cloud = await freshCloud({ beside });
    const block = await reading(cloud, async (reader) =>
      reader.read('snap-0123456789abcdef0', { index: 0, token: 'a' }),
    );
    expect(block).toMatchObject({ why: 'refused', code: 'ChecksumAlgorithm' });
  });
});
