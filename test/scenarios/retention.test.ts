import { describe, expect, test } from 'vitest';

import {
  DAILY,
  DAY,
  everyDay,
  freshCloud,
  idsOf,
  lastMail,
  only,
  ownCopies,
  ownCopy,
  restorable,
  runAndSettle,
  runSnapper,
} from './story.ts';

describe('how many copies stay', () => {
  test('C-33 RA-4 exactly N restorable copies remain after each run, plus the newest while it is pending', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    const counts: number[][] = [];
    for (let day = 0; day < 8; day += 1) {
      await runSnapper(cloud);
      counts.push([restorable(cloud, volume).length, cloud.snapshotsOf(volume).length]);
      cloud.clock.advance(DAY);
    }
    expect(counts).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [3, 4],
      [3, 4],
      [3, 4],
      [3, 4],
    ]);
  });

  test('C-33 RA-6 C-36 where copies complete at once, the oldest by time goes, whatever its id', async () => {
    const cloud = await freshCloud();
    cloud.completesAfter = 0;
    const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '2' });
    const seen: string[] = [];
    for (let day = 0; day < 9; day += 1) {
      await runSnapper(cloud);
      seen.push(cloud.snapshotsOf(volume).at(-1)?.id ?? '');
      expect(cloud.snapshotsOf(volume).map(({ id }) => id)).toEqual(seen.slice(-3));
      cloud.clock.advance(DAY);
    }
  });

  test('C-37 RA-5 a lowered number acts at the next run, a raised one keeps all', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '6' });
    await everyDay(cloud, 8);
    volume.tags['autosnap_retain'] = '2';
    const lowered = await runAndSettle(cloud);
    expect(lowered.headline.deleted).toBe(5);
    expect(restorable(cloud, volume)).toHaveLength(3);

    volume.tags['autosnap_retain'] = '9';
    cloud.clock.advance(DAY);
    const raised = await runAndSettle(cloud);
    expect(raised.headline).toMatchObject({ deleted: 0, filling: 1 });
  });

  test('RA-11 renaming a volume and its instance starts no new pool', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ ...DAILY, Name: 'old' }, { Name: 'old' });
    await everyDay(cloud, 5);
    volume.tags['Name'] = 'new';
    for (const { instance } of volume.attachments) instance.tags['Name'] = 'new';
    await everyDay(cloud, 5);
    await runSnapper(cloud);
    expect(restorable(cloud, volume)).toHaveLength(3);
  });

  test('C-16 C-33 a weekly volume under a daily trigger stays at its number', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '7', autosnap_retain: '2' });
    const reports = await everyDay(cloud, 51);
    expect(reports.reduce((sum, { headline }) => sum + headline.created, 0)).toBe(8);
    expect(cloud.snapshotsOf(volume)).toHaveLength(2);
    expect(reports.filter(({ headline }) => headline.level !== 'OK')).toEqual([]);
  });

  test('C-20 after a week without runs one copy is made, not seven', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    const volume = region.attachedVolume(DAILY);
    await everyDay(cloud, 3);
    cloud.clock.advance(7 * DAY);
    const report = await runAndSettle(cloud, { sns_arn: topic });
    const again = await runSnapper(cloud, { sns_arn: topic });
    expect([report.headline.created, again.headline.created]).toEqual([1, 0]);
    expect(cloud.snapshotsOf(volume)).toHaveLength(3);
    expect(report.headline).toMatchObject({ level: 'WARNING', onSchedule: 0 });
    expect(only(report).exceptions[0]?.because).toContain('missed 7 slots');
  });

  test('RA-17 C-24 no new copy of an st1 volume while one is pending; the report says that it waits', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const slow = region.volume({ type: 'st1', tags: DAILY, snapshotsComplete: 50 * 3_600_000 });
    const reports = await everyDay(cloud, 4);
    expect(reports.map(({ headline }) => [headline.created, headline.failures])).toEqual([
      [1, 0],
      [0, 0],
      [0, 0],
      [1, 0],
    ]);
    expect(reports[1]?.regions[0]?.exceptions[0]?.because).toContain(
      'due, but 1 of its snapshots still pending',
    );
    expect(reports[2]?.headline).toMatchObject({ level: 'FAILURE' });
    expect(cloud.snapshotsOf(slow)).toHaveLength(2);
  });

  test('C-24 at most three copies of another volume are pending side by side', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').volume({ tags: DAILY, snapshotsComplete: 'never' });
    const reports = await everyDay(cloud, 6);
    expect(cloud.snapshotsOf(volume)).toHaveLength(3);
    expect(reports.at(-1)?.headline).toMatchObject({ level: 'FAILURE', failures: 0, created: 0 });
  });

  test('C-40 RB-6 copies of volumes that are gone, ignored or untagged stay and are listed', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    const gone = region.volume({ tags: DAILY, size: 100 });
    const ignored = region.volume({ tags: DAILY });
    const untagged = region.volume({ tags: DAILY });
    await everyDay(cloud, 4);
    region.remove(gone);
    ignored.tags['autosnap_ignore'] = '';
    untagged.tags = {};

    const reports = await everyDay(cloud, 5, { sns_arn: topic });

    for (const volume of [gone, ignored, untagged]) expect(restorable(cloud, volume)).toHaveLength(4);
    const orphans = reports.at(-1)?.regions[0]?.orphans ?? [];
    expect(orphans.map(({ why }) => why).toSorted()).toEqual(['gone', 'ignored', 'untagged']);
    expect(orphans.find(({ why }) => why === 'gone')).toMatchObject({
      volumeId: gone.id,
      count: 4,
      sizeGiB: 400,
    });
    expect(lastMail(cloud, topic)).toMatch(
      /^WARNING: 1 living volume with 4 snapshots that nothing manages any more/,
    );
  });

  test('C-40 with orphan_retain the copies of a vanished volume go when the newest is old enough, and the last stays', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const gone = region.volume({ tags: DAILY });
    const untagged = region.volume({ tags: DAILY });
    await everyDay(cloud, 4);
    region.remove(gone);
    untagged.tags = {};
    const newest = restorable(cloud, gone).at(-1);

    await everyDay(cloud, 25, { orphan_retain: '30d' });
    expect(restorable(cloud, gone)).toHaveLength(4);
    await everyDay(cloud, 10, { orphan_retain: '30d' });
    expect(restorable(cloud, gone)).toEqual([newest]);
    expect(restorable(cloud, untagged)).toHaveLength(4);
  });

  test('C-40 while volumes cannot be listed, no copy is taken for an orphan', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.volume({ tags: DAILY });
    ownCopies(cloud, volume, 3);
    cloud.clock.advance(100 * DAY);
    for (const effect of ['truncated', 'html', { error: 'InternalError' }] as const) {
      const fault = cloud.fault({ action: 'DescribeVolumes', effect });
      await expect(runSnapper(cloud, { orphan_retain: '1d' })).rejects.toThrow('No region could be read');
      fault.remove();
    }
    expect(restorable(cloud, volume)).toHaveLength(3);
  });

  test('a slip of the pen in the number is braked, and the first line says so', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    const volume = region.attachedVolume({ autosnap: '1', autosnap_retain: '30' });
    ownCopies(cloud, volume, 30);
    volume.tags['autosnap_retain'] = '3';

    const first = await runAndSettle(cloud, { sns_arn: topic });
    expect(first.headline.deleted).toBe(2);
    expect(lastMail(cloud, topic)).toMatch(
      new RegExp(`^WARNING: 1 brake holds deletions back: \\S+ \\S+ \\(${volume.id}\\); `),
    );
    const again = await runSnapper(cloud, { sns_arn: topic });
    expect(again.headline).toMatchObject({ created: 0, deleted: 0 });

    const later = await everyDay(cloud, 40);
    expect(restorable(cloud, volume).length).toBeLessThanOrEqual(4);
    expect(later.at(-1)?.regions[0]?.brakes).toEqual([]);
  });

  test('the brake holds in a run that could make no new copy', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '3' });
    ownCopies(cloud, volume, 30);
    cloud.fault({ action: 'CreateSnapshot', effect: { error: 'VolumeInUse' } });
    await everyDay(cloud, 3);
    expect(restorable(cloud, volume)).toHaveLength(30);
  });

  test('max_deletes replaces the brake: the oldest go, so many a run', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '3' });
    const copies = ownCopies(cloud, volume, 30);
    const report = await runAndSettle(cloud, { max_deletes: 20 });
    expect(report.headline.deleted).toBe(20);
    expect(idsOf(restorable(cloud, volume).slice(0, 10))).toEqual(idsOf(copies.slice(20)));
    await runSnapper(cloud, { max_deletes: 0 });
    expect(restorable(cloud, volume)).toHaveLength(11);
  });

  test('copies of the Python aws-snapper are adopted', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    for (const daysAgo of [3, 2, 1, 0.05]) {
      ownCopy(cloud, volume, daysAgo, { tags: { Name: '2025-12-30-x' }, description: 'autosnap: x' });
    }
    const report = await runSnapper(cloud);
    expect(report.headline).toMatchObject({ created: 0, deleted: 1, full: 1, level: 'OK' });
  });

  test('a hand-made time on a copy moves it at most a day', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    ownCopy(cloud, volume, 0.01, { tags: { autosnap_at: '2020-01-01T00:00:00Z' } });
    ownCopy(cloud, volume, 2, { tags: { autosnap_at: '2099-01-01T00:00:00Z' } });
    ownCopy(cloud, volume, 3, { tags: { autosnap_at: 'yesterday' } });
    const reports = await everyDay(cloud, 4);
    expect(reports.map(({ headline }) => headline.created)).toEqual([1, 1, 1, 1]);
  });

  test('a dry run changes nothing and tells all', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    const volume = region.attachedVolume(DAILY);
    const before = ownCopies(cloud, volume, 5);
    const report = await runSnapper(cloud, { dry_run: true, sns_arn: topic });
    expect(cloud.snapshotsOf(volume)).toEqual(before);
    expect(only(report).wouldCreate.map(({ volumeId }) => volumeId)).toEqual([volume.id]);
    expect(only(report).wouldDelete.map(({ snapshotId }) => snapshotId)).toEqual(
      before.slice(0, 2).map(({ id }) => id),
    );
    expect(report.headline).toMatchObject({ created: 0, deleted: 0 });
    expect(lastMail(cloud, topic)).toMatch(/^DRY RUN, nothing was changed\. A run would report: OK: /);
  });
});
