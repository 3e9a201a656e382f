import { describe, expect, test } from 'vitest';
import { reportText } from '../../lambda/core/report/reportText.ts';
import type { Report } from '../../lambda/core/report/report.ts';
import type { Cloud } from '../cloud/cloud.ts';
import {
  callsOf,
  DAILY,
  DAY,
  existing,
  freshCloud,
  HOUR,
  mails,
  nth,
  only,
  ownCopies,
  restorable,
  runSnapper,
  SECOND,
} from './story.ts';

interface Day {
  readonly main: Report;
  readonly followUp: Report;
}

function scheduled(cloud: Cloud): string {
  return cloud.clock.now().toISOString();
}

async function followUp(cloud: Cloud, event: object = {}): Promise<Report> {
  return runSnapper(cloud, { scheduled_time: scheduled(cloud), follow_up: '1h', ...event });
}

/** The trigger at three and its follow-up an hour later, then the rest of the day. */
async function aDay(cloud: Cloud, event: object = {}): Promise<Day> {
  const main = await runSnapper(cloud, { scheduled_time: scheduled(cloud), ...event });
  cloud.clock.advance(HOUR);
  const second = await followUp(cloud, event);
  cloud.clock.advance(DAY - HOUR);
  return { main, followUp: second };
}

describe('after the follow-up', () => {
  test('exactly N restorable copies stand, and nothing is asked for twice', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volumes = [
      region.attachedVolume(DAILY),
      region.volume({ tags: { autosnap: '1', autosnap_retain: '1' } }),
    ];
    for (let day = 1; day <= 6; day += 1) {
      await runSnapper(cloud, { scheduled_time: scheduled(cloud) });
      cloud.clock.advance(HOUR);
      const report = await followUp(cloud);
      expect(volumes.map((volume) => restorable(cloud, volume).length)).toEqual([Math.min(day, 3), 1]);
      expect(report.headline).toMatchObject({ created: 0, level: 'OK' });
      cloud.clock.advance(DAY - HOUR);
    }
    expect(callsOf(cloud, 'CreateSnapshot')).toHaveLength(12);
  });

  test('what failed is taken again for the same day, a set as a set, and the next day takes no other', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const host = region.instance({ tags: DAILY });
    const set = [region.volume({ attachedTo: host }), region.volume({ attachedTo: host })];
    const topic = region.topic('reports');
    for (const volume of set) volume.snapshotsComplete = 'error';
    await runSnapper(cloud, { scheduled_time: scheduled(cloud), sns_arn: topic });
    cloud.clock.advance(HOUR);
    for (const volume of set) volume.snapshotsComplete = 'as usual';
    const report = await followUp(cloud, { sns_arn: topic });
    cloud.clock.advance(HOUR);

    expect(report.headline).toMatchObject({ level: 'OK', created: 2, failures: 0 });
    expect(callsOf(cloud, 'CreateSnapshots')).toHaveLength(2);
    expect(
      set.map((volume) => cloud.snapshotsOf(volume).map(({ state, tags }) => [state, tags['autosnap_at']])),
    ).toEqual(set.map(() => [['completed', '2026-01-01T03:00:00Z']]));
    expect(mails(cloud, topic)).toHaveLength(1);
    cloud.clock.advance(DAY - 2 * HOUR);
    const next = await aDay(cloud);
    expect(next.main.headline).toMatchObject({ created: 2, level: 'OK' });
    expect(next.followUp.headline).toMatchObject({ created: 0, level: 'OK' });
  });

  test('what failed twice is told, and the main run of the next day takes each by itself', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const host = region.instance({ tags: DAILY });
    const set = [region.volume({ attachedTo: host }), region.volume({ attachedTo: host })];
    for (const volume of set) volume.snapshotsComplete = 'error';
    await aDay(cloud);
    const report = await runSnapper(cloud, { scheduled_time: scheduled(cloud) });
    expect(report.headline.level).toBe('WARNING');
    expect(callsOf(cloud, 'CreateSnapshot')).toHaveLength(2);
  });

  test('a main run that ended early is caught up', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    ownCopies(cloud, volume, 6);
    await runSnapper(cloud, { scheduled_time: scheduled(cloud) }, 30_000);
    cloud.clock.advance(HOUR);
    const report = await followUp(cloud);
    expect(report.headline).toMatchObject({ created: 1, deleted: 3 });
    expect(restorable(cloud, volume)).toHaveLength(3);
  });
});

