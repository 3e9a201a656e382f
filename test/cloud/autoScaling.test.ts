import { expect, test } from 'vitest';

import { freshCloud } from './callers.ts';
import type { Cloud } from './cloud.ts';

/** One call in the query protocol, as any client of the service sends it; the cloud reads no signature. */
async function ask(cloud: Cloud, params: Record<string, string>): Promise<string> {
  const scope = `${cloud.credentials().accessKeyId}/20260101/eu-west-1/autoscaling/aws4_request`;
  const answer = await fetch(cloud.endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ Version: '2011-01-01', ...params }).toString(),
  });
  return answer.text();
}

/** What stands in each element of this name. */
function texts(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'gu'))].map(([, text = '']) => text);
}

test('a group tells the template, the mix or the configuration that it launches', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const template = region.launchTemplate({ name: 'web', images: ['ami-1'] });
  const other = region.launchTemplate({ name: 'arm', images: ['ami-2'] });
  region.autoScalingGroup('a', { kind: 'template', template, version: '$Latest' });
  const overrides = [{ choice: { template: other, version: '1' } }, { imageId: 'ami-3' }];
  region.autoScalingGroup('b', { kind: 'mixed', template, version: '1', overrides });
  region.launchConfiguration('old', 'ami-4');
  region.autoScalingGroup('c', { kind: 'configuration', name: 'old' });

  const groups = await ask(cloud, { Action: 'DescribeAutoScalingGroups' });
  expect(texts(groups, 'AutoScalingGroupName')).toEqual(['a', 'b', 'c']);
  expect(texts(groups, 'LaunchTemplateId')).toEqual([template.id, template.id, other.id]);
  expect(texts(groups, 'Version')).toEqual(['$Latest', '1', '1']);
  expect(texts(groups, 'ImageId')).toEqual(['ami-3']);
  expect(texts(groups, 'LaunchConfigurationName')).toEqual(['old']);
  const old = await ask(cloud, { Action: 'DescribeLaunchConfigurations' });
  expect(texts(old, 'ImageId')).toEqual(['ami-4']);
});

test('groups come in pages of 50 unless more are asked for, and by their names', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  for (let count = 100; count < 160; count += 1)
    region.autoScalingGroup(`g${count}`, { kind: 'configuration', name: 'old' });
  const Action = 'DescribeAutoScalingGroups';
  const first = await ask(cloud, { Action });
  const [NextToken = ''] = texts(first, 'NextToken');
  const second = await ask(cloud, { Action, NextToken });
  expect([first, second].map((page) => texts(page, 'AutoScalingGroupName').length)).toEqual([50, 10]);
  const names = { 'AutoScalingGroupNames.member.1': 'g159', 'AutoScalingGroupNames.member.2': 'gone' };
  expect(texts(await ask(cloud, { Action, ...names }), 'AutoScalingGroupName')).toEqual(['g159']);
});

test.for([
  [{ MaxRecords: '101' }, 'ValidationError'],
  [{ NextToken: 'x' }, 'InvalidNextToken'],
  [{ 'Filters.member.1.Name': 'tag-key' }, 'UnsupportedOperation'],
  [{ Action: 'DeleteAutoScalingGroup' }, 'InvalidAction'],
] as const)('%j is %s', async ([params, code]) => {
  const cloud = await freshCloud();
  const answer = await ask(cloud, { Action: 'DescribeAutoScalingGroups', ...params });
  expect(texts(answer, 'Code')).toEqual([code]);
});

test('who may not look is told so', async () => {
  const cloud = await freshCloud();
  cloud.policy = [{ Effect: 'Allow', Action: 'ec2:*', Resource: '*' }];
  expect(texts(await ask(cloud, { Action: 'DescribeAutoScalingGroups' }), 'Code')).toEqual(['AccessDenied']);
});
