import {
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  ModifySnapshotAttributeCommand,
} from '@aws-sdk/client-ec2';
import type { ModifySnapshotAttributeCommandInput } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, messageOf, resultOf } from './callers.ts';
import type { Cloud } from './cloud.ts';
import type { Statement } from './iam.ts';
import type { Snapshot } from './records.ts';

const OTHER = '222222222222';
const THIRD = '333333333333';

type Asked = Partial<ModifySnapshotAttributeCommandInput>;

async function modify(cloud: Cloud, { id }: Pick<Snapshot, 'id'>, asked: Asked, account?: string) {
  const command = new ModifySnapshotAttributeCommand({ SnapshotId: id, ...asked });
  return ec2Of(cloud, 'eu-west-1', account).send(command);
}

function adding(...accounts: string[]): Asked {
  return { CreateVolumePermission: { Add: accounts.map((UserId) => ({ UserId })) } };
}

function removing(...accounts: string[]): Asked {
  return { CreateVolumePermission: { Remove: accounts.map((UserId) => ({ UserId })) } };
}

const EVERYBODY: Asked = { CreateVolumePermission: { Add: [{ Group: 'all' }] } };

test('a snapshot is shared and taken back, account by account, in both ways to say it', async () => {
  const cloud = await freshCloud();
  const snapshot = cloud.region('eu-west-1').snapshot();
  const old = { Attribute: 'createVolumePermission' } as const;
  const permissions = async () => {
    const command = new DescribeSnapshotAttributeCommand({ SnapshotId: snapshot.id, ...old });
    return (await ec2Of(cloud).send(command)).CreateVolumePermissions;
  };
  await modify(cloud, snapshot, adding(OTHER));
  await modify(cloud, snapshot, { ...old, OperationType: 'add', UserIds: [THIRD, OTHER, '123456789012'] });
  expect(await permissions()).toEqual([{ UserId: OTHER }, { UserId: THIRD }]);
  const look = new DescribeSnapshotsCommand({ SnapshotIds: [snapshot.id] });
  expect(await resultOf(ec2Of(cloud, 'eu-west-1', OTHER).send(look))).toBe('ok');

  await modify(cloud, snapshot, removing(OTHER, '444444444444'));
  expect(await permissions()).toEqual([{ UserId: THIRD }]);
  expect(await resultOf(ec2Of(cloud, 'eu-west-1', OTHER).send(look))).toBe('InvalidSnapshot.NotFound 400');
  await modify(cloud, snapshot, { ...old, OperationType: 'add', GroupNames: ['all'] });
  expect(await permissions()).toEqual([{ Group: 'all' }, { UserId: THIRD }]);
  await modify(cloud, snapshot, { ...old, OperationType: 'remove', GroupNames: ['all'], UserIds: [THIRD] });
  expect(await permissions()).toEqual([]);
});

