import type { ListedSnapshot } from '../../../lambda/core/snapshot.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import type { Snapshot as Record } from '../../cloud/records.ts';

/** A snapshot as it was when somebody looked. */
export interface Copy extends ListedSnapshot {
  readonly region: string;
}

export type Truth = ReadonlyMap<string, Copy>;

/** All snapshots of some regions by id, whatever lists say. */
export function truthOf(cloud: Cloud, regions: readonly string[]): Truth {
  return new Map(
    regions.flatMap((name) =>
      cloud
        .region(name)
        .snapshots()
        .map((one) => [one.id, copyOf(one)] as const),
    ),
  );
}

export function copyOf({
  id,
  volumeId,
  region,
  state,
  tier,
  restoreExpiresAt,
  startedAt,
  size,
  tags,
  description,
}: Record): Copy {
  return {
    id,
    volumeId,
    region,
    state,
    // What is restored from the archive for some days goes back there by itself.
    tier: restoreExpiresAt === undefined ? tier : 'archive',
    startedAt: startedAt.getTime(),
    sizeGiB: size,
    tags: { ...tags },
    description,
  };
}
