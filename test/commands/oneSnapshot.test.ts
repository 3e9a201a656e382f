import { describe, expect, test } from 'vitest';
import { messageOf } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Volume } from '../cloud/records.ts';
import { DAILY, DAY, everyDay, hostOf, ownCopies, ownCopy, runSnapper } from '../scenarios/story.ts';
import type { ShownVolume } from '../../lambda/core/show/shown.ts';
import { documentOf, linesOf, personsCloud, show } from './person.ts';

async function oneVolume(): Promise<{ cloud: Cloud; volume: Volume }> {
  const cloud = await personsCloud();
  return { cloud, volume: cloud.region('eu-west-1').attachedVolume(DAILY, { Name: 'data' }) };
}

async function only(cloud: Cloud, id: string, event?: unknown): Promise<ShownVolume> {
  const { target, volumes } = documentOf(await show(cloud, id, event), 'show');
  const [volume, another] = volumes;
  if (volume === undefined || another !== undefined) throw new Error(`${volumes.length} volumes`);
  expect(target).toMatchObject({ kind: 'snapshot', id });
  expect(volume.snapshots.map(({ snapshotId }) => snapshotId)).toEqual([id]);
  return volume;
}

describe('RB-12 whether one snapshot might be deleted, and when', () => {
  test('one of ours: its place, and the day it goes', async () => {
    const { cloud, volume } = await oneVolume();
    const copy = ownCopy(cloud, volume, 1);
    const answer = await show(cloud, copy.id);
    expect(linesOf(answer)[0]).toBe(`snapshot ${copy.id} in eu-west-1`);
    expect(linesOf(answer)).toContain(`    ${copy.id}  2025-12-31 03:00  keep: 1 of 3  deleted 2026-01-03`);
    expect(answer.status).toBe(0);
  });

  test('one that goes with the next run', async () => {
    const { cloud, volume } = await oneVolume();
    const [oldest] = ownCopies(cloud, volume, 4);
    const { snapshots: copies } = await only(cloud, oldest?.id ?? '');
    expect(copies).toMatchObject([{ fate: 'expire', because: 'beyond 3', goes: '2026-01-01' }]);
    await runSnapper(cloud);
    expect(await messageOf(show(cloud, oldest?.id ?? ''))).toMatch(
      /^nothing in eu-west-1 has the id or Name/,
    );
  });

  test('a pinned one stays', async () => {
    const { cloud, volume } = await oneVolume();
    ownCopies(cloud, volume, 3);
    const pinned = ownCopy(cloud, volume, 9, { tags: { autosnap_keep: 'audit' } });
    const { snapshots: copies } = await only(cloud, pinned.id);
    expect(copies).toMatchObject([{ fate: 'keep', because: 'pinned by autosnap_keep' }]);
    expect(copies[0]?.goes).toBeUndefined();
  });

  test('RB-10 a foreign one without a mark, or with another tool’s, is never deleted', async () => {
    const { cloud, volume } = await oneVolume();
    ownCopies(cloud, volume, 3);
    const unmarked = ownCopy(cloud, volume, 5);
    delete unmarked.tags['snapshot_tool'];
    const theirs = ownCopy(cloud, volume, 5, { tags: { snapshot_tool: 'nightly' } });
    for (const [{ id }, mark] of [
      [unmarked, 'not set'],
      [theirs, '"nightly"'],
    ] as const) {
      const { snapshots: copies } = await only(cloud, id);
      const because = `not ours (snapshot_tool is ${mark}), so it is never counted and never deleted`;
      expect(copies).toMatchObject([{ fate: 'keep', because }]);
      const line = linesOf(await show(cloud, id)).at(-1);
      expect(line).toMatch(/ stays$/);
    }
  });

  test('what others made public under our mark is none of our things', async () => {
    const { cloud } = await oneVolume();
    const stranger = cloud.account('099720109477').region('eu-west-1').snapshots()[0]?.id ?? '';
    expect(stranger).toMatch(/^snap-/);
    expect(await messageOf(show(cloud, stranger))).toMatch(/^nothing in eu-west-1 has the id or Name/);
  });

  test('one whose volume is gone stays, or goes as orphan_retain says', async () => {
    const cloud = await personsCloud();
    const region = cloud.region('eu-west-1');
    const [old, last] = [40, 35].map((days) =>
      region.snapshot({
        of: 'vol-00000000000000001',
        startedAt: new Date(cloud.clock.now().getTime() - days * DAY),
        description: 'autosnap: x',
        tags: { snapshot_tool: 'autosnap' },
      }),
    );
    const answer = await show(cloud, old?.id ?? '');
    expect(answer.text).toContain(
      'Snapshots are not scheduled for vol-00000000000000001: the volume is gone',
    );
    expect(linesOf(answer).at(-3)).toMatch(/:\d\d {2}keep: the volume is gone {2}stays$/);
    expect(answer.status).toBe(3);

    const event = { orphan_retain: '30d' };
    const [going, staying] = await Promise.all(
      [old, last].map(async (one) => (await only(cloud, one?.id ?? '', event)).snapshots[0]),
    );
    expect([going?.fate, staying?.fate]).toEqual(['expire', 'keep']);
    await runSnapper(cloud, event);
    expect(region.snapshots().map(({ id }) => id)).toEqual([last?.id]);
  });

  test('D-22 one that an image or a lock holds says what holds it', async () => {
    const { cloud, volume } = await oneVolume();
    const region = cloud.region('eu-west-1');
    const [imaged, locked] = ownCopies(cloud, volume, 5);
    if (imaged === undefined || locked === undefined) throw new Error('no copies');
    const image = region.image({ snapshots: [imaged], disabled: true });
    region.lock(locked);
    const [one, other] = [await only(cloud, imaged.id), await only(cloud, locked.id)];
    expect(one.snapshots[0]?.because).toBe(`held: in use by ${image.id}`);
    expect(other.snapshots[0]?.because).toMatch(/^held: locked \(governance\)/);
    await everyDay(cloud, 3);
    expect(region.snapshots().map(({ id }) => id)).toEqual(expect.arrayContaining([imaged.id, locked.id]));
  });
});

