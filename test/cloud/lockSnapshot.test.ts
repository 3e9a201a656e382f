import {
  DeleteSnapshotCommand,
  DescribeLockedSnapshotsCommand,
  DescribeSnapshotsCommand,
  LockSnapshotCommand,
  UnlockSnapshotCommand,
} from '@aws-sdk/client-ec2';
import type { LockSnapshotCommandInput } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';
import { DAY, HOUR } from './clock.ts';
import type { Cloud } from './cloud.ts';
import type { Statement } from './iam.ts';
import type { Snapshot } from './records.ts';

type Asked = Partial<LockSnapshotCommandInput>;

async function lock(cloud: Cloud, { id }: Snapshot, asked: Asked) {
  return ec2Of(cloud).send(new LockSnapshotCommand({ SnapshotId: id, LockMode: 'governance', ...asked }));
}

function unlock(cloud: Cloud, { id }: Snapshot): Promise<string> {
  return resultOf(ec2Of(cloud).send(new UnlockSnapshotCommand({ SnapshotId: id })));
}

function remove(cloud: Cloud, { id }: Snapshot): Promise<string> {
  return resultOf(ec2Of(cloud).send(new DeleteSnapshotCommand({ SnapshotId: id })));
}

async function locks(cloud: Cloud, ...states: string[]) {
  const Filters = states.length === 0 ? [] : [{ Name: 'lock-state', Values: states }];
  const { Snapshots } = await ec2Of(cloud).send(new DescribeLockedSnapshotsCommand({ Filters }));
  return Snapshots;
}

const AT = new Date('2026-01-01T03:00:00Z');
const KEPT = 'OperationNotPermitted 400';

function days(count: number, from = AT): Date {
  return new Date(from.getTime() + count * DAY);
}

describe('a lock in governance mode', () => {
  test('keeps the snapshot until its days are over, and shows in no other list', async () => {
    const cloud = await freshCloud({ at: AT });
    const snapshot = cloud.region('eu-west-1').snapshot();
    const told = {
      SnapshotId: snapshot.id,
      LockState: 'governance',
      LockDuration: 14,
      LockExpiresOn: days(14),
    };
    expect(await lock(cloud, snapshot, { LockDuration: 14 })).toMatchObject(told);
    expect(await locks(cloud)).toMatchObject([
      { ...told, OwnerId: '123456789012', LockCreatedOn: AT, LockDurationStartTime: AT },
    ]);
    const listed = await ec2Of(cloud).send(new DescribeSnapshotsCommand({ SnapshotIds: [snapshot.id] }));
    expect(JSON.stringify(listed.Snapshots)).not.toMatch(/lock/i);
    cloud.clock.advance(14 * DAY - 1);
    expect(await remove(cloud, snapshot)).toBe(KEPT);
    cloud.clock.advance(1);
    expect(await locks(cloud, 'governance')).toEqual([]);
    expect(await locks(cloud, 'expired')).toMatchObject([{ LockState: 'expired' }]);
    expect(await remove(cloud, snapshot)).toBe('ok');
  });

  test('ends when somebody unlocks, shortens or dates it', async () => {
    const cloud = await freshCloud({ at: AT });
    const region = cloud.region('eu-west-1');
    const [first, second] = [region.snapshot(), region.snapshot()];
    for (const one of [first, second]) await lock(cloud, one, { LockDuration: 14 });
    expect(await unlock(cloud, first)).toBe('ok');
    expect(await unlock(cloud, first)).toBe('IncorrectState 400');
    expect(await remove(cloud, first)).toBe('ok');
    const dated = await lock(cloud, second, { ExpirationDate: days(1) });
    expect(dated).toMatchObject({ LockState: 'governance', LockExpiresOn: days(1) });
    expect(dated.LockDuration).toBeUndefined();
    cloud.clock.advance(DAY);
    expect(await remove(cloud, second)).toBe('ok');
  });

  test('of a pending snapshot counts from its completion, and is canceled with it', async () => {
    const cloud = await freshCloud({ at: AT });
    const region = cloud.region('eu-west-1');
    const ends = { state: 'pending', startedAt: AT, endsAt: days(2) } as const;
    const [good, bad] = [region.snapshot(ends), region.snapshot({ ...ends, endsAs: 'error' })];
    for (const one of [good, bad])
      expect((await lock(cloud, one, { LockDuration: 1 })).LockExpiresOn).toBeUndefined();
    expect(await remove(cloud, good)).toBe(KEPT);
    cloud.clock.advance(2 * DAY);
    expect(await locks(cloud)).toMatchObject([
      { SnapshotId: good.id, LockDurationStartTime: days(2), LockExpiresOn: days(3) },
    ]);
    expect(await remove(cloud, bad)).toBe('ok');
    cloud.clock.advance(DAY);
    expect(await remove(cloud, good)).toBe('ok');
  });
});

