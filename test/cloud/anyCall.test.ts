import { CreateSnapshotCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf, take } from './callers.ts';

test('a fault of any action counts every call, and so does a hook', async () => {
  const cloud = await freshCloud();
  const volume = cloud.region('eu-west-1').volume();
  const arrived: string[] = [];
  cloud.before('any', ({ action }) => void arrived.push(action));
  cloud.fault({ action: 'any', nth: 2, times: 1, effect: { error: 'InternalError' } });
  const results = [
    await resultOf(ec2Of(cloud).send(new DescribeVolumesCommand({}))),
    await resultOf(take(cloud, volume)),
    await resultOf(ec2Of(cloud).send(new DescribeVolumesCommand({}))),
  ];
  expect(results).toEqual(['ok', 'InternalError 500', 'ok']);
  expect(arrived).toEqual(['DescribeVolumes', 'CreateSnapshot', 'DescribeVolumes']);
});

test('a call may be carried out and never answered', async () => {
  const cloud = await freshCloud();
  const volume = cloud.region('eu-west-1').volume();
  cloud.fault({ action: 'CreateSnapshot', effect: 'timeout after' });
  const gaveUp = new AbortController();
  cloud.before('CreateSnapshot', () => void setImmediate(() => gaveUp.abort()));
  const command = new CreateSnapshotCommand({ VolumeId: volume.id });
  expect(await resultOf(ec2Of(cloud).send(command, { abortSignal: gaveUp.signal }))).toBe('AbortError');
  expect(cloud.snapshotsOf(volume)).toHaveLength(1);
});
