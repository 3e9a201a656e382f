import { CreateSnapshotsCommand } from '@aws-sdk/client-ec2';
import type { CreateSnapshotsCommandInput } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf, take, tagged } from './callers.ts';
import { MINUTE } from './clock.ts';
import type { Cloud } from './cloud.ts';
import type { Instance, Volume } from './records.ts';

describe('a set', () => {
  test('has one snapshot of each volume, with one start and the same tags', async () => {
    const cloud = await freshCloud();
    const { region, instance, root, data, log } = threeVolumes(cloud);
    region.volume();

    const { Snapshots } = await takeSet(cloud, instance, {
      Description: 'together',
      ...tagged({ snapshot_tool: 'autosnap' }),
    });

    expect(Snapshots?.map(({ VolumeId }) => VolumeId)).toEqual([root.id, data.id, log.id]);
    for (const snapshot of Snapshots ?? []) {
      expect(snapshot).toMatchObject({
        State: 'pending',
        StartTime: cloud.clock.now(),
        Progress: '0%',
        OwnerId: '123456789012',
        Description: 'together',
        VolumeSize: 8,
        Encrypted: false,
        Tags: [{ Key: 'snapshot_tool', Value: 'autosnap' }],
      });
    }
    expect(region.snapshots()).toHaveLength(3);
  });

  test("copies each volume's own tags, but not AWS's", async () => {
    const cloud = await freshCloud();
    const { instance, root, data, log } = threeVolumes(cloud);
    await takeSet(cloud, instance, {
      CopyTagsFromSource: 'volume',
      ...tagged({ mark: 'x' }),
    });
    expect([root, data, log].map((volume) => cloud.snapshotsOf(volume)[0]?.tags)).toEqual([
      { mark: 'x', Name: 'root' },
      { mark: 'x', Name: 'data' },
      { mark: 'x' },
    ]);
  });

  test.for<
    [
      string,
      (world: ReturnType<typeof threeVolumes>) => Partial<CreateSnapshotsCommandInput>,
      string[] | string,
    ]
  >([
    ['all', () => ({}), ['root', 'data', 'log']],
    [
      'no boot volume',
      () => ({ InstanceSpecification: { InstanceId: '', ExcludeBootVolume: true } }),
      ['data', 'log'],
    ],
    ['less one volume', ({ data }) => without(data), ['root', 'log']],
    ['less the root by its id', ({ root }) => without(root), 'InvalidParameterValue 400'],
    ['less a volume of nobody', ({ region }) => without(region.volume()), 'InvalidParameterValue 400'],
    [
      'less 41 volumes',
      ({ data }) => without(...Array.from({ length: 41 }, () => data)),
      'InvalidParameterValue 400',
    ],
    [
      'less all volumes',
      ({ data, log }) => ({
        InstanceSpecification: {
          InstanceId: '',
          ExcludeBootVolume: true,
          ExcludeDataVolumeIds: [data.id, log.id],
        },
      }),
      'InvalidParameterValue 400',
    ],
    [
      'with a key that a volume has',
      () => ({ CopyTagsFromSource: 'volume', ...tagged({ Name: 'x' }) }),
      'InvalidParameterValue 400',
    ],
  ])('%s', async ([, wish, expected]) => {
    const cloud = await freshCloud();
    const world = threeVolumes(cloud);
    const result = await resultOf(takeSet(cloud, world.instance, wish(world)));
    const copied = (['root', 'data', 'log'] as const).filter(
      (name) => cloud.snapshotsOf(world[name]).length > 0,
    );
    expect([result, copied]).toEqual(typeof expected === 'string' ? [expected, []] : ['ok', expected]);
  });

  test('is refused whole when one volume is refused', async () => {
    const cloud = await freshCloud();
    const { region, instance, data } = threeVolumes(cloud);
    await take(cloud, data);
    expect(await resultOf(takeSet(cloud, instance))).toBe('SnapshotCreationPerVolumeRateExceeded 400');
    expect(region.snapshots()).toHaveLength(1);
  });

  test('counts each of its members as pending', async () => {
    const cloud = await freshCloud();
    const { region, instance } = threeVolumes(cloud);
    region.pendingLimit = 2;
    expect(await resultOf(takeSet(cloud, instance))).toBe('PendingSnapshotLimitExceeded 400');
  });

  test('fails whole when one of its members fails', async () => {
    const cloud = await freshCloud();
    const { instance, root, data, log } = threeVolumes(cloud);
    data.snapshotsComplete = 'error';
    await takeSet(cloud, instance);
    cloud.clock.advance(10 * MINUTE);
    expect([root, data, log].map((volume) => cloud.snapshotsOf(volume)[0]?.state)).toEqual([
      'error',
      'error',
      'error',
    ]);
  });

  test('needs an instance that exists and has volumes', async () => {
    const cloud = await freshCloud();
    const { region, instance, data } = threeVolumes(cloud);
    region.terminate(instance);
    expect(await resultOf(takeSet(cloud, instance))).toBe('InvalidParameterValue 400');
    expect([data.state, region.volumes().length]).toEqual(['available', 2]);
    region.remove(instance);
    expect(await resultOf(takeSet(cloud, instance))).toBe('InvalidInstanceID.NotFound 400');
  });
});

function without(...volumes: Volume[]): Partial<CreateSnapshotsCommandInput> {
  return { InstanceSpecification: { InstanceId: '', ExcludeDataVolumeIds: volumes.map(({ id }) => id) } };
}

function takeSet(cloud: Cloud, instance: Instance, wish: Partial<CreateSnapshotsCommandInput> = {}) {
  const { InstanceSpecification, ...rest } = wish;
  return ec2Of(cloud).send(
    new CreateSnapshotsCommand({
      ...rest,
      InstanceSpecification: { ...InstanceSpecification, InstanceId: instance.id },
    }),
  );
}

function threeVolumes(cloud: Cloud) {
  const region = cloud.region('eu-west-1');
  const instance = region.instance();
  const root = region.volume({ attachedTo: instance, tags: { Name: 'root', 'aws:managed': 'x' } });
  const data = region.volume({ attachedTo: instance, tags: { Name: 'data' } });
  const log = region.volume({ attachedTo: instance });
  return { region, instance, root, data, log };
}