describe('a snapshot is not shared', () => {
  test('under the key that EBS made, and not with all under any', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [managed, own] = [
      region.snapshot({ encrypted: true }),
      region.snapshot({ kmsKeyId: region.key().arn }),
    ];
    expect(await messageOf(modify(cloud, managed, adding(OTHER)))).toBe(
      'Encrypted snapshots with EBS default key cannot be shared',
    );
    expect(await resultOf(modify(cloud, managed, adding(OTHER)))).toBe('OperationNotPermitted 400');
    expect(await resultOf(modify(cloud, managed, removing(OTHER)))).toBe('ok');
    expect(await resultOf(modify(cloud, own, EVERYBODY))).toBe('OperationNotPermitted 400');
    expect(await resultOf(modify(cloud, own, adding(OTHER)))).toBe('ok');
    expect([managed.sharedWith, own.public, own.sharedWith]).toEqual([[], false, [OTHER]]);
  });

  test('with all where public access is blocked; one that is public already may be hidden as well', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [snapshot, open] = [region.snapshot(), region.snapshot({ public: true })];
    const look = () =>
      resultOf(
        ec2Of(cloud, 'eu-west-1', OTHER).send(new DescribeSnapshotsCommand({ SnapshotIds: [open.id] })),
      );
    region.snapshotRules.publicAccess = 'block-new-sharing';
    expect(await resultOf(modify(cloud, snapshot, EVERYBODY))).toBe('OperationNotPermitted 400');
    expect(await resultOf(modify(cloud, snapshot, adding(OTHER)))).toBe('ok');
    expect(await look()).toBe('ok');
    region.snapshotRules.publicAccess = 'block-all-sharing';
    expect(await look()).toBe('InvalidSnapshot.NotFound 400');
  });

  test.for<[Asked, string]>([
    [{}, 'InvalidParameterCombination 400'],
    [{ UserIds: [OTHER] }, 'MissingParameter 400'],
    [{ Attribute: 'productCodes', OperationType: 'add', UserIds: [OTHER] }, 'InvalidParameterValue 400'],
    [{ Attribute: 'createVolumePermission', UserIds: [OTHER] }, 'InvalidParameterCombination 400'],
    [
      { CreateVolumePermission: { Add: [{ UserId: OTHER }], Remove: [{ UserId: THIRD }] } },
      'InvalidParameterCombination 400',
    ],
    [adding('vault'), 'InvalidAMIAttributeItemValue 400'],
    [{ ...adding(OTHER), SnapshotId: 'snap-00000000' }, 'InvalidSnapshot.NotFound 400'],
    [{ ...adding(OTHER), DryRun: true }, 'DryRunOperation 412'],
  ])('by %j: %s', async ([asked, result]) => {
    const cloud = await freshCloud();
    const snapshot = cloud.region('eu-west-1').snapshot();
    expect(await resultOf(modify(cloud, snapshot, asked))).toBe(result);
    expect(snapshot.sharedWith).toEqual([]);
  });

  test('by anybody but its owner', async () => {
    const cloud = await freshCloud();
    const snapshot = cloud.region('eu-west-1').snapshot({ sharedWith: [OTHER] });
    expect(await resultOf(modify(cloud, snapshot, adding(THIRD), OTHER))).toBe(
      'InvalidSnapshot.NotFound 400',
    );
  });
});

function allowing(Condition: Statement['Condition']): Statement {
  const Resource = 'arn:aws:ec2:*::snapshot/*';
  return {
    Effect: 'Allow',
    Action: 'ec2:ModifySnapshotAttribute',
    Resource,
    ...(Condition && { Condition }),
  };
}

describe('a role that may share with one account alone', () => {
  const own = { StringEquals: { 'aws:ResourceTag/mine': 'yes' } };
  const policy = [
    allowing({ StringEquals: { ...own.StringEquals, 'ec2:Add/userId': OTHER } }),
    allowing({ StringEquals: { ...own.StringEquals, 'ec2:Remove/userId': OTHER } }),
  ];
  const DENIED = 'UnauthorizedOperation 403';

  test.for<[string, Asked, string]>([
    ['yes', adding(OTHER), 'ok'],
    ['yes', adding(OTHER, OTHER), 'ok'],
    ['yes', removing(OTHER), 'ok'],
    ['no', adding(OTHER), DENIED],
    ['yes', adding(THIRD), DENIED],
    ['yes', adding(OTHER, THIRD), DENIED],
    ['yes', removing(THIRD), DENIED],
    ['yes', EVERYBODY, DENIED],
  ])('is asked for what is its own (%s) by %j: %s', async ([mine, asked, result]) => {
    const cloud = await freshCloud();
    const snapshot = cloud.region('eu-west-1').snapshot({ tags: { mine } });
    cloud.policy = policy;
    expect(await resultOf(modify(cloud, snapshot, asked))).toBe(result);
    expect(snapshot.sharedWith.includes(THIRD) || snapshot.public).toBe(false);
  });

  test('is stopped at the group by a denial of it', async () => {
    const cloud = await freshCloud();
    const snapshot = cloud.region('eu-west-1').snapshot();
    const Condition = { StringEquals: { 'ec2:Add/group': 'all' } };
    cloud.policy = [allowing(undefined), { ...allowing(Condition), Effect: 'Deny' }];
    expect(await resultOf(modify(cloud, snapshot, EVERYBODY))).toBe(DENIED);
    expect(await resultOf(modify(cloud, snapshot, adding(THIRD)))).toBe('ok');
  });
});
