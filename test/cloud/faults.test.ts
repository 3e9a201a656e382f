import {
  CreateSnapshotCommand,
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  EC2Client,
  paginateDescribeVolumes,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';
import type { Cloud } from './cloud.ts';
import type { Effect } from './faults.ts';

function take(cloud: Cloud, id: string, region?: string, account?: string) {
  return resultOf(ec2Of(cloud, region, account).send(new CreateSnapshotCommand({ VolumeId: id })));
}

describe('what a fault does', () => {
  test.for<[Effect, RegExp, number]>([
    [{ error: 'RequestLimitExceeded' }, /^RequestLimitExceeded 503$/, 0],
    [{ error: 'UnauthorizedOperation' }, /^UnauthorizedOperation 403$/, 0],
    [{ error: 'InternalError' }, /^InternalError 500$/, 0],
    [{ error: 'Unavailable' }, /^Unavailable 503$/, 0],
    [{ error: 'OptInRequired' }, /^OptInRequired 403$/, 0],
    [{ error: 'Strange', status: 409 }, /^Strange 409$/, 0],
    ['reset before', /^(Error|TimeoutError)/, 0],
    ['reset after', /^(Error|TimeoutError)/, 1],
    ['truncated', /Error/, 1],
    ['html', / 502$/, 0],
  ])('%j', async ([effect, result, made]) => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').volume();
    cloud.fault({ action: 'CreateSnapshot', effect });
    expect(await take(cloud, volume.id)).toMatch(result);
    expect(cloud.snapshotsOf(volume)).toHaveLength(made);
    expect(cloud.calls.map(({ outcome }) => outcome)).toEqual([
      typeof effect === 'string' ? effect : effect.error,
    ]);
  });

  test('a call without an answer ends when the caller gives up', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').volume();
    cloud.fault({ action: 'CreateSnapshot', effect: 'timeout' });
    const gaveUp = new AbortController();
    cloud.before('CreateSnapshot', () => void setImmediate(() => gaveUp.abort()));
    const sent = ec2Of(cloud).send(new CreateSnapshotCommand({ VolumeId: volume.id }), {
      abortSignal: gaveUp.signal,
    });
    expect(await resultOf(sent)).toBe('AbortError');
    expect(cloud.snapshotsOf(volume)).toEqual([]);
  });

  test('empty pages come between those that hold something', async () => {
    const cloud = await freshCloud();
    for (let count = 0; count < 7; count += 1) cloud.region('eu-west-1').volume();
    cloud.fault({ action: 'DescribeVolumes', effect: 'empty page' });
    const sizes: number[] = [];
    for await (const { Volumes = [] } of paginateDescribeVolumes({ client: ec2Of(cloud), pageSize: 5 }, {})) {
      sizes.push(Volumes.length);
    }
    expect(sizes).toEqual([0, 5, 0, 2]);
  });

  test("the SDK's own retries meet the fault again", async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').volume();
    cloud.fault({ action: 'CreateSnapshot', times: 2, effect: { error: 'InternalError' } });
    const { endpoint } = cloud;
    const client = new EC2Client({
      endpoint,
      region: 'eu-west-1',
      credentials: cloud.credentials(),
      maxAttempts: 3,
    });
    expect(await resultOf(client.send(new CreateSnapshotCommand({ VolumeId: volume.id })))).toBe('ok');
    expect(cloud.calls.map(({ outcome }) => outcome)).toEqual(['InternalError', 'InternalError', 'ok']);
  });
});

describe('which calls a fault strikes', () => {
  const effect = { error: 'Struck' };

  test.for([
    [{}, ['Struck', 'Struck', 'Struck', 'Struck']],
    [{ nth: 3 }, ['ok', 'ok', 'Struck', 'Struck']],
    [{ times: 1 }, ['Struck', 'ok', 'ok', 'ok']],
    [{ nth: 2, times: 2 }, ['ok', 'Struck', 'Struck', 'ok']],
    [{ region: 'eu-west-1' }, ['Struck', 'Struck', 'Struck', 'Struck']],
    [{ region: 'us-east-1' }, ['ok', 'ok', 'ok', 'ok']],
    [{ account: '222222222222' }, ['ok', 'ok', 'ok', 'ok']],
  ] as const)('%j: %j', async ([which, outcomes]) => {
    const cloud = await freshCloud();
    cloud.fault({ action: 'CreateSnapshot', ...which, effect });
    for (let count = 0; count < 4; count += 1) await take(cloud, cloud.region('eu-west-1').volume().id);
    expect(cloud.calls.map(({ outcome }) => outcome)).toEqual(outcomes);
  });

  test('those of one volume, until the fault is removed', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [bad, good] = [region.volume(), region.volume()] as const;
    const fault = cloud.fault({
      action: 'CreateSnapshot',
      when: ({ VolumeId }) => VolumeId === bad.id,
      effect,
    });
    expect(await take(cloud, bad.id)).toBe('Struck 400');
    expect(await take(cloud, good.id)).toBe('ok');
    fault.remove();
    expect(await take(cloud, bad.id)).toBe('ok');
  });

  test('those that name no instance, as while a zone is disrupted', async () => {
    const cloud = await freshCloud();
    const web = cloud.region('eu-west-1').instance();
    cloud.fault({
      action: 'DescribeInstances',
      when: (params) => params['InstanceId.1'] === undefined,
      effect: { error: 'InternalError' },
    });
    const ec2 = ec2Of(cloud);
    expect(await resultOf(ec2.send(new DescribeInstancesCommand({ MaxResults: 1000 })))).toBe(
      'InternalError 500',
    );
    expect(await resultOf(ec2.send(new DescribeInstancesCommand({ InstanceIds: [web.id] })))).toBe('ok');
  });

  test('the fault that was added first, where two would strike', async () => {
    const cloud = await freshCloud();
    cloud.fault({ action: 'DescribeVolumes', times: 1, effect: { error: 'First' } });
    cloud.fault({ action: 'DescribeVolumes', effect: { error: 'Second' } });
    const ask = () => resultOf(ec2Of(cloud).send(new DescribeVolumesCommand({})));
    expect([await ask(), await ask()]).toEqual(['First 400', 'Second 400']);
  });
});
