import { DescribeAvailabilityZonesCommand } from '@aws-sdk/client-ec2';
import type { DescribeAvailabilityZonesCommandInput } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';
import type { Cloud } from './cloud.ts';

const LOCAL = 'us-west-2-lax-1a';

async function cloudWithLocalZones(): Promise<Cloud> {
  const cloud = await freshCloud();
  const region = cloud.region('us-west-2');
  region.zone(LOCAL, { type: 'local-zone', optIn: 'opted-in' });
  region.zone('us-west-2-den-1a', { type: 'local-zone', optIn: 'not-opted-in' });
  region.zone('us-west-2c').state = 'unavailable';
  return cloud;
}

function list(cloud: Cloud, asked: DescribeAvailabilityZonesCommandInput = {}, account?: string) {
  return ec2Of(cloud, 'us-west-2', account).send(new DescribeAvailabilityZonesCommand(asked));
}

describe('the zones of a region', () => {
  test('are told with their names, ids, groups and states', async () => {
    const { AvailabilityZones } = await list(await cloudWithLocalZones());
    const region = { RegionName: 'us-west-2', Messages: [] };
    const own = { ...region, ZoneType: 'availability-zone', OptInStatus: 'opt-in-not-required' };
    expect(AvailabilityZones).toMatchObject([
      { ...own, ZoneName: 'us-west-2a', ZoneId: 'usw2-az1', State: 'available', GroupName: 'us-west-2-zg-1' },
      { ...own, ZoneName: 'us-west-2b', ZoneId: 'usw2-az2', State: 'available' },
      { ...own, ZoneName: 'us-west-2c', ZoneId: 'usw2-az3', State: 'unavailable' },
      {
        ...region,
        ZoneName: LOCAL,
        ZoneId: 'usw2-lax-1-az1',
        ZoneType: 'local-zone',
        OptInStatus: 'opted-in',
        GroupName: 'us-west-2-lax-1',
        ParentZoneName: 'us-west-2a',
      },
    ]);
  });

  test('have names of each account and ids of AWS', async () => {
    const { AvailabilityZones } = await list(await cloudWithLocalZones(), {}, '222222222223');
    expect(AvailabilityZones?.map(({ ZoneId }) => ZoneId)).toEqual(['usw2-az2', 'usw2-az3', 'usw2-az1']);
  });

  test.for<[DescribeAvailabilityZonesCommandInput, string[]]>([
    [{ ZoneNames: ['us-west-2b'] }, ['us-west-2b']],
    [{ ZoneIds: ['usw2-az1', 'usw2-az3'] }, ['us-west-2a', 'us-west-2c']],
    [{ Filters: [{ Name: 'zone-type', Values: ['local-zone'] }] }, [LOCAL]],
    [
      { AllAvailabilityZones: true, Filters: [{ Name: 'opt-in-status', Values: ['not-opted-in'] }] },
      ['us-west-2-den-1a'],
    ],
    [{ Filters: [{ Name: 'state', Values: ['available'] }] }, ['us-west-2a', 'us-west-2b', LOCAL]],
    [{ Filters: [{ Name: 'zone-id', Values: ['usw2-az2'] }] }, ['us-west-2b']],
    [{ Filters: [{ Name: 'zone-name', Values: ['*a'] }] }, ['us-west-2a', LOCAL]],
    [{ Filters: [{ Name: 'group-name', Values: ['us-west-2-lax-1'] }] }, [LOCAL]],
    [{ Filters: [{ Name: 'region-name', Values: ['eu-west-1'] }] }, []],
  ])('asked for by %j are %j', async ([asked, names]) => {
    const { AvailabilityZones } = await list(await cloudWithLocalZones(), asked);
    expect(AvailabilityZones?.map(({ ZoneName }) => ZoneName)).toEqual(names);
  });

  test.for<DescribeAvailabilityZonesCommandInput>([
    { ZoneNames: ['us-west-2z'] },
    { ZoneNames: ['us-west-2-den-1a'] },
    { ZoneIds: ['usw2-az9'] },
    { Filters: [{ Name: 'colour', Values: ['red'] }] },
  ])('are refused for %j', async (asked) => {
    expect(await resultOf(list(await cloudWithLocalZones(), asked))).toBe('InvalidParameterValue 400');
  });
});

test('a test cannot mistype a zone', async () => {
  const cloud = await freshCloud();
  expect(() => cloud.region('eu-west-1').zone('eu-west-1z')).toThrow('eu-west-1 has the zones eu-west-1a');
});
