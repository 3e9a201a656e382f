import type { DeleteOne } from '../../lambda/core/plan/plan.ts';
import { describe, expect, test } from 'vitest';

import { openWriter } from '../../lambda/aws/openWriter.ts';
import { aMinute } from '../../lambda/aws/patience.ts';
import { publish } from '../../lambda/aws/topic.ts';
import type { FilterPolicy } from '../cloud/sns.ts';
import { clockOf } from './snapper.ts';
import type { Copy, World } from './world.ts';
import { passDays, runAndPrune } from './world.ts';

const DAILY = { autosnap: '1', autosnap_retain: '3' };

function marked(copies: readonly Copy[], mark = 'autosnap'): Copy[] {
  return copies.filter(({ tags }) => tags['snapshot_tool'] === mark);
}

function idsOf(copies: readonly Copy[]): string[] {
  return copies.map(({ id }) => id);
}

/** The stories that have to come true in every cloud. `open` gives each of them a world of its own. */
export function bothWorlds(name: string, open: () => Promise<World>): void {
  describe(`in ${name}`, () => {
    test('C-1 C-2 C-25 volumes inherit from their instance, and one of them asks for more', async () => {
      const world = await open();
      const server = await world.instance({ ...DAILY, Name: 'db' });
      const data = await world.volume({ attachedTo: server, tags: { autosnap_retain: '4' } });

      await passDays(world, 7);
      const [, last] = await runAndPrune(world);

      expect(await world.snapshotsOf(server.root)).toHaveLength(3);
      const copies = await world.snapshotsOf(data);
      expect(copies).toHaveLength(4);
      for (const { state, tags } of copies) {
        expect(state).toBe('completed');
        expect(tags).toMatchObject({ snapshot_tool: 'autosnap', autosnap_instance: server.id });
        expect(tags['Name']).toMatch(/^2026-01-\d\dT03:\d\d:\d\dZ-(.*-)?db$/);
      }
      expect(last.headline).toMatchObject({ level: 'OK', instancesManaged: 1, volumesManaged: 2, full: 2 });
    });

    test('C-30 two volumes of an instance are one set with one start', async () => {
      const world = await open();
      const server = await world.instance(DAILY);
      const data = await world.volume({ attachedTo: server });
      const report = await world.run();
      const copies = [...(await world.snapshotsOf(server.root)), ...(await world.snapshotsOf(data))];
      expect(new Set(copies.map(({ startedAt }) => startedAt.getTime())).size).toBe(1);
      expect(marked(copies)).toHaveLength(2);
      expect(report.regions[0]?.created.map(({ snapshotId }) => snapshotId).toSorted()).toEqual(
        idsOf(copies).toSorted(),
      );
    });

    test('C-6 an ignored instance and an ignored volume have no copies', async () => {
      const world = await open();
      const ignored = await world.instance({ ...DAILY, autosnap_ignore: 'yes' });
      const server = await world.instance(DAILY);
      // moto knows no exclusions from a set, so the volume left out here has only one sibling.
      const scratch = await world.volume({ attachedTo: server, tags: { autosnap_ignore: '' } });
      await passDays(world, 2);
      expect(await world.snapshotsOf(ignored.root)).toEqual([]);
      expect(await world.snapshotsOf(scratch)).toEqual([]);
      expect(await world.snapshotsOf(server.root)).toHaveLength(2);
    });

    test('C-3 C-14 a volume speaks for itself, attached or not', async () => {
      const world = await open();
      const server = await world.instance();
      const attached = await world.volume({ attachedTo: server, tags: DAILY });
      const detached = await world.volume({ tags: DAILY });
      const report = await world.run();
      expect(await world.snapshotsOf(attached)).toHaveLength(1);
      expect(await world.snapshotsOf(detached)).toHaveLength(1);
      expect(await world.snapshotsOf(server.root)).toEqual([]);
      expect(report.headline).toMatchObject({ created: 2, volumesManaged: 2, level: 'OK' });
    });

    test('C-11 C-12 a bad tag stops its own volume and nothing else', async () => {
      const world = await open();
      const bad = await world.volume({ tags: { autosnap: '1', autosnap_retain: '7d' } });
      const good = await world.volume({ tags: DAILY });
      const old = await world.snapshot(bad, { snapshot_tool: 'autosnap' });
      const reports = await passDays(world, 3);
      expect(idsOf(await world.snapshotsOf(bad))).toEqual([old]);
      expect(await world.snapshotsOf(good)).toHaveLength(3);
      expect(reports.at(-1)?.regions[0]?.problems).toMatchObject([
        { volumeId: bad, key: 'autosnap_retain', value: '7d' },
      ]);
    });

    test('C-31 C-32 snapshots of others neither go nor count', async () => {
      const world = await open();
      const volume = await world.volume({ tags: { autosnap: '1', autosnap_retain: '1' } });
      const theirs = [
        await world.snapshot(volume),
        await world.snapshot(volume, { snapshot_tool: 'nightly' }),
        await world.snapshot(volume, { Snapshot_Tool: 'autosnap' }),
      ];
      const reports = await passDays(world, 4);
      await runAndPrune(world);
      const copies = await world.snapshotsOf(volume);
      expect(idsOf(copies)).toEqual(expect.arrayContaining(theirs));
      expect(marked(copies)).toHaveLength(1);
      expect(reports.map(({ headline }) => headline.created)).toEqual([1, 1, 1, 1]);
    });

    test('RB-11 a pinned copy stays, and the number is kept beside it', async () => {
      const world = await open();
      const volume = await world.volume({ tags: DAILY });
      await world.run();
      const [first] = await world.snapshotsOf(volume);
      await world.tag(first?.id ?? '', { autosnap_keep: '' });
      await world.pass(86_400_000);
      await passDays(world, 6);
      await runAndPrune(world);
      const copies = await world.snapshotsOf(volume);
      expect(copies).toHaveLength(4);
      expect(copies[0]?.id).toBe(first?.id);
    });

    test('C-38 C-39 what an image holds is held, what is gone is gone, and a missing volume is a refusal', async () => {
      const world = await open();
      const held = await world.imageSnapshot({ snapshot_tool: 'autosnap' });
      await world.tag(held, { autosnap_adopted: held });
      const other = await world.volume({ tags: DAILY });
      await world.pass(10 * 86_400_000);

      const report = await world.run({ orphan_retain: '1d' });
      expect(await world.exists(held)).toBe(true);
      expect(report.headline).toMatchObject({ failures: 0, created: 1 });
      expect(await world.snapshotsOf(other)).toHaveLength(1);

      const replies = await world.inside(async () => {
        const writer = openWriter({ region: 'eu-west-1' });
        const missing = {
          kind: 'create one',
          volumeId: 'vol-0123456789abcdef0',
          description: 'x',
          tags: { snapshot_tool: 'autosnap' },
          withFewer: [],
        } as const;
        const all = [
          await writer['delete one'](deletionOf(held)),
          await writer['delete one'](deletionOf('snap-0123456789abcdef0')),
          await writer['create one'](missing),
        ];
        writer.close();
        return all;
      });
      expect(replies).toMatchObject([
        { kind: 'held', because: expect.stringContaining('InvalidSnapshot.InUse') },
        { kind: 'gone' },
        { kind: 'refused', code: 'InvalidVolume.NotFound' },
      ]);
      expect(await world.exists(held)).toBe(true);
    });

    test('C-33 RA-6 after N+3 days there are N copies, the newest ones', async () => {
      const world = await open();
      const volume = await world.volume({ tags: { autosnap: '1', autosnap_retain: '5' } });
      const made: string[] = [];
      for (let day = 0; day < 8; day += 1) {
        const report = await world.run();
        made.push(...report.regions.flatMap(({ created }) => created.map(({ snapshotId }) => snapshotId)));
        await world.pass(86_400_000);
      }
      await world.run({ dry_run: true });
      const [, last] = await runAndPrune(world);
      expect(made).toHaveLength(8);
      expect(idsOf(await world.snapshotsOf(volume)).slice(0, 4)).toEqual(made.slice(-4));
      expect(await world.snapshotsOf(volume)).toHaveLength(5);
      expect(last.headline).toMatchObject({ full: 1, onSchedule: 1, level: 'OK' });
    });

    test('C-37 RA-5 a lowered number acts at the next run', async () => {
      const world = await open();
      const volume = await world.volume({ tags: { autosnap: '1', autosnap_retain: '6' } });
      await passDays(world, 6);
      const before = idsOf(await world.snapshotsOf(volume));
      await world.tag(volume, { autosnap_retain: '2' });
      const [, last] = await runAndPrune(world);
      const copies = await world.snapshotsOf(volume);
      expect(copies).toHaveLength(2);
      expect(copies[0]?.id).toBe(before.at(-1));
      expect(last.headline.failures).toBe(0);
    });

    test('C-22 RA-13 twelve runs in a day make one copy', async () => {
      const world = await open();
      const volume = await world.volume({ tags: DAILY });
      for (let run = 0; run < 12; run += 1) {
        await world.run();
        await world.pass(3_600_000);
      }
      expect(await world.snapshotsOf(volume)).toHaveLength(1);
    });

    test('C-47 two regions side by side, each on its own', async () => {
      const world = await open();
      const west = await world.volume({ tags: DAILY });
      const east = await world.volume({ tags: DAILY, region: 'us-east-1' });
      await passDays(world, 5, { ec2_regions: ['eu-west-1', 'us-east-1'] });
      const [, last] = await runAndPrune(world, { ec2_regions: ['eu-west-1', 'us-east-1'] });
      expect(await world.snapshotsOf(west)).toHaveLength(3);
      expect(await world.snapshotsOf(east, 'us-east-1')).toHaveLength(3);
      expect(last.regions.map(({ region, kept }) => [region, kept])).toEqual([
        ['eu-west-1', 3],
        ['us-east-1', 3],
      ]);
    });

    test('C-9 C-48 two prefixes do not see each other', async () => {
      const world = await open();
      const volume = await world.volume({ tags: { ...DAILY, db: '1', db_retain: '1' } });
      for (let day = 0; day < 5; day += 1) {
        await world.run();
        await world.pass(3_600_000);
        await world.run({ tag_prefix: 'db' });
        await world.pass(23 * 3_600_000);
      }
      await runAndPrune(world);
      await runAndPrune(world, { tag_prefix: 'db' });
      expect(marked(await world.snapshotsOf(volume))).toHaveLength(3);
      expect(marked(await world.snapshotsOf(volume), 'db')).toHaveLength(1);
    });

    test('C-52 the report arrives, also from a topic in another region', async () => {
      const world = await open();
      const sns_arn = await world.topic('us-east-1');
      const volume = await world.volume({ tags: DAILY });
      const bad = await world.volume({ tags: { autosnap: 'x' } });
      const report = await world.run({ sns_arn, schedule_name: 'nightly' });
      const [mail, ...others] = await world.reports();
      expect(others).toEqual([]);
      expect(mail?.subject).toBe('AWS Snapshot Report FAILURE: 1 tag unreadable - nightly');
      expect(mail?.message).toMatch(/^FAILURE: 1 tag cannot be read, so 1 of 2 volumes is left alone;/);
      expect(mail?.message).toContain(volume);
      expect(mail?.message).toContain(bad);
      expect(report.account).toBe('123456789012');
      expect(report.notes).toEqual([]);
    });

    test.for<[wants: string, wanted: FilterPolicy, levels: string[]]>([
      ['everything', {}, ['OK', 'FAILURE', 'ALARM']],
      ['trouble, and no alarms, which have no level,', { level: ['WARNING', 'FAILURE'] }, ['FAILURE']],
      ['one job', { job: ['nightly'], prefix: ['autosnap'], account: ['123456789012'] }, ['OK']],
    ])('a subscription that wants %s gets it', async ([, wanted, levels]) => {
      const world = await open();
      const sns_arn = await world.topic(undefined, wanted);
      await world.volume({ tags: DAILY });
      await world.run({ sns_arn, schedule_name: 'nightly' });
      await world.volume({ tags: { autosnap: 'x' } });
      await world.run({ sns_arn });
      await world.inside(async () => {
        const clock = clockOf({ env: {}, clock: { now: () => new Date(), advance: () => undefined } });
        await publish(sns_arn, { subject: 'x', text: 'ALARM: x', attributes: {} }, aMinute(clock));
      });
      const mail = await world.reports();
      expect(mail.map(({ message }) => message.slice(0, message.indexOf(':')))).toEqual(levels);
    });

    test('C-52 a topic that is not there hides nothing', async () => {
      const world = await open();
      const volume = await world.volume({ tags: DAILY });
      const sns_arn = 'arn:aws:sns:eu-west-1:123456789012:nobody';
      const report = await world.run({ sns_arn });
      expect(await world.snapshotsOf(volume)).toHaveLength(1);
      expect(report.undelivered).toContain(`The report did not reach ${sns_arn}: NotFound`);
    });

    test('a dry run changes nothing and tells all', async () => {
      const world = await open();
      const volume = await world.volume({ tags: DAILY });
      await passDays(world, 5);
      await world.tag(volume, { autosnap_retain: '1' });
      const before = await world.snapshotsOf(volume);
      const report = await world.run({ dry_run: 'true' });
      expect(await world.snapshotsOf(volume)).toEqual(before);
      expect(report.regions[0]?.wouldCreate).toMatchObject([{ volumeId: volume }]);
      expect(report.regions[0]?.wouldDelete.map(({ snapshotId }) => snapshotId)).toEqual(
        idsOf(before).slice(0, -1),
      );
    });

    test('C-40 RB-6 copies of a volume that is gone, or that lost its tags, stay', async () => {
      const world = await open();
      const gone = await world.volume({ tags: DAILY });
      const untagged = await world.volume({ tags: DAILY });
      await passDays(world, 3);
      await world.deleteVolume(gone);
      await world.untag(untagged, 'autosnap', 'autosnap_retain');
      const reports = await passDays(world, 3);
      expect(await world.snapshotsOf(gone)).toHaveLength(3);
      expect(await world.snapshotsOf(untagged)).toHaveLength(3);
      const orphans = reports.at(-1)?.regions[0]?.orphans ?? [];
      expect(new Map(orphans.map(({ volumeId, why, count }) => [volumeId, `${why}: ${count}`]))).toEqual(
        new Map([
          [gone, 'gone: 3'],
          [untagged, 'untagged: 3'],
        ]),
      );
    });

    test('C-40 with orphan_retain the copies of a volume that is gone go, all but the last', async () => {
      const world = await open();
      const gone = await world.volume({ tags: DAILY });
      await passDays(world, 3);
      const copies = idsOf(await world.snapshotsOf(gone));
      await world.deleteVolume(gone);
      await world.pass(30 * 86_400_000);
      const report = await world.run({ orphan_retain: '20d' });
      expect(idsOf(await world.snapshotsOf(gone))).toEqual(copies.slice(-1));
      expect(report.headline.deleted).toBe(2);
    });

    test('C-17 C-44 an hour may be the unit, and the settings may come in the event', async () => {
      const world = await open();
      const volume = await world.volume({ tags: { fast: '1', fast_retain: '4' } });
      for (let hour = 0; hour < 8; hour += 1) {
        await world.run({ tag_prefix: 'fast', interval: '3600' });
        await world.pass(3_600_000);
      }
      const copies = await world.snapshotsOf(volume);
      expect(copies).toHaveLength(5);
      expect(new Set(copies.map(({ startedAt }) => startedAt.getUTCHours())).size).toBe(5);
    });
  });
}

function deletionOf(snapshotId: string): DeleteOne {
  return {
    kind: 'delete one',
    cause: 'orphaned',
    snapshotId,
    volumeId: 'vol-0123456789abcdef0',
    because: 'asked by hand',
  };
}
