import { describe, expect, test } from 'vitest';
import type { Report } from '../../lambda/core/report/report.ts';
import type { Region } from '../cloud/region.ts';
import { measured } from '../lambda/measured.ts';
import { wholeLines } from '../wholeLines.ts';
import { FIRST, fannedOut, SECOND } from './fanOutSteps.ts';
import { HUB, organisation } from './organisation.ts';
import {
  callsOf,
  DAILY,
  DAY,
  freshCloud,
  HOUR,
  lastMail,
  only,
  ownCopies,
  restorable,
  runAndSettle,
  runSnapper,
} from './story.ts';

const ALL = { coverage: true, rpo: '26h' };

const READ_ALL = {
  action: 'DescribeSnapshots',
  when: (params: Readonly<Record<string, unknown>>) => !('Filter.1.Name' in params),
} as const;

/** A volume without a schedule. AWS Backup began its only snapshot some hours ago. */
function backedUp(region: Region, hours: number, now: Date) {
  const volume = region.volume({ tags: { Name: `backed up ${hours} h ago` } });
  const startedAt = new Date(now.getTime() - hours * HOUR);
  region.snapshot({ of: volume, startedAt, tags: { 'aws:backup:source-resource': 'x' } });
  return volume;
}

describe('the coverage of own snapshots', () => {
  test('costs no call more', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    ownCopies(cloud, volume, 3);
    backedUp(cloud.region('eu-west-1'), 100, cloud.clock.now());
    const report = await runAndSettle(cloud);
    expect(callsOf(cloud, 'DescribeSnapshots')).toHaveLength(1);
    expect(report.coverage).toMatchObject({ of: 'ours', sums: { volumes: { inside: 1, outside: 0 } } });
  });

  test('counts by the clock: a follow-up sees what was completed since', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ ...DAILY, autosnap_rpo: '26h' });
    ownCopies(cloud, volume, 2);
    cloud.clock.advance(3 * HOUR);
    const time = cloud.clock.now().toISOString();
    const late = await runAndSettle(cloud, { scheduled_time: time });
    expect(late.coverage?.sums.volumes.outside).toBe(1);
    const followed = await runSnapper(cloud, {
      scheduled_time: cloud.clock.now().toISOString(),
      follow_up: '1h',
    });
    expect(followed.coverage?.sums.volumes.outside).toBe(0);
    expect(measured(followed)).toMatchObject({ VolumesOutsideObjective: 0, OldestRestorableAgeHours: 1 });
  });
});

describe('the coverage of all producers', () => {
  test('lists what no producer saves in time, in a dry run too', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const now = cloud.clock.now();
    const [safe, late, bare] = [backedUp(region, 3, now), backedUp(region, 50, now), region.volume()];
    bare.createdAt = new Date(now.getTime() - 9 * DAY);
    for (const event of [ALL, { ...ALL, dry_run: true }]) {
      const report = await runSnapper(cloud, event);
      const listed = only(report).uncovered?.map(({ volumeId, standing }) => [volumeId, standing]);
      expect(listed).toEqual([
        [bare.id, 'outside'],
        [late.id, 'outside'],
      ]);
      expect(report.coverage).toMatchObject({
        of: 'all producers',
        sums: { volumes: { inside: 1, outside: 2 } },
      });
      expect(JSON.stringify(only(report).uncovered)).not.toContain(safe.id);
    }
  });

  test('costs no snapshot where it cannot be read', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    cloud.fault({ ...READ_ALL, effect: { error: 'UnauthorizedOperation', status: 403 } });
    const report = await runAndSettle(cloud, ALL);
    expect(restorable(cloud, volume)).toHaveLength(1);
    expect(report.headline).toMatchObject({ level: 'OK', created: 1 });
    expect(report.coverage?.of).toBe('ours');
    expect(only(report).notes).toEqual([
      expect.stringMatching(/^Coverage is of own snapshots only, .*: UnauthorizedOperation: /),
    ]);
    expect(measured(report)).not.toHaveProperty('VolumesOutsideObjective');
  });

  test('is left out where the run has no time left', async () => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').attachedVolume(DAILY);
    const report = await runSnapper(cloud, ALL, 30_000);
    expect(callsOf(cloud, 'DescribeSnapshots')).toHaveLength(1);
    expect(only(report).notes.join()).toContain('there was no more time to read them');
  });

  test('is one table for the organisation, from a hub', async () => {
    const { cloud, asHub, member } = await organisation();
    const topic = cloud.region('eu-west-1').topic('reports');
    for (const [id, hours] of [
      [FIRST, 60],
      [SECOND, 90],
    ] as const) {
      backedUp(member(id).account.region('eu-west-1'), hours, cloud.clock.now());
    }
    const report = await runSnapper(asHub, { ...ALL, accounts: [HUB, FIRST, SECOND], sns_arn: topic });
    expect(told(report, lastMail(cloud, topic))).toEqual(TABLE);
  });

  test('and from a fan-out, whole in its bucket', async () => {
    const { cloud, bucket, topic, member, listed, shard, merged } = await fannedOut(['eu-west-1']);
    for (const [id, hours] of [
      [FIRST, 60],
      [SECOND, 90],
    ] as const) {
      backedUp(member(id).account.region('eu-west-1'), hours, cloud.clock.now());
    }
    await listed(ALL);
    for (const id of [HUB, FIRST, SECOND]) await shard(id, 'eu-west-1', { event: ALL });
    await merged(ALL);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the function wrote it
    const report = bucket.json('one-run/report.json') as Report;
    expect(told(report, lastMail(cloud, topic))).toEqual(TABLE);
  });
});

/** The lines of the report about the volumes of two accounts. */
function told(report: Report, mail: string) {
  return {
    outside: report.coverage?.sums.volumes.outside,
    of: report.coverage?.of,
    listed: report.regions.flatMap(({ uncovered = [] }) => uncovered.map(({ account }) => account)),
    tables: wholeLines(mail).match(/Volumes that are not inside.*\n.*backed up 90 h ago/g)?.length,
  };
}

const TABLE = { outside: 2, of: 'all producers', listed: [FIRST, SECOND], tables: 1 };
