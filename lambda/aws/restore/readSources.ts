import {
  type EC2Client,
  type Filter,
  paginateDescribeSnapshots,
  type Snapshot as AwsSnapshot,
} from '@aws-sdk/client-ec2';
import { keysOf } from '../../core/keys.ts';
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
      /** Those that a restore has begun with: in place, their volumes are not the instance's any more. */
      readonly snapshotIds?: readonly string[];
    }
  | { readonly kind: 'volume'; readonly volumeId: string }
  | { readonly kind: 'snapshot'; readonly snapshotId: string };

/**
 * Reads the snapshots of this account that a thing can be restored from, each once, whoever made them.
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
  const meant = found
    .flat()
    .filter(({ tags }) => of.kind !== 'instance' || (tags[instance] || of.instanceId) === of.instanceId);
  return [...new Map(meant.map((source) => [source.id, source])).values()];
}

/** Each is a listing of its own. By a filter, because an id that is gone makes AWS refuse the whole call. */
function filtersOf(of: SourcesOf, instance: string): Filter[] {
  if (of.kind === 'snapshot') return [{ Name: 'snapshot-id', Values: [of.snapshotId] }];
  if (of.kind === 'volume') return [{ Name: 'volume-id', Values: [of.volumeId] }];
  return [
    { Name: `tag:${instance}`, Values: [of.instanceId] },
    ...batches(of.volumeIds).map((Values) => ({ Name: 'volume-id', Values })),
    ...batches(of.snapshotIds ?? []).map((Values) => ({ Name: 'snapshot-id', Values })),
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
