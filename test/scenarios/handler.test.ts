import { afterEach, describe, expect, test, vi } from 'vitest';

import type { Report } from '../../lambda/core/report/report.ts';
import { reportText } from '../../lambda/core/report/reportText.ts';
import {
  DAILY,
  DAY,
  freshCloud,
  HOUR,
  lastMail,
  mails,
  nth,
  only,
  ownCopies,
  ownCopy,
  regionIn,
  restorable,
  runSnapper,
} from './story.ts';

/** What EventBridge sends when nobody configured anything. */
const ENVELOPE = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '123456789012',
  time: '2026-01-01T03:00:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:events:us-east-1:123456789012:rule/snapper'],
  detail: {},
};

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('what starts a run', () => {
  test.for([
    ['null', null],
    ['nothing', undefined],
    ['a string', 'run'],
    ['an empty string', ''],
    ['a number', 0],
    ['an array', ['eu-west-1']],
    ['an empty object', {}],
    ['nulls', { ec2_regions: null, sns_arn: null, interval: null }],
    ['an object without a prototype', Object.create(null)],
    ['an object with inherited settings', Object.create({ ec2_regions: ['us-east-1'] })],
  ])('C-46 %s means the defaults', async ([, event]) => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    const report = await runSnapper(cloud, event);
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
    expect(report).toMatchObject({
      jobName: 'Default',
      prefix: 'autosnap',
      account: '123456789012',
      dryRun: false,
    });
  });

  test('C-44 the envelope of a scheduled event is no settings, but its time is the time', async () => {
    const cloud = await freshCloud({ at: '2026-01-02T01:00:00Z' });
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    ownCopy(cloud, volume, 2);
    const report = await runSnapper(cloud, ENVELOPE);
    expect(report.regions.map(({ region }) => region)).toEqual(['eu-west-1']);
    expect(report.now).toBe('2026-01-01T03:00:00Z');
    expect(cloud.snapshotsOf(volume).at(-1)?.tags['autosnap_at']).toBe('2026-01-01T03:00:00Z');
  });

  test('C-21 C-44 a time that is too old or still to come is noted, and the clock decides', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    for (const time of ['2025-12-30T03:00:00Z', '2026-01-02T03:00:00Z']) {
      const report = await runSnapper(cloud, { ...ENVELOPE, time });
      expect(report.now).toBe('2026-01-01T03:00:00Z');
      expect(report.notes.join()).toContain(time);
    }
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
  });

  test('C-44 each key overrides the environment, which overrides the default', async () => {
    const cloud = await freshCloud();
    const tags = { db: '1', db_retain: '3' };
    const [east, west] = [
      cloud.region('us-east-1').volume({ tags }),
      cloud.region('us-west-2').volume({ tags }),
    ];
    vi.stubEnv('EC2_REGIONS', 'us-east-1, us-west-2');
    vi.stubEnv('TAG_PREFIX', 'autosnap');
    vi.stubEnv('SCHEDULE_NAME', 'nightly');
    vi.stubEnv('INTERVAL', '');
    const report = await runSnapper(cloud, { tag_prefix: 'db' });
    expect(report).toMatchObject({ jobName: 'nightly', prefix: 'db' });
    expect([east, west].map((volume) => cloud.snapshotsOf(volume).length)).toEqual([1, 1]);
  });

  test.for([
    ['us-east-1', ['us-east-1']],
    ['us-east-1 us-west-2', ['us-east-1', 'us-west-2']],
    ['us-east-1,us-west-2, us-east-1', ['us-east-1', 'us-west-2']],
    [['us-west-2'], ['us-west-2']],
    ['all', ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2']],
    ['all,!us-east-1,!eu-south-1', ['eu-central-1', 'eu-west-1', 'us-west-2']],
  ] as const)('C-45 ec2_regions %j is %j', async ([ec2_regions, regions]) => {
    const cloud = await freshCloud();
    const report = await runSnapper(cloud, { ec2_regions });
    expect(report.regions.map(({ region }) => region)).toEqual(regions);
  });

  test.for([
    [{ ec2_regions: [] }, 'ec2_regions'],
    [{ ec2_regions: 'us-east' }, 'ec2_regions'],
    [{ ec2_regions: 7 }, 'ec2_regions'],
    [{ ec2_regions: ['all', 'us-east-1'] }, 'ec2_regions'],
    [{ tag_prefix: '' }, 'tag_prefix'],
    [{ tag_prefix: 'a*' }, 'tag_prefix'],
    [{ tag_prefix: 'snapshot_tool' }, 'tag_prefix'],
    [{ sns_arn: 'reports' }, 'sns_arn'],
    [{ interval: 'daily' }, 'interval'],
    [{ interval: 0 }, 'interval'],
    [{ interval: -3600 }, 'interval'],
    [{ time_zone: 'Berlin' }, 'time_zone'],
    [{ dry_run: 'perhaps' }, 'dry_run'],
    [{ default_frequency: '1' }, 'default_retain'],
    [{ default_frequency: '1', default_retain: '0' }, 'default_retain'],
    [{ max_deletes: -1 }, 'max_deletes'],
    [{ orphan_retain: '90' }, 'orphan_retain'],
    [{ consistency: 'none' }, 'consistency'],
    [{ scheduled_time: 'yesterday' }, 'scheduled_time'],
  ] as const)(
    'C-44 C-45 %j is refused by the name of its key before anything is called',
    async ([event, key]) => {
      const cloud = await freshCloud();
      cloud.region('eu-west-1').attachedVolume(DAILY);
      await expect(runSnapper(cloud, event)).rejects.toMatchObject({
        name: 'SettingsError',
        message: expect.stringMatching(new RegExp(key)),
      });
      expect(cloud.calls).toEqual([]);
    },
  );

  test('C-9 a prefix that is not of this deployment is refused', async () => {
    const cloud = await freshCloud();
    vi.stubEnv('TAG_PREFIXES', 'autosnap,db');
    await expect(runSnapper(cloud, { tag_prefix: 'web' })).rejects.toThrow(
      /^tag_prefix .* "web"; use "autosnap"$/,
    );
    expect((await runSnapper(cloud, { tag_prefix: 'db' })).prefix).toBe('db');
  });

  test('C-17 an hour may be the unit, as number or as text', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '2', autosnap_retain: '4' });
    for (let hour = 0; hour < 24; hour += 1) {
      await runSnapper(cloud, { interval: hour % 2 === 0 ? 3600 : '3600' });
      cloud.clock.advance(HOUR);
    }
    expect(restorable(cloud, volume)).toHaveLength(4);
    expect(new Set(cloud.snapshotsOf(volume).map(({ startedAt }) => startedAt.getUTCHours() % 2)).size).toBe(
      1,
    );
  });

  test('D-8 a default policy takes what no tag covers, and no problem volume', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const plain = region.attachedVolume();
    const detached = region.volume();
    const bad = region.volume({ tags: { autosnap: 'x', autosnap_retain: '1' } });
    const ignored = region.volume({ tags: { autosnap_ignore: '' } });
    const report = await runSnapper(cloud, { default_frequency: 1, default_retain: 2 });
    expect([plain, detached, bad, ignored].map((volume) => cloud.snapshotsOf(volume).length)).toEqual([
      1, 1, 0, 0,
    ]);
    expect(report.headline.volumesManaged).toBe(2);
  });

  test('C-48 one function, two jobs with different inputs', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const daily = region.volume({ tags: DAILY });
    const hourly = region.volume({ tags: { fast: '1', fast_retain: '5' } });
    for (let hour = 0; hour < 49; hour += 1) {
      await runSnapper(cloud, { tag_prefix: 'fast', interval: 3600, schedule_name: 'hourly' });
      if (hour % 24 === 0) await runSnapper(cloud, { schedule_name: 'daily' });
      cloud.clock.advance(HOUR);
    }
    expect(restorable(cloud, daily)).toHaveLength(3);
    expect(restorable(cloud, hourly)).toHaveLength(6);
  });
});

