import { describe, expect, test } from 'vitest';

import type { Cloud } from '../cloud/cloud.ts';
import { addTokenBucket } from '../cloud/tokenBuckets.ts';
import type { Volume } from '../cloud/records.ts';
import {
  callsOf,
  DAILY,
  DAY,
  everyDay,
  freshCloud,
  HOUR,
  idsOf,
  lastMail,
  nth,
  MINUTE,
  only,
  ownCopies,
  ownCopy,
  runAndSettle,
  runSnapper,
  SECOND,
} from './story.ts';

/** The days of which a volume has copies. */
function daysOf(cloud: Cloud, volume: Volume): string[] {
  return [...new Set(cloud.snapshotsOf(volume).map(({ startedAt }) => startedAt.toISOString().slice(0, 10)))];
}

function loose(cloud: Cloud, count: number): Volume[] {
  return Array.from({ length: count }, () => cloud.region('eu-west-1').volume({ tags: DAILY }));
}

/** Those with a copy of the day on which the story begins. */
function renewed(cloud: Cloud, volumes: readonly Volume[]): Volume[] {
  return volumes.filter((volume) =>
    cloud.snapshotsOf(volume).some(({ startedAt }) => startedAt >= new Date('2026-01-01')),
  );
}

describe('when AWS is busy', () => {
  test('C-58 throttled creates are sent again, slower, and each volume gets one copy', async () => {
    const cloud = await freshCloud();
    const volumes = loose(cloud, 60);
    addTokenBucket(cloud, { action: 'CreateSnapshot', burst: 10, level: 0, refill: () => 5 });

    const report = await runSnapper(cloud);

    expect(report.headline).toMatchObject({ created: 60, failures: 0, skipped: 0, level: 'OK' });
    for (const volume of volumes) expect(cloud.snapshotsOf(volume)).toHaveLength(1);
    expect(callsOf(cloud, 'CreateSnapshot').length).toBeLessThan(60 * 3);
  });

  test('C-58 throttled sets and deletes get through as well', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const instance = region.instance({ tags: DAILY });
    const volumes = [0, 1, 2].map(() => region.volume({ attachedTo: instance }));
    for (const volume of volumes) ownCopies(cloud, volume, 6);
    addTokenBucket(cloud, { action: 'CreateSnapshots', burst: 1, level: 0, refill: () => 0.1 });
    addTokenBucket(cloud, { action: 'DeleteSnapshot', burst: 1, level: 0, refill: () => 0.2 });
    const report = await runSnapper(cloud);
    expect(report.headline).toMatchObject({ created: 3, deleted: 9, failures: 0, skipped: 0 });
  });

  test('C-58 what an endless throttle leaves over is carried to the next run, most overdue first', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    const volumes = loose(cloud, 80);
    for (const [index, volume] of volumes.entries()) ownCopy(cloud, volume, index + 1);
    let left = 5;
    const throttle = cloud.fault({
      action: 'CreateSnapshot',
      when: () => {
        left -= 1;
        return left < 0;
      },
      effect: { error: 'RequestLimitExceeded' },
    });

    const first = await runSnapper(cloud, { sns_arn: topic });

    expect(first.headline).toMatchObject({ created: 5, skipped: 75, failures: 0, level: 'WARNING' });
    expect(cloud.clock.now().getTime()).toBeLessThan(Date.parse('2026-01-01T03:15:00Z'));
    // Fifty calls are under way at once and may overtake each other; each that is through lets another one go.
    expect(volumes.slice(0, -60).filter((one) => cloud.snapshotsOf(one).length === 2)).toEqual([]);
    expect(lastMail(cloud, topic)).toContain('out of time');

    throttle.remove();
    cloud.clock.set('2026-01-01T04:00:00Z');
    const second = await runSnapper(cloud);
    expect(second.headline).toMatchObject({ created: 75, skipped: 0, failures: 0 });
    for (const volume of volumes) expect(cloud.snapshotsOf(volume)).toHaveLength(2);
  });

  test('C-58 a throttled look is asked again', async () => {
    const cloud = await freshCloud();
    const volumes = loose(cloud, 1);
    cloud.fault({ action: 'DescribeSnapshots', times: 1, effect: { error: 'RequestLimitExceeded' } });
    await runSnapper(cloud);
    expect(renewed(cloud, volumes)).toEqual(volumes);
  });

  test('C-58 one region that is throttled to the end does not stop another', async () => {
    const cloud = await freshCloud();
    const one = cloud.region('eu-west-1').volume({ tags: DAILY });
    const two = cloud.region('us-east-1').volume({ tags: DAILY });
    cloud.fault({ action: 'CreateSnapshot', region: 'eu-west-1', effect: { error: 'RequestLimitExceeded' } });
    const report = await runSnapper(cloud, { ec2_regions: ['us-east-1', 'eu-west-1'] });
    expect(cloud.snapshotsOf(one)).toEqual([]);
    expect(cloud.snapshotsOf(two)).toHaveLength(1);
    expect(report.headline).toMatchObject({ created: 1, skipped: 1 });
  });

  test('a region that takes no more pending copies is left alone after the first refusal', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volumes = loose(cloud, 60);
    for (const volume of volumes) ownCopies(cloud, volume, 4);
    region.pendingLimit = 7;

    const report = await runAndSettle(cloud);

    expect(report.headline.created).toBe(7);
    expect(
      report.headline.created +
        report.headline.failures +
        only(report).skipped.filter((one) => !one.snapshotId).length,
    ).toBe(60);
    expect(callsOf(cloud, 'CreateSnapshot').length).toBeLessThan(60);
    expect(report.headline.deleted).toBe(7);
    expect(region.snapshots()).toHaveLength(60 * 4);

    for (let run = 0; run < 9; run += 1) await runAndSettle(cloud);
    for (const volume of volumes) expect(cloud.snapshotsOf(volume)).toHaveLength(3);
  });
});