describe('a follow-up is quiet', () => {
  test('one mail a day while all is well, and a second one where something is wrong', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    const volume = region.attachedVolume(DAILY);
    await aDay(cloud, { sns_arn: topic });
    await aDay(cloud, { sns_arn: topic });
    expect(mails(cloud, topic)).toHaveLength(2);
    volume.tags['autosnap_retain'] = 'seven';
    await aDay(cloud, { sns_arn: topic });
    expect(mails(cloud, topic)).toHaveLength(4);
    expect(mails(cloud, topic).at(-1)).toContain('1h after it as its follow-up');
  });

  test('a braked volume loses two a day, none of them in a follow-up', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '10' });
    ownCopies(cloud, volume, 22);
    const first = await aDay(cloud);
    expect([first.main.headline.deleted, first.followUp.headline.deleted]).toEqual([2, 0]);
    const second = await aDay(cloud);
    expect([second.main.headline.deleted, second.followUp.headline.deleted]).toEqual([2, 0]);
  });
});

describe('a follow-up that does not know which run it follows', () => {
  test.for([
    ['is not told', {}, 'scheduled_time is not given'],
    ['is told a time two days ago', { scheduled_time: '2025-12-30T03:00:00Z' }, 'is more than 24 hours old'],
    ['is told a time to come', { scheduled_time: '2026-01-01T09:00:00Z' }, 'lies in the future'],
  ] as const)('%s: it does nothing, and says so', async ([, event, why]) => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    const volume = region.attachedVolume(DAILY);
    const copies = Object.fromEntries(ownCopies(cloud, volume, 5).map((one) => [one.id, one]));
    const report = await runSnapper(cloud, { follow_up: '1h', sns_arn: topic, ...event });
    expect(existing(cloud, copies)).toHaveLength(5);
    expect(cloud.snapshotsOf(volume)).toHaveLength(5);
    expect(report.headline.line).toMatch(/^WARNING: this follow-up did nothing: /);
    expect(report.idle).toContain(why);
    expect(mails(cloud, topic)).toEqual([reportText(report)]);
  });
});

describe('S10 a run that comes again for the same time', () => {
  test('deletes nothing, takes nothing, and says why', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volumes = Array.from({ length: 2 }, () =>
      region.attachedVolume({ autosnap: '1', autosnap_retain: '3' }),
    );
    for (const volume of volumes) ownCopies(cloud, volume, 6);
    const event = { scheduled_time: scheduled(cloud) };
    cloud.clock.advance(5 * SECOND);
    const first = await runSnapper(cloud, event);
    ownCopies(cloud, nth(volumes, 0), 3);
    for (let again = 0; again < 3; again += 1) {
      cloud.clock.advance(HOUR / 4);
      const report = await runSnapper(cloud, event);
      expect(report.headline).toMatchObject({ created: 0, deleted: 0, level: 'OK' });
      expect(only(report).notes.join()).toMatch(
        /^Nothing is deleted: snap-\w+ was started after 2026-01-01 03:00 UTC/,
      );
    }
    expect(first.headline).toMatchObject({ created: 2, deleted: 6 });
  });

  test('22 with retain 10: two go, however often it comes, by hand or not', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '10' });
    ownCopies(cloud, volume, 22);
    const deleted: number[] = [];
    for (let again = 0; again < 4; again += 1) {
      deleted.push((await runSnapper(cloud)).headline.deleted);
      cloud.clock.advance(HOUR / 4);
    }
    expect(deleted).toEqual([2, 0, 0, 0]);
  });
});
