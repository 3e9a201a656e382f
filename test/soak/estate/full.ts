import { DAY } from '../../cloud/clock.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import type { Snapshot, Tags, Volume } from '../../cloud/records.ts';
import type { Region } from '../../cloud/region.ts';
import type { Estate } from './estate.ts';
import { asks, lastOfGone, notOurs } from './parts.ts';
import { freshCloud, nth, ownCopy, restorable } from '../../scenarios/story.ts';
import { amount } from '../../amounts.ts';

/** What accidents happen to: two regions in which every volume has as many copies as it asks for. */

export const REGIONS = ['eu-west-1', 'eu-central-1'] as const;

/** How many copies each volume asks for and has. */
export const FULL = 30;

/** Watched volumes in each region. */
export const VOLUMES = amount({ sample: 3, soak: 24 }, 'VOLUMES');

export const ASKS = asks(FULL);

/** `tags` stand where the estate asks for copies: on two instances, and on volumes that have none. */
export async function fullEstate(tags: Tags = ASKS, daysBetween = 1): Promise<Estate> {
  const cloud = await freshCloud({ at: '2026-03-02T03:00:00Z', regions: REGIONS });
  const filled = REGIONS.map((name) => fill(cloud, cloud.region(name), tags, daysBetween));
  const topic = cloud.region(REGIONS[0]).topic('reports');
  const watched = filled.flatMap((one) => one.watched);
  return {
    cloud,
    regions: REGIONS,
    topic,
    event: { ec2_regions: [...REGIONS], sns_arn: topic },
    watched,
    keeps: new Map(watched.map(({ id }) => [id, FULL])),
    instances: filled.flatMap(({ instances }) => instances),
    untouchable: filled.flatMap(({ untouchable }) => untouchable),
  };
}

/** Half the volumes hang on one instance, a quarter on another, and the others ask by themselves. */
function fill(cloud: Cloud, region: Region, tags: Tags, daysBetween: number) {
  const instances = ['web', 'db'].map((Name) => region.instance({ tags: { Name, ...tags } }));
  const [web, db] = [nth(instances, 0), nth(instances, 1)];
  const watched = Array.from({ length: VOLUMES - 1 }, (_, index) => {
    if (index < VOLUMES / 2) return region.volume({ attachedTo: web });
    return index < (VOLUMES * 3) / 4 ? region.volume({ attachedTo: db }) : region.volume({ tags });
  });
  const golden = region.volume({ tags });
  for (const volume of [...watched, golden]) {
    for (let count = FULL; count > 0; count -= 1) ownCopy(cloud, volume, count * daysBetween);
  }
  return {
    watched: [...watched, golden],
    instances,
    untouchable: [
      ...held(cloud, region, golden, daysBetween),
      ...notOurs(region, BEFORE_US, golden),
      lastOfGone(cloud, region, [150, 140]),
    ],
  };
}

/** Older than all that is kept: a pinned copy, one that an AMI is made of, and a locked one. */
function held(cloud: Cloud, region: Region, volume: Volume, daysBetween: number): Snapshot[] {
  const [pinned, imaged, locked] = [3, 2, 1].map((before) =>
    ownCopy(cloud, volume, (FULL + before) * daysBetween),
  );
  if (pinned === undefined || imaged === undefined || locked === undefined) return [];
  pinned.tags['autosnap_keep'] = 'before the migration';
  region.image({ snapshots: [imaged] });
  region.lock(locked);
  return [pinned, imaged, locked];
}

/** Held ones of the golden volume, in each region. */
export const HELD = 3;

/** Before the first copy of ours. */
const BEFORE_US = '2024-12-24T03:00:00Z';

/** All tags that ask for copies, on instances and volumes; a test changes them as somebody did by mistake. */
export function askingTags({ instances, watched }: Estate): Tags[] {
  return [...instances, ...watched].map(({ tags }) => tags).filter((tags) => 'autosnap' in tags);
}

/** Copies that we took of a volume and that restore it, whatever became of their tags; newest first. */
export function copiesOf(cloud: Cloud, volume: Volume): Snapshot[] {
  return restorable(cloud, volume)
    .filter(({ startedAt }) => startedAt > new Date(BEFORE_US))
    .toReversed();
}

export function tomorrow({ cloud }: Estate): void {
  cloud.clock.advance(DAY);
}

export function nthWatched({ watched }: Estate, index: number): Volume {
  return nth(watched, index);
}
