import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { Cloud } from '../cloud/cloud.ts';
import type { Region } from '../cloud/region.ts';
import type { Volume } from '../cloud/records.ts';
import { FIRST, FOLDER, fannedOut } from './fanOutSteps.ts';
import { HUB } from './organisation.ts';
import { DAILY, DAY, freshCloud, HOUR, mails, runSnapper } from './story.ts';

/** Each day a run through list, shards and report, and its follow-up the same way. */

const REGION = 'eu-west-1';
const shards = z.array(z.object({ account: z.string(), region: z.string() }));

/** A set, one member with a history, and two single volumes. */
function estate(region: Region): Volume[] {
  const server = region.instance({ tags: DAILY });
  const old = region.volume({ attachedTo: server });
  for (const day of ['29', '30', '31']) {
    region.snapshot({
      of: old,
      startedAt: `2025-12-${day}T03:00:00Z`,
      description: `autosnap: ${old.id}`,
      tags: { snapshot_tool: 'autosnap' },
    });
  }
  return [
    old,
    region.volume({ attachedTo: server }),
    region.volume({ tags: { autosnap: '1', autosnap_retain: '1' } }),
    region.volume({ tags: { autosnap: '@mon-fri@2', autosnap_retain: '2' } }),
  ];
}

/** What stands of each volume: the state of each snapshot, and the run it was taken in. */
function standing(cloud: Cloud, volumes: readonly Volume[]): string[][] {
  return volumes.map((volume) =>
    cloud
      .snapshotsOf(volume)
      .map(({ state, startedAt, tags }) => `${tags['autosnap_at'] ?? startedAt.toISOString()} ${state}`)
      .toSorted(),
  );
}

/** Lets the snapshots of one volume fail; of a member of a set, those of the set. */
function fail(volumes: readonly Volume[], failing: number | undefined): void {
  for (const [index, volume] of volumes.entries()) {
    volume.snapshotsComplete = index === failing ? 'error' : 'as usual';
  }
}

test('a run and its follow-up decide in shards as they do in one function, with one mail a day', async () => {
  const { cloud, member, bucket, topic, listed, shard, merged } = await fannedOut();
  const alone = await freshCloud();
  const inShards = [cloud.region(REGION), member(FIRST).account.region(REGION)].map(estate);
  const inOne = estate(alone.region(REGION));

  /** What the state machine does, and the one function beside it. */
  const run = async (event: object) => {
    const given = {
      ec2_regions: REGION,
      scheduled_time: cloud.clock.now().toISOString(),
      accounts: [HUB, FIRST],
      ...event,
    };
    const { event: handed } = await listed(given);
    for (const one of shards.parse(bucket.json(`${FOLDER}/shards.json`))) {
      await shard(one.account, one.region, { event: handed });
    }
    const { headline } = await merged(handed);
    const report = await runSnapper(alone, { ...given, accounts: undefined });
    for (const volumes of inShards) expect(standing(cloud, volumes)).toEqual(standing(alone, inOne));
    const { created, deleted, level } = report.headline;
    expect(headline).toMatchObject({ created: 2 * created, deleted: 2 * deleted, level });
    return { created, level };
  };
  const pass = (milliseconds: number) => {
    for (const { clock } of [cloud, alone]) clock.advance(milliseconds);
  };

  const days: unknown[] = [];
  for (const failing of [1, 2]) {
    for (const volumes of [...inShards, inOne]) fail(volumes, failing);
    const main = await run({});
    pass(HOUR);
    for (const volumes of [...inShards, inOne]) fail(volumes, undefined);
    const followUp = await run({ follow_up: '1h' });
    days.push([main.created, followUp.created, followUp.level, mails(cloud, topic).length]);
    pass(DAY - HOUR);
  }

  expect(days).toEqual([
    [4, 2, 'OK', 1],
    [4, 1, 'OK', 2],
  ]);
});
