import { describe, expect, test } from 'vitest';

import type { Cloud } from '../cloud/cloud.ts';
import type { Volume } from '../cloud/records.ts';
import {
  callsOf,
  creationsAsked,
  DAILY,
  DAY,
  everyDay,
  freshCloud,
  hostOf,
  nth,
  only,
  ownCopy,
  restorable,
  runAndSettle,
  runSnapper,
} from './story.ts';

/** An instance with a root and some data volumes. */
function server(cloud: Cloud, count: number, tags = DAILY): Volume[] {
  const region = cloud.region('eu-west-1');
  const instance = region.instance({ tags });
  return Array.from({ length: count }, () => region.volume({ attachedTo: instance }));
}

/** Copies with the same start belong together. */
function starts(cloud: Cloud, volumes: readonly Volume[]): number {
  return new Set(volumes.flatMap((one) => cloud.snapshotsOf(one).map(({ startedAt }) => startedAt.getTime())))
    .size;
}

describe('the volumes of one instance', () => {
  test('C-30 are one crash-consistent set: one call, the same start, each with its own tags', async () => {
    const cloud = await freshCloud();
    const volumes = server(cloud, 4);
    nth(volumes, 1).tags = { Name: 'data', team: 'blue' };

    const report = await runAndSettle(cloud);

    expect(starts(cloud, volumes)).toBe(1);
    for (const volume of volumes) expect(creationsAsked(cloud, volume)).toHaveLength(1);
    expect(cloud.snapshotsOf(nth(volumes, 1))[0]?.tags).toMatchObject({
      snapshot_tool: 'autosnap',
      Name: 'data',
      team: 'blue',
    });
    expect(report.headline).toMatchObject({ created: 4, level: 'OK' });
  });

  test('the root volume and a data volume that are not due, or ignored, stay out of the set', async () => {
    const cloud = await freshCloud();
    const volumes = server(cloud, 4);
    ownCopy(cloud, nth(volumes, 0), 0);
    nth(volumes, 3).tags['autosnap_ignore'] = '';
    cloud.clock.advance(60_000);

    await runSnapper(cloud);

    expect(volumes.map((volume) => cloud.snapshotsOf(volume).length)).toEqual([1, 1, 1, 0]);
  });

  test('a set that AWS refuses outright is taken one by one in the same run', async () => {
    const cloud = await freshCloud();
    const volumes = server(cloud, 3);
    for (let copies = 0; copies < 5; copies += 1) {
      cloud.region('eu-west-1').snapshot({ of: nth(volumes, 1), state: 'pending', startedAt: '2025-12-01' });
    }

    const report = await runSnapper(cloud);

    expect(volumes.map((volume) => cloud.snapshotsOf(volume).length)).toEqual([1, 5, 1]);
    expect(report.headline).toMatchObject({ created: 2, failures: 1 });
    expect(only(report).failures).toMatchObject([
      { kind: 'create', volumeId: nth(volumes, 1).id, code: 'ConcurrentSnapshotLimitExceeded' },
    ]);
  });

  test('a role that knows CreateSnapshot only takes them one by one', async () => {
    const cloud = await freshCloud();
    const volumes = server(cloud, 3);
    cloud.fault({ action: 'CreateSnapshots', effect: { error: 'UnauthorizedOperation' } });
    const report = await runSnapper(cloud);
    expect(report.headline).toMatchObject({ created: 3, failures: 0, level: 'OK' });
    expect(volumes.flatMap((volume) => cloud.snapshotsOf(volume))).toHaveLength(3);
  });

  test('one whose newest copy failed is taken alone, so it cannot fail the set again', async () => {
    const cloud = await freshCloud();
    const volumes = server(cloud, 3);
    nth(volumes, 1).snapshotsComplete = 'error';

    const reports = await everyDay(cloud, 6);

    expect(volumes.map((volume) => restorable(cloud, volume).length)).toEqual([4, 0, 4]);
    expect(reports.every(({ headline }) => headline.failures === 0)).toBe(true);
    nth(volumes, 1).snapshotsComplete = 'as usual';
    await everyDay(cloud, 6);
    const last = await runSnapper(cloud);
    expect(volumes.map((volume) => restorable(cloud, volume).length)).toEqual([3, 3, 3]);
    expect(last.headline.level).toBe('OK');
  });

  test('with consistency=volume they are taken one by one', async () => {
    const cloud = await freshCloud();
    const volumes = server(cloud, 3);
    await runSnapper(cloud, { consistency: 'volume' });
    expect(callsOf(cloud, 'CreateSnapshots')).toEqual([]);
    expect(volumes.map((volume) => cloud.snapshotsOf(volume).length)).toEqual([1, 1, 1]);
  });

  test.for([
    [40, 1],
    [41, 2],
  ])('with %i volumes to be left out, two due ones need %i calls', async ([left, calls]) => {
    const cloud = await freshCloud();
    const volumes = server(cloud, 2 + (left ?? 0));
    const [due, others] = [volumes.slice(0, 2), volumes.slice(2)];
    for (const volume of others) volume.tags['autosnap_ignore'] = '';
    await runSnapper(cloud);
    expect(due.map((volume) => cloud.snapshotsOf(volume).length)).toEqual([1, 1]);
    expect(others.flatMap((volume) => cloud.snapshotsOf(volume))).toEqual([]);
    expect(cloud.calls.filter(({ action }) => action.startsWith('Create'))).toHaveLength(calls ?? 0);
  });

  test('one with a reserved tag of its own stays in it, and all have the tags that all share', async () => {
    const cloud = await freshCloud();
    const volumes = server(cloud, 3);
    for (const volume of volumes) volume.tags = { team: 'blue', disk: volume.id };
    nth(volumes, 2).tags = { team: 'blue', autosnap_retain: '5', Name: 'journal' };
    const report = await runSnapper(cloud);
    expect(report.headline).toMatchObject({ created: 3, failures: 0, level: 'OK' });
    expect(starts(cloud, volumes)).toBe(1);
    for (const { tags } of volumes.flatMap((volume) => cloud.snapshotsOf(volume))) {
      expect(tags).toMatchObject({ team: 'blue', Name: expect.stringMatching(/^2026-/) });
      expect(tags).not.toHaveProperty('disk');
      expect(tags).not.toHaveProperty('autosnap_retain');
    }
    expect(only(report).hints).toEqual([
      `${hostOf(nth(volumes, 0)).id} gets snapshots with only the tags that all volumes of its set share, because a volume has the tag "autosnap_retain", which is not copied`,
    ]);
  });

  test('C-15 a shared volume is in the set of one of its instances only', async () => {
    const cloud = await freshCloud();
    const hosts = [server(cloud, 2), server(cloud, 2)].map((volumes) => hostOf(nth(volumes, 0)));
    const shared = cloud.region('eu-west-1').volume({ type: 'io2', attachedTo: hosts });

    const reports = await everyDay(cloud, 3);

    expect(restorable(cloud, shared)).toHaveLength(3);
    expect(reports.map(({ headline }) => headline.created)).toEqual([5, 5, 5]);
  });

  test('C-55 a volume that is attached in the middle of a run is copied with the set, and the report says so', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volumes = server(cloud, 2);
    const instance = hostOf(nth(volumes, 0));
    const late = region.volume({});
    cloud.before('CreateSnapshots', () => {
      if (late.attachments.length === 0) region.attach(late, instance);
    });
    const report = await runSnapper(cloud);
    expect(
      only(report)
        .created.map(({ snapshotId }) => snapshotId)
        .toSorted(),
    ).toEqual(region.snapshots().map(({ id }) => id));
    expect(report.headline.created).toBe(3);
  });

  test('a volume that is detached in the middle of a run is caught up by the next one', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volumes = server(cloud, 3, {});
    for (const volume of volumes) volume.tags = { team: 'blue' };
    const instance = hostOf(nth(volumes, 0));
    Object.assign(instance.tags, DAILY);
    const loose = nth(volumes, 2);
    const hook = cloud.before('CreateSnapshots', () => region.detach(loose));

    const first = await runSnapper(cloud);
    expect(first.headline).toMatchObject({ created: 2, failures: 0 });
    expect(only(first).vanished).toMatchObject([{ volumeId: loose.id }]);

    hook.remove();
    region.attach(loose, instance);
    cloud.clock.advance(DAY);
    await runSnapper(cloud);
    expect(cloud.snapshotsOf(loose)).toHaveLength(1);
  });

  test('a volume to be left out that is detached in the middle of a run spoils only the set', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volumes = server(cloud, 4);
    const loose = nth(volumes, 3);
    loose.tags['autosnap_ignore'] = '';
    cloud.before('CreateSnapshots', () => region.detach(loose));
    const report = await runSnapper(cloud);
    expect(report.headline).toMatchObject({ created: 3, failures: 0 });
    expect(volumes.map((volume) => cloud.snapshotsOf(volume).length)).toEqual([1, 1, 1, 0]);
  });

  test('an instance that is terminated in the middle of a run leaves a report and no exception', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volumes = server(cloud, 2);
    const instance = hostOf(nth(volumes, 0));
    const other = region.volume({ tags: DAILY });
    const hook = cloud.before('CreateSnapshots', () => {
      region.terminate(instance);
      hook.remove();
    });
    const report = await runSnapper(cloud);
    expect(cloud.snapshotsOf(other)).toHaveLength(1);
    expect(report.headline.created).toBe(region.snapshots().length);
  });
});
