import { isBad, type Proof } from '../proved.ts';
import { isOurs, markWords, type Snapshot } from '../snapshot.ts';
import { proofHold } from '../plan/proofHold.ts';
import { inQuotes } from '../text.ts';
import { wholeMinute } from './when.ts';

/** The record that accepts a snapshot, or why none is written. */
export type Accepted =
  | { readonly status: 'accepted'; readonly proof: Proof /** What stood there. */; readonly was: Proof }
  | {
      readonly status: 'refused';
      readonly code: 'not-ours' | 'unread-proof' | 'not-proved' | 'accepted-already' | 'nothing-held';
      readonly because: string;
    };

/**
 * What `prove --accept` writes on a snapshot: `accepted`, with the kinds that stand there.
 *
 * Refused is a snapshot that is not ours or was never proved, and one whose acceptance changes nothing: it is not
 * damaged, changed or unreadable, and no older one holds the pruning of its volume.
 *
 * @param own All own snapshots of its volume, in any order.
 */
export function acceptedProof(snapshot: Snapshot, own: readonly Snapshot[], now: Date): Accepted {
  const { id, proof: was, unreadProof } = snapshot;
  if (!isOurs(snapshot)) return refused('not-ours', `${id} is not ours: ${markWords(snapshot)}`);
  if (unreadProof !== undefined) {
    return refused(
      'unread-proof',
      `what stands in the tag of ${id} cannot be read (${inQuotes(unreadProof)})`,
    );
  }
  if (was === undefined) {
    return refused('not-proved', `${id} was never proved, so there is nothing to accept`);
  }
  if (was.verdict === 'accepted') return refused('accepted-already', `${id} is accepted already`);
  if (!isBad(was.verdict) && !endsHold(snapshot, own)) {
    return refused('nothing-held', `${id} is ${was.verdict} and holds nothing, so it needs no acceptance`);
  }
  const proof: Proof = { ...was, at: wholeMinute(now.getTime()), verdict: 'accepted' };
  return { status: 'accepted', proof, was };
}

/** Whether an older snapshot holds the pruning of the volume: one that is accepted ends that. */
function endsHold({ startedAt }: Snapshot, own: readonly Snapshot[]): boolean {
  const hold = proofHold(own);
  const holder = own.find(({ id }) => id === hold?.snapshotId);
  return holder !== undefined && holder.startedAt <= startedAt;
}

type Refused = Extract<Accepted, { status: 'refused' }>;

function refused(code: Refused['code'], because: string): Refused {
  return { status: 'refused', code, because };
}
