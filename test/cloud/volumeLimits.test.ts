import { CreateVolumeCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, makeVolume, resultOf } from './callers.ts';
import type { Caller, VolumeAsked } from './callers.ts';
import { MINUTE } from './clock.ts';
import type { Cloud } from './cloud.ts';
import type { SnapshotWish } from './wishes.ts';
import type { Zone } from './zones.ts';

const OTHER = '222222222222';

function create(cloud: Cloud, asked: VolumeAsked = {}, caller?: Caller) {
  return makeVolume(cloud, { VolumeType: 'gp3', ...asked }, caller);
}

describe('a snapshot gives a volume only', () => {
  test.for<[SnapshotWish, string]>([
    [{ state: 'completed' }, 'ok'],
    [{ state: 'pending' }, 'IncorrectState 400'],
    [{ state: 'error' }, 'IncorrectState 400'],
    [{ tier: 'archive' }, 'IncorrectState 400'],
    [{ tier: 'archive', restoreExpiresAt: '2026-01-02T00:00:00Z' }, 'ok'],
    [{ tier: 'archive', restoreExpiresAt: '2026-01-01T00:00:00Z' }, 'IncorrectState 400'],
  ])('%j: %s', async ([wish, result]) => {
    const cloud = await freshCloud({ at: '2026-01-01T03:00:00Z' });
    const { id } = cloud.region('eu-west-1').snapshot(wish);
    expect(await resultOf(create(cloud, { SnapshotId: id }))).toBe(result);
  });

  test.for<[SnapshotWish, string]>([
    [{}, 'InvalidSnapshot.NotFound 400'],
    [{ sharedWith: [OTHER] }, 'ok'],
    [{ public: true }, 'ok'],
  ])('to another account as %j: %s', async ([wish, result]) => {
    const cloud = await freshCloud();
    const { id } = cloud.region('eu-west-1').snapshot(wish);
    expect(await resultOf(create(cloud, { SnapshotId: id }, OTHER))).toBe(result);
    expect(cloud.region('eu-west-1').volumes()).toEqual([]);
  });

  test('with its product codes', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const productCodes = [{ id: 'abc123', type: 'marketplace' }] as const;
    await create(cloud, { SnapshotId: region.snapshot({ productCodes }).id });
    expect(region.volumes()).toMatchObject([{ productCodes }]);
  });
});

describe('a zone gives a volume only', () => {
  test.for<[Partial<Zone>, string]>([
    [{}, 'ok'],
    [{ state: 'impaired' }, 'ok'],
    [{ state: 'unavailable' }, 'Unavailable 503'],
    [{ volumeTypes: ['gp2'] }, 'VolumeTypeNotAvailableInZone 400'],
    [{ exhausted: ['gp3'] }, 'InsufficientVolumeCapacity 500'],
    [{ exhausted: ['io2'] }, 'ok'],
    [{ optIn: 'not-opted-in' }, 'InvalidZone.NotFound 400'],
  ])('if it is %j: %s', async ([change, result]) => {
    const cloud = await freshCloud();
    Object.assign(cloud.region('eu-west-1').zone('eu-west-1a'), change);
    expect(await resultOf(create(cloud, { Size: 8 }))).toBe(result);
    expect(await resultOf(create(cloud, { Size: 8, AvailabilityZone: 'eu-west-1b' }))).toBe('ok');
  });
});

describe('the quotas of a region', () => {
  test('limit the storage of each type', async () => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').volumeLimits.storage = 100;
    expect(await resultOf(create(cloud, { Size: 60 }))).toBe('ok');
    expect(await resultOf(create(cloud, { Size: 41 }))).toBe('VolumeLimitExceeded 400');
    expect(await resultOf(create(cloud, { Size: 40 }))).toBe('ok');
    expect(await resultOf(create(cloud, { Size: 100, VolumeType: 'gp2' }))).toBe('ok');
  });

  test('limit the IOPS that are provisioned', async () => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').volumeLimits.iops = 1000;
    const asked = { Size: 100, VolumeType: 'io2' } as const;
    expect(await resultOf(create(cloud, { ...asked, Iops: 600 }))).toBe('ok');
    expect(await resultOf(create(cloud, { ...asked, Iops: 401 }))).toBe('MaxIOPSLimitExceeded 400');
    expect(await resultOf(create(cloud, { ...asked, Iops: 400 }))).toBe('ok');
    expect(await resultOf(create(cloud, { Size: 100, Iops: 3000 }))).toBe('ok');
  });
});

describe('a rate of initialization', () => {
  test.for([
    [99, 'InvalidParameterValue 400'],
    [100, 'ok'],
    [300, 'ok'],
    [301, 'InvalidParameterValue 400'],
  ] as const)('of %i is %s', async ([VolumeInitializationRate, result]) => {
    const cloud = await freshCloud();
    const { id: SnapshotId } = cloud.region('eu-west-1').snapshot();
    expect(await resultOf(create(cloud, { SnapshotId, VolumeInitializationRate }))).toBe(result);
  });

  test('is refused beyond 5000 MiB/s at once', async () => {
    const cloud = await freshCloud();
    const { id: SnapshotId } = cloud.region('eu-west-1').snapshot({ size: 100 });
    const fast = () => resultOf(create(cloud, { SnapshotId, VolumeInitializationRate: 250 }));
    const results = await Promise.all(Array.from({ length: 20 }, fast));
    expect(new Set(results)).toEqual(new Set(['ok']));
    expect(await fast()).toBe('ResourceLimitExceeded 400');
    expect(await resultOf(create(cloud, { SnapshotId }))).toBe('ok');
    cloud.clock.advance(7 * MINUTE);
    expect(await fast()).toBe('ok');
  });

  test('is refused in a Local Zone', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('us-west-2');
    region.zone('us-west-2-lax-1a', { type: 'local-zone' });
    const { id: SnapshotId } = region.snapshot();
    const send = (asked: VolumeAsked) => {
      const whole = { AvailabilityZone: 'us-west-2-lax-1a', SnapshotId, ...asked };
      return resultOf(ec2Of(cloud, 'us-west-2').send(new CreateVolumeCommand(whole)));
    };
    expect(await send({ VolumeInitializationRate: 100 })).toBe('InvalidParameterCombination 400');
    expect(await send({})).toBe('ok');
  });
});
