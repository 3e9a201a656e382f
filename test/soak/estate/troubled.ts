import type { Cloud } from '../../cloud/cloud.ts';
import { startCloud } from '../../cloud/cloud.ts';
import type { Snapshot, Volume } from '../../cloud/records.ts';
import type { Region } from '../../cloud/region.ts';
import { DAY } from '../../cloud/clock.ts';
import { nth, ownCopies, ownCopy, ROLE } from '../../scenarios/story.ts';
import type { Estate } from './estate.ts';
import { asks, lastOfGone, notOurs } from './parts.ts';
import { isSoak } from '../../amounts.ts';

/** What trouble meets: estates in which a clean run makes every kind of call, for every kind of reason. */

interface Watched {
  readonly volume: Volume;
  readonly keeps: number;
}

const MORNING = '2026-03-03T03:00:00Z';

const LONG_AGO = '2026-01-15T03:00:00Z';

export type Makes = (at?: string) => Promise<Estate>;

/** An estate, and how lives in it are looked at. */
export interface Place {
  readonly makes: Makes;
  /** On how many calm mornings a life has healed: a brake lets go within three. */
  readonly calmDays: number;
}

/** Three regions, twenty volumes. */
async function bigEstate(at = MORNING): Promise<Estate> {
  const cloud = await openCloud(at, ['eu-west-1', 'eu-central-1', 'us-east-1']);
  cloud.pageLimit = 25;
  const [west, central, east] = cloudRegions(cloud);
  const web = west.instance({ tags: { Name: 'web', ...asks(3) } });
  const [root, data, logs, flaky] = [0, 1, 2, 3].map(() => west.volume({ attachedTo: web }));
  const two = [0, 1].map(() => west.instance({ tags: asks(7) }));
  const shared = west.volume({ type: 'io2', attachedTo: two, device: '/dev/sdf' });
  const ledger = west.volume({ tags: asks(2) });
  const golden = west.volume({ tags: asks(2) });
  const fresh = west.volume({ tags: asks(2) });

  const db = central.instance({ tags: asks(3) });
  const pair = [0, 1].map(() => central.volume({ attachedTo: db }));
  const app = central.instance();
  const singles = [0, 1].map(() => central.volume({ attachedTo: app, tags: asks(2) }));
  const locked = central.volume({ tags: asks(2) });
  const pinned = central.volume({ tags: asks(2) });

  const api = east.instance({ tags: asks(2) });
  const couple = [0, 1].map(() => east.volume({ attachedTo: api }));
  const loose = east.volume({ tags: asks(4) });
  const slow = east.volume({ type: 'st1', size: 500, tags: asks(2) });
  const ignored = east.volume({ tags: { ...asks(1), autosnap_ignore: 'yes' } });
  const foreign = east.volume();

  const watched = [
    ...watch(cloud, 3, 4, root, data, logs),
    ...watch(cloud, 3, 3, flaky),
    ...watch(cloud, 7, 8, shared),
    ...watch(cloud, 2, 13, ledger),
    ...watch(cloud, 2, 5, golden),
    ...watch(cloud, 2, 0, fresh),
    ...watch(cloud, 3, 5, ...pair),
    ...watch(cloud, 2, 4, ...singles),
    ...watch(cloud, 2, 5, locked),
    ...watch(cloud, 2, 4, pinned),
    ...watch(cloud, 2, 3, ...couple),
    ...watch(cloud, 4, 7, loose),
    ...watch(cloud, 2, 3, slow),
  ];
  failedCopy(cloud, flaky);
  return {
    cloud,
    regions: ['eu-west-1', 'eu-central-1', 'us-east-1'],
    topic: east.topic('reports'),
    event: eventFor(east.topic('reports')),
    ...owed(watched),
    instances: [web, ...two, db, app, api],
    untouchable: [
      ...heldByImage(west, golden, 2),
      ...heldByLock(central, locked),
      ...pinnedCopies(central, pinned),
      ...ownCopies(cloud, ignored, 3),
      ...notOurs(east, LONG_AGO, foreign, loose),
      lastOfGone(cloud, east, [150, 140, 130]),
    ],
  };
}

