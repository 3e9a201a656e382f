import { DescribeSnapshotsCommand } from '@aws-sdk/client-ec2';
import type { Snapshot } from '../core/snapshot.ts';
import { ec2Repeating } from './clients.ts';
import { errorOf } from './errors.ts';
import { snapshotRecords } from './snapshotRecords.ts';

/**
 * One snapshot of this account by its id, whatever its tags; undefined where this region has none.
 *
 * @throws the SDK's error for any other trouble.
 */
export async function readSnapshot(
  region: string,
  id: string,
  prefix: string,
): Promise<Snapshot | undefined> {
  const client = ec2Repeating({ region });
  try {
    const input = { OwnerIds: ['self'], SnapshotIds: [id] };
    const { Snapshots: [one] = [] } = await client.send(new DescribeSnapshotsCommand(input));
    return one && snapshotRecords(prefix)(one);
  } catch (error) {
    if (['InvalidSnapshot.NotFound', 'InvalidSnapshotID.Malformed'].includes(errorOf(error).code))
      return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}
