import {
  type DescribeSnapshotsRequest,
  type EC2Client,
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
} from '@aws-sdk/client-ec2';
import { type ImageInventory, inOrder, type Inventory, type Volume } from '../core/inventory.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { MARK } from '../core/keys.ts';
import type { PlanSettings } from '../core/plan/planSettings.ts';
import { ec2Repeating, type Site } from './clients.ts';
import { lockHolds } from './holds.ts';
import { readImages } from './images/readImages.ts';
import { type Attached, attachedInstances, listedInstances } from './instances.ts';
import { collected, PAGE } from './pages.ts';
import { forAside } from './patience.ts';
import { snapshotRecords } from './snapshotRecords.ts';
import { volumeRecords } from './volumeRecords.ts';

/**
 * Reads one region in bulk: the number of calls grows with the pages, not with the volumes.
 *
 * @throws the SDK's error where instances, volumes or snapshots cannot be listed: then nothing can be decided.
 */
export async function readInventory(
  site: Site,
  settings: Pick<PlanSettings, 'prefix' | 'zone' | 'images'>,
): Promise<Inventory> {
  const { prefix, zone } = settings;
  const client = ec2Repeating(site);
  const aside = { ...site, patience: forAside(site.patience) };
  const asides = ec2Repeating(aside);
  try {
    const [listed, volumes, snapshots, read, locks] = await Promise.all([
      listedInstances(client),
      listedVolumes(client),
      markedSnapshots(client, prefix),
      readImages(aside, asides, settings),
      lockHolds(asides, zone),
    ]);
    const { instances, notes } = await attachedInstances(client, listed, volumes.flatMap(attachments));
    return inOrder({
      account: site.account,
      region: site.region,
      prefix,
      instances,
      volumes,
      snapshots,
      holds: new Map([...read.holds, ...locks.holds]),
      locked: locks.locked,
      notes: [...notes, ...read.notes, ...locks.notes],
      images: notes.length === 0 ? read.images : withUnreadInstances(read.images),
    });
  } finally {
    client.destroy();
    asides.destroy();
  }
}

/**
 * Reads the volumes, the instances and all snapshots of one region, whoever made these. Images and locks are left out.
 *
 * @param onSnapshots Called after each page with the number of snapshots read so far. What it throws ends the reading.
 * @throws the SDK's error where instances, volumes or snapshots cannot be listed.
 */
export async function readAllProducers(
  site: Site,
  prefix: string,
  onSnapshots: (count: number) => void = () => undefined,
): Promise<Inventory> {
  const client = ec2Repeating(site);
  const { account, region } = site;
  try {
    const [listed, volumes, snapshots] = await Promise.all([
      listedInstances(client),
      listedVolumes(client),
      ownSnapshots(client, prefix, { onSnapshots }),
    ]);
    const { instances, notes } = await attachedInstances(client, listed, volumes.flatMap(attachments));
    return inOrder({ account, region, prefix, instances, volumes, snapshots, holds: new Map(), notes });
  } finally {
    client.destroy();
  }
}

/** All snapshots of this account that carry anybody's mark. @throws the SDK's error where they cannot be listed. */
export async function readMarked(site: Site, prefix: string): Promise<Snapshot[]> {
  const client = ec2Repeating(site);
  try {
    return await markedSnapshots(client, prefix);
  } finally {
    client.destroy();
  }
}

/** An instance that was not read could have been launched from any image. */
function withUnreadInstances(images: ImageInventory | undefined): ImageInventory | undefined {
  const unread = 'not all instances could be read, and one of them could have been launched from an image';
  return images && { ...images, usesUnknown: images.usesUnknown ?? unread };
}

async function listedVolumes(client: EC2Client): Promise<Volume[]> {
  const record = volumeRecords();
  return collected(paginateDescribeVolumes({ client, pageSize: PAGE }, {}), ({ Volumes = [] }) =>
    Volumes.map(record),
  );
}

/** Those with other marks are read for the hints. */
async function markedSnapshots(client: EC2Client, prefix: string): Promise<Snapshot[]> {
  return ownSnapshots(client, prefix, { Filters: [{ Name: 'tag-key', Values: [MARK] }] });
}

/** Without OwnerIds AWS also lists public and shared snapshots. */
async function ownSnapshots(
  client: EC2Client,
  prefix: string,
  {
    onSnapshots,
    ...filter
  }: Pick<DescribeSnapshotsRequest, 'Filters'> & { onSnapshots?: (count: number) => void },
): Promise<Snapshot[]> {
  const record = snapshotRecords(prefix);
  const pages = paginateDescribeSnapshots({ client, pageSize: PAGE }, { OwnerIds: ['self'], ...filter });
  let count = 0;
  return collected(pages, ({ Snapshots = [] }) => {
    count += Snapshots.length;
    onSnapshots?.(count);
    return Snapshots.map(record);
  });
}

function attachments({ instanceIds, disk }: Volume): Attached[] {
  return instanceIds.map((instanceId) => ({ instanceId, zone: disk.zone }));
}
