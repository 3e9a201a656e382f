import { describe, expect, test } from 'vitest';
import type { Cloud } from '../cloud/cloud.ts';
import { passTime } from '../cloud/passingTime.ts';
import type { Snapshot, Volume } from '../cloud/records.ts';
import { addTokenBucket, BLOCK_QUOTAS } from '../cloud/tokenBuckets.ts';
import {
  diskOf,
  extDisk,
  metricsIn,
  nightOf,
  proved,
  PROVER_ROLE,
  provedByRole,
  type Ran,
  recordOn,
  recordsOf,
  timesOf,
  WEEK,
} from './proving.ts';
import { DAY, freshCloud, MINUTE, nth, ownCopies, ownCopy } from './story.ts';

/** Two volumes with one snapshot each. */
async function twoDisks(): Promise<{ cloud: Cloud; one: Snapshot; other: Snapshot }> {
  const cloud = await freshCloud();
  const [one, other] = ['one', 'other'].map((Name) => {
    const volume = diskOf(cloud, extDisk(), { Name, ...WEEK });
    return ownCopy(cloud, volume, 1);
  });
  if (one === undefined || other === undefined) throw new Error('there are two');
  return { cloud, one, other };
}

function failureOf({ answer }: Ran, { id }: Snapshot): unknown {
  if (typeof answer === 'string' || !('proofs' in answer)) throw new Error(JSON.stringify(answer));
  return answer.proofs.find(({ snapshotId }) => snapshotId === id)?.failure;
}

interface Going {
  readonly cloud: Cloud;
  readonly one: Snapshot;
}

function archive({ one }: Going): void {
  one.tier = 'archive';
}

function remove({ cloud, one }: Going): void {
  cloud.region('eu-west-1').remove(one);
}

describe('a snapshot that goes away between the list and the read is not proved, and others are', () => {
  test.for<[what: string, at: string, act: (going: Going) => void, code: string]>([
    ['it is archived before its blocks are listed', 'ListSnapshotBlocks', archive, 'ValidationException'],
    ['it is archived before one is read', 'GetSnapshotBlock', archive, 'ValidationException'],
    ['it is deleted before its blocks are listed', 'ListSnapshotBlocks', remove, 'ResourceNotFoundException'],
    ['it is deleted before one is read', 'GetSnapshotBlock', remove, 'ResourceNotFoundException'],
    ['it is deleted before it is recorded', 'CreateTags', remove, 'InvalidSnapshot.NotFound'],
  ])('%s', async ([, at, act, code]) => {
    const { cloud, one, other } = await twoDisks();
    const hook = cloud.before(at, ({ params }) => {
      if (!Object.values(params).includes(one.id)) return;
      hook.remove();
      act({ cloud, one });
    });
    const ran = await provedByRole(cloud);
    expect(failureOf(ran, one)).toMatchObject({ code });
    expect([recordOn(one), recordOn(other)]).toEqual(['', 'sound ext4']);
    expect(metricsIn(ran)).toMatchObject({ SnapshotsProved: 1, UnsoundVolumes: 0, SnapshotsNotProved: 1 });
  });
});

/** A volume with five snapshots under a key. */
async function encrypted(): Promise<{
  cloud: Cloud;
  volume: Volume;
  disable: () => void;
  enable: () => void;
}> {
  const cloud = await freshCloud();
  const key = cloud.region('eu-west-1').key();
  const volume = diskOf(cloud, extDisk(), { Name: 'vault', autosnap: '1', autosnap_retain: '3' });
  for (const day of [5, 4, 3, 2, 1]) ownCopy(cloud, volume, day, { kmsKeyId: key.arn });
  return {
    cloud,
    volume,
    disable: () => {
      key.state = 'Disabled';
    },
    enable: () => {
      key.state = 'Enabled';
    },
  };
}

describe('a key that is disabled', () => {
  test('makes its snapshots unreadable and keeps them; once it works, a new proof ends that', async () => {
    const { cloud, volume, disable, enable } = await encrypted();
    disable();
    expect(metricsIn(await provedByRole(cloud))).toMatchObject({ UnsoundVolumes: 1, SnapshotsNotProved: 0 });
    expect(recordsOf(cloud, volume)).toEqual(timesOf(5, 'unreadable key'));
    const held = await nightOf(cloud);
    expect(held.headline.line).toMatch(/^FAILURE: .*key/);
    expect(held.headline.deleted).toBe(0);

    enable();
    cloud.clock.advance(DAY);
    expect(metricsIn(await provedByRole(cloud))).toMatchObject({ UnsoundVolumes: 0, SnapshotsProved: 6 });
    expect(new Set(recordsOf(cloud, volume))).toEqual(new Set(['sound ext4']));
    const released = await nightOf(cloud);
    expect([released.headline.level, released.headline.deleted]).toEqual(['OK', 3]);
  });

  test('in the middle of a proof leaves one record that says so, and no other one', async () => {
    const { cloud, volume, disable } = await encrypted();
    const hook = cloud.before('GetSnapshotBlock', () => {
      hook.remove();
      disable();
    });
    await provedByRole(cloud, { sample: 1 });
    expect(recordOn(nth(cloud.snapshotsOf(volume), -1))).toBe('unreadable key');
    expect(recordsOf(cloud, volume).filter(Boolean)).toHaveLength(1);
  });
});

describe('the quotas of EBS direct', () => {
  test('throttle 200 snapshots only for a while: all are proved in time, and nothing wrong is recorded', async () => {
    const cloud = await freshCloud();
    for (let index = 0; index < 40; index += 1) {
      ownCopies(cloud, diskOf(cloud, extDisk(), { Name: `disk-${index}`, ...WEEK }), 5);
    }
    cloud.policy = PROVER_ROLE;
    for (const bucket of BLOCK_QUOTAS) addTokenBucket(cloud, { ...bucket, burst: 5 });
    const time = passTime(cloud, 1);
    const begun = cloud.clock.now().getTime();
    const ran = await proved(cloud, { sample: 200 }, time.clock).finally(() => time.stop());
    const throttled = cloud.calls.filter(({ outcome }) => outcome === 'RequestThrottledException');
    expect(throttled.length).toBeGreaterThan(0);
    expect(metricsIn(ran)).toMatchObject({ SnapshotsProved: 200, UnsoundVolumes: 0, SnapshotsNotProved: 0 });
    const written = cloud.region('eu-west-1').snapshots().map(recordOn);
    expect(written.filter((record) => record === 'sound ext4')).toHaveLength(200);
    expect(cloud.clock.now().getTime() - begun).toBeLessThan(5 * MINUTE);
  }, 300_000);
});
