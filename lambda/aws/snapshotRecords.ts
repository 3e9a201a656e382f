import type { Snapshot as AwsSnapshot, Tag } from '@aws-sdk/client-ec2';
import { isVolumeOfCopies, type Label, labelOf, type Snapshot } from '../core/snapshot.ts';
import { isReadFromSnapshots } from '../core/keys.ts';
import { detached, required, tagsOf } from './pages.ts';

/**
 * Makes small records of snapshots: a region can have hundreds of thousands.
 *
 * Equal values, like a volume's id or the label of one run, are kept once. Tags of which nothing is read are
 * left out: they are copies of the volume's.
 */
export function snapshotRecords(prefix: string): (one: AwsSnapshot) => Snapshot {
  const text = keptOnce((value: string) => value, detached);
  const label = keptOnce(
    ({ tags, isCopy }: Tagged) => JSON.stringify([tags, isCopy]),
    ({ tags, volumeId }: Tagged): Label => labelOf({ tags: tagsOf(tags), volumeId }, prefix),
  );
  return (one) => {
    const volumeId = text(required(one.VolumeId, 'a snapshot without volume'));
    const tags = (one.Tags ?? []).filter(({ Key }) => Key !== undefined && isReadFromSnapshots(Key, prefix));
    return {
      id: detached(required(one.SnapshotId, 'a snapshot without id')),
      volumeId,
      state: text(one.State ?? 'unknown'),
      tier: text(one.StorageTier ?? 'standard'),
      startedAt: required(one.StartTime, 'a snapshot without start time').getTime(),
      sizeGiB: one.VolumeSize ?? 0,
      label: label({ tags, volumeId, isCopy: isVolumeOfCopies(volumeId) }),
    };
  };
}

/** What a label is made of. */
interface Tagged {
  readonly tags: readonly Tag[];
  readonly volumeId: string;
  readonly isCopy: boolean;
}

/** Makes each value once, and gives the same one each time it is asked for. */
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
