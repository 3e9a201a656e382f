import { CopySnapshotCommand, DescribeSnapshotsCommand } from '@aws-sdk/client-ec2';
import type { CopySnapshotCommandInput, CopySnapshotCommandOutput } from '@aws-sdk/client-ec2';

import { type Caller, ec2Of } from './callers.ts';
import type { Cloud } from './cloud.ts';
import type { Snapshot } from './records.ts';

/** Calls about copies in eu-central-1, for tests. */
export const THERE = 'eu-central-1';

export type CopyAsked = Partial<CopySnapshotCommandInput>;

export async function copy(
  cloud: Cloud,
  { id, region }: Pick<Snapshot, 'id' | 'region'>,
  asked: CopyAsked = {},
  caller?: Caller,
): Promise<CopySnapshotCommandOutput> {
  const whole = { SourceRegion: region, SourceSnapshotId: id, ...asked };
  return ec2Of(cloud, THERE, caller).send(new CopySnapshotCommand(whole));
}

/** What a listing there tells of the caller's snapshots, oldest first. */
export async function copiesThere(cloud: Cloud, caller?: Caller) {
  const asked = new DescribeSnapshotsCommand({ OwnerIds: ['self'] });
  const { Snapshots = [] } = await ec2Of(cloud, THERE, caller).send(asked);
  return Snapshots.toSorted((a, b) => Number(a.StartTime) - Number(b.StartTime));
}
