import {
  CreateVolumeCommand,
  DeleteSnapshotCommand,
  DescribeSnapshotsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { onTestFinished } from 'vitest';
import type { Keys } from './deployer.ts';

type Tags = Readonly<Record<string, string>>;

interface Copy {
  readonly id: string;
  /** The account that it is in. */
  readonly owner: string;
  /** `2026-01-01`, when it was started. */
  readonly day: string;
  readonly tags: Tags;
}

/** The volumes and snapshots of one region, as somebody sees them who has these keys. */
export interface Disks {
  readonly volume: (tags: Tags) => Promise<string>;
  /** Oldest first. */
  readonly copiesOf: (volumeId: string) => Promise<Copy[]>;
  /** The ids of all snapshots there are. */
  readonly snapshots: () => Promise<string[]>;
  readonly delete: (snapshotId: string) => Promise<void>;
}

/** Looks into a region of moto, to the end of the test. */
export function disksOf(endpoint: string, credentials: Keys, region: string): Disks {
  const ec2 = new EC2Client({ endpoint, region, credentials });
  onTestFinished(() => ec2.destroy());

  return {
    async volume(tags) {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      const { VolumeId = '' } = await ec2.send(
        new CreateVolumeCommand({
          AvailabilityZone: `${region}a`,
          Size: 8,
          TagSpecifications: [{ ResourceType: 'volume', Tags }],
        }),
      );
      return VolumeId;
    },
    async copiesOf(volumeId) {
      const Filters = [{ Name: 'volume-id', Values: [volumeId] }];
      const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ Filters }));
      return Snapshots.toSorted((a, b) => Number(a.StartTime) - Number(b.StartTime)).map(
        ({ SnapshotId = '', OwnerId = '', StartTime, Tags = [] }) => ({
          id: SnapshotId,
          owner: OwnerId,
          day: StartTime?.toISOString().slice(0, 10) ?? '',
          tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
        }),
      );
    },
    async snapshots() {
      const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({}));
      return Snapshots.flatMap(({ SnapshotId }) => SnapshotId ?? []);
    },
    async delete(SnapshotId) {
      await ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
    },
  };
}
