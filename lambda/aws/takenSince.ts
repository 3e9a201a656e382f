import { paginateDescribeSnapshots } from '@aws-sdk/client-ec2';
import { MARK } from '../core/keys.ts';
import { ec2Repeating, type Site } from './clients.ts';
import { collected, PAGE } from './pages.ts';

/** Whose snapshots are asked for, and from when on. */
interface Asked {
  readonly since: Date;
  readonly volumeIds: readonly string[];
  readonly prefix: string;
}

/** Those of some volumes of which a snapshot with our mark was started since an instant and has not failed. */
export async function takenSince(site: Site, { since, volumeIds, prefix }: Asked): Promise<Set<string>> {
  const client = ec2Repeating(site);
  const input = {
    OwnerIds: ['self'],
    Filters: [
      { Name: 'volume-id', Values: [...volumeIds] },
      { Name: `tag:${MARK}`, Values: [prefix] },
    ],
  };
  try {
    const pages = paginateDescribeSnapshots({ client, pageSize: PAGE }, input);
    const taken = await collected(pages, ({ Snapshots = [] }) =>
      Snapshots.flatMap(({ VolumeId, StartTime, State }) =>
        VolumeId !== undefined && StartTime !== undefined && StartTime >= since && State !== 'error'
          ? VolumeId
          : [],
      ),
    );
    return new Set(taken);
  } finally {
    client.destroy();
  }
}
