import type { Snapshot as AwsSnapshot, Tag } from '@aws-sdk/client-ec2';
import { makerOf } from '../core/coverage/producers.ts';
import { describedBy, isVolumeOfCopies, type Label, labelOf, type Signs } from '../core/label.ts';
import { type Names, namesIn, provedIn, replicaOf, type Snapshot, type Tags } from '../core/snapshot.ts';
import { isName, isReadFromSnapshots, keysOf } from '../core/keys.ts';
import { detached, keptOnce, required, tagsOf } from './pages.ts';

/**
 * Makes small records of snapshots: a region can have hundreds of thousands.
 *
 * Equal values, like a volume's id or the label of one run, are kept once. Tags of which nothing is read are
 * left out: they are copies of the volume's.
 */
export function snapshotRecords(prefix: string): (one: AwsSnapshot) => Snapshot {
  const text = keptOnce((value: string) => value, detached);
  const { adopted, proved } = keysOf(prefix);
  const label = keptOnce(
    ({ id, tags, described, volumeId }: Tagged) =>
      JSON.stringify([
        tags,
        described,
        isVolumeOfCopies(volumeId),
        tags.some(({ Key }) => Key === adopted) ? id : '',
      ]),
    ({ tags, ...signs }: Tagged): Label => labelOf({ ...signs, tags: tagsOf(tags) }, prefix),
  );
  const names = keptOnce(
    (one: Names) => JSON.stringify(one),
    (one): Names => JSON.parse(detached(JSON.stringify(one))),
  );
  return (one) => {
    const id = detached(required(one.SnapshotId, 'a snapshot without id'));
    const volumeId = text(required(one.VolumeId, 'a snapshot without volume'));
    const tags = (one.Tags ?? []).flatMap((tag) => readTag(tag, prefix) ?? []);
    const remembered = namesIn(nameTags(one.Tags, prefix), prefix);
    const { Description: written = '' } = one;
    const startedAt = required(one.StartTime, 'a snapshot without start time').getTime();
    const described = describedBy(written, prefix, startedAt);
    const itsLabel = label({ id, volumeId, tags, described });
    // Only of a replica parts of it are kept.
    const description = described === 'as a replica' ? detached(written) : written;
    return {
      id,
      volumeId,
      state: text(one.State ?? 'unknown'),
      tier: text(tierOf(one)),
      startedAt,
      sizeGiB: one.VolumeSize ?? 0,
      ...(one.Encrypted === true ? { isEncrypted: true } : {}),
      ...completion(one, startedAt),
      ...(one.State === 'error' && one.StateMessage ? { failure: text(one.StateMessage) } : {}),
      label: itsLabel,
      ...makerOf({
        ownership: itsLabel.ownership,
        keys: (one.Tags ?? []).map(({ Key = '' }) => Key),
        description: written,
        isCopy: one.TransferType !== undefined || isVolumeOfCopies(volumeId),
      }),
      ...replicaOf(itsLabel, description, prefix, (key) => detachedValue(one.Tags, key)),
      names: remembered && names(remembered),
      ...provedIn(detachedValue(one.Tags, proved)),
    };
  };
}

/**
 * A tag of which anything is read.
 *
 * Of one by AWS only the key is: `aws:dlm:expirationTime` has another value on each snapshot, and no two would share a
 * label.
 */
function readTag(tag: Tag, prefix: string): Tag | undefined {
  const { Key = '' } = tag;
  if (!isReadFromSnapshots(Key, prefix)) return undefined;
  return Key.startsWith('aws:') ? { Key } : tag;
}

/** As a span and not as an instant, because a small whole number takes no memory of its own. */
function completion({ CompletionTime }: AwsSnapshot, startedAt: number): Pick<Snapshot, 'completedAfter'> {
  if (CompletionTime === undefined) return {};
  return { completedAfter: Math.max(0, CompletionTime.getTime() - startedAt) };
}

function nameTags(tags: readonly Tag[] = [], prefix: string): Tags {
  return Object.fromEntries(
    tags.flatMap(({ Key = '', Value = '' }) => (isName(Key, prefix) ? [[Key, Value]] : [])),
  );
}

function detachedValue(tags: readonly Tag[] = [], key: string): string | undefined {
  const { Value } = tags.find(({ Key }) => Key === key) ?? {};
  return Value === undefined ? undefined : detached(Value);
}

/** `archive` also while it is restored from the archive for some days. */
export function tierOf({ RestoreExpiryTime, StorageTier = 'standard' }: AwsSnapshot): string {
  return RestoreExpiryTime === undefined ? StorageTier : 'archive';
}

/** What a label is made of, before its tags are copied out of the answer. */
type Tagged = Omit<Signs, 'tags'> & { readonly tags: readonly Tag[] };
