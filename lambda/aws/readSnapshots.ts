import { type Filter, paginateDescribeSnapshots } from '@aws-sdk/client-ec2';
import type { Snapshot } from '../core/snapshot.ts';
import { ec2Repeating } from './clients.ts';
import { collected, MOST_VALUES } from './pages.ts';
import { snapshotRecords } from './snapshotRecords.ts';

/** A snapshot that was asked for by its id. */
export interface ReadSnapshot {
  readonly snapshot: Snapshot;
  /** The keys of all its tags, also of those that no label keeps. */
  readonly tagKeys: readonly string[];
}

/**
 * Reads some snapshots of this account by their ids, whatever their tags; without those that the region has not.
 *
 * @throws the SDK's error where they cannot be listed.
 */
export async function readSnapshots(
  region: string,
  ids: readonly string[],
  prefix: string,
): Promise<ReadSnapshot[]> {
  const client = ec2Repeating({ region });
  const record = snapshotRecords(prefix);
  const read: ReadSnapshot[] = [];
  try {
    for (let first = 0; first < ids.length; first += MOST_VALUES) {
      const Filters: Filter[] = [{ Name: 'snapshot-id', Values: ids.slice(first, first + MOST_VALUES) }];
      const pages = paginateDescribeSnapshots({ client }, { OwnerIds: ['self'], Filters });
      const some = await collected(pages, ({ Snapshots = [] }) =>
        Snapshots.map((one) => ({
          snapshot: record(one),
          tagKeys: (one.Tags ?? []).map(({ Key = '' }) => Key),
        })),
      );
      read.push(...some);
    }
    return read;
  } finally {
    client.destroy();
  }
}
