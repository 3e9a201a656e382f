import { describe, expect, test } from 'vitest';

import type { Effect } from '../cloud/faults.ts';
import {
  creationsAsked,
  DAILY,
  DAY,
  everyDay,
  existing,
  freshCloud,
  lastMail,
  only,
  ownCopies,
  restorable,
  runAndSettle,
  runSnapper,
} from './story.ts';

/** The answers after which nobody knows whether a copy was made, and whether one was. */
const UNCLEAR: readonly (readonly [name: string, effect: Effect, made: 0 | 1])[] = [
  ['connection reset before', 'reset before', 0],
  ['connection reset after', 'reset after', 1],
  ['truncated answer', 'truncated', 1],
  ['HTML page', 'html', 0],
  ['500', { error: 'InternalError' }, 0],
  ['503', { error: 'ServiceUnavailable' }, 0],
  ['502 without a code', { error: '', status: 502 }, 0],
  ['408', { error: 'RequestTimeout', status: 408 }, 0],
];

describe('when AWS gives no clear answer to a create', () => {
  test.for(UNCLEAR)(
    'C-29 %s: one volume is asked for once, the report says so, and the next run decides',
    async ([, effect, made]) => {
      const cloud = await freshCloud();
      const region = cloud.region('eu-west-1');
      const topic = region.topic('reports');
      const volume = region.attachedVolume(DAILY);
      const copies = ownCopies(cloud, volume, 5);
      cloud.fault({ action: 'CreateSnapshot', times: 1, effect });

      const unclear = await runSnapper(cloud, { sns_arn: topic });

      expect(creationsAsked(cloud, volume)).toHaveLength(1);
      expect(lastMail(cloud, topic)).toMatch(/^FAILURE: 1 snapshot could not be created/);
      expect(lastMail(cloud, topic)).toMatch(
        new RegExp(`${volume.id}\\) got no snapshot: .*no clear answer: it may have happened`),
      );
      expect(unclear.headline).toMatchObject({ created: 0, deleted: 0, failures: 1 });
      expect(cloud.snapshotsOf(volume)).toHaveLength(copies.length + made);

      cloud.clock.advance(3_600_000);
      const next = await runAndSettle(cloud, { sns_arn: topic });
      expect(next.headline).toMatchObject({ created: 1 - made, failures: 0 });
      expect(
        cloud.snapshotsOf(volume).filter(({ startedAt }) => startedAt >= new Date('2026-01-01')),
      ).toHaveLength(1);
      expect(restorable(cloud, volume)).toHaveLength(made === 1 ? 3 : 4);
    },
  );

  test.for(UNCLEAR)(
    'C-29 %s: an ambiguous set is not taken apart, and no member is doubled or lost',
    async ([, effect, made]) => {
      const cloud = await freshCloud();
      const region = cloud.region('eu-west-1');
      const instance = region.instance({ tags: DAILY });
      const volumes = [0, 1, 2].map(() => region.volume({ attachedTo: instance }));
      const bystander = region.volume({ tags: DAILY });
      cloud.fault({ action: 'CreateSnapshots', times: 1, effect });

      const unclear = await runSnapper(cloud);

      for (const volume of volumes) expect(creationsAsked(cloud, volume)).toHaveLength(1);
      expect(unclear.headline).toMatchObject({ created: 1, failures: 3, level: 'FAILURE' });
      expect(cloud.snapshotsOf(bystander)).toHaveLength(1);
      for (const volume of volumes) expect(cloud.snapshotsOf(volume)).toHaveLength(made);

      cloud.clock.advance(3_600_000);
      const next = await runAndSettle(cloud);
      expect(next.headline).toMatchObject({ created: (1 - made) * 3, failures: 0, level: 'OK' });
      for (const volume of volumes) expect(restorable(cloud, volume)).toHaveLength(1);
    },
  );

  test('C-29 the copy that was made without our knowing serves its slot until the end of the day only', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    cloud.fault({ action: 'CreateSnapshot', effect: 'reset after' });
    await everyDay(cloud, 8);
    expect(creationsAsked(cloud, volume)).toHaveLength(8);
    expect(new Set(cloud.snapshotsOf(volume).map(({ startedAt }) => startedAt.toISOString())).size).toBe(8);
  });

  test('C-29 C-52 a retry of the event a minute later, with the same scheduled time, makes no second copy', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    cloud.fault({ action: 'CreateSnapshot', times: 1, effect: 'reset after' });
    const event = { time: '2026-01-01T03:00:00Z' };
    await runSnapper(cloud, event);
    for (const minutes of [1, 2, 60]) {
      cloud.clock.advance(minutes * 60_000);
      await runSnapper(cloud, event);
    }
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
  });
});