describe('what a run gives back', () => {
  test('C-53 where no region could be read it throws, after the report is out', async () => {
    const cloud = await freshCloud();
    const topic = cloud.region('us-east-1').topic('reports');
    cloud.fault({ action: 'DescribeSnapshots', effect: { error: 'UnauthorizedOperation' } });
    await expect(
      runSnapper(cloud, { ec2_regions: ['eu-west-1', 'us-west-2'], sns_arn: topic }),
    ).rejects.toThrow(/No region could be read.*FAILURE/);
    expect(lastMail(cloud, topic)).toMatch(/^FAILURE: .*2 regions could not be read/);
    expect(lastMail(cloud, topic)).toContain('UnauthorizedOperation');
  });

  test('C-47 C-53 where the regions cannot be listed, that is told and thrown', async () => {
    const cloud = await freshCloud();
    const topic = cloud.region('us-east-1').topic('reports');
    cloud.fault({ action: 'DescribeRegions', effect: { error: 'UnauthorizedOperation' } });
    await expect(runSnapper(cloud, { ec2_regions: 'all', sns_arn: topic })).rejects.toThrow(
      'No region could be read',
    );
    expect(lastMail(cloud, topic)).toContain('UnauthorizedOperation');
  });

  test('C-53 bad volumes, failed actions and a dead topic do not make it throw', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    region.volume({ tags: { autosnap: 'x', autosnap_retain: '1' } });
    region.volume({ tags: DAILY });
    cloud.fault({ action: 'CreateSnapshot', effect: 'reset before' });
    const arn = 'arn:aws:sns:eu-west-1:123456789012:nobody';
    const report = await runSnapper(cloud, { sns_arn: arn });
    expect(report.headline).toMatchObject({ level: 'FAILURE', failures: 1, problemVolumes: 1 });
    expect(report.undelivered).toContain(`did not reach ${arn}: NotFound`);
  });

  test('C-52 without a topic the report is in the log, and so it is with one, and before anything is thrown', async () => {
    const cloud = await freshCloud();
    const topic = cloud.region('eu-west-1').topic('reports');
    cloud.region('eu-west-1').volume({ tags: DAILY });
    const told: Report[] = [];
    const tell = (report: Report): void => void told.push(report);
    await runSnapper(cloud, {}, undefined, tell);
    cloud.clock.advance(DAY);
    await runSnapper(cloud, { sns_arn: topic }, undefined, tell);
    cloud.fault({ action: 'DescribeVolumes', effect: { error: 'UnauthorizedOperation' } });
    await expect(runSnapper(cloud, {}, undefined, tell)).rejects.toThrow('No region could be read');
    expect(told.map(({ headline }) => headline.level)).toEqual(['OK', 'OK', 'FAILURE']);
    expect(mails(cloud, topic)).toEqual([reportText(nth(told, 1))]);
  });

  test('C-52 the topic may be in a region that the run does not look at', async () => {
    const cloud = await freshCloud();
    const topic = cloud.region('us-west-2').topic('reports');
    cloud.region('eu-west-1').volume({ tags: DAILY });
    const report = await runSnapper(cloud, { sns_arn: topic });
    expect(report.notes).toEqual([]);
    expect(cloud.messages(topic)).toMatchObject([{ subject: 'AWS Snapshot Report OK - Default' }]);
    expect(cloud.calls.filter(({ region }) => region === 'us-west-2').map(({ action }) => action)).toEqual([
      'Publish',
    ]);
  });

  test('several regions side by side, each with its own part of the report', async () => {
    const cloud = await freshCloud();
    const [west, east] = ['eu-west-1', 'us-east-1'].map((name) => cloud.region(name).attachedVolume(DAILY));
    if (!west || !east) throw new Error('two volumes were asked for');
    ownCopies(cloud, west, 5);
    const report = await runSnapper(cloud, { ec2_regions: 'us-east-1 eu-west-1' });
    expect(report.regions.map(({ region }) => region)).toEqual(['us-east-1', 'eu-west-1']);
    expect(regionIn(report, 'us-east-1').created.map(({ volumeId }) => volumeId)).toEqual([east.id]);
    expect(regionIn(report, 'eu-west-1').deleted).toHaveLength(2);
  });

  test('what it gives back is plain JSON', async () => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').attachedVolume(DAILY);
    const report = await runSnapper(cloud);
    expect(JSON.parse(JSON.stringify(report)).regions).toHaveLength(1);
    expect(only(JSON.parse(JSON.stringify(report))).created).toEqual(only(report).created);
  });
});
