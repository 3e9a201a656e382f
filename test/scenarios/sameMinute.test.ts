import { describe, expect, test } from 'vitest';
import { take } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { DAILY, DAY, freshCloud, MINUTE, nth, only, ownIn, runSnapper, SECOND } from './story.ts';

describe('W02 AWS takes two snapshots of a volume only 15 seconds apart', () => {
  test('a snapshot by another tool five seconds before costs no slot', async () => {
    const cloud = await freshCloud();
    cloud.policy = 'allow all';
    const region = cloud.region('eu-west-1');
    const host = region.instance({ tags: DAILY });
    const volumes = [region.attachedVolume(DAILY), ...[0, 1].map(() => region.volume({ attachedTo: host }))];
    for (let day = 0; day < 4; day += 1) {
      for (const volume of volumes) await take(cloud, volume, { tool: 'other' });
      cloud.clock.advance(5 * SECOND);
      const begun = cloud.clock.now().getTime();
      const report = await runSnapper(cloud);
      expect(report.headline).toMatchObject({ level: 'OK', created: 3 });
      expect(cloud.clock.now().getTime() - begun).toBeLessThan(MINUTE);
      const news = ownIn(cloud, 'eu-west-1').filter(({ startedAt }) => startedAt.getTime() >= begun);
      const ofSet = news.filter(({ volumeId }) => volumeId !== nth(volumes, 0).id);
      expect(new Set(ofSet.map(({ startedAt }) => startedAt.getTime())).size).toBe(1);
      cloud.clock.advance(DAY);
    }
    // Three, and the one that was pending when the last run ended.
    for (const volume of volumes) expect(ownOf(cloud, volume)).toHaveLength(4);
  });

  test('two prefixes with one trigger both get their snapshots', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ ...DAILY, db: '1', db_retain: '3' });
    for (let day = 0; day < 4; day += 1) {
      await Promise.all([runSnapper(cloud), runSnapper(cloud, { tag_prefix: 'db' })]);
      cloud.clock.advance(DAY);
    }
    expect([ownOf(cloud, volume).length, ownOf(cloud, volume, 'db').length]).toEqual([4, 4]);
  });

  test.for([1, 2])(
    'a second run of the same trigger does not take the slot again after waiting: %i volumes',
    async (count) => {
      const cloud = await freshCloud();
      const region = cloud.region('eu-west-1');
      const host = region.instance({ tags: DAILY });
      const volumes = Array.from({ length: count }, () => region.volume({ attachedTo: host }));
      const reports = await Promise.all([runSnapper(cloud), runSnapper(cloud)]);
      for (const volume of volumes) expect(cloud.snapshotsOf(volume)).toHaveLength(1);
      expect(reports.map(({ headline }) => headline.failures)).toEqual([0, 0]);
      expect(reports.flatMap((report) => only(report).skipped)).toEqual(
        volumes.map(() => expect.objectContaining({ because: expect.stringContaining('another run') })),
      );
    },
  );

  test('who is refused for ever is left for the next run in time', async () => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').attachedVolume(DAILY);
    const error = 'SnapshotCreationPerVolumeRateExceeded';
    cloud.fault({ action: 'CreateSnapshot', effect: { error } });
    const begun = cloud.clock.now().getTime();
    const report = await runSnapper(cloud);
    expect(only(report).skipped).toEqual([
      expect.objectContaining({ because: expect.stringContaining(error) }),
    ]);
    expect(cloud.clock.now().getTime() - begun).toBeLessThan(15 * MINUTE);
  });
});

function ownOf(cloud: Cloud, volume: { readonly id: string }, prefix = 'autosnap') {
  return cloud
    .snapshotsOf(volume.id)
    .filter(({ tags, state }) => tags['snapshot_tool'] === prefix && state === 'completed');
}
