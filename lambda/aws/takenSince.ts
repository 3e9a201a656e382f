import { paginateDescribeSnapshots } from '@aws-sdk/client-ec2';
import { MARK } from '../core/keys.ts';
import { isOurs } from '../core/snapshot.ts';
import { ec2Looking, type Site } from './clients.ts';
import { collected, PAGE } from './pages.ts';
import { snapshotRecords } from './snapshotRecords.ts';

/** Whose snapshots are asked for, and from when on. */
interface Asked {
  readonly since: Date;
  readonly volumeIds: readonly string[];
  readonly prefix: string;
}

/** Those of some volumes of which a snapshot of ours was started since an instant and has not failed. */
export async function takenSince(site: Site, { since, volumeIds, prefix }: Asked): Promise<Set<string>> {
  const client = ec2Looking(site);
  const record = snapshotRecords(prefix);
  const input = {
    OwnerIds: ['self'],
    Filters: [
      { Name: 'volume-id', Values: [...volumeIds] },
      { Name: `tag:${MARK}`, Values: [prefix] },
    ],
  };
  try {
    const pages = paginateDescribeSnapshots({ client, pageSize: PAGE }, input);
    const all = await collected(pages, ({ Snapshots = [] }) => Snapshots.map(record));
    const taken = all.filter(
      (one) => isOurs(one) && one.startedAt >= since.getTime() && one.state !== 'error',
    );
    return new Set(taken.map(({ volumeId }) => volumeId));
  } finally {
    client.destroy();
  }
}
