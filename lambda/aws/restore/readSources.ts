import {
  type EC2Client,
  type Filter,
  paginateDescribeSnapshots,
  type Snapshot as AwsSnapshot,
} from '@aws-sdk/client-ec2';
import { keysOf } from '../../core/keys.ts';
import { isReplica, shelved } from '../../core/replicas/shelf.ts';
import { neverReached } from '../../core/neverReached.ts';
import type { Source } from '../../core/restore/source.ts';
import { labelled } from '../../core/snapshot.ts';
import type { Site } from '../clients.ts';
import { batches, collected, PAGE, required, tagsOf } from '../pages.ts';
import { tierOf } from '../snapshotRecords.ts';
import { asking } from './asking.ts';

/** Whose snapshots are read. */
export type SourcesOf =
  | {
      readonly kind: 'instance';
      readonly instanceId: string;
      /** Those that are known to be its volumes, also of snapshots that name no instance. */
      readonly volumeIds: readonly string[];
      /** Those that a restore has begun with: in place, their volumes are not the instance's any more. And replicas. */
      readonly snapshotIds?: readonly string[];
    }
  | {
      readonly kind: 'volume';
      readonly volumeId: string;
      /** Replicas of its snapshots: AWS lists them under another volume. */
      readonly snapshotIds?: readonly string[];
    }
  | { readonly kind: 'snapshot'; readonly snapshotId: string };

/**
 * Reads the snapshots of this account that a thing can be restored from, each once, whoever made them; a replica as a
 * snapshot of the volume that was copied.
 *
 * Those of an instance are found by the tag that names it. Older ones have no such tag and are found by their
 * volumes; one that names another instance is of the time when the volume was there, so it is left out.
 *
 * @throws the SDK's error where they cannot be listed: then nothing can be decided.
 */
export async function readSources(site: Site, prefix: string, of: SourcesOf): Promise<Source[]> {
  const { instance } = keysOf(prefix);
  const found = await asking(site, async (client) =>
    Promise.all(filtersOf(of, instance).map(async (filter) => listed(client, prefix, filter))),
  );
  const meant = found.flat().filter((one) => isMeant(one, of, instance));
  return [...new Map(meant.map((source) => [source.id, source])).values()];
}

/** What AWS gives for the volume of a replica can be any. */
function isMeant({ tags, volumeId, lineage }: Source, of: SourcesOf, instance: string): boolean {
  switch (of.kind) {
    case 'snapshot':
      return true;
    case 'volume':
      return volumeId === of.volumeId;
    case 'instance': {
      const isOfVolumes = lineage === undefined || of.volumeIds.includes(volumeId);
      return tags[instance] ? tags[instance] === of.instanceId : isOfVolumes;
    }
    default:
      return neverReached(of);
  }
}

/** Each is a listing of its own. By a filter, because an id that is gone makes AWS refuse the whole call. */
function filtersOf(of: SourcesOf, instance: string): Filter[] {
  if (of.kind === 'snapshot') return [{ Name: 'snapshot-id', Values: [of.snapshotId] }];
  const known = batches(of.snapshotIds ?? []).map((Values) => ({ Name: 'snapshot-id', Values }));
  if (of.kind === 'volume') return [{ Name: 'volume-id', Values: [of.volumeId] }, ...known];
  return [
    { Name: `tag:${instance}`, Values: [of.instanceId] },
    ...batches(of.volumeIds).map((Values) => ({ Name: 'volume-id', Values })),
    ...known,
  ];
}

async function listed(client: EC2Client, prefix: string, filter: Filter): Promise<Source[]> {
  const pages = paginateDescribeSnapshots(
    { client, pageSize: PAGE },
    { OwnerIds: ['self'], Filters: [filter] },
  );
  return collected(pages, ({ Snapshots = [] }) => Snapshots.map((one) => sourceOf(one, prefix)));
}

function sourceOf(one: AwsSnapshot, prefix: string): Source {
  const source = rawSourceOf(one, prefix);
  if (!isReplica(source)) return source;
  const { volumeId, startedAt, label } = shelved(source);
  return { ...source, volumeId, startedAt, label };
}

function rawSourceOf(one: AwsSnapshot, prefix: string): Source {
  const said = { tags: tagsOf(one.Tags), description: one.Description ?? '' };
  const snapshot = {
    id: required(one.SnapshotId, 'a snapshot without id'),
    volumeId: required(one.VolumeId, 'a snapshot without volume'),
    state: one.State ?? 'unknown',
    tier: tierOf(one),
    startedAt: required(one.StartTime, 'a snapshot without start time').getTime(),
    sizeGiB: one.VolumeSize ?? 0,
    ...(one.State === 'error' && one.StateMessage ? { failure: one.StateMessage } : {}),
  };
  return {
    ...labelled({ ...snapshot, ...said }, prefix),
    ...said,
    isArchived: one.StorageTier === 'archive',
    fullBytes: one.FullSnapshotSizeInBytes,
    isEncrypted: one.Encrypted ?? false,
    keyArn: one.KmsKeyId,
  };
}
