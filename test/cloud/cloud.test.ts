import {
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  EC2Client,
  ModifySnapshotTierCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';
import { DAY } from './clock.ts';
import { startCloud } from './cloud.ts';

test('regions and accounts know nothing of each other', async () => {
  const cloud = await freshCloud();
  const ids = {
    'eu-west-1 123456789012': cloud.region('eu-west-1').volume().id,
    'us-east-1 123456789012': cloud.region('us-east-1').volume().id,
    'eu-west-1 222222222222': cloud.account('222222222222').region('eu-west-1').volume().id,
    'us-east-1 222222222222': undefined,
  };
  for (const [place, id] of Object.entries(ids)) {
    const [region = '', account] = place.split(' ');
    const { Volumes = [] } = await ec2Of(cloud, region, account).send(new DescribeVolumesCommand({}));
    expect(Volumes.map(({ VolumeId }) => VolumeId)).toEqual(id === undefined ? [] : [id]);
  }
});

test.for([
  ['eu-west-1', 'ok'],
  ['af-south-1', 'AuthFailure 401'],
  ['mars-1', 'AuthFailure 401'],
] as const)('a call to %s: %s', async ([region, expected]) => {
  const cloud = await freshCloud();
  expect(await resultOf(ec2Of(cloud, region).send(new DescribeVolumesCommand({})))).toBe(expected);
});

test('a test that names a region which does not exist is told so', async () => {
  const cloud = await freshCloud();
  expect(() => cloud.region('eu-west-9')).toThrow('eu-west-9');
});

test('an action that is not emulated is refused', async () => {
  const cloud = await freshCloud();
  const archive = new ModifySnapshotTierCommand({ SnapshotId: 'snap-00000000', StorageTier: 'archive' });
  expect(await resultOf(ec2Of(cloud).send(archive))).toBe('InvalidAction 400');
});

test('keys of any other form are those of the default account', async () => {
  const cloud = await freshCloud();
  cloud.region('eu-west-1').volume();
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const client = new EC2Client({ endpoint: cloud.endpoint, region: 'eu-west-1', credentials });
  expect((await client.send(new DescribeVolumesCommand({}))).Volumes).toHaveLength(1);
});

test('every request is in the log, with what it asked for and what became of it', async () => {
  const cloud = await freshCloud();
  await ec2Of(cloud, 'us-east-1', '222222222222').send(new DescribeVolumesCommand({ MaxResults: 7 }));
  expect(cloud.calls).toEqual([
    {
      service: 'ec2',
      region: 'us-east-1',
      account: '222222222222',
      action: 'DescribeVolumes',
      params: expect.objectContaining({ MaxResults: '7' }),
      outcome: 'ok',
    },
  ]);
  cloud.forgetCalls();
  expect(cloud.calls).toEqual([]);
});

test('a test may act before a call is carried out', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const hook = cloud.before('DescribeVolumes', async () => {
    await Promise.resolve();
    region.volume();
    cloud.clock.advance(DAY);
  });
  const count = async () => (await ec2Of(cloud).send(new DescribeVolumesCommand({}))).Volumes?.length;
  expect([await count(), await count()]).toEqual([1, 2]);
  hook.remove();
  expect(await count()).toBe(2);
  expect(cloud.clock.now()).toEqual(new Date('2026-01-03T03:00:00Z'));
});

describe('a bug in a test', () => {
  test('that throws inside the cloud fails the call and comes up again when the cloud closes', async () => {
    const cloud = await startCloud();
    cloud.before('DescribeVolumes', () => {
      throw new Error('a slip of the pen');
    });
    expect(await resultOf(ec2Of(cloud).send(new DescribeVolumesCommand({})))).toMatch(/418$/);
    await expect(cloud.close()).rejects.toThrow('a slip of the pen');
  });
});

test('closing ends calls that wait for an answer', async () => {
  const cloud = await startCloud();
  cloud.fault({ action: 'DescribeVolumes', effect: 'timeout' });
  const arrived = new Promise<void>((resolve) => {
    cloud.before('DescribeVolumes', () => resolve());
  });
  const waiting = resultOf(ec2Of(cloud).send(new DescribeVolumesCommand({})));
  await arrived;
  await cloud.close();
  expect(await waiting).not.toBe('ok');
});

test('the same story gives the same ids', async () => {
  const ids = await story();
  expect(await story()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^(vol|i|snap)-0[0-9a-f]{16}$/);
});

async function story() {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const volume = region.attachedVolume();
  return [volume.id, volume.attachments[0]?.instance.id, region.snapshot({ of: volume }).id];
}

test('the environment is enough for the SDK', async () => {
  const cloud = await freshCloud({ regions: ['us-west-2'] });
  const before = { ...process.env };
  Object.assign(process.env, cloud.env);
  try {
    const { Snapshots } = await new EC2Client({}).send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    expect(Snapshots).toEqual([]);
    expect(cloud.calls[0]?.region).toBe('us-west-2');
  } finally {
    process.env = before;
  }
});
