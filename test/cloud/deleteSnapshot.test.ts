import { DeleteSnapshotCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, messageOf, resultOf } from './callers.ts';
import { MINUTE } from './clock.ts';
import type { Cloud } from './cloud.ts';
import type { Lock, Snapshot } from './records.ts';

function remove(cloud: Cloud, { id }: Snapshot) {
  return ec2Of(cloud).send(new DeleteSnapshotCommand({ SnapshotId: id }));
}

test('a snapshot is deleted once', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const [old, other] = [region.snapshot(), region.snapshot()];
  expect(await resultOf(remove(cloud, old))).toBe('ok');
  expect(await resultOf(remove(cloud, old))).toBe('InvalidSnapshot.NotFound 400');
  expect(region.snapshots()).toEqual([other]);
});

describe('a snapshot is kept', () => {
  test.for(['available', 'disabled', 'deregistered'] as const)(
    'by an image, but not by one %s',
    async (state) => {
      const cloud = await freshCloud();
      const region = cloud.region('eu-west-1');
      const [root, data] = [region.snapshot(), region.snapshot()];
      const image = region.image({ snapshots: [root, data], disabled: state === 'disabled' });
      image.state = state;
      const freed = state === 'deregistered';
      const refused = `The snapshot ${data.id} is currently in use by ${image.id}`;
      expect(await messageOf(remove(cloud, data))).toBe(freed ? '' : refused);
      expect(await resultOf(remove(cloud, root))).toBe(freed ? 'ok' : 'InvalidSnapshot.InUse 400');
      expect(region.snapshots()).toHaveLength(freed ? 0 : 2);
    },
  );

  test.for<[Lock['state'], string]>([
    ['governance', 'OperationNotPermitted 400'],
    ['compliance', 'OperationNotPermitted 400'],
    ['compliance-cooloff', 'OperationNotPermitted 400'],
    ['expired', 'ok'],
  ])('by a lock in the state %s: %s', async ([state, expected]) => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const old = region.snapshot();
    region.lock(old, { state });
    expect(await resultOf(remove(cloud, old))).toBe(expected);
  });

  test('by AWS Backup', async () => {
    const cloud = await freshCloud();
    const old = cloud.region('eu-west-1').snapshot({ tags: { 'aws:backup:source-resource': 'x' } });
    expect(await messageOf(remove(cloud, old))).toBe(
      'This snapshot is managed by the AWS Backup service and cannot be deleted via EC2 APIs',
    );
  });

  test('by its owner, when that is somebody else', async () => {
    const cloud = await freshCloud();
    const other = cloud.account('222222222222').region('eu-west-1');
    expect(await resultOf(remove(cloud, other.snapshot({ public: true })))).toBe('OperationNotPermitted 400');
    expect(await resultOf(remove(cloud, other.snapshot()))).toBe('InvalidSnapshot.NotFound 400');
    expect(other.snapshots()).toHaveLength(2);
  });
});

test('a pending snapshot goes when it is complete, and counts until then', async () => {
  const cloud = await freshCloud({ at: '2026-01-01T03:00:00Z' });
  const region = cloud.region('eu-west-1');
  const volume = region.volume();
  const pending = region.snapshot({ of: volume, state: 'pending', endsAt: '2026-01-01T03:10:00Z' });
  expect(await resultOf(remove(cloud, pending))).toBe('ok');
  expect(cloud.snapshotsOf(volume)).toEqual([pending]);
  cloud.clock.advance(10 * MINUTE);
  expect(cloud.snapshotsOf(volume)).toEqual([]);
});
