import {
  type EC2Client,
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
  type Volume as AwsVolume,
} from '@aws-sdk/client-ec2';
import { inOrder, type Inventory, type Volume } from '../core/inventory.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { MARK } from '../core/keys.ts';
import { ec2Repeating, type Site } from './clients.ts';
import { imageHolds, lockHolds } from './holds.ts';
import { type Attached, attachedInstances, listedInstances } from './instances.ts';
import { collected, detached, PAGE, required, tagsOf } from './pages.ts';
import { snapshotRecords } from './snapshotRecords.ts';

/**
 * Reads one region in bulk: the number of calls grows with the pages, not with the volumes.
 *
 * @throws the SDK's error where instances, volumes or snapshots cannot be listed: then nothing can be decided.
 */
export async function readInventory(site: Site, prefix: string): Promise<Inventory> {
  const client = ec2Repeating(site);
  try {
    const [listed, volumes, snapshots, images, locks] = await Promise.all([
      listedInstances(client),
      listedVolumes(client),
      markedSnapshots(client, prefix),
      imageHolds(client),
      lockHolds(client),
    ]);
    const { instances, notes } = await attachedInstances(client, listed, volumes.flatMap(attachments));
    return inOrder({
      account: site.account,
      region: site.region,
      prefix,
      instances,
      volumes,
      snapshots,
      holds: new Map([...images.holds, ...locks.holds]),
      notes: [...notes, ...images.notes, ...locks.notes],
    });
  } finally {
    client.destroy();
  }
}

/** A volume, and the zone of the instances it is attached to. */
type ListedVolume = Volume & { readonly zone: string };

async function listedVolumes(client: EC2Client): Promise<ListedVolume[]> {
  return collected(paginateDescribeVolumes({ client, pageSize: PAGE }, {}), ({ Volumes = [] }) =>
    Volumes.map(volume),
  );
}

/** Without OwnerIds AWS also lists public and shared snapshots. Those with other marks are read for the hints. */
async function markedSnapshots(client: EC2Client, prefix: string): Promise<Snapshot[]> {
  const record = snapshotRecords(prefix);
  const input = { OwnerIds: ['self'], Filters: [{ Name: 'tag-key', Values: [MARK] }] };
  return collected(paginateDescribeSnapshots({ client, pageSize: PAGE }, input), ({ Snapshots = [] }) =>
    Snapshots.map(record),
  );
}

function volume(one: AwsVolume): ListedVolume {
  return {
    id: detached(required(one.VolumeId, 'a volume without id')),
    state: detached(one.State ?? 'unknown'),
    type: detached(one.VolumeType ?? 'unknown'),
    sizeGiB: one.Size ?? 0,
    tags: tagsOf(one.Tags),
    instanceIds: (one.Attachments ?? [])
      .filter(({ State }) => State !== 'detached')
      .flatMap(({ InstanceId }) => (InstanceId === undefined ? [] : detached(InstanceId))),
    zone: detached(one.AvailabilityZone ?? ''),
  };
}

function attachments({ instanceIds, zone }: ListedVolume): Attached[] {
  return instanceIds.map((instanceId) => ({ instanceId, zone }));
}
