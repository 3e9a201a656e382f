import { DeleteSnapshotCommand } from '@aws-sdk/client-ec2';
import { GetSnapshotBlockCommand, ListSnapshotBlocksCommand } from '@aws-sdk/client-ebs';
import { describe, expect, test } from 'vitest';

import { ebsOf, ec2Of, freshCloud, resultOf, tagged } from './callers.ts';
import { MINUTE, SECOND } from './clock.ts';
import { copiesThere, copy, THERE } from './copies.ts';
import type { Cloud } from './cloud.ts';
import { snapshotWith } from './ebs.ts';
import type { Snapshot } from './records.ts';

const VAULT = '222222222222';

describe('a copy', () => {
  test('has its own time, what the call gave it, an arbitrary volume, and nothing else of its source', async () => {
    const cloud = await freshCloud({ at: '2026-01-01T03:00:00Z' });
    const source = cloud.region('eu-west-1').snapshot({
      of: 'vol-0123456789abcdef0',
      size: 20,
      startedAt: '2025-12-31T03:00:00Z',
      description: 'of the source',
      tags: { snapshot_tool: 'autosnap' },
      sharedWith: [VAULT],
    });
    const asked = { Description: 'autosnap: replica', ...tagged({ autosnap_of: 'vol-0123456789abcdef0' }) };
    const { SnapshotId, Tags, $metadata: _, ...rest } = await copy(cloud, source, asked);
    expect(Tags).toEqual([{ Key: 'autosnap_of', Value: 'vol-0123456789abcdef0' }]);
    expect(rest).toEqual({});
    const same = {
      SnapshotId,
      VolumeId: 'vol-ffffffff',
      Description: 'autosnap: replica',
      OwnerId: '123456789012',
      StartTime: new Date('2026-01-01T03:00:00Z'),
      StorageTier: 'standard',
      TransferType: 'standard',
      Tags,
    };
    // Even its size comes later.
    expect(await copiesThere(cloud)).toMatchObject([
      { ...same, State: 'pending', Progress: '0%', VolumeSize: 0, StateMessage: 'Metadata not updated' },
    ]);
    cloud.clock.advance(5 * SECOND);
    const [pending] = await copiesThere(cloud);
    expect(pending).toMatchObject({ ...same, State: 'pending', VolumeSize: 20 });
    expect(pending).not.toMatchObject({ StateMessage: expect.anything() });
    cloud.clock.advance(30 * MINUTE);
    expect(await copiesThere(cloud)).toMatchObject([
      { ...same, State: 'completed', Progress: '100%', VolumeSize: 20 },
    ]);
    expect(cloud.region(THERE).snapshots()).toMatchObject([{ sharedWith: [], public: false }]);
    expect(cloud.region('eu-west-1').snapshots()).toEqual([source]);
  });

  test('without a description has none, and a second call makes a second copy', async () => {
    const cloud = await freshCloud();
    const source = cloud.region('eu-west-1').snapshot({ description: 'of the source' });
    const ids = [await copy(cloud, source), await copy(cloud, source)].map(({ SnapshotId }) => SnapshotId);
    expect(new Set(ids).size).toBe(2);
    expect((await copiesThere(cloud)).map(({ Description }) => Description)).toEqual(['', '']);
  });

  test('has the blocks of its source, for EBS direct as well', async () => {
    const cloud = await freshCloud();
    const source = snapshotWith(cloud.region('eu-west-1'), [0, 7]);
    const { SnapshotId } = await copy(cloud, source);
    const ebs = ebsOf(cloud, THERE);
    const list = () => ebs.send(new ListSnapshotBlocksCommand({ SnapshotId }));
    expect(await resultOf(list())).toBe('ValidationException 400');
    cloud.clock.advance(30 * MINUTE);
    const { Blocks = [], VolumeSize } = await list();
    expect(VolumeSize).toBe(8);
    expect(Blocks.map(({ BlockIndex }) => BlockIndex)).toEqual([0, 7]);
    const [, { BlockIndex, BlockToken } = {}] = Blocks;
    const block = await ebs.send(new GetSnapshotBlockCommand({ SnapshotId, BlockIndex, BlockToken }));
    expect((await block.BlockData?.transformToByteArray())?.at(0)).toBe(1);
  });

  test('in the same region, and a copy of a copy, are copies too', async () => {
    const cloud = await freshCloud();
    const source = cloud.region(THERE).snapshot({ of: 'vol-0123456789abcdef0' });
    await copy(cloud, source);
    cloud.clock.advance(30 * MINUTE);
    const first = cloud
      .region(THERE)
      .snapshots()
      .find(({ id }) => id !== source.id);
    if (first) await copy(cloud, first);
    const copied = cloud
      .region(THERE)
      .snapshots()
      .filter((one) => one !== source);
    const lineage = 'vol-0123456789abcdef0';
    expect(copied).toMatchObject([{ copy: { lineage } }, { copy: { lineage } }]);
  });
});

describe('once a copy is complete', () => {
  test('nothing that happens at its source changes it', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const key = region.key();
    const source = region.snapshot({ kmsKeyId: key.arn });
    await copy(cloud, source);
    cloud.clock.advance(30 * MINUTE);
    const before = await copiesThere(cloud);
    cloud.fault({ action: 'any', region: 'eu-west-1', effect: { error: 'Unavailable' } });
    region.remove(source);
    key.state = 'PendingDeletion';
    cloud.clock.advance(30 * MINUTE);
    expect(before).toMatchObject([{ State: 'completed' }]);
    expect(await copiesThere(cloud)).toEqual(before);
  });

  test('another account keeps it when the source is no longer shared', async () => {
    const cloud = await freshCloud();
    const source = cloud.region('eu-west-1').snapshot({ sharedWith: [VAULT] });
    await copy(cloud, source, {}, VAULT);
    cloud.clock.advance(30 * MINUTE);
    source.sharedWith = [];
    cloud.clock.advance(30 * MINUTE);
    expect(await copiesThere(cloud, VAULT)).toMatchObject([{ State: 'completed', OwnerId: VAULT }]);
    expect(await copiesThere(cloud)).toEqual([]);
  });
});

describe('while a copy runs', () => {
  test.for<[string, (cloud: Cloud, source: Snapshot) => void]>([
    ['is deleted', (cloud, source) => cloud.region('eu-west-1').remove(source)],
    ['is no longer shared', (_, source) => void (source.sharedWith = [])],
    ['is to fail', (_, source) => void (source.copiesComplete = 'error')],
  ])('and its source %s, it fails', async ([, act]) => {
    const cloud = await freshCloud();
    const source = cloud.region('eu-west-1').snapshot({ sharedWith: [VAULT] });
    await copy(cloud, source, {}, VAULT);
    act(cloud, source);
    cloud.clock.advance(30 * MINUTE);
    expect(await copiesThere(cloud, VAULT)).toMatchObject([{ State: 'error', Progress: '0%' }]);
  });

  test('its deletion waits for its end', async () => {
    const cloud = await freshCloud();
    const { SnapshotId } = await copy(cloud, cloud.region('eu-west-1').snapshot());
    await ec2Of(cloud, THERE).send(new DeleteSnapshotCommand({ SnapshotId }));
    expect(await copiesThere(cloud)).toHaveLength(1);
    cloud.clock.advance(30 * MINUTE);
    expect(await copiesThere(cloud)).toEqual([]);
  });
});
