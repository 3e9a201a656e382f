import { DescribeInstanceTypesCommand, paginateDescribeInstanceTypes } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';

test('instance types tell what they take in volumes', async () => {
  const cloud = await freshCloud();
  const asked = new DescribeInstanceTypesCommand({ InstanceTypes: ['t3.micro', 'm4.large', 'm7i.large'] });
  const { InstanceTypes = [] } = await ec2Of(cloud).send(asked);
  expect(
    InstanceTypes.map(({ InstanceType, Hypervisor, EbsInfo }) => [
      InstanceType,
      Hypervisor,
      EbsInfo?.NvmeSupport,
      EbsInfo?.AttachmentLimitType,
      EbsInfo?.MaximumEbsAttachments,
    ]),
  ).toEqual([
    ['m4.large', 'xen', 'unsupported', 'shared', 40],
    ['m7i.large', 'nitro', 'required', 'dedicated', 32],
    ['t3.micro', 'nitro', 'required', 'shared', 28],
  ]);
});

test('all types come in pages, and a test can change and add some', async () => {
  const cloud = await freshCloud();
  const { instanceTypes } = cloud.region('eu-west-1');
  instanceTypes.set('t3.nano', {
    limitType: 'dedicated',
    maximumEbsAttachments: 2,
    hypervisor: 'nitro',
    nvme: 'required',
  });
  const names: (string | undefined)[] = [];
  for await (const page of paginateDescribeInstanceTypes({ client: ec2Of(cloud), pageSize: 5 }, {})) {
    names.push(...(page.InstanceTypes ?? []).map(({ InstanceType }) => InstanceType));
  }
  expect(names).toEqual([...instanceTypes.keys()].toSorted());
});

test('a type that does not exist is refused', async () => {
  const cloud = await freshCloud();
  const InstanceTypes = ['t3.micro', 'm7i.large', 't1.micro'] as const;
  const sent = ec2Of(cloud).send(new DescribeInstanceTypesCommand({ InstanceTypes: [...InstanceTypes] }));
  expect(await resultOf(sent)).toBe('InvalidInstanceType 400');
});
