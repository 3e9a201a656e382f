import {
  type EC2Client,
  ModifySnapshotAttributeCommand,
  paginateDescribeSnapshots,
} from '@aws-sdk/client-ec2';
import type { Sharer } from '../../carryOut/replicas/sharer.ts';
import { MARK } from '../../core/keys.ts';
import { ec2Repeating, type Site } from '../clients.ts';
import { collected, PAGE } from '../pages.ts';
import { replyTo } from '../replyTo.ts';

/**
 * Lets one account read own snapshots of a region, and takes that back. Both can be sent again.
 *
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
 */
export function openSharer(site: Site, account: string): Sharer {
  const client = ec2Repeating(site);
  return {
    share: async (snapshotId) => replyTo(async () => modify(client, snapshotId, 'Add', account)),
    takeBack: async (snapshotId) => replyTo(async () => modify(client, snapshotId, 'Remove', account)),
    close: () => client.destroy(),
  };
}

async function modify(
  client: EC2Client,
  SnapshotId: string,
  change: 'Add' | 'Remove',
  UserId: string,
): Promise<void> {
  await client.send(
    new ModifySnapshotAttributeCommand({
      SnapshotId,
      Attribute: 'createVolumePermission',
      CreateVolumePermission: { [change]: [{ UserId }] },
    }),
  );
}

/**
 * The own snapshots of a region that are shared with these accounts, each with one that can read it. An account shares
 * nothing with itself: AWS lists all of its own as restorable by it.
 *
 * @throws the SDK's error where they cannot be listed.
 */
export async function sharedWith(
  site: Site,
  accounts: readonly string[],
  prefix: string,
): Promise<ReadonlyMap<string, string>> {
  if (accounts.length === 0) return new Map();
  const client = ec2Repeating(site);
  try {
    const shared = accounts.map(async (account) => {
      const input = {
        OwnerIds: ['self'],
        RestorableByUserIds: [account],
        Filters: [{ Name: `tag:${MARK}`, Values: [prefix] }],
      };
      return collected(paginateDescribeSnapshots({ client, pageSize: PAGE }, input), ({ Snapshots = [] }) =>
        Snapshots.flatMap(({ SnapshotId, OwnerId }): [string, string][] =>
          SnapshotId === undefined || OwnerId === account ? [] : [[SnapshotId, account]],
        ),
      );
    });
    return new Map((await Promise.all(shared)).flat());
  } finally {
    client.destroy();
  }
}
