import { describe, expect, test } from 'vitest';

import {
  DAILY,
  DAY,
  everyDay,
  existing,
  freshCloud,
  HOUR,
  idsOf,
  lastMail,
  nth,
  only,
  ownCopies,
  ownCopy,
  ownIn,
  restorable,
  runAndSettle,
  runSnapper,
} from './story.ts';

describe('what is never deleted', () => {
  test('C-31 C-32 RA-3 RB-10 snapshots of others neither go nor count, however much they look like ours', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.attachedVolume({ autosnap: '1', autosnap_retain: '1' });
    const of = { of: volume, startedAt: '2025-12-31T23:00:00Z' };
    const theirs = {
      unmarked: region.snapshot(of),
      marked: region.snapshot({ ...of, tags: { snapshot_tool: 'nightly' } }),
      capital: region.snapshot({ ...of, tags: { snapshot_tool: 'Autosnap' } }),
      spaced: region.snapshot({ ...of, tags: { snapshot_tool: 'autosnap ' } }),
      otherKey: region.snapshot({
        ...of,
        tags: { Snapshot_Tool: 'autosnap', autosnap_at: '2025-12-31T23:00:00Z' },
      }),
      named: region.snapshot({
        ...of,
        tags: { Name: '2025-12-31T23:00:00Z-data-db' },
        description: 'autosnap: ',
      }),
      heir: region.snapshot({ ...of, tags: { snapshot_tool: 'autosnap' }, description: 'nightly' }),
      nearly: region.snapshot({ ...of, tags: { snapshot_tool: 'autosnap' }, description: 'autosnap' }),
      adoption: region.snapshot({
        ...of,
        tags: { snapshot_tool: 'autosnap', autosnap_adopted: 'snap-00000000000000001' },
      }),
      backup: region.snapshot({
        ...of,
        description: 'autosnap: x',
        tags: { snapshot_tool: 'autosnap', 'aws:backup:source-resource': 'x' },
      }),
      dlm: region.snapshot({
        ...of,
        description: 'autosnap: x',
        tags: { snapshot_tool: 'autosnap', 'aws:dlm:lifecycle-policy-id': 'x' },
      }),
      copied: region.snapshot({
        startedAt: '2020-01-01',
        description: 'autosnap: x',
        tags: { snapshot_tool: 'autosnap' },
      }),
    };

    const reports = await everyDay(cloud, 4);
    await runSnapper(cloud);

    expect(existing(cloud, theirs)).toEqual(Object.keys(theirs));
    expect(reports.map(({ headline }) => headline.created)).toEqual([1, 1, 1, 1]);
    expect(cloud.snapshotsOf(volume).filter(({ tags }) => tags['autosnap_instance'])).toHaveLength(2);
  });

  test('C-31 what CopySnapshot made stays and fills no place, whatever volume id AWS gives it', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.attachedVolume(DAILY);
    const wish = { startedAt: '2020-01-01', tags: { snapshot_tool: 'autosnap', autosnap_at: '2020-01-01' } };
    const inTheConsole = '[Copied snap-00000000000000001 from us-east-1] autosnap: x';
    const copied = {
      underThePlaceholder: region.snapshot({ ...wish, description: 'autosnap: x' }),
      underItsLongForm: region.snapshot({ ...wish, of: 'vol-ffffffffffffffff', description: 'autosnap: x' }),
      underAnyOther: region.snapshot({ ...wish, of: 'vol-00000000000000bad', description: inTheConsole }),
      withoutWords: region.snapshot({ ...wish, of: 'vol-00000000000000bad', description: '' }),
      underOneThatIsThere: region.snapshot({ ...wish, of: volume, description: inTheConsole }),
    };

    const reports = await everyDay(cloud, 5, { orphan_retain: '1h', max_deletes: 100 });
    await runSnapper(cloud);

    expect(existing(cloud, copied)).toEqual(Object.keys(copied));
    expect(reports.map(({ headline }) => headline.created)).toEqual([1, 1, 1, 1, 1]);
    expect(restorable(cloud, volume)).toHaveLength(1 + 3);
  });

  test('C-57 public snapshots of strangers that carry our mark, and even our volume, are not seen', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.attachedVolume({ autosnap: '1', autosnap_retain: '1' });
    const stranger = cloud.account('222222222222').region('eu-west-1');
    const theirs = {
      older: stranger.snapshot({
        of: volume.id,
        startedAt: '2025-01-01',
        description: 'autosnap: x',
        tags: { snapshot_tool: 'autosnap' },
        public: true,
      }),
      fresh: stranger.snapshot({
        of: volume.id,
        startedAt: '2026-01-01T02:00:00Z',
        description: 'autosnap: x',
        tags: { snapshot_tool: 'autosnap' },
        sharedWith: ['123456789012'],
      }),
    };

    const reports = await everyDay(cloud, 3, { orphan_retain: '1d' });

    expect(existing(cloud, theirs)).toEqual(['older', 'fresh']);
    expect(reports.map(({ headline }) => headline.created)).toEqual([1, 1, 1]);
    expect(reports.flatMap(({ regions }) => regions.flatMap(({ orphans }) => orphans))).toEqual([]);
    expect(reports.at(-1)?.headline).toMatchObject({ failures: 0, level: 'OK' });
  });

  test('RB-11 a pinned copy stays and fills no place; a disowned one is a stranger', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    const pinned = ownCopy(cloud, volume, 40, { tags: { autosnap_keep: '' } });
    await everyDay(cloud, 2);
    const [, , disowned] = cloud.snapshotsOf(volume);
    delete disowned?.tags['snapshot_tool'];
    await everyDay(cloud, 8);
    await runSnapper(cloud);

    expect(restorable(cloud, volume)).toContain(pinned);
    expect(restorable(cloud, volume)).toContain(disowned);
    expect(restorable(cloud, volume)).toHaveLength(3 + 2);
  });

  test('F1 what another tool took with our mark on it stays foreign when the mark is removed from the volume', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.attachedVolume(DAILY, { snapshot_tool: 'autosnap' });
    const theirs = Array.from({ length: 6 }, (_, day) =>
      region.snapshot({
        of: volume,
        startedAt: new Date(cloud.clock.now().getTime() - (day + 1) * DAY),
        tags: { ...volume.tags },
        description: 'Created by the nightly tool',
      }),
    );
    const marked = nth(await everyDay(cloud, 1), 0);
    expect(only(marked).problems[0]?.remedy).toContain('foreign snapshots that inherited it: snap-');
    delete volume.tags['snapshot_tool'];
    const days = await everyDay(cloud, 6);

    expect(idsOf(cloud.snapshotsOf(volume))).toEqual(expect.arrayContaining(idsOf(theirs)));
    expect(days.map(({ headline }) => headline.created)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(ownIn(cloud, 'eu-west-1').length - theirs.length).toBe(3 + 1);
  });

  test('F2 a copy that is restored from the archive for some days neither counts nor goes', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    const archived = ownCopy(cloud, volume, 200, { tier: 'archive' });
    await everyDay(cloud, 4);
    Object.assign(archived, {
      tier: 'standard',
      restoreExpiresAt: new Date(cloud.clock.now().getTime() + 3 * DAY),
    });
    await everyDay(cloud, 4);
    await runAndSettle(cloud);

    expect(existing(cloud, { archived })).toEqual(['archived']);
    expect(restorable(cloud, volume).filter((one) => one !== archived)).toHaveLength(3 + 1);
  });

  test.for(['recoverable', 'recovering'] as const)(
    'F2 a copy in state %s of today serves no slot: another one is taken',
    async (state) => {
      const cloud = await freshCloud();
      const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
      const passing = ownCopy(cloud, volume, 1 / 24, { state });
      const report = await runSnapper(cloud);
      expect(report.headline.created).toBe(1);
      expect(existing(cloud, { passing })).toEqual(['passing']);
    },
  );

  test('C-38 a copy behind an AMI, also a disabled one, stays without a failure, and the others still go', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    const volume = region.attachedVolume(DAILY);
    const copies = ownCopies(cloud, volume, 6);
    const [oldest, second, third] = [nth(copies, 0), nth(copies, 1), nth(copies, 2)];
    const image = region.image({ snapshots: [oldest] });
    region.image({ snapshots: [third], disabled: true });

    const reports = await everyDay(cloud, 3, { sns_arn: topic });

    expect(existing(cloud, { oldest, second, third })).toEqual(['oldest', 'third']);
    expect(reports.map(({ headline }) => headline.failures)).toEqual([0, 0, 0]);
    expect(lastMail(cloud, topic)).toMatch(/^OK: /);

    region.remove(image);
    await runSnapper(cloud);
    expect(existing(cloud, { oldest, third })).toEqual(['third']);
  });

  test('C-38 where AMI use cannot be looked up, the refusal says what holds the copy, and it is no failure', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    const volume = region.attachedVolume(DAILY);
    const copies = ownCopies(cloud, volume, 5);
    const [oldest, second] = [nth(copies, 0), nth(copies, 1)];
    const image = region.image({ snapshots: [oldest] });
    cloud.fault({ action: 'DescribeImages', effect: { error: 'UnauthorizedOperation' } });

    const report = await runSnapper(cloud, { sns_arn: topic });

    expect(existing(cloud, { oldest, second })).toEqual(['oldest']);
    expect(report.headline).toMatchObject({ failures: 0, created: 1, deleted: 1, level: 'OK' });
    expect(lastMail(cloud, topic)).toContain('held by AWS, so not deleted: 1');
    expect(lastMail(cloud, topic)).toContain(`in use by ${image.id}`);
    expect(lastMail(cloud, topic)).toContain('AMI use could not be looked up (UnauthorizedOperation');
  });

  test('C-39 a locked copy stays until its lock has expired, known beforehand or not', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.attachedVolume(DAILY);
    const locked = nth(ownCopies(cloud, volume, 5), 0);
    region.lock(locked, { state: 'compliance' });

    const seen = await runAndSettle(cloud);
    const blindness = cloud.fault({ action: 'DescribeLockedSnapshots', effect: { error: 'InvalidAction' } });
    cloud.clock.advance(DAY);
    const unseen = await runAndSettle(cloud);
    expect([seen, unseen].map(({ headline }) => headline.failures)).toEqual([0, 0]);
    expect(only(unseen).held.map(({ snapshotId }) => snapshotId)).toEqual([locked.id]);
    expect(existing(cloud, { locked })).toEqual(['locked']);

    blindness.remove();
    region.lock(locked, { state: 'expired' });
    await runSnapper(cloud);
    expect(existing(cloud, { locked })).toEqual([]);
  });

  test.for([
    ['UnauthorizedOperation', 'You are not authorized: the role is locked'],
    ['UnauthorizedOperation', 'not authorized to perform ec2:DeleteSnapshot, managed by the AWS Backup team'],
    ['AuthFailure', 'The account is locked'],
    ['AccessDenied', 'The account is locked'],
    ['OptInRequired', 'The subscription is locked'],
  ] as const)(
    'M2 C-39 C-53 a delete refused for want of permission (%s: %s) is a failure',
    async ([error, message]) => {
      const cloud = await freshCloud();
      const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
      ownCopies(cloud, volume, 4);
      cloud.fault({
        action: 'DeleteSnapshot',
        effect: { error, message },
      });
      const report = await runSnapper(cloud);
      expect(report.headline).toMatchObject({ failures: 1, level: 'FAILURE' });
      expect(only(report).held).toEqual([]);
    },
  );

  test.for([
    ['the volume', {}, { ...DAILY, autosnap_retain: '7 d' }],
    ['its instance', { ...DAILY, autosnap: 'daily?' }, {}],
    ['the volume, which carries a mark', DAILY, { snapshot_tool: 'autosnap' }],
  ] as const)(
    'M3 C-19 nothing of a volume goes while a tag of %s cannot be read, not even a failed copy',
    async ([, onInstance, onVolume]) => {
      const cloud = await freshCloud();
      const region = cloud.region('eu-west-1');
      const volume = region.attachedVolume(onInstance, onVolume);
      ownCopies(cloud, volume, 9);
      const failed = ownCopy(cloud, volume, 0, { state: 'error' });
      const other = region.attachedVolume(DAILY);
      const otherFailed = ownCopy(cloud, other, 0, { state: 'error' });

      await everyDay(cloud, 2, { max_deletes: 100, orphan_retain: '1h' });

      expect(cloud.snapshotsOf(volume)).toHaveLength(10);
      expect(existing(cloud, { failed, otherFailed })).toEqual(['failed']);
    },
  );

  test('C-39 archived copies and those in the Recycle Bin count for nothing and stay', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    const special = {
      archived: ownCopy(cloud, volume, 400, { tier: 'archive' }),
      recoverable: ownCopy(cloud, volume, 300, { state: 'recoverable' }),
      recovering: ownCopy(cloud, volume, 200, { state: 'recovering' }),
    };
    await everyDay(cloud, 7);
    const last = await runSnapper(cloud);
    expect(existing(cloud, special)).toEqual(Object.keys(special));
    expect(restorable(cloud, volume)).toHaveLength(3);
    expect(last.headline.failures).toBe(0);
  });

  test('C-39 a copy that is gone when its turn comes is success, and the next one still goes', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.attachedVolume(DAILY);
    const copies = ownCopies(cloud, volume, 5);
    const [first, second] = [nth(copies, 0), nth(copies, 1)];
    const hook = cloud.before('DeleteSnapshot', () => {
      region.remove(first);
      hook.remove();
    });
    const report = await runSnapper(cloud);
    expect(existing(cloud, { first, second })).toEqual([]);
    expect(report.headline).toMatchObject({ failures: 0, deleted: 1, level: 'OK' });
    expect(only(report).kept).toBe(3);
  });

  test('C-41 a pending copy is never deleted, however old it is', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.attachedVolume(DAILY);
    const stuck = ownCopy(cloud, volume, 30, { state: 'pending' });
    const reports = await everyDay(cloud, 6);
    expect(stuck).toMatchObject({ state: 'pending', deleteRequested: false });
    expect(reports.at(-1)?.regions[0]?.exceptions).toMatchObject([
      { kind: 'slow', because: `its snapshot ${stuck.id} has been pending for ${35 * 24} hours` },
    ]);
  });

  test('C-34 C-35 RA-4 RA-7 RA-8 copies that fail, night after night, push no good one out', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    const good = ownCopies(cloud, volume, 3);
    volume.snapshotsComplete = 'error';

    const reports = await everyDay(cloud, 20);

    expect(restorable(cloud, volume)).toEqual(good);
    expect(reports.at(-1)?.headline.level).toBe('WARNING');
    expect(reports.at(-1)?.regions[0]?.exceptions.map(({ because }) => because)).toEqual([
      expect.stringContaining('failed in AWS'),
    ]);

    volume.snapshotsComplete = 'as usual';
    await everyDay(cloud, 4);
    expect(cloud.snapshotsOf(volume).every(({ state }) => state === 'completed')).toBe(true);
    await runSnapper(cloud);
    expect(restorable(cloud, volume)).toHaveLength(3);
  });

  test.for(['gp3', 'st1'])(
    'C-34 a %s volume whose copies fail is not stuck at the limit of pending ones',
    async (type) => {
      const cloud = await freshCloud();
      const volume = cloud.region('eu-west-1').volume({ type, tags: DAILY, snapshotsComplete: 'error' });
      const reports = await everyDay(cloud, 8);
      expect(reports.map(({ headline }) => [headline.created, headline.failures])).toEqual(
        reports.map(() => [1, 0]),
      );
      expect(cloud.snapshotsOf(volume)).toHaveLength(1);
      expect(reports.at(-1)?.headline.line).toContain('1 without a restorable snapshot');
    },
  );

  test('C-35 RA-4 while no new copy can be made, nothing is lost, whatever the surplus', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    ownCopies(cloud, volume, 6);
    cloud.fault({ action: 'CreateSnapshot', effect: { error: 'ConcurrentSnapshotLimitExceeded' } });
    const reports = await everyDay(cloud, 5);
    expect(restorable(cloud, volume)).toHaveLength(6);
    expect(reports.every(({ headline }) => headline.level === 'FAILURE' && headline.deleted === 0)).toBe(
      true,
    );
    expect(reports.at(-1)?.headline.onSchedule).toBe(0);
  });

  test('C-35 a clock that jumps ten years and back costs no copy below the number', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    await everyDay(cloud, 4);
    cloud.clock.set('2036-01-01T03:00:00Z');
    await runAndSettle(cloud);
    cloud.clock.set('2026-01-06T03:00:00Z');
    const reports = await everyDay(cloud, 4);
    expect(restorable(cloud, volume).length).toBeGreaterThanOrEqual(3);
    expect(reports.every(({ headline }) => headline.failures === 0)).toBe(true);
  });

  test('C-9 C-48 two prefixes in one region do not see each other', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const both = region.attachedVolume({ ...DAILY, db: '1', db_retain: '2' });
    for (let day = 0; day < 7; day += 1) {
      await runAndSettle(cloud);
      await runSnapper(cloud, { tag_prefix: 'db', orphan_retain: '1d' });
      cloud.clock.advance(DAY - HOUR);
    }
    await runAndSettle(cloud);
    await runSnapper(cloud, { tag_prefix: 'db', orphan_retain: '1d' });

    expect(ownIn(cloud, 'eu-west-1', 'autosnap').filter(({ state }) => state === 'completed')).toHaveLength(
      4,
    );
    expect(ownIn(cloud, 'eu-west-1', 'db').filter(({ state }) => state === 'completed')).toHaveLength(2);
    expect(cloud.snapshotsOf(both)).toHaveLength(4 + 3);
    for (const { tags } of ownIn(cloud, 'eu-west-1', 'db')) expect(tags).not.toHaveProperty('db');
  });

  test('C-9 one prefix that begins with another is another prefix', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.attachedVolume({ ...DAILY, autosnap_x: '1', autosnap_x_retain: '1' });
    ownCopies(cloud, volume, 3);
    for (let day = 0; day < 3; day += 1) {
      await runSnapper(cloud, { tag_prefix: 'autosnap_x' });
      cloud.clock.advance(DAY);
    }
    expect(ownIn(cloud, 'eu-west-1', 'autosnap')).toHaveLength(3);
    expect(ownIn(cloud, 'eu-west-1', 'autosnap_x')).toHaveLength(2);
  });
});
