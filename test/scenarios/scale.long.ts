import type { Report } from '../../lambda/core/report/report.ts';
import { describe, expect, test } from 'vitest';

import {
  DAILY,
  everyDay,
  freshCloud,
  only,
  ownCopies,
  ownIn,
  restorable,
  runAndSettle,
  runSnapper,
} from './story.ts';

describe('many volumes', () => {
  test('C-56 fifty instances with four volumes each cost a handful of looks and a set each', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const topic = region.topic('reports');
    const instances = Array.from({ length: 50 }, () => region.instance({ tags: DAILY }));
    const volumes = instances.flatMap((attachedTo) => [0, 1, 2, 3].map(() => region.volume({ attachedTo })));
    for (const volume of volumes) ownCopies(cloud, volume, 3);

    const report = await runSnapper(cloud, { sns_arn: topic });

    const counts = new Map<string, number>();
    for (const { action } of cloud.calls) {
      const kind = action.startsWith('Describe') ? 'Describe…' : action;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    expect(counts.get('Describe…')).toBeLessThanOrEqual(8);
    counts.delete('Describe…');
    expect(Object.fromEntries(counts)).toEqual({ CreateSnapshots: 50, GetCallerIdentity: 1, Publish: 1 });
    expect(report.headline).toMatchObject({
      created: 200,
      full: 200,
      instancesManaged: 50,
      volumesManaged: 200,
    });
  });

  test('C-57 all pages are read, also small ones and empty ones', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volumes = Array.from({ length: 23 }, () => region.attachedVolume(DAILY));
    for (const volume of volumes) ownCopies(cloud, volume, 4);
    const held = volumes.map((volume) => cloud.snapshotsOf(volume)[0]).flatMap((one) => one ?? []);
    for (const snapshot of held.slice(0, 8)) region.image({ snapshots: [snapshot] });
    for (const snapshot of held.slice(8, 16)) region.lock(snapshot);
    cloud.pageLimit = 3;
    for (const action of ['Instances', 'Volumes', 'Snapshots', 'Images', 'LockedSnapshots']) {
      cloud.fault({ action: `Describe${action}`, nth: 2, times: 2, effect: 'empty page' });
    }

    const report = await runAndSettle(cloud);

    expect(report.headline).toMatchObject({ created: 23, deleted: 7, failures: 0, level: 'OK' });
    expect(idsOfHeld(report)).toEqual(
      held
        .slice(0, 16)
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(ownIn(cloud, 'eu-west-1')).toHaveLength(23 * 5 - 7);
  });

  test('C-57 with ten thousand snapshots of others the look stays at the pages of our own', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.attachedVolume(DAILY);
    for (let count = 0; count < 10_000; count += 1) region.snapshot({ of: volume });
    await everyDay(cloud, 5);
    await runSnapper(cloud);
    expect(restorable(cloud, volume).filter(({ tags }) => tags['snapshot_tool'])).toHaveLength(3);
    expect(cloud.calls.filter(({ action }) => action === 'DescribeSnapshots')).toHaveLength(6);
  });

  test('three thousand copies of one volume make one plan, and the brake holds', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    ownCopies(cloud, volume, 3000);
    const report = await runSnapper(cloud);
    expect(report.headline).toMatchObject({ created: 1, deleted: 2, failures: 0 });
    expect(cloud.snapshotsOf(volume)).toHaveLength(2999);
  });
});

function idsOfHeld(report: Report): string[] {
  return only(report)
    .held.map(({ snapshotId }) => snapshotId)
    .toSorted();
}
