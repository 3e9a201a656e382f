import {
  CreateSnapshotCommand,
  DeleteSnapshotCommand,
  DescribeRegionsCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
} from '@aws-sdk/client-ec2';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf, snsOf, stsOf } from './callers.ts';
import { SECOND } from './clock.ts';
import { addTokenBucket } from './tokenBuckets.ts';

const [HUB, MEMBER] = ['123456789012', '222222222222'] as const;

async function twoAccounts() {
  const cloud = await freshCloud();
  return { cloud, hub: cloud.account(), member: cloud.account(MEMBER) };
}

test('the account that nobody names is the one whose keys are in the environment', async () => {
  const { cloud, hub } = await twoAccounts();
  expect(hub.id).toBe(HUB);
  expect(hub.credentials()).toEqual(cloud.credentials());
  const volume = cloud.region('eu-west-1').volume();
  expect(hub.region('eu-west-1').volumes()).toEqual([volume]);
});

test('an account is named by twelve digits', async () => {
  const { cloud } = await twoAccounts();
  expect(() => cloud.account('2222')).toThrow('an account is like 222222222222, but not 2222');
});

describe('a snapshot of another account', () => {
  test('is not seen, and is not there to be deleted', async () => {
    const { cloud, member } = await twoAccounts();
    const theirs = member.region('eu-west-1').snapshot({ of: 'vol-00000000000000001' });
    const hub = ec2Of(cloud);
    const SnapshotId = theirs.id;
    const listed = await hub.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    expect(listed.Snapshots).toEqual([]);
    expect(await resultOf(hub.send(new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId] })))).toBe(
      'InvalidSnapshot.NotFound 400',
    );
    expect(await resultOf(hub.send(new DeleteSnapshotCommand({ SnapshotId })))).toBe(
      'InvalidSnapshot.NotFound 400',
    );
    expect(member.region('eu-west-1').snapshots()).toEqual([theirs]);
  });

  test('has its own id and its own owner', async () => {
    const { cloud, hub, member } = await twoAccounts();
    const owners = [];
    for (const account of [hub, member]) {
      const VolumeId = account.region('eu-west-1').volume().id;
      owners.push(await ec2Of(cloud, 'eu-west-1', account.id).send(new CreateSnapshotCommand({ VolumeId })));
    }
    expect(owners.map(({ OwnerId }) => OwnerId)).toEqual([HUB, MEMBER]);
    expect(new Set(owners.map(({ SnapshotId }) => SnapshotId)).size).toBe(2);
    expect(owners.map(({ VolumeId = '' }) => member.snapshotsOf(VolumeId).length)).toEqual([0, 1]);
    expect(owners.map(({ VolumeId = '' }) => cloud.snapshotsOf(VolumeId).length)).toEqual([1, 1]);
  });
});

test('a region is enabled for each account by itself', async () => {
  const { cloud, member } = await twoAccounts();
  member.region('eu-central-1').enabled = false;
  member.region('af-south-1').enabled = true;
  const regionsOf = async (account: string) => {
    const { Regions = [] } = await ec2Of(cloud, 'eu-west-1', account).send(new DescribeRegionsCommand({}));
    return Regions.map(({ RegionName }) => RegionName);
  };
  expect(await regionsOf(HUB)).toEqual(['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2']);
  expect(await regionsOf(MEMBER)).toEqual(['eu-west-1', 'us-east-1', 'us-west-2', 'af-south-1']);
  const ask = (account: string) =>
    resultOf(ec2Of(cloud, 'eu-central-1', account).send(new DescribeVolumesCommand({})));
  expect([await ask(HUB), await ask(MEMBER)]).toEqual(['ok', 'AuthFailure 401']);
});

