import { describe, expect, test } from 'vitest';
import {
  DAILY,
  DAY,
  everyDay,
  freshCloud,
  idsOf,
  nth,
  only,
  ownCopies,
  ownCopy,
  runSnapper,
} from './story.ts';

/** Two volumes with snapshots older than any `orphan_retain` here, the first with one of yesterday; the second can vanish. */
async function old() {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const [stays, goes] = [region.volume({ tags: DAILY }), region.volume({ tags: DAILY })];
  for (const volume of [stays, goes]) ownCopies(cloud, volume, 3);
  cloud.clock.advance(10 * DAY);
  ownCopy(cloud, stays, 1);
  return { cloud, region, stays, goes };
}

const EVENT = { orphan_retain: '5d' };

describe('copies of a volume that is not listed', () => {
  test('stay when AWS knows the volume by its id, and the report says so', async () => {
    const { cloud, goes } = await old();
    cloud.hide({ action: 'DescribeVolumes', which: ({ id }) => id === goes.id });
    const report = await runSnapper(cloud, EVENT);
    expect(cloud.snapshotsOf(goes)).toHaveLength(3);
    expect(only(report).notes).toContainEqual(
      `${goes.id} missing in the list of volumes, but there when asked for by id: no snapshot of theirs is deleted`,
    );
  });

  test('M1 stay however many they are, though AWS takes 200 ids in one question', async () => {
    const { cloud, region, goes } = await old();
    const hidden = Array.from({ length: 205 }, () => region.volume());
    for (const volume of hidden) {
      for (const days of [20, 30]) ownCopy(cloud, volume, days);
    }
    const ids = new Set(idsOf(hidden));
    cloud.hide({ action: 'DescribeVolumes', which: ({ id }) => ids.has(id) });
    region.remove(goes);
    const report = await runSnapper(cloud, EVENT);
    expect(hidden.flatMap((volume) => cloud.snapshotsOf(volume))).toHaveLength(410);
    expect(cloud.snapshotsOf(goes)).toHaveLength(1);
    for (const id of ids) expect(only(report).notes.join()).toContain(id);
  });

  test('stay when AWS does not answer', async () => {
    const { cloud, region, goes } = await old();
    region.remove(goes);
    cloud.fault({
      action: 'DescribeVolumes',
      when: (params) => Object.values(params).includes('volume-id'),
      effect: { error: 'UnauthorizedOperation' },
    });
    const report = await runSnapper(cloud, EVENT);
    expect(cloud.snapshotsOf(goes)).toHaveLength(3);
    expect(nth(only(report).notes, 0)).toMatch(/^1 vanished volumes could not be asked for by id \(Unauthor/);
  });

  test('go but for the last when it is gone indeed', async () => {
    const { cloud, region, stays, goes } = await old();
    region.remove(goes);
    await everyDay(cloud, 1, EVENT);
    expect(cloud.snapshotsOf(goes)).toHaveLength(1);
    expect(cloud.snapshotsOf(stays)).toHaveLength(4);
  });

  test.for(['hidden', 'unanswered'] as const)(
    'N05 also the last one stays where the volume is not known to be gone (%s)',
    async (how) => {
      const { cloud, goes } = await old();
      cloud.hide({ action: 'DescribeVolumes', which: ({ id }) => id === goes.id });
      if (how === 'unanswered') {
        cloud.fault({
          action: 'DescribeVolumes',
          when: (params) => Object.values(params).includes('volume-id'),
          effect: { error: 'UnauthorizedOperation' },
        });
      }
      await runSnapper(cloud, { orphan_retain: '5d last:5d' });
      expect(cloud.snapshotsOf(goes)).toHaveLength(3);
    },
  );
});
