import {
  DescribeKeyPairsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';

async function network() {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const vpcId = 'vpc-0123456789abcdef0';
  return { cloud, region, vpcId, ec2: ec2Of(cloud), subnet: region.subnet({ vpcId, zone: 'eu-west-1b' }) };
}

test('subnets tell their network, zone and room', async () => {
  const { ec2, region, vpcId, subnet } = await network();
  region.subnet();
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ Filters }));
  expect(Subnets).toMatchObject([
    { SubnetId: subnet.id, VpcId: vpcId, AvailabilityZone: 'eu-west-1b', AvailableIpAddressCount: 251 },
  ]);
});

test('security groups and key pairs are found by filters, and what is gone is not', async () => {
  const { ec2, region, vpcId } = await network();
  const group = region.securityGroup({ vpcId, name: 'web' });
  region.keyPair('ops');
  const groupIds = [{ Name: 'group-id', Values: [group.id, 'sg-0123456789abcdef0'] }];
  const names = [{ Name: 'key-name', Values: ['ops', 'lost'] }];
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: groupIds }));
  expect(SecurityGroups).toMatchObject([{ GroupId: group.id, GroupName: 'web', VpcId: vpcId }]);
  const { KeyPairs } = await ec2.send(new DescribeKeyPairsCommand({ Filters: names }));
  expect(KeyPairs).toMatchObject([{ KeyName: 'ops' }]);
});

test('each needs its permission', async () => {
  const { cloud, ec2 } = await network();
  cloud.policy = [];
  const results = await Promise.all([
    resultOf(ec2.send(new DescribeSubnetsCommand({}))),
    resultOf(ec2.send(new DescribeSecurityGroupsCommand({}))),
    resultOf(ec2.send(new DescribeKeyPairsCommand({}))),
  ]);
  expect(new Set(results)).toEqual(new Set(['UnauthorizedOperation 403']));
});
