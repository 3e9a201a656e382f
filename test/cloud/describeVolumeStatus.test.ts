import { DescribeVolumeStatusCommand } from '@aws-sdk/client-ec2';
import type { DescribeVolumeStatusCommandInput } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';
import { SECOND } from './clock.ts';
import type { Cloud } from './cloud.ts';

const GIB = 1024 ** 3;

function told(Progress: number, EstimatedTimeToCompleteInSeconds: number) {
  return { InitializationType: 'provisioned-rate', Progress, EstimatedTimeToCompleteInSeconds };
}

async function statuses(cloud: Cloud, asked: DescribeVolumeStatusCommandInput = {}) {
  const { VolumeStatuses = [] } = await ec2Of(cloud).send(new DescribeVolumeStatusCommand(asked));
  return VolumeStatuses;
}

describe('the status of a volume', () => {
  test.for([
    ['ok', 'passed'],
    ['impaired', 'failed'],
    ['insufficient-data', 'insufficient-data'],
  ] as const)('is %s where io-enabled has %s', async ([health, status]) => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.volume({ health, attachedTo: region.instance() });
    expect(await statuses(cloud)).toMatchObject([
      {
        VolumeId: volume.id,
        AvailabilityZone: 'eu-west-1a',
        AvailabilityZoneId: 'euw1-az1',
        VolumeStatus: { Status: health, Details: [{ Name: 'io-enabled', Status: status }, {}] },
        AttachmentStatuses: [{ InstanceId: volume.attachments[0]?.instance.id }],
        Events: [],
        Actions: [],
      },
    ]);
  });

  test('is not known while it is created', async () => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').volume({ state: 'creating' });
    expect(await statuses(cloud)).toMatchObject([{ VolumeStatus: { Status: 'insufficient-data' } }]);
  });

  test('can be asked for by id and by filter', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [well, ill] = [region.volume(), region.volume({ health: 'impaired', zone: 'eu-west-1b' })];
    const found = async (asked: DescribeVolumeStatusCommandInput) =>
      (await statuses(cloud, asked)).map(({ VolumeId }) => VolumeId);
    expect(await found({ VolumeIds: [well.id] })).toEqual([well.id]);
    expect(await found({ Filters: [{ Name: 'volume-status.status', Values: ['impaired'] }] })).toEqual([
      ill.id,
    ]);
    expect(await found({ Filters: [{ Name: 'availability-zone', Values: ['eu-west-1b'] }] })).toEqual([
      ill.id,
    ]);
    region.remove(well);
    expect(await resultOf(statuses(cloud, { VolumeIds: [well.id] }))).toBe('InvalidVolume.NotFound 400');
  });
});

describe('initialization', () => {
  test('of 10 GiB at 300 MiB/s takes 34.1 seconds', async () => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').volume({ initialization: { rate: 300, bytes: 10 * GIB } });
    const progress = async () => (await statuses(cloud))[0]?.InitializationStatusDetails;
    expect(await progress()).toEqual(told(0, 35));
    cloud.clock.advance(17 * SECOND);
    expect(await progress()).toEqual(told(49, 18));
    cloud.clock.advance(17 * SECOND);
    expect(await progress()).toEqual(told(99, 1));
    cloud.clock.advance(SECOND);
    expect(await progress()).toEqual(told(100, 0));
  });

  test('at no paid rate has a progress and no estimate', async () => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').volume({ initialization: { rate: undefined, bytes: 10 * GIB } });
    cloud.clock.advance(102.4 * SECOND);
    expect((await statuses(cloud))[0]?.InitializationStatusDetails).toEqual({
      InitializationType: 'default',
      Progress: 50,
    });
  });

  test('of a volume that was made empty there is none', async () => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').volume();
    expect((await statuses(cloud))[0]).not.toHaveProperty('InitializationStatusDetails');
  });
});