describe('a lock in compliance mode', () => {
  test('can be undone while it cools off, and only extended after it', async () => {
    const cloud = await freshCloud({ at: AT });
    const region = cloud.region('eu-west-1');
    const [first, second] = [region.snapshot(), region.snapshot()];
    const asked = { LockMode: 'compliance', LockDuration: 10, CoolOffPeriod: 2 } as const;
    for (const one of [first, second])
      expect(await lock(cloud, one, asked)).toMatchObject({
        LockState: 'compliance-cooloff',
        CoolOffPeriod: 2,
        CoolOffPeriodExpiresOn: new Date(AT.getTime() + 2 * HOUR),
      });
    expect(await remove(cloud, first)).toBe(KEPT);
    expect(await unlock(cloud, first)).toBe('ok');
    cloud.clock.advance(2 * HOUR);
    expect(await locks(cloud)).toMatchObject([{ SnapshotId: second.id, LockState: 'compliance' }]);
    const after = (more: Asked) => resultOf(lock(cloud, second, { LockMode: 'compliance', ...more }));
    expect(await unlock(cloud, second)).toBe(KEPT);
    expect(await after({ LockMode: 'governance', LockDuration: 30 })).toBe(KEPT);
    expect(await after({ LockDuration: 9 })).toBe(KEPT);
    expect(await after({ LockDuration: 30, CoolOffPeriod: 1 })).toBe('InvalidParameterCombination 400');
    expect(await after({ ExpirationDate: days(20) })).toBe('ok');
    cloud.clock.advance(19 * DAY);
    expect(await remove(cloud, second)).toBe(KEPT);
    cloud.clock.advance(DAY);
    expect(await remove(cloud, second)).toBe('ok');
  });

  test('without a cooling-off period holds at once', async () => {
    const cloud = await freshCloud({ at: AT });
    const snapshot = cloud.region('eu-west-1').snapshot();
    await lock(cloud, snapshot, { LockMode: 'compliance', LockDuration: 1 });
    expect(await unlock(cloud, snapshot)).toBe(KEPT);
  });
});

test.for<[Asked, string]>([
  [{}, 'MissingParameter 400'],
  [{ LockDuration: 1, ExpirationDate: days(2) }, 'InvalidParameterCombination 400'],
  [{ LockDuration: 0 }, 'InvalidParameterValue 400'],
  [{ LockDuration: 36_501 }, 'InvalidParameterValue 400'],
  [{ ExpirationDate: AT }, 'InvalidParameterValue 400'],
  [{ LockDuration: 1, CoolOffPeriod: 1 }, 'InvalidParameterCombination 400'],
  [{ LockDuration: 1, CoolOffPeriod: 73, LockMode: 'compliance' }, 'InvalidParameterValue 400'],
  [{ LockDuration: 1, DryRun: true }, 'DryRunOperation 412'],
  [{ LockDuration: 1, SnapshotId: 'snap-00000000' }, 'InvalidSnapshot.NotFound 400'],
])('a lock is refused that is asked for by %j: %s', async ([asked, result]) => {
  const cloud = await freshCloud({ at: AT });
  const snapshot = cloud.region('eu-west-1').snapshot();
  expect(await resultOf(lock(cloud, snapshot, asked))).toBe(result);
  expect(snapshot.lock).toBeUndefined();
});

test('a failed snapshot and another account’s are not locked', async () => {
  const cloud = await freshCloud();
  const failed = cloud.region('eu-west-1').snapshot({ state: 'error' });
  const other = cloud
    .account('222222222222')
    .region('eu-west-1')
    .snapshot({ sharedWith: ['123456789012'] });
  expect(await resultOf(lock(cloud, failed, { LockDuration: 1 }))).toBe('IncorrectState 400');
  expect(await resultOf(lock(cloud, other, { LockDuration: 1 }))).toBe('InvalidSnapshot.NotFound 400');
});

test('a role may be bound to its own, to a number of days and to a cooling-off period, and may not unlock', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const [own, other] = [region.snapshot({ tags: { mine: 'yes' } }), region.snapshot()];
  const statement: Statement = {
    Effect: 'Allow',
    Action: 'ec2:LockSnapshot',
    Resource: 'arn:aws:ec2:*::snapshot/*',
    Condition: {
      StringEquals: { 'aws:ResourceTag/mine': 'yes' },
      NumericLessThanEquals: { 'ec2:SnapshotLockDuration': 14 },
      NumericGreaterThanIfExists: { 'ec2:SnapshotCoolOffPeriod': 24 },
    },
  };
  cloud.policy = [statement];
  const DENIED = 'UnauthorizedOperation 403';
  const asked = (snapshot: Snapshot, more: Asked) => resultOf(lock(cloud, snapshot, more));
  expect(await asked(own, { LockDuration: 15 })).toBe(DENIED);
  expect(await asked(own, { ExpirationDate: days(3650) })).toBe(DENIED);
  expect(await asked(other, { LockDuration: 1 })).toBe(DENIED);
  expect(await asked(own, { LockDuration: 1, LockMode: 'compliance', CoolOffPeriod: 24 })).toBe(DENIED);
  expect(await asked(own, { LockDuration: 14 })).toBe('ok');
  expect(await unlock(cloud, own)).toBe(DENIED);
  cloud.policy = [statement, { Effect: 'Allow', Action: 'ec2:UnlockSnapshot', Resource: '*' }];
  expect(await unlock(cloud, own)).toBe('ok');
});
