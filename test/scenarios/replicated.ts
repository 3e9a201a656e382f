import { replicaDescription } from '../../lambda/core/lineage.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Snapshot } from '../cloud/records.ts';
import type { SnapshotWish } from '../cloud/wishes.ts';

/** A copy of a snapshot in another region, as a run makes it: under a volume id that says nothing. */
export function replicated(cloud: Cloud, source: Snapshot, place: string, wish: SnapshotWish = {}): Snapshot {
  const { id: snapshotId, volumeId, region, tags, size, content } = source;
  const at = Date.parse(tags['autosnap_at'] ?? source.startedAt.toISOString());
  return cloud.region(place).snapshot({
    size,
    content,
    startedAt: cloud.clock.now(),
    description: replicaDescription(
      { volumeId, region, snapshotId, at: Math.floor(at / 1000) * 1000 },
      'autosnap',
    ),
    ...wish,
    tags: { ...tags, autosnap_of: volumeId, autosnap_from: `${region}/${snapshotId}`, ...wish.tags },
  });
}
