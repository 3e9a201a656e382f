import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import type { DescribeRegionsCommandInput } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';

import { ec2Of, freshCloud } from './callers.ts';

test('regions are those enabled for the account, unless it asks for more', async () => {
  const cloud = await freshCloud({ regions: ['eu-west-1', 'eu-south-1'], disabledRegions: ['af-south-1'] });
  cloud.account('222222222222').region('eu-south-1').enabled = false;
  const statusOf = async (input: DescribeRegionsCommandInput, account?: string) => {
    const { Regions } = await ec2Of(cloud, 'eu-west-1', account).send(new DescribeRegionsCommand(input));
    return Object.fromEntries(
      (Regions ?? []).map(({ RegionName, OptInStatus }) => [RegionName, OptInStatus]),
    );
  };
  const enabled = { 'eu-west-1': 'opt-in-not-required', 'eu-south-1': 'opted-in' };

  expect(await statusOf({})).toEqual(enabled);
  expect(await statusOf({ AllRegions: true })).toEqual({ ...enabled, 'af-south-1': 'not-opted-in' });
  expect(await statusOf({ RegionNames: ['af-south-1'] })).toEqual({ 'af-south-1': 'not-opted-in' });
  expect(await statusOf({ Filters: [{ Name: 'opt-in-status', Values: ['opted-in'] }] })).toEqual({
    'eu-south-1': 'opted-in',
  });
  expect(await statusOf({}, '222222222222')).toEqual({ 'eu-west-1': 'opt-in-not-required' });
});
