import { describe, expect, test } from 'vitest';
import type { Cloud, LoggedCall } from '../cloud/cloud.ts';
import type { Volume } from '../cloud/records.ts';
import type { Region } from '../cloud/region.ts';
import { DAILY, freshCloud, hostOf, lastMail, nth, only, ownCopies, runSnapper } from './story.ts';

/** A region with one volume that stays, and what happens to others when a run is about to take their snapshots. */
async function aRegion(before: string, happens: (call: LoggedCall) => void) {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const stays = region.attachedVolume(DAILY);
  let happened = false;
  cloud.before(before, (call) => {
    const isAboutStays = call.params['VolumeId'] === stays.id;
    if (happened || isAboutStays) return;
    happened = true;
    happens(call);
  });
  return { cloud, region, stays, topic: region.topic('reports') };
}

/** What a run says of what vanished, of which there is nothing else to say. */
async function vanishedIn(cloud: Cloud, topic: string): Promise<unknown> {
  const report = await runSnapper(cloud, { sns_arn: topic });
  const { level, created, failures, skipped, bare, volumesManaged } = report.headline;
  const ids = only(report).vanished.map(({ volumeId }) => volumeId);
  const text = lastMail(cloud, topic);
  const isTold = ids.every((id) => new RegExp(`vanished before.*\\n(.*\\n)*.*${id}`).test(text));
  return { level, created, failures, skipped, bare, volumesManaged, isTold, ids: ids.toSorted() };
}

/** A run in which these vanished, and as many others got their snapshots. */
function calm(gone: readonly Volume[], created: number): unknown {
  const ids = gone.map(({ id }) => id).toSorted();
  const none = { failures: 0, skipped: 0, bare: 0 };
  return { level: 'OK', created, ...none, volumesManaged: created, isTold: true, ids };
}

function terminate(region: Region, volume: Volume, others: readonly Volume[]): void {
  for (const one of [volume, ...others]) region.remove(one);
  region.remove(hostOf(volume));
}

describe('W04 what is gone when its snapshot is to be taken owes none: no failure, no alarm', () => {
  test('a volume that was deleted; its snapshots stay', async () => {
    const world = await aRegion('CreateSnapshot', () => world.region.remove(goes));
    const goes = world.region.volume({ tags: DAILY });
    ownCopies(world.cloud, goes, 4);
    expect(await vanishedIn(world.cloud, world.topic)).toEqual(calm([goes], 1));
    expect(world.cloud.snapshotsOf(goes.id)).toHaveLength(4);
  });

  test('a volume that is being deleted', async () => {
    const world = await aRegion('CreateSnapshot', () => Object.assign(goes, { state: 'deleting' }));
    const goes = world.region.volume({ tags: DAILY });
    expect(await vanishedIn(world.cloud, world.topic)).toEqual(calm([goes], 1));
  });

  test('one of a set that was deleted: the others have their set', async () => {
    const world = await aRegion('CreateSnapshots', () => world.region.remove(nth(set, 0)));
    const host = world.region.instance({ tags: DAILY });
    const set = [0, 1, 2].map(() => world.region.volume({ attachedTo: host }));
    expect(await vanishedIn(world.cloud, world.topic)).toEqual(calm(set.slice(0, 1), 3));
    expect(set.slice(1).map((volume) => world.cloud.snapshotsOf(volume).length)).toEqual([1, 1]);
  });

  test('one of a set that was detached', async () => {
    const world = await aRegion('CreateSnapshots', () => world.region.detach(nth(set, 0)));
    const host = world.region.instance({ tags: DAILY });
    const set = [0, 1, 2].map(() => world.region.volume({ attachedTo: host }));
    expect(await vanishedIn(world.cloud, world.topic)).toEqual(calm(set.slice(0, 1), 3));
  });

  test('the instance of a set, with its volumes', async () => {
    const world = await aRegion('CreateSnapshots', () => terminate(world.region, nth(set, 0), set.slice(1)));
    const host = world.region.instance({ tags: DAILY });
    const set = [0, 1].map(() => world.region.volume({ attachedTo: host }));
    expect(await vanishedIn(world.cloud, world.topic)).toEqual(calm(set, 1));
  });

  test('a volume that is there and cannot be taken is a failure as before', async () => {
    const world = await aRegion('CreateSnapshot', () => Object.assign(broken, { state: 'error' }));
    const broken = world.region.volume({ tags: DAILY });
    const report = await runSnapper(world.cloud);
    expect(report.headline).toMatchObject({ level: 'FAILURE', created: 1, failures: 1 });
    expect(only(report).vanished).toEqual([]);
  });
});
