import { describe, expect, test } from 'vitest';

import { version } from '../../lambda/version.ts';
import type { FilterPolicy } from '../cloud/sns.ts';
import {
  DAILY,
  everyDay,
  freshCloud,
  hostOf,
  lastMail,
  only,
  ownCopies,
  ownCopy,
  runSnapper,
} from './story.ts';

describe('the report', () => {
  test('C-50 C-52 says first what a person needs, then the job, then each region', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    const full = region.attachedVolume(DAILY);
    const filling = region.volume({ tags: DAILY });
    const [oldest] = ownCopies(cloud, full, 4);
    ownCopy(cloud, filling, 1);
    cloud.before('CreateSnapshot', () => cloud.clock.advance(1500));

    await runSnapper(cloud, { sns_arn: topic, schedule_name: 'nightly' });

    const [first, ...rest] = lastMail(cloud, topic).split('\n');
    expect(first).toMatch(
      /^OK: 2 of 2 volumes on schedule; 1 full, 1 still filling, 0 without a restorable snapshot/,
    );
    expect(rest.join('\n')).toContain(
      `Job nightly, prefix autosnap, account 123456789012, aws-snapper ${version}`,
    );
    expect(rest.join('\n')).toContain('started 2026-01-01T03:00:00Z, finished 2026-01-01T03:00:03Z');
    expect(rest.join('\n')).toContain('1 instance and 2 volumes managed, 2 created, 1 deleted');
    for (const id of [full.id, filling.id, oldest?.id]) expect(rest.join('\n')).toContain(id);
    for (const { id } of [...cloud.snapshotsOf(full).slice(-1), ...cloud.snapshotsOf(filling).slice(-1)]) {
      expect(rest.join('\n')).toContain(id);
    }
    expect(cloud.messages(topic)).toMatchObject([{ subject: 'AWS Snapshot Report OK - nightly' }]);
  });

  test('a subscription chooses by level, job, account and prefix', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    region.volume({ tags: DAILY });
    await runSnapper(cloud, { sns_arn: topic, schedule_name: 'Täglich' });
    const bad = region.volume({ tags: { autosnap: 'x' } });
    await runSnapper(cloud, { sns_arn: topic, schedule_name: 'two\nlines' });
    const got = (policy: FilterPolicy) => cloud.messages(topic, policy).map(({ attributes }) => attributes);
    const everyday = { level: 'OK', job: 'Täglich', account: '123456789012', prefix: 'autosnap' };
    expect(got({})).toEqual([everyday, { ...everyday, level: 'FAILURE', job: 'two\\u{a}lines' }]);
    expect(got({ level: ['FAILURE', 'WARNING'] })).toMatchObject([{ level: 'FAILURE' }]);
    expect(got({ job: ['Täglich'] })).toMatchObject([{ level: 'OK' }]);
    expect(lastMail(cloud, topic)).toContain(bad.id);
  });

  describe('notify', () => {
    test.for<[notify: string, told: string[]]>([
      ['always', ['a snapshot', 'nothing', 'a bad tag']],
      ['changes', ['a snapshot', 'a bad tag']],
      ['trouble', ['a bad tag']],
    ])('%s publishes after %j', async ([notify, told]) => {
      const cloud = await freshCloud();
      const region = cloud.region('eu-west-1');
      const topic = region.topic('reports');
      const volume = region.volume({ tags: DAILY });
      const published: string[] = [];
      for (const what of ['a snapshot', 'nothing', 'a bad tag']) {
        if (what === 'a bad tag') volume.tags = { autosnap: 'x' };
        const [before, report] = [
          cloud.messages(topic).length,
          await runSnapper(cloud, { sns_arn: topic, notify }),
        ];
        expect(report.published).toBe(cloud.messages(topic).length > before);
        if (report.published === true) published.push(what);
      }
      expect(published).toEqual(told);
    });

    test('an account that is not known and a job without a letter are filtered as words, too', async () => {
      const cloud = await freshCloud();
      const topic = cloud.region('eu-west-1').topic('reports');
      cloud.fault({ action: 'GetCallerIdentity', effect: { error: 'AccessDenied' } });
      const report = await runSnapper(cloud, { sns_arn: topic, schedule_name: ' ', notify: 'changes' });
      expect(report).toMatchObject({ published: true });
      expect(cloud.messages(topic)[0]?.attributes).toMatchObject({ account: 'unknown', job: 'unknown' });
    });

    test('without a topic nothing is said of publishing', async () => {
      expect(await runSnapper(await freshCloud(), { notify: 'trouble' })).not.toHaveProperty('published');
    });
  });

  test('C-51 an instance counts only when a volume of it is managed', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    region.attachedVolume();
    region.attachedVolume({ ...DAILY, autosnap_ignore: '' });
    region.attachedVolume({}, { autosnap: 'x' });
    region.attachedVolume(DAILY, { autosnap_ignore: '' });
    region.instance({ tags: DAILY });
    const managed = region.attachedVolume(DAILY);
    region.volume({ attachedTo: hostOf(managed) });
    const report = await runSnapper(cloud);
    expect(report.headline).toMatchObject({ instancesManaged: 1, volumesManaged: 2, problemVolumes: 1 });
  });

  test('C-52 C-54 a job with any name has a subject that mail takes', async () => {
    const cloud = await freshCloud();
    const topic = cloud.region('eu-west-1').topic('reports');
    for (const schedule_name of [
      'Tägliche Sicherung 🙂',
      'x'.repeat(256),
      'two\nlines\r\nX-Header: y',
      ' ',
    ]) {
      const report = await runSnapper(cloud, { sns_arn: topic, schedule_name });
      expect(report.notes).toEqual([]);
    }
    for (const { subject } of cloud.messages(topic))
      expect(subject).toMatch(/^AWS Snapshot Report [ -~]{0,79}$/);
  });

  test('C-54 thousands of problems with long values make a report that SNS takes, and what is cut is counted', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    for (let count = 0; count < 2000; count += 1) {
      region.volume({ tags: { autosnap: '🙂'.repeat(250), autosnap_retain: 'x'.repeat(250) } });
    }
    const report = await runSnapper(cloud, { sns_arn: topic });
    expect(report.notes).toEqual([]);
    expect(Buffer.byteLength(lastMail(cloud, topic))).toBeLessThanOrEqual(262_144);
    expect(lastMail(cloud, topic)).toMatch(
      /^FAILURE: 4000 tags cannot be read, so 2000 of 2000 volumes are left alone/,
    );
    expect(lastMail(cloud, topic)).toMatch(/and \d+ more/);
    expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(6_000_000);
  });

  test('C-53 a volume without a copy is named as such for as long as it has none', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    region.volume({ tags: DAILY, snapshotsComplete: 'never' });
    const reports = await everyDay(cloud, 3, { sns_arn: topic });
    expect(reports[0]?.headline).toMatchObject({ level: 'OK', starting: 1 });
    expect(reports[2]?.headline.level).not.toBe('OK');
    expect(lastMail(cloud, topic)).toContain('1 without a restorable snapshot');
  });

  test('names and tags cannot write lines of their own', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    const evil = 'x\nOK: all is well.\u202E\u001B[2J\u2028Region nowhere';
    region.volume({ tags: { autosnap: evil, autosnap_retain: evil, Name: evil } });
    region.volume({ tags: { ...DAILY, Name: evil, [`autosnap_${evil}`]: evil } });
    await runSnapper(cloud, { sns_arn: topic, schedule_name: evil });
    // The only control character of an honest report ends its lines.
    expect(lastMail(cloud, topic).replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    expect(
      lastMail(cloud, topic)
        .split('\n')
        .filter((line) => line.startsWith('OK: all')),
    ).toEqual([]);
    expect(lastMail(cloud, topic)).not.toMatch(/^Region nowhere/m);
  });

  test('C-55 what was attempted and failed is in no counter of what was done', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volumes = [0, 1, 2, 3].map(() => region.volume({ tags: DAILY }));
    for (const volume of volumes) ownCopies(cloud, volume, 5);
    cloud.fault({ action: 'CreateSnapshot', nth: 2, times: 1, effect: { error: 'InternalError' } });
    cloud.fault({ action: 'DeleteSnapshot', nth: 3, times: 1, effect: { error: 'OperationNotPermitted' } });
    const before = region.snapshots().length;
    const report = await runSnapper(cloud);
    const after = region.snapshots();
    const { created, deleted, failures } = report.headline;
    expect(after.filter(({ startedAt }) => startedAt >= new Date('2026-01-01'))).toHaveLength(created);
    expect(after).toHaveLength(before + created - deleted);
    expect(only(report).kept).toBe(before - deleted);
    expect(failures).toBe(2);
  });

  test('own copies on a volume that lost its tag are a warning in the first line, until somebody acts', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    const volume = region.volume({ tags: DAILY });
    region.volume({ tags: DAILY });
    await everyDay(cloud, 2, { sns_arn: topic });
    volume.tags = {};
    await everyDay(cloud, 2, { sns_arn: topic });
    expect(lastMail(cloud, topic)).toMatch(
      /^WARNING: 1 living volume with 2 snapshots that nothing manages any more; 1 of 1 volume on schedule/,
    );
  });

  test('C-40 the command that the report gives for orphans names exactly their own copies that are not pinned', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const gone = region.volume({ tags: DAILY });
    ownCopy(cloud, gone, 3, { tags: { autosnap_keep: 'audit' } });
    region.snapshot({ of: gone, tags: { snapshot_tool: 'other-tool' } });
    const copy = ownCopy(cloud, gone, 2);
    region.remove(gone);
    const [orphan] = only(await runSnapper(cloud)).orphans;
    expect(orphan).toMatchObject({ count: 2 });
    expect(orphan?.command?.match(/snap-[0-9a-f]+/g)).toEqual([copy.id]);
    expect(orphan?.command).toContain('--region eu-west-1 --snapshot-id');
  });

  test('copies under another mark on a managed volume are a hint', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.volume({ tags: DAILY });
    region.snapshot({ of: volume, tags: { snapshot_tool: 'old-prefix' } });
    const report = await runSnapper(cloud);
    expect(only(report).hints.join()).toContain('old-prefix');
  });
});