test('a topic and its messages belong to one account', async () => {
  const { cloud, hub, member } = await twoAccounts();
  const TopicArn = member.region('eu-west-1').topic('reports');
  await snsOf(cloud, 'eu-west-1', MEMBER).send(new PublishCommand({ TopicArn, Message: 'well' }));
  expect(TopicArn).toBe('arn:aws:sns:eu-west-1:222222222222:reports');
  expect(member.messages(TopicArn)).toHaveLength(1);
  expect(() => hub.messages(TopicArn)).toThrow('no test has made the topic');
});

describe('what a test does to one account', () => {
  test('a fault strikes its calls', async () => {
    const { cloud, member } = await twoAccounts();
    member.fault({ action: 'DescribeVolumes', times: 1, effect: { error: 'RequestLimitExceeded' } });
    const ask = (account: string) =>
      resultOf(ec2Of(cloud, 'eu-west-1', account).send(new DescribeVolumesCommand({})));
    expect([await ask(HUB), await ask(MEMBER), await ask(MEMBER)]).toEqual([
      'ok',
      'RequestLimitExceeded 503',
      'ok',
    ]);
  });

  test('a hook waits for its calls, and they are counted for it', async () => {
    const { cloud, hub, member } = await twoAccounts();
    const arrived: string[] = [];
    member.before('any', ({ account }) => void arrived.push(account));
    for (const account of [HUB, MEMBER])
      await ec2Of(cloud, 'eu-west-1', account).send(new DescribeVolumesCommand({}));
    expect(arrived).toEqual([MEMBER]);
    expect([hub, member].map(({ calls }) => calls.length)).toEqual([1, 1]);
    expect(cloud.calls).toHaveLength(2);
  });

  test('a listing that pretends to be complete does so for it alone', async () => {
    const { cloud, hub, member } = await twoAccounts();
    for (const account of [hub, member]) account.region('eu-west-1').volume();
    const hiding = member.hide({ action: 'DescribeVolumes' });
    const seen = async (account: string) =>
      (await ec2Of(cloud, 'eu-west-1', account).send(new DescribeVolumesCommand({}))).Volumes?.length;
    expect([await seen(HUB), await seen(MEMBER)]).toEqual([1, 0]);
    hiding.remove();
    expect(await seen(MEMBER)).toBe(1);
  });

  test('its policy binds its keys; without one they are bound by the policy of everybody', async () => {
    const { cloud, member } = await twoAccounts();
    const ask = (account: string) =>
      resultOf(ec2Of(cloud, 'eu-west-1', account).send(new DescribeVolumesCommand({})));
    member.policy = [];
    expect([await ask(HUB), await ask(MEMBER)]).toEqual(['ok', 'UnauthorizedOperation 403']);
    cloud.policy = [];
    member.policy = 'allow all';
    expect([await ask(HUB), await ask(MEMBER)]).toEqual(['UnauthorizedOperation 403', 'ok']);
  });

  test('every account has token buckets of its own, or only the one that was chosen', async () => {
    const { cloud, member } = await twoAccounts();
    const ask = (account: string) =>
      resultOf(ec2Of(cloud, 'eu-west-1', account).send(new DescribeVolumesCommand({})));
    const twice = async () => [await ask(HUB), await ask(HUB), await ask(MEMBER), await ask(MEMBER)];
    const bucket = { action: 'DescribeVolumes', burst: 1, refill: () => 1 };
    const everybodys = addTokenBucket(cloud, bucket);
    const throttled = 'RequestLimitExceeded 503';
    expect(await twice()).toEqual(['ok', throttled, 'ok', throttled]);
    cloud.clock.advance(SECOND);
    expect(await twice()).toEqual(['ok', throttled, 'ok', throttled]);
    everybodys.remove();
    addTokenBucket(member, bucket);
    expect(await twice()).toEqual(['ok', 'ok', 'ok', throttled]);
  });
});

test('each account is told who it is', async () => {
  const { cloud } = await twoAccounts();
  const identity = await stsOf(cloud, 'eu-west-1', MEMBER).send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({ Account: MEMBER, Arn: `arn:aws:iam::${MEMBER}:user/snapper` });
});
