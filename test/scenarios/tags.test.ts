import { describe, expect, test } from 'vitest';

import {
  DAILY,
  everyDay,
  freshCloud,
  lastMail,
  only,
  restorable,
  runAndSettle,
  runSnapper,
} from './story.ts';

describe('what tags ask for', () => {
  test('C-1 C-2 the volumes of a tagged instance inherit its tags, and one of them asks for more', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const instance = region.instance({ tags: DAILY });
    const root = region.volume({ attachedTo: instance });
    const data = region.volume({ attachedTo: instance, tags: { autosnap_retain: '5' } });

    const reports = await everyDay(cloud, 8);
    const last = await runSnapper(cloud);

    expect(restorable(cloud, root)).toHaveLength(3);
    expect(restorable(cloud, data)).toHaveLength(5);
    expect(reports.map(({ headline }) => headline.created)).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
    expect(last.headline).toMatchObject({ level: 'OK', instancesManaged: 1, volumesManaged: 2, full: 2 });
  });

  test('C-3 C-14 a volume speaks for itself, attached to an untagged instance or to none', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const attached = region.attachedVolume({}, DAILY);
    const detached = region.volume({ tags: DAILY });

    const report = await runAndSettle(cloud);

    expect(restorable(cloud, attached)).toHaveLength(1);
    expect(restorable(cloud, detached)).toHaveLength(1);
    expect(report.headline).toMatchObject({ instancesManaged: 1, volumesManaged: 2, created: 2 });
  });

  test('C-4 C-11 C-12 a bad tag stops its own volume and nothing else, and is in the report', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    const instance = region.instance({ tags: DAILY });
    const good = region.volume({ attachedTo: instance });
    const bad = region.volume({ attachedTo: instance, tags: { autosnap_retain: '7d' } });
    const half = region.volume({ tags: { autosnap: '1' } });
    const kept = [bad, half].flatMap((volume) =>
      [9, 8, 7, 6, 5].map((day) =>
        region.snapshot({
          of: volume,
          startedAt: `2025-12-0${day}`,
          description: 'autosnap: x',
          tags: { snapshot_tool: 'autosnap' },
        }),
      ),
    );

    const reports = await everyDay(cloud, 6, { sns_arn: topic });

    expect(reports.map(({ headline }) => [headline.created, headline.deleted])).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 1],
      [1, 1],
    ]);
    expect(restorable(cloud, good)).toHaveLength(4);
    expect([...cloud.snapshotsOf(bad), ...cloud.snapshotsOf(half)]).toHaveLength(kept.length);
    expect(lastMail(cloud, topic)).toContain(
      `${bad.id}) autosnap_retain = "7d": left alone, none since 9 Dec 2025; use within:7d`,
    );
    expect(lastMail(cloud, topic)).toContain(`${half.id} autosnap_retain is not set, though autosnap is set`);
    expect(lastMail(cloud, topic)).toMatch(
      /^FAILURE: 1 tag cannot be read and 1 is missing or wrong, so 2 of 3 volumes are left alone/,
    );
  });

  test.for([
    ['0', '3'],
    ['-1', '3'],
    ['1.5', '3'],
    ['daily', '3'],
    ['1', '0'],
    ['1', '-1'],
    ['1', '１'],
    ['1', '99999999999999999999'],
  ])(
    'RA-9 RA-10 C-11 autosnap=%s with autosnap_retain=%s creates and deletes nothing',
    async ([every, retain]) => {
      const cloud = await freshCloud();
      const region = cloud.region('eu-west-1');
      const volume = region.attachedVolume({ autosnap: every ?? '', autosnap_retain: retain ?? '' });
      for (const day of ['2025-12-01', '2025-12-02']) {
        region.snapshot({
          of: volume,
          startedAt: day,
          description: 'autosnap: x',
          tags: { snapshot_tool: 'autosnap' },
        });
      }

      const [report] = await everyDay(cloud, 3);

      expect(cloud.snapshotsOf(volume)).toHaveLength(2);
      expect(report?.headline).toMatchObject({ level: 'FAILURE', problemVolumes: 1, created: 0, deleted: 0 });
    },
  );

  test('C-6 C-7 ignore on an instance and on a volume, whatever its value', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const ignored = region.attachedVolume({ ...DAILY, autosnap_ignore: '' }, DAILY);
    const instance = region.instance({ tags: DAILY });
    const scratch = region.volume({ attachedTo: instance, tags: { autosnap_ignore: 'false' } });
    const data = region.volume({ attachedTo: instance });

    const report = await runAndSettle(cloud);

    expect(cloud.snapshotsOf(ignored)).toEqual([]);
    expect(cloud.snapshotsOf(scratch)).toEqual([]);
    expect(cloud.snapshotsOf(data)).toHaveLength(1);
    expect(only(report).hints).toEqual([
      `${instance.id} /dev/xvda (${scratch.id}) is ignored although autosnap_ignore is "false": presence counts; remove the tag to have it managed`,
    ]);
  });

  test('C-5 C-8 untagged volumes are no problem, and keys that nearly fit are hints', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const plain = region.attachedVolume();
    const near = region.attachedVolume({ Autosnap: '1', autosnap_retention: '3' });

    const report = await runSnapper(cloud);

    expect([...cloud.snapshotsOf(plain), ...cloud.snapshotsOf(near)]).toEqual([]);
    expect(only(report).problems).toEqual([]);
    expect(only(report).hints).toHaveLength(2);
    expect(report.headline.line).toContain('nothing asks for snapshots here');
  });

  test('C-10 an empty volume tag means inherit', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY, { autosnap: '', autosnap_retain: ' ' });
    await everyDay(cloud, 6);
    await runSnapper(cloud);
    expect(restorable(cloud, volume)).toHaveLength(3);
  });

  test('C-13 stopped instances are covered; volumes that are coming or going are passed over, and the report says so', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const stopped = region.volume({ attachedTo: region.instance({ tags: DAILY, state: 'stopped' }) });
    const creating = region.volume({ tags: DAILY, state: 'creating' });
    const broken = region.volume({ tags: DAILY, state: 'error' });
    const gone = region.instance({ tags: DAILY });
    const left = region.volume({ attachedTo: gone, device: '/dev/sdf' });
    region.terminate(gone);

    const report = await runSnapper(cloud);

    expect(cloud.snapshotsOf(stopped)).toHaveLength(1);
    expect([creating, broken, left].flatMap((volume) => cloud.snapshotsOf(volume))).toEqual([]);
    expect(
      only(report)
        .passedOver.map(({ because }) => because)
        .toSorted(),
    ).toEqual(['the volume is in state creating', 'the volume is in state error']);
  });

  test('C-15 a volume of two instances that disagree is taken once, keeps the larger number, and the conflict is told', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const shared = region.volume({
      type: 'io2',
      attachedTo: [
        region.instance({ tags: { autosnap: '1', autosnap_retain: '5' } }),
        region.instance({ tags: { autosnap: '2', autosnap_retain: '2' } }),
      ],
      device: '/dev/sdf',
    });

    const reports = await everyDay(cloud, 9);
    const last = await runSnapper(cloud);

    expect(restorable(cloud, shared)).toHaveLength(5);
    expect(reports.map(({ headline }) => headline.created)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(last.headline.volumesManaged).toBe(1);
    expect(only(last).notes.join()).toContain('is attached to instances that disagree');
  });

  test('C-15 one bad policy of a shared volume means that nothing is deleted', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const shared = region.volume({
      type: 'io2',
      attachedTo: [
        region.instance({ tags: { autosnap: '1', autosnap_retain: '1' } }),
        region.instance({ tags: { autosnap: '1', autosnap_retain: 'one' } }),
      ],
      device: '/dev/sdf',
    });
    const reports = await everyDay(cloud, 4);
    expect(cloud.snapshotsOf(shared)).toHaveLength(4);
    expect(reports.at(-1)?.headline).toMatchObject({ level: 'FAILURE', problemVolumes: 1, deleted: 0 });
  });

  test('C-15 a volume shared with an ignored instance is still looked at', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const shared = region.volume({
      type: 'io2',
      attachedTo: [
        region.instance({ tags: { ...DAILY, autosnap_ignore: 'yes' } }),
        region.instance({ tags: DAILY }),
      ],
      device: '/dev/sdf',
    });
    await runSnapper(cloud);
    expect(cloud.snapshotsOf(shared)).toHaveLength(1);
  });

  test('C-25 C-26 C-28 C-30 a copy is born with its mark, its time, its instance and the tags of its volume', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const instance = region.instance({ tags: { ...DAILY, Name: 'db' } });
    const data = region.volume({
      attachedTo: instance,
      tags: { Name: 'data', team: 'blue', 'aws:cloudformation:stack-name': 'shop', autosnap_note: 'mine' },
    });

    await runSnapper(cloud);

    expect(cloud.snapshotsOf(data)).toMatchObject([
      {
        description: `autosnap: ${data.id} (data) from 2026-01-01T03:00:00Z of ${instance.id} (db)`,
        tags: {
          snapshot_tool: 'autosnap',
          autosnap_at: '2026-01-01T03:00:00Z',
          autosnap_instance: instance.id,
          Name: '2026-01-01T03:00:00Z-data-db',
          team: 'blue',
        },
      },
    ]);
    expect(Object.keys(cloud.snapshotsOf(data)[0]?.tags ?? {}).toSorted()).toEqual([
      'Name',
      'autosnap_at',
      'autosnap_disks',
      'autosnap_instance',
      'autosnap_named',
      'autosnap_server',
      'autosnap_zone',
      'snapshot_tool',
      'team',
    ]);
  });

  test('C-27 C-28 where a volume has no name its id stands for it, and a name of one letter is a name', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.attachedVolume({ ...DAILY, Name: 'x' }, { Name: ' ' });
    await runSnapper(cloud);
    expect(cloud.snapshotsOf(volume)[0]?.tags['Name']).toBe(`2026-01-01T03:00:00Z-${volume.id}-x`);
  });

  test('C-26 C-30 names and tags as long and as many as AWS allows make a copy all the same', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const instance = region.instance({ tags: { ...DAILY, Name: '🙂'.repeat(256) } });
    const many = Object.fromEntries(
      Array.from({ length: 49 }, (_, index) => [`tag-${index}`, 'x'.repeat(256)]),
    );
    const root = region.volume({ attachedTo: instance, tags: { ...many, Name: '\u{1F4BE}'.repeat(256) } });
    const data = region.volume({ attachedTo: instance, tags: many });
    const other = region.volume({ attachedTo: instance });

    const report = await runAndSettle(cloud);

    expect(report.headline).toMatchObject({ level: 'OK', created: 3, failures: 0 });
    for (const volume of [root, data, other]) {
      expect(restorable(cloud, volume)).toMatchObject([{ tags: { snapshot_tool: 'autosnap' } }]);
    }
  });

  test('a volume that carries the mark of snapshots is a problem, and no copy of it is touched', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.attachedVolume(DAILY, { snapshot_tool: 'autosnap' });
    for (const day of ['01', '02', '03', '04', '05']) {
      region.snapshot({ of: volume, startedAt: `2025-12-${day}`, tags: { ...volume.tags } });
    }
    const report = await runSnapper(cloud);
    expect(cloud.snapshotsOf(volume)).toHaveLength(5);
    expect(report.headline.problemVolumes).toBe(1);
  });

  test('a tag key that means something to JavaScript is only a tag', async () => {
    const cloud = await freshCloud();
    const volume = cloud
      .region('eu-west-1')
      .attachedVolume(DAILY, JSON.parse('{"__proto__":"x","constructor":"y","toString":"z"}'));
    const report = await runSnapper(cloud);
    expect(report.headline.created).toBe(1);
    expect(Object.keys(cloud.snapshotsOf(volume)[0]?.tags ?? {})).toEqual(
      expect.arrayContaining(['constructor', 'toString']),
    );
  });
});
