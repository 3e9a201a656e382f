import type { Cloud } from '../cloud/cloud.ts';
import type { Snapshot, Volume } from '../cloud/records.ts';
import { replicated } from '../scenarios/replicated.ts';
import { DAILY, freshCloud, nth } from '../scenarios/story.ts';
import { taken } from './servers.ts';

export const PLACE = 'eu-central-1';
export const THERE = { event: { ec2_regions: [PLACE] } };

/** A server with four disks in eu-west-1, and the replicas of its last set in eu-central-1. */
export async function drilled() {
  const cloud = await freshCloud({ regions: ['eu-west-1', PLACE, 'eu-north-1'] });
  const source = cloud.region('eu-west-1');
  const server = source.instance({ zone: 'eu-west-1b', tags: { Name: 'WEB-1', ...DAILY } });
  const disks = [
    source.volume({ attachedTo: server, zone: server.zone, iops: 4000, throughput: 500 }),
    ...[20, 30, 40].map((size, index) =>
      source.volume({
        attachedTo: server,
        zone: server.zone,
        size,
        tags: { Name: `data-${index + 1}`, CostCenter: '4711' },
      }),
    ),
  ];
  for (const [index, disk] of disks.entries()) source.write(disk, 0, Buffer.from(`disk ${index}`));
  await taken(cloud);
  const replicas = disks.map((disk) => replicated(cloud, newest(cloud, disk), PLACE));
  return { cloud, server, disks, replicas };
}

export function newest(cloud: Cloud, disk: Volume): Snapshot {
  return nth(cloud.snapshotsOf(disk), -1);
}

/** Every call to the region fails, as when all of it is down. */
export function lose(cloud: Cloud, region = 'eu-west-1'): void {
  cloud.fault({ action: 'any', region, effect: { error: 'ServiceUnavailable', status: 503 } });
}

/** What a new volume begins with, its size, zone and Name. */
export function restored(cloud: Cloud): (volume: Volume) => unknown[] {
  const snapshots = new Map(
    cloud
      .region(PLACE)
      .snapshots()
      .map((one) => [one.id, one]),
  );
  return ({ fromSnapshot = '', size, zone, tags }) => {
    const block = snapshots.get(fromSnapshot)?.content?.get(0) ?? [];
    return [Buffer.from(block).toString('latin1', 0, 6), size, zone, tags['Name']];
  };
}
