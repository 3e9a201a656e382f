import { DAY } from '../../cloud/clock.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import type { Instance, Snapshot, Tags, Volume } from '../../cloud/records.ts';
import type { Region } from '../../cloud/region.ts';
import { freshCloud, nth, ownCopy, restorable } from '../../scenarios/story.ts';
import { amount } from '../../amounts.ts';

/** What accidents happen to: two regions in which every volume has as many copies as it asks for. */
export interface Estate {
  readonly cloud: Cloud;
  readonly topic: string;
  /** The volumes that are owed a copy a day, and keep `FULL` of them. */
  readonly watched: readonly Volume[];
  readonly instances: readonly Instance[];
  /** What no run may delete, whatever anybody asks for. */
  readonly untouchable: readonly Snapshot[];
}

export const REGIONS = ['eu-west-1', 'eu-central-1'] as const;

/** How many copies each volume asks for and has. */
export const FULL = 30;

/** Watched volumes in each region. */
export const VOLUMES = amount({ sample: 3, all: 24 }, 'VOLUMES');

export const ASKS: Tags = { autosnap: '1', autosnap_retain: String(FULL) };

/** `tags` stand where the estate asks for copies: on two instances, and on volumes that have none. */
export async function fullEstate(tags: Tags = ASKS, daysBetween = 1): Promise<Estate> {
  const cloud = await freshCloud({ at: '2026-03-02T03:00:00Z', regions: REGIONS });
  const filled = REGIONS.map((name) => fill(cloud, cloud.region(name), tags, daysBetween));
  return {
    cloud,
    topic: cloud.region(REGIONS[0]).topic('reports'),
    watched: filled.flatMap(({ watched }) => watched),
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
      ...notOurs(region, golden),
      lastOfGone(cloud, region),
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

function notOurs(region: Region, volume: Volume): Snapshot[] {
  const startedAt = BEFORE_US;
  const mark = { snapshot_tool: 'autosnap' };
  return [
    region.snapshot({ of: volume, startedAt }),
    region.snapshot({ of: volume, startedAt, tags: { snapshot_tool: 'db' } }),
    region.snapshot({ of: volume, startedAt, tags: { ...mark, 'aws:backup:source-resource': 'x' } }),
    region.snapshot({ of: volume, startedAt, tags: mark, tier: 'archive' }),
    region.snapshot({ startedAt, tags: mark }),
  ];
}

/** Two copies of a volume that is long gone; the younger one is the last. */
function lastOfGone(cloud: Cloud, region: Region): Snapshot {
  const vanished = region.volume();
  const [, last] = [150, 140].map((daysAgo) => ownCopy(cloud, vanished, daysAgo));
  region.remove(vanished);
  if (last === undefined) throw new Error('the vanished volume has no copy');
  return last;
}

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