/** One region, five volumes: most of the reasons, each once. */
async function smallEstate(at = MORNING): Promise<Estate> {
  const cloud = await openCloud(at, ['eu-west-1']);
  const west = cloud.region('eu-west-1');
  const web = west.instance({ tags: asks(2) });
  const [root, data, flaky] = [0, 1, 2].map(() => west.volume({ attachedTo: web }));
  const [loose, golden] = [0, 1].map(() => west.volume({ tags: asks(2) }));
  const watched = [
    ...watch(cloud, 2, 3, root, data),
    ...watch(cloud, 2, 2, flaky),
    ...watch(cloud, 2, 4, loose),
    ...watch(cloud, 2, 3, golden),
  ];
  failedCopy(cloud, flaky);
  const topic = west.topic('reports');
  return {
    cloud,
    regions: ['eu-west-1'],
    topic,
    event: eventFor(topic),
    ...owed(watched),
    instances: [web],
    untouchable: [
      ...heldByImage(west, golden, 1),
      ...notOurs(west, LONG_AGO, nth(watched, 3).volume),
      lastOfGone(cloud, west, [150, 140, 130]),
    ],
  };
}

const BIG: Place = { makes: bigEstate, calmDays: 3 };
export const SMALL: Place = { makes: smallEstate, calmDays: 1 };

/** Where all trouble is met, or a sample of it. */
export const PLACE = isSoak ? BIG : SMALL;

async function openCloud(at: string, regions: readonly string[]): Promise<Cloud> {
  const cloud = await startCloud({ at, regions });
  cloud.policy = ROLE;
  return cloud;
}

function cloudRegions(cloud: Cloud): [Region, Region, Region] {
  return [cloud.region('eu-west-1'), cloud.region('eu-central-1'), cloud.region('us-east-1')];
}

function eventFor(topic: string): Estate['event'] {
  return { ec2_regions: 'all', sns_arn: topic, orphan_retain: '90d' };
}

function owed(watched: readonly Watched[]): Pick<Estate, 'watched' | 'keeps'> {
  return {
    watched: watched.map(({ volume }) => volume),
    keeps: new Map(watched.map(({ volume, keeps }) => [volume.id, keeps])),
  };
}

/** Volumes with own snapshots, one a day up to yesterday. */
function watch(
  cloud: Cloud,
  keeps: number,
  copies: number,
  ...volumes: readonly (Volume | undefined)[]
): Watched[] {
  return volumes.map((volume) => {
    if (volume === undefined) throw new Error('the estate names a volume that it has not made');
    ownCopies(cloud, volume, copies);
    return { volume, keeps };
  });
}

/** Yesterday's second try failed, too, after yesterday's copy. */
function failedCopy(cloud: Cloud, volume: Volume | undefined): void {
  if (volume !== undefined) ownCopy(cloud, volume, 0.5, { state: 'error' });
}

function heldByImage(region: Region, volume: Volume | undefined, count: number): Snapshot[] {
  const held = copiesOf(region, volume).slice(0, count);
  region.image({ snapshots: held, disabled: true });
  return held;
}

function heldByLock(region: Region, volume: Volume): Snapshot[] {
  const held = copiesOf(region, volume).slice(0, 1);
  for (const one of held) region.lock(one);
  return held;
}

function pinnedCopies(region: Region, volume: Volume): Snapshot[] {
  const kept = copiesOf(region, volume).slice(0, 1);
  for (const one of kept) one.tags['autosnap_keep'] = 'yes';
  return kept;
}

function copiesOf(region: Region, volume: Volume | undefined): Snapshot[] {
  const copies = region.snapshots().filter(({ volumeId }) => volumeId === volume?.id);
  return copies.toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
}

/** The trigger of the next day, at its usual hour. */
export function nextMorning({ cloud }: Estate, begun: Date): void {
  const days = Math.floor((cloud.clock.now().getTime() - begun.getTime()) / DAY) + 1;
  cloud.clock.set(new Date(begun.getTime() + days * DAY));
}
