import { iso } from '../calendar.ts';
import type { Lineage } from '../lineage.ts';
import type { Inventory } from '../inventory.ts';
import { isOurs, type Snapshot } from '../snapshot.ts';
import { placeOf } from '../text.ts';

/** A snapshot that is a replica. */
export type Replica = Snapshot & { readonly lineage: Lineage };

/** Whether it was copied by us from another region. */
export function isReplica(one: Snapshot): one is Replica {
  return one.lineage !== undefined;
}

/**
 * A replica as a snapshot of the volume that was copied, which stands for the time of what was copied.
 *
 * So a place is judged by the same rules as a region. What AWS gives for the volume and the time of a copy is not used.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html
 */
export function shelved(one: Replica): Snapshot {
  const { volumeId, at } = one.lineage;
  return {
    ...one,
    volumeId,
    startedAt: at,
    copiedAt: one.startedAt,
    label: { ...one.label, ownership: 'ours', at: undefined },
  };
}

/** What counts of a region in which only replicas are kept. */
export function onlyReplicas(inventory: Inventory): Inventory {
  const snapshots = inventory.snapshots.filter(isReplica);
  return { ...inventory, instances: [], volumes: [], snapshots, images: undefined };
}

/** All that is kept in a region of own volumes, also of those of other regions: own snapshots, and replicas as `shelved`. */
export function keptIn(snapshots: readonly Snapshot[]): Snapshot[] {
  return snapshots.flatMap((one) => (isReplica(one) ? shelved(one) : isOurs(one) ? one : []));
}

/** `snap-1 in eu-west-1 of 2026-11-28T02:10:00Z` */
export function lineageText({ snapshotId, at, ...place }: Lineage): string {
  return `${snapshotId} in ${placeOf(place)} of ${iso(new Date(at))}`;
}
