import {
  CreateSnapshotCommand,
  CreateSnapshotsCommand,
  DeleteSnapshotCommand,
  type EC2Client,
  type ResourceType,
  type TagSpecification,
} from '@aws-sdk/client-ec2';
import type { CreateOne, CreateSet } from '../core/plan/creation.ts';
import type { DeleteOne } from '../core/plan/plan.ts';
import type { Tags } from '../core/snapshot.ts';
import type { DeleteReply, Made, Reply, Writer } from '../carryOut/writer.ts';
import { ec2Looking, ec2Once, type Site } from './clients.ts';
import { replyTo } from './replyTo.ts';
import { takenSince } from './takenSince.ts';
import { foundVolumes } from './volumes.ts';
import { said } from '../core/text.ts';

/**
 * Sends the writing calls of one region, and says how AWS answered.
 *
 * Each is sent exactly once, except that one which a wrong clock kept from being taken is sent again.
 */
export function openWriter(site: Site): Writer {
  const client = ec2Once(site);
  return {
    'create one': (one) => replyTo(() => createOne(client, one)),
    'create set': (set) => replyTo(() => createSet(client, set)),
    'delete one': (one) => deleteSnapshot(client, one),
    living: async (volumeIds) => orUndefined(livingVolumes(site, volumeIds)),
    takenSince: async (since, volumeIds, prefix) =>
      orUndefined(takenSince(site, { since, volumeIds, prefix })),
    close: () => client.destroy(),
  };
}

async function livingVolumes(site: Site, volumeIds: readonly string[]): Promise<Map<string, string[]>> {
  const found = await foundVolumes(site, volumeIds, ec2Looking(site));
  return new Map(
    found
      .filter(({ state }) => state !== 'deleting' && state !== 'deleted')
      .map(({ id, instanceIds }) => [id, instanceIds]),
  );
}

/** What a look found; undefined where AWS did not answer. */
export async function orUndefined<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look;
  } catch {
    return undefined;
  }
}

async function createOne(client: EC2Client, { volumeId, description, tags }: CreateOne): Promise<Made[]> {
  const made = await client.send(
    new CreateSnapshotCommand({
      VolumeId: volumeId,
      Description: description,
      TagSpecifications: [tagged(tags)],
    }),
  );
  return answered([made]);
}

async function createSet(client: EC2Client, request: CreateSet): Promise<Made[]> {
  const { instanceId, exclude, description, tags, copyVolumeTags } = request;
  const { Snapshots = [] } = await client.send(
    new CreateSnapshotsCommand({
      InstanceSpecification: {
        InstanceId: instanceId,
        ExcludeBootVolume: exclude.rootVolume,
        ...(exclude.dataVolumeIds.length > 0 ? { ExcludeDataVolumeIds: [...exclude.dataVolumeIds] } : {}),
      },
      Description: description,
      TagSpecifications: [tagged(tags)],
      ...(copyVolumeTags ? { CopyTagsFromSource: 'volume' as const } : {}),
    }),
  );
  return answered(Snapshots);
}

/** Deletes one snapshot, and says how AWS answered. */
export async function deleteSnapshot(client: EC2Client, { snapshotId }: DeleteOne): Promise<DeleteReply> {
  return deleteReply(
    await replyTo(async () => {
      await client.send(new DeleteSnapshotCommand({ SnapshotId: snapshotId }));
    }),
  );
}

/** Tags as a creating call gives them to what it makes. */
export function tagged(tags: Tags, ResourceType: ResourceType = 'snapshot'): TagSpecification {
  return { ResourceType, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

interface Answered {
  readonly SnapshotId?: string | undefined;
  readonly VolumeId?: string | undefined;
}

/** An answer that can be read but names no snapshot confirms nothing. */
function answered(snapshots: readonly Answered[]): Made[] {
  return snapshots.flatMap(({ SnapshotId, VolumeId }) =>
    SnapshotId === undefined || VolumeId === undefined
      ? []
      : [{ snapshotId: SnapshotId, volumeId: VolumeId }],
  );
}

/**
 * Distinguishes a deletion that AWS refuses because it keeps the snapshot from one that failed.
 *
 * AWS documents no error code for a locked snapshot, so its message decides. A missing permission is never a
 * hold, whatever names its message contains.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-snapshot.html
 */
function deleteReply(reply: Reply<void>): DeleteReply {
  if (reply.kind !== 'refused') return reply;
  const { code, message } = reply;
  if (code === 'InvalidSnapshot.NotFound') return { kind: 'gone' };
  const isHeld = code === 'InvalidSnapshot.InUse' || /\blocked\b|managed by the AWS Backup/i.test(message);
  return isHeld && !isPermission(code) ? { kind: 'held', because: `held: ${code}: ${said(message)}` } : reply;
}

const PERMISSION = new Set(['UnauthorizedOperation', 'AuthFailure', 'AccessDenied', 'OptInRequired']);

/** Whether a code says that a right is missing. */
export function isPermission(code: string): boolean {
  return PERMISSION.has(code);
}
