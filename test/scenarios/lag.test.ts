import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { operator } from '../../lambda/aws/permissions.ts';
import { ec2Of } from '../cloud/callers.ts';
import {
  DAILY,
  everyDay,
  freshCloud,
  HOUR,
  MINUTE,
  nth,
  ownCopies,
  restorable,
  ROLE,
  runSnapper,
} from './story.ts';

/**
 * AWS's listings lag behind what was done.
 *
 * https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */

async function settled() {
  const cloud = await freshCloud();
  const volume = cloud.region('eu-west-1').volume({ tags: DAILY });
  await everyDay(cloud, 5);
  cloud.listLag = 5 * MINUTE;
  return { cloud, volume };
}

describe('C-22 C-35 the same event again, a minute later, when listings are five minutes late', () => {
  test('the copy is doubled, because nothing tells that it is there, and no other copy pays for it', async () => {
    const { cloud, volume } = await settled();
    const event = { scheduled_time: cloud.clock.now().toISOString() };
    await runSnapper(cloud, event);
    const kept = cloud.snapshotsOf(volume).filter(({ state }) => state === 'completed');
    cloud.clock.advance(MINUTE);
    const second = await runSnapper(cloud, event);
    const [region] = second.regions;
    expect(region?.failures).toEqual([]);
    expect(cloud.snapshotsOf(volume).filter(({ state }) => state === 'pending')).toHaveLength(2);
    expect(cloud.snapshotsOf(volume).filter(({ state }) => state === 'completed')).toEqual(kept);
    expect(kept).toHaveLength(3);
  });

  test('what the first deleted and the second still sees is gone already, and no failure', async () => {
    const { cloud } = await settled();
    const event = { scheduled_time: cloud.clock.now().toISOString() };
    const first = await runSnapper(cloud, event);
    cloud.clock.advance(MINUTE);
    const second = await runSnapper(cloud, event);
    const deleted = first.regions.flatMap((one) => one.deleted.map(({ snapshotId }) => snapshotId));
    expect(second.regions.flatMap((one) => one.gone.map(({ snapshotId }) => snapshotId))).toEqual(deleted);
    expect(second.headline).toMatchObject({ deleted: 0, failures: 0 });
  });

  test('the double goes by itself, and after some days three copies and the newest are there again', async () => {
    const { cloud, volume } = await settled();
    const event = { scheduled_time: cloud.clock.now().toISOString() };
    await runSnapper(cloud, event);
    cloud.clock.advance(MINUTE);
    await runSnapper(cloud, event);
    cloud.clock.advance(24 * HOUR);
    await everyDay(cloud, 4);
    expect(restorable(cloud, volume)).toHaveLength(4);
    const days = cloud.snapshotsOf(volume).map(({ startedAt }) => startedAt.toISOString().slice(0, 10));
    expect(new Set(days).size).toBe(4);
  });

  test('once the listing has caught up, nothing is doubled', async () => {
    const { cloud, volume } = await settled();
    const event = { scheduled_time: cloud.clock.now().toISOString() };
    await runSnapper(cloud, event);
    const before = cloud.snapshotsOf(volume).length;
    cloud.clock.advance(6 * MINUTE);
    await runSnapper(cloud, event);
    expect(cloud.snapshotsOf(volume)).toHaveLength(before);
  });
});

test('C-41 a pin that no listing shows yet holds all the same, because IAM sees it', async () => {
  const cloud = await freshCloud();
  cloud.policy = [
    ...ROLE,
    ...operator({ partition: 'aws', account: '123456789012', prefixes: ['autosnap'] }),
  ];
  const volume = cloud.region('eu-west-1').volume({ tags: DAILY });
  const oldest = nth(ownCopies(cloud, volume, 4), 0);
  cloud.listLag = 5 * MINUTE;
  await ec2Of(cloud).send(
    new CreateTagsCommand({ Resources: [oldest.id], Tags: [{ Key: 'autosnap_keep', Value: 'just now' }] }),
  );
  const report = await runSnapper(cloud);
  expect(cloud.snapshotsOf(volume)).toContain(oldest);
  expect(report.regions.flatMap(({ failures }) => failures.map(({ code }) => code))).toEqual([
    'UnauthorizedOperation',
  ]);
});