describe('when the time is up', () => {
  test('C-59 no action is started in the last half minute, and the next run finishes without a double', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    const volumes = loose(cloud, 100);
    for (const volume of volumes) ownCopies(cloud, volume, 3);
    const starts: number[] = [];
    const slow = cloud.before('CreateSnapshot', () => {
      starts.push(cloud.clock.now().getTime());
      cloud.clock.advance(20 * SECOND);
    });

    const first = await runSnapper(cloud, { sns_arn: topic }, 5 * MINUTE);

    const begun = Date.parse('2026-01-01T03:00:00Z');
    expect(first.headline.created).toBeGreaterThan(0);
    expect(first.headline).toMatchObject({
      failures: 0,
      skipped: 100 - first.headline.created,
      level: 'WARNING',
    });
    expect(renewed(cloud, volumes)).toHaveLength(first.headline.created);
    expect(starts.filter((start) => start - begun > 4.5 * MINUTE + 50 * 20 * SECOND)).toEqual([]);
    expect(lastMail(cloud, topic)).toMatch(/^WARNING: .*left for the next run/);

    slow.remove();
    cloud.clock.set('2026-01-01T04:00:00Z');
    const second = await runSnapper(cloud);
    expect(second.headline).toMatchObject({ created: 100 - first.headline.created, skipped: 0, level: 'OK' });
    expect(renewed(cloud, volumes)).toEqual(volumes);
    expect(region.snapshots().filter(({ startedAt }) => startedAt >= new Date('2026-01-01'))).toHaveLength(
      100,
    );
  });

  test('C-59 C-35 where the time ended before the create, nothing of that volume is deleted', async () => {
    const cloud = await freshCloud();
    const volumes = loose(cloud, 70);
    for (const volume of volumes) ownCopies(cloud, volume, 5);
    const slow = cloud.before('CreateSnapshot', () => cloud.clock.advance(MINUTE));
    const report = await runSnapper(cloud, {}, 5 * MINUTE);
    slow.remove();

    for (const volume of volumes) {
      const copies = cloud.snapshotsOf(volume);
      expect(copies).toHaveLength(renewed(cloud, [volume]).length === 1 ? copies.length : 5);
    }
    expect(only(report).kept + report.headline.created).toBe(cloud.region('eu-west-1').snapshots().length);

    cloud.clock.set('2026-01-02T05:00:00Z');
    await runAndSettle(cloud);
    await runSnapper(cloud);
    for (const volume of volumes) expect(cloud.snapshotsOf(volume)).toHaveLength(3);
  });

  test('C-59 a function with no time at all still reports', async () => {
    const cloud = await freshCloud();
    const topic = cloud.region('eu-west-1').topic('reports');
    const volumes = loose(cloud, 3);
    const report = await runSnapper(cloud, { sns_arn: topic }, 10 * SECOND);
    expect(renewed(cloud, volumes)).toEqual([]);
    expect(report.headline).toMatchObject({ created: 0, skipped: 3 });
    expect(cloud.messages(topic)).toHaveLength(1);
  });

  test('C-58 C-59 with half the time it takes, every volume has its turn within two days', async () => {
    const cloud = await freshCloud();
    const volumes = loose(cloud, 20);
    cloud.before('CreateSnapshot', () => cloud.clock.advance(10 * SECOND));
    for (let day = 0; day < 6; day += 1) {
      await runSnapper(cloud, {}, 130 * SECOND);
      cloud.clock.set(new Date(Date.parse('2026-01-01T03:00:00Z') + (day + 1) * DAY));
    }
    for (const volume of volumes) {
      const days = cloud.snapshotsOf(volume).map(({ startedAt }) => Math.floor(startedAt.getTime() / DAY));
      expect(new Set(days).size).toBe(days.length);
      expect(days.length).toBeGreaterThanOrEqual(3);
    }
  });
});

