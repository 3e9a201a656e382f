import type { Snapshot as AwsSnapshot, Tag } from '@aws-sdk/client-ec2';
import type { Snapshot, Tags } from '../core/inventory.ts';
import { isTelling } from '../core/ownership.ts';
import { detached, required, tagsOf } from './pages.ts';

/**
 * Makes small records of snapshots: a region can have hundreds of thousands.
 *
 * What many of them say, like a volume's id or the tags of one run, is kept once. Tags that nothing is read
 * from are left out: they are copies of the volume's.
 */
export function snapshotRecords(prefix: string): (one: AwsSnapshot) => Snapshot {
  const text = keptOnce((value: string) => value, detached);
  const tags = keptOnce(JSON.stringify, (list: readonly Tag[]): Tags => tagsOf(list));
  return (one) => ({
    id: detached(required(one.SnapshotId, 'a snapshot without id')),
    volumeId: text(required(one.VolumeId, 'a snapshot without volume')),
    state: text(one.State ?? 'unknown'),
    tier: text(one.StorageTier ?? 'standard'),
    startedAt: required(one.StartTime, 'a snapshot without start time').getTime(),
    sizeGiB: one.VolumeSize ?? 0,
    tags: tags((one.Tags ?? []).filter(({ Key }) => Key !== undefined && isTelling(Key, prefix))),
  });
}

/** Makes each thing once, however often it is asked for. */
function keptOnce<Asked, Made>(
  keyOf: (asked: Asked) => string,
  make: (asked: Asked) => Made,
): (asked: Asked) => Made {
  const known = new Map<string, Made>();
  return (asked) => {
    const key = keyOf(asked);
    const made = known.get(key) ?? make(asked);
    if (!known.has(key)) known.set(detached(key), made);
    return made;
  };
}