describe('when AWS gives no clear answer to a delete', () => {
  test.for(UNCLEAR)(
    'C-55 %s: it is asked again, the copy is gone, and the report does not hide it',
    async ([, effect]) => {
      const cloud = await freshCloud();
      const region = cloud.region('eu-west-1');
      const topic = region.topic('reports');
      const volume = region.attachedVolume(DAILY);
      const [oldest, second] = ownCopies(cloud, volume, 5);
      if (!oldest || !second) throw new Error('five copies were asked for');
      cloud.fault({ action: 'DeleteSnapshot', times: 1, effect });

      const report = await runSnapper(cloud, { sns_arn: topic });

      expect(existing(cloud, { oldest, second })).toEqual([]);
      expect(report.headline.failures).toBe(0);
      expect(only(report).kept).toBe(3);
      expect(lastMail(cloud, topic)).toContain(oldest.id);
      expect(lastMail(cloud, topic)).toContain(second.id);
    },
  );

  test('a delete that never gets an answer ends its volume, not the others', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [one, other] = [region.volume({ tags: DAILY }), region.volume({ tags: DAILY })];
    const [stubborn] = ownCopies(cloud, one, 6);
    ownCopies(cloud, other, 6);
    cloud.fault({
      action: 'DeleteSnapshot',
      when: (params) => params['SnapshotId'] === stubborn?.id,
      effect: 'reset before',
    });
    const report = await runSnapper(cloud);
    expect(report.headline).toMatchObject({ created: 2, deleted: 3, failures: 1, skipped: 2 });
    expect(cloud.snapshotsOf(one)).toHaveLength(7);
    expect(cloud.snapshotsOf(other)).toHaveLength(4);
  });
});

describe('when AWS gives no clear answer to a look', () => {
  test.for([
    'DescribeInstances',
    'DescribeVolumes',
    'DescribeSnapshots',
    'DescribeImages',
    'DescribeLockedSnapshots',
  ])('half an answer to %s is never taken for a whole one', async (action) => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volumes = [0, 1, 2, 3].map(() => region.attachedVolume(DAILY));
    const held = volumes.flatMap((volume) => ownCopies(cloud, volume, 4).slice(0, 1));
    region.image({ snapshots: held });
    for (const snapshot of held) region.lock(snapshot);
    cloud.pageLimit = 5;
    cloud.fault({ action, nth: 1, times: 1, effect: 'truncated' });
    cloud.fault({ action, nth: 2, times: 1, effect: 'html' });
    cloud.fault({ action, nth: 4, times: 1, effect: 'empty page' });

    await runSnapper(cloud, { orphan_retain: '1h' }).catch(() => undefined);
    for (let day = 0; day < 3; day += 1) {
      cloud.clock.advance(DAY);
      await runSnapper(cloud, { orphan_retain: '1h' });
    }

    for (const volume of volumes) {
      expect(restorable(cloud, volume)).toHaveLength(3 + 1);
      expect(
        new Set(cloud.snapshotsOf(volume).map(({ startedAt }) => startedAt.toISOString().slice(0, 10))).size,
      ).toBe(cloud.snapshotsOf(volume).length);
    }
  });
});