describe('when the same event comes more than once', () => {
  test('C-22 RA-13 sixty triggers within one slot make one copy', async () => {
    const cloud = await freshCloud();
    const volume = nth(loose(cloud, 1), 0);
    for (let minute = 0; minute < 60; minute += 1) {
      await runSnapper(cloud, { time: '2026-01-01T03:00:00Z' });
      cloud.clock.advance(MINUTE);
    }
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
  });

  test('C-22 the same event again an hour later, and a day later with its old time, makes nothing more', async () => {
    const cloud = await freshCloud({ at: '2026-01-01T23:50:00Z' });
    const volumes = loose(cloud, 3);
    const event = { time: '2026-01-01T23:50:00Z' };
    await runSnapper(cloud, event);
    cloud.clock.advance(HOUR);
    const again = await runSnapper(cloud, event);
    cloud.clock.set('2026-01-02T23:45:00Z');
    const late = await runSnapper(cloud, event);
    expect([again, late].map(({ headline }) => headline.created)).toEqual([0, 0]);
    for (const volume of volumes) expect(cloud.snapshotsOf(volume)).toHaveLength(1);
  });

  test('C-22 twice at once: a slot that was doubled fills one place, and its double goes with the next slot', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const instance = region.instance({ tags: DAILY });
    const volumes = [
      region.volume({ attachedTo: instance }),
      region.volume({ attachedTo: instance }),
      region.volume({ tags: DAILY }),
    ];
    await everyDay(cloud, 4);
    for (const action of ['CreateSnapshot', 'CreateSnapshots']) {
      cloud.before(action, () => cloud.clock.advance(20 * SECOND));
    }
    for (let day = 0; day < 4; day += 1) {
      const event = { time: cloud.clock.now().toISOString() };
      await Promise.all([runSnapper(cloud, event), runSnapper(cloud, event)]);
      cloud.clock.advance(HOUR);
      const scheduled_time = new Date(Date.parse(event.time) + HOUR).toISOString();
      await runSnapper(cloud, { scheduled_time, follow_up: '1h' });
      // The double is the newest copy of its volume until the next one is complete, and that one always stays.
      for (const volume of volumes) {
        expect(daysOf(cloud, volume)).toHaveLength(3);
        expect(cloud.snapshotsOf(volume).length).toBeLessThanOrEqual(4);
      }
      cloud.clock.advance(DAY - HOUR);
    }
    await runAndSettle(cloud);
    await runSnapper(cloud);
    for (const volume of volumes) {
      expect(daysOf(cloud, volume)).toHaveLength(3);
      expect(cloud.snapshotsOf(volume)).toHaveLength(3);
    }
  });

  test("C-22 twice at once within AWS's fifteen seconds makes one copy, and no other volume suffers", async () => {
    const cloud = await freshCloud();
    const volumes = loose(cloud, 3);
    for (const volume of volumes) ownCopies(cloud, volume, 5);
    // Waiting moves no time here: the fifteen seconds of one volume are not those of another.
    const atOnce = { env: cloud.env, clock: { now: () => cloud.clock.now(), advance: () => undefined } };
    const reports = await Promise.all([runSnapper(atOnce), runSnapper(atOnce)]);
    for (const volume of volumes) expect(daysOf(cloud, volume)).toHaveLength(4);
    expect(reports.reduce((sum, { headline }) => sum + headline.created, 0)).toBe(3);
    expect(reports.reduce((sum, { headline }) => sum + headline.deleted, 0)).toBe(6);
  });

  test('C-22 an older event that comes late does not undo or repeat the newer one', async () => {
    const cloud = await freshCloud();
    const volume = nth(loose(cloud, 1), 0);
    await everyDay(cloud, 4, {});
    const before = idsOf(cloud.snapshotsOf(volume));
    const late = await runSnapper(cloud, { scheduled_time: '2026-01-04T04:00:00Z' });
    expect(late.headline.created).toBe(0);
    expect(idsOf(cloud.snapshotsOf(volume))).toEqual(
      before.filter((id) => idsOf(cloud.snapshotsOf(volume)).includes(id)),
    );
    expect(cloud.snapshotsOf(volume)).toHaveLength(3);
  });
});
