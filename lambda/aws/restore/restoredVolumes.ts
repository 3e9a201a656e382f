import { type EC2Client, type Filter, paginateDescribeVolumes, type Volume } from '@aws-sdk/client-ec2';
import { keysOf } from '../../core/keys.ts';
import type { RestoredVolume } from '../../core/restore/facts.ts';
import type { Site } from '../clients.ts';
import { batches, collected, PAGE, required, tagsOf } from '../pages.ts';
import { asking } from './asking.ts';

/**
 * The volumes that a restore has made, newest last.
 *
 * @param id May have `*`, which stands for any text.
 * @throws the SDK's error where they cannot be listed.
 */
export async function begunVolumes(site: Site, prefix: string, id: string): Promise<RestoredVolume[]> {
  return asking(site, async (client) => volumesOfRestore(client, prefix, id));
}

/** @param id May have `*`, which stands for any text. */
export async function volumesOfRestore(
  client: EC2Client,
  prefix: string,
  id: string,
): Promise<RestoredVolume[]> {
  return listed(client, { Name: `tag:${keysOf(prefix).restore}`, Values: [id] });
}

/** Some volumes, without those that are gone. By a filter: an id that is gone makes AWS refuse the whole call. */
export async function volumesById(client: EC2Client, ids: readonly string[]): Promise<RestoredVolume[]> {
  const found = await Promise.all(
    batches(ids).map(async (Values) => listed(client, { Name: 'volume-id', Values })),
  );
  return found.flat();
}

async function listed(client: EC2Client, filter: Filter): Promise<RestoredVolume[]> {
  const pages = paginateDescribeVolumes({ client, pageSize: PAGE }, { Filters: [filter] });
  const volumes = await collected(pages, ({ Volumes = [] }) => Volumes);
  return volumes.toSorted((a, b) => createdAt(a) - createdAt(b)).map(restoredVolume);
}

function createdAt({ CreateTime }: Volume): number {
  return CreateTime?.getTime() ?? 0;
}

function restoredVolume({ VolumeId, State, Tags, Attachments = [] }: Volume): RestoredVolume {
  return {
    id: required(VolumeId, 'a volume without id'),
    state: State ?? 'unknown',
    tags: tagsOf(Tags),
    attached: Attachments.flatMap((one) =>
      one.InstanceId === undefined || one.State === 'detached'
        ? []
        : { instanceId: one.InstanceId, device: one.Device ?? '', state: one.State ?? 'unknown' },
    ),
  };
}