test('RB-10 D-12 only marked copies are counted and deleted, and show counts only these', async () => {
  const { cloud, volume } = await oneVolume();
  const ours = ownCopies(cloud, volume, 3);
  const region = cloud.region('eu-west-1');
  const foreign = [
    region.snapshot({ of: volume, tags: { Name: 'my-daily-before-upgrade' } }),
    region.snapshot({ of: volume, tags: { snapshot_tool: 'scheduled_images_service' } }),
    region.snapshot({ of: volume, tags: { Snapshot_Tool: 'autosnap' } }),
  ];
  const [shown] = documentOf(await show(cloud, volume.id), 'show').volumes;
  expect(shown?.snapshots.map(({ snapshotId }) => snapshotId)).toEqual(ours.map(({ id }) => id).toReversed());
  expect(shown?.lacking).toBe(0);
  await everyDay(cloud, 6);
  const left = cloud.snapshotsOf(volume).map(({ id }) => id);
  expect(left).toEqual(expect.arrayContaining(foreign.map(({ id }) => id)));
  expect(left).toHaveLength(3 + 1 + foreign.length);
});

test('RB-13 a snapshot carries where it comes from: time, instance, Name and description', async () => {
  const cloud = await personsCloud();
  const volume = cloud.region('eu-west-1').attachedVolume({ ...DAILY, Name: 'web' }, { Name: 'data' });
  const plain = cloud.region('eu-west-1').attachedVolume(DAILY);
  await runSnapper(cloud);
  const [copy] = cloud.snapshotsOf(volume);
  expect(copy?.tags).toEqual({
    snapshot_tool: 'autosnap',
    autosnap_at: '2026-01-01T03:00:00Z',
    autosnap_instance: hostOf(volume).id,
    autosnap_zone: 'eu-west-1a',
    autosnap_server: 'web',
    autosnap_named: 'data',
    autosnap_disks: `${volume.id.slice(-8)}:/dev/xvda:gp3:3000:125:rd`,
    Name: '2026-01-01T03:00:00Z-data-web',
  });
  expect(copy?.description).toBe(
    `autosnap: ${volume.id} (data) from 2026-01-01T03:00:00Z of ${hostOf(volume).id} (web)`,
  );
  expect(cloud.snapshotsOf(plain)[0]?.tags['Name']).toBe(
    `2026-01-01T03:00:00Z-${plain.id}-${hostOf(plain).id}`,
  );
});
