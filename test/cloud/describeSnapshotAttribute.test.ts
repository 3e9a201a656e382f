import { DescribeSnapshotAttributeCommand } from '@aws-sdk/client-ec2';
import type { SnapshotAttributeName } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';
import type { Cloud } from './cloud.ts';

const OTHER = '222222222222';

function look(cloud: Cloud, id: string, Attribute: SnapshotAttributeName = 'productCodes', account?: string) {
  const command = new DescribeSnapshotAttributeCommand({ SnapshotId: id, Attribute });
  return ec2Of(cloud, 'eu-west-1', account).send(command);
}

test('a snapshot of a Marketplace volume tells its product codes, others none', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const volume = region.volume({ productCodes: [{ id: 'abc123', type: 'marketplace' }] });
  const sold = region.snapshot({ of: volume });
  expect(await look(cloud, sold.id)).toMatchObject({
    SnapshotId: sold.id,
    ProductCodes: [{ ProductCodeId: 'abc123', ProductCodeType: 'marketplace' }],
  });
  expect(await look(cloud, region.snapshot().id)).toMatchObject({ ProductCodes: [] });
});

test('a snapshot tells with whom it is shared', async () => {
  const cloud = await freshCloud();
  const shared = cloud.region('eu-west-1').snapshot({ public: true, sharedWith: [OTHER] });
  expect(await look(cloud, shared.id, 'createVolumePermission')).toMatchObject({
    CreateVolumePermissions: [{ Group: 'all' }, { UserId: OTHER }],
  });
});

test('a look is refused at what is not there, not own or not allowed', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const [own, other] = [region.snapshot({ tags: { mine: 'yes' } }), region.snapshot({ sharedWith: [OTHER] })];
  expect(await resultOf(look(cloud, 'snap-00000000'))).toBe('InvalidSnapshot.NotFound 400');
  expect(await resultOf(look(cloud, own.id, 'productCodes', OTHER))).toBe('InvalidSnapshot.NotFound 400');
  expect(await resultOf(look(cloud, other.id, 'productCodes', OTHER))).toBe('AuthFailure 403');
  cloud.policy = [
    {
      Effect: 'Allow',
      Action: 'ec2:DescribeSnapshotAttribute',
      Resource: 'arn:aws:ec2:eu-west-1::snapshot/*',
      Condition: { StringEquals: { 'aws:ResourceTag/mine': 'yes' } },
    },
  ];
  expect(await resultOf(look(cloud, own.id))).toBe('ok');
  expect(await resultOf(look(cloud, other.id))).toBe('UnauthorizedOperation 403');
});
