import { CreateSnapshotCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf, take, tagged } from './callers.ts';
import { MINUTE, SECOND } from './clock.ts';

describe('one snapshot', () => {
  test('is pending at first and completed ten minutes later', async () => {
    const cloud = await freshCloud({ at: '2026-01-01T03:00:00Z' });
    const volume = cloud.region('eu-west-1').volume({ size: 20 });

    const made = await ec2Of(cloud).send(
      new CreateSnapshotCommand({
        VolumeId: volume.id,
        Description: 'nightly',
        ...tagged({ Name: 'web', empty: '' }),
      }),
    );

    expect(made).toMatchObject({
      VolumeId: volume.id,
      VolumeSize: 20,
      State: 'pending',
      Progress: '0%',
      StartTime: new Date('2026-01-01T03:00:00Z'),
      OwnerId: '123456789012',
      Description: 'nightly',
      Encrypted: false,
      Tags: [
        { Key: 'Name', Value: 'web' },
        { Key: 'empty', Value: '' },
      ],
    });
    const [snapshot] = cloud.snapshotsOf(volume);
    expect(snapshot).toMatchObject({
      id: made.SnapshotId,
      tags: { Name: 'web', empty: '' },
      state: 'pending',
    });
    cloud.clock.advance(10 * MINUTE - 1);
    expect(snapshot?.state).toBe('pending');
    cloud.clock.advance(1);
    expect(snapshot).toMatchObject({ state: 'completed', completedAt: new Date('2026-01-01T03:10:00Z') });
  });

  test.for([
    ['as usual', 'completed'],
    [5 * MINUTE, 'completed'],
    [60 * MINUTE, 'pending'],
    ['never', 'pending'],
    ['error', 'error'],
  ] as const)('of a volume whose snapshots complete %s is then %s', async ([snapshotsComplete, state]) => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').volume({ snapshotsComplete });
    await take(cloud, volume);
    cloud.clock.advance(10 * MINUTE);
    expect(cloud.snapshotsOf(volume).map((snapshot) => snapshot.state)).toEqual([state]);
  });

  test('that takes no time is answered as pending all the same', async () => {
    const cloud = await freshCloud();
    cloud.completesAfter = 0;
    const volume = cloud.region('eu-west-1').volume();
    expect((await take(cloud, volume)).State).toBe('pending');
    expect(cloud.snapshotsOf(volume)[0]?.state).toBe('completed');
  });

  test.for(['creating', 'deleting', 'error'] as const)('is refused while the volume is %s', async (state) => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').volume({ state });
    expect(await resultOf(take(cloud, volume))).toBe('IncorrectState 400');
  });

  test('is refused when there is no such volume', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.volume();
    region.remove(volume);
    expect(await resultOf(take(cloud, volume))).toBe('InvalidVolume.NotFound 400');
    expect(region.snapshots()).toEqual([]);
  });

  test('is refused 15 seconds after another that is still pending', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').volume();
    await take(cloud, volume);
    cloud.clock.advance(15 * SECOND - 1);
    expect(await resultOf(take(cloud, volume))).toBe('SnapshotCreationPerVolumeRateExceeded 400');
    cloud.clock.advance(1);
    expect(await resultOf(take(cloud, volume))).toBe('ok');
  });

  test.for([
    ['gp3', 5],
    ['io2', 5],
    ['st1', 1],
    ['sc1', 1],
  ] as const)('of a %s volume is refused beside %i that are pending or failed', async ([type, limit]) => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.volume({ type });
    const startedAt = '2025-12-31T00:00:00Z';
    const before = Array.from({ length: limit }, (_, index) =>
      region.snapshot({ of: volume, startedAt, state: index % 2 ? 'error' : 'pending' }),
    );
    expect(await resultOf(take(cloud, volume))).toBe('ConcurrentSnapshotLimitExceeded 400');
    for (const snapshot of before.slice(-1)) snapshot.state = 'completed';
    expect(await resultOf(take(cloud, volume))).toBe('ok');
  });

  test('is refused when too many of the region are pending', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    region.pendingLimit = 1;
    await take(cloud, region.volume());
    expect(await resultOf(take(cloud, region.volume()))).toBe('PendingSnapshotLimitExceeded 400');
  });

  test('is refused with a description of more than 255 characters', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').volume();
    const sent = (length: number) =>
      resultOf(
        ec2Of(cloud).send(
          new CreateSnapshotCommand({ VolumeId: volume.id, Description: 'x'.repeat(length) }),
        ),
      );
    expect(await sent(256)).toBe('InvalidParameterValue 400');
    expect(await sent(255)).toBe('ok');
  });
});
