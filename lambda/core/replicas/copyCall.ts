import { isAws, isReserved, isRestoreMark, keysOf, MARK } from '../keys.ts';
import { type Lineage, lineageTags, type ReplicaOf, replicaDescription, replicaOf } from '../lineage.ts';
import type { CopyOne } from '../plan/creation.ts';
import { fewerTags, isLong, withRoom } from '../plan/tags.ts';
import type { Tags } from '../snapshot.ts';

/** What one `CopySnapshot` call says. */
export interface CopyCall extends ReplicaOf, Pick<CopyOne, 'keyId' | 'within'> {
  readonly description: string;
  readonly tags: Tags;
  /** What to send instead, one after the other, where AWS refuses a tag. */
  readonly withFewer: readonly Tags[];
}

/**
 * The call that copies a snapshot, with all that is ever written on the replica.
 *
 * It gets the tags of the snapshot, so that a server can be restored from its replicas alone, but for those that say something
 * of that very snapshot: a pin, an adoption, a proof.
 *
 * @param written The tags of the snapshot as they are now.
 */
export function copyCall(
  one: CopyOne,
  { volumeId, tags: written }: { readonly volumeId: string; readonly tags: Tags },
  prefix: string,
): CopyCall {
  const { at, keyId, within } = one;
  const of = replicaOf(one);
  const lineage: Lineage = { volumeId, ...of, at };
  const keys = keysOf(prefix);
  const own = {
    [MARK]: prefix,
    ...lineageTags(lineage, prefix),
  };
  const ofThatSnapshot: ReadonlySet<string> = new Set([keys.keep, keys.adopted, keys.proved, keys.proof]);
  const remembered = Object.entries(written).filter(
    ([key]) =>
      !isAws(key) && !isLong(key) && !ofThatSnapshot.has(key.toLowerCase()) && !isRestoreMark(key, prefix),
  );
  const ours = remembered.filter(([key]) => isReserved(key, prefix));
  const others = remembered.filter(([key]) => !isReserved(key, prefix));
  const tags = withRoom(own, [...ours, ...others]);
  const hasOthers = Object.keys(tags).length > Object.keys(own).length;
  return {
    ...of,
    description: replicaDescription(lineage, prefix),
    tags,
    withFewer: fewerTags(own, { prefix, copyTags: false }, hasOthers ? 'others too' : 'ours alone'),
    ...(keyId === undefined ? {} : { keyId }),
    ...(within === undefined ? {} : { within }),
  };
}
