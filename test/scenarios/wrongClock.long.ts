import { describe, expect, onTestFinished, test } from 'vitest';
import { pin, personsCloud, takeNow } from '../commands/person.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { strictClock } from '../cloud/strictClock.ts';
import { DAILY, DAY, freshCloud, MINUTE, ownCopies, runSnapper } from './story.ts';

/** The same cloud, by a machine whose clock is behind AWS's by some minutes. */
async function seenBehind(cloud: Cloud, minutes: number): Promise<Cloud> {
  const front = await strictClock(cloud, minutes * MINUTE);
  onTestFinished(() => front.close());
  return { ...cloud, env: { ...cloud.env, AWS_ENDPOINT_URL: front.endpoint } };
}

const MINUTES = [0, 10, -10, 24 * 60, -24 * 60];

describe('W01 a machine whose clock is wrong', () => {
  test.for(MINUTES)('by %i minutes: a run creates, deletes and reports all the same', async (minutes) => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const host = region.instance({ tags: DAILY });
    const volumes = [
      ...Array.from({ length: 4 }, () => region.attachedVolume(DAILY)),
      ...[0, 1].map(() => region.volume({ attachedTo: host })),
    ];
    for (const volume of volumes) ownCopies(cloud, volume, 4);
    const topic = region.topic('reports');
    const behind = await seenBehind(cloud, minutes);
    for (let day = 0; day < 2; day += 1) {
      const report = await runSnapper(behind, { sns_arn: topic });
      expect(report.headline).toMatchObject({ level: 'OK', created: 6, failures: 0 });
      expect(report.headline.deleted).toBeGreaterThan(0);
      cloud.clock.advance(DAY);
    }
    expect(cloud.messages(topic)).toHaveLength(2);
    for (const volume of volumes) expect(cloud.snapshotsOf(volume)).toHaveLength(4);
  });

  test.for(MINUTES)('by %i minutes: a person takes a snapshot and pins another', async (minutes) => {
    const cloud = await personsCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    const [old] = ownCopies(cloud, volume, 1);
    const behind = await seenBehind(cloud, minutes);
    expect((await takeNow(behind, volume.id)).status).toBe(0);
    expect((await pin(behind, old?.id ?? '')).status).toBe(0);
    const pinned = cloud.snapshotsOf(volume).filter(({ tags }) => 'autosnap_keep' in tags);
    expect(pinned).toHaveLength(2);
  });
});
