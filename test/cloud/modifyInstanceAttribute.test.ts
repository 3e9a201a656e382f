import { ModifyInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import type { ModifyInstanceAttributeCommandInput } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';
import type { Cloud } from './cloud.ts';
import type { Instance, Volume } from './records.ts';

test('a volume goes with its instance, or stays, as one sets it', async () => {
  const { cloud, server, root, data } = await serverWithData();
  const wish = { BlockDeviceMappings: [mapping('/dev/xvda', false), mapping('/dev/sdf', true)] };
  expect(await resultOf(modify(cloud, server, wish))).toBe('ok');
  cloud.region('eu-west-1').terminate(server);
  expect(cloud.region('eu-west-1').volumes()).toEqual([root]);
  expect(data.attachments).toEqual([]);
});

test.for<[string, Partial<ModifyInstanceAttributeCommandInput>, expected: string]>([
  [
    'at a device that is free',
    { BlockDeviceMappings: [mapping('/dev/sdg', true)] },
    'InvalidInstanceAttributeValue 400',
  ],
  ['of no instance', { InstanceId: 'i-00000000', BlockDeviceMappings: [] }, 'InvalidInstanceID.NotFound 400'],
  ['of no device', {}, 'InvalidParameterCombination 400'],
  ['that is another attribute', { DisableApiTermination: { Value: true } }, 'UnsupportedOperation 400'],
  [
    'of two devices, one of them free',
    { BlockDeviceMappings: [mapping('/dev/sdf', true), mapping('/dev/sdg', true)] },
    'InvalidInstanceAttributeValue 400',
  ],
])('deletion %s is refused and changes nothing', async ([, wish, expected]) => {
  const { cloud, server, data } = await serverWithData();
  expect(await resultOf(modify(cloud, server, wish))).toBe(expected);
  expect(data.attachments[0]?.deleteOnTermination).toBe(false);
});

test('both the instance and the volume must be allowed', async () => {
  const { cloud, server, data } = await serverWithData();
  const allow = { Effect: 'Allow', Action: 'ec2:ModifyInstanceAttribute' } as const;
  const wish = { BlockDeviceMappings: [mapping('/dev/sdf', true)] };
  cloud.policy = [{ ...allow, Resource: 'arn:aws:ec2:*:*:instance/*' }];
  expect(await resultOf(modify(cloud, server, wish))).toBe('UnauthorizedOperation 403');
  cloud.policy = [{ ...allow, Resource: ['arn:aws:ec2:*:*:instance/*', 'arn:aws:ec2:*:*:volume/*'] }];
  expect(await resultOf(modify(cloud, server, wish))).toBe('ok');
  expect(data.attachments[0]?.deleteOnTermination).toBe(true);
});

function mapping(DeviceName: string, DeleteOnTermination: boolean) {
  return { DeviceName, Ebs: { DeleteOnTermination } };
}

async function serverWithData(): Promise<{
  readonly cloud: Cloud;
  readonly server: Instance;
  readonly root: Volume;
  readonly data: Volume;
}> {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const server = region.instance();
  const root = region.volume({ attachedTo: server });
  return { cloud, server, root, data: region.volume({ attachedTo: server, device: '/dev/sdf' }) };
}

function modify(cloud: Cloud, { id }: Instance, wish: Partial<ModifyInstanceAttributeCommandInput>) {
  return ec2Of(cloud).send(new ModifyInstanceAttributeCommand({ InstanceId: id, ...wish }));
}
