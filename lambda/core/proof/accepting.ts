import { type ProofHold, proofHold } from '../plan/proofHold.ts';
import { isGood, type Proof } from '../proved.ts';
import { type Accepted, acceptedProof } from './accept.ts';
import { isOurs, newestFirst, type Snapshot } from '../snapshot.ts';

/** What it means to accept a snapshot as it is. */
export interface Accepting {
  readonly status: 'accepted';
  readonly snapshotId: string;
  readonly volumeId: string;
  /** What is accepted. */
  readonly seen: Proof;
  /** The newest older own snapshot that was as it should be, and what was seen in it; absent where there is none. */
  readonly was?: { readonly snapshotId: string; readonly proof: Proof } | undefined;
  /** What is written in its place. */
  readonly accepted: Proof;
  /** What holds the deletions of the volume now; absent where nothing does. */
  readonly heldBefore?: ProofHold | undefined;
  /** The same afterwards. */
  readonly heldAfter?: ProofHold | undefined;
}

/**
 * What accepting a snapshot means for its volume, or why it cannot be accepted.
 *
 * @param snapshots All snapshots of the region.
 */
export function accepting(
  snapshot: Snapshot,
  snapshots: readonly Snapshot[],
  now: Date,
): Accepting | Refused {
  const { id, volumeId } = snapshot;
  const own = snapshots.filter((one) => one.volumeId === volumeId && isOurs(one)).toSorted(newestFirst);
  const answer = acceptedProof(snapshot, own, now);
  if (answer.status === 'refused') return answer;
  const older = own.filter((one) => newestFirst(snapshot, one) < 0);
  const good = older.find(({ proof }) => proof !== undefined && isGood(proof.verdict));
  const after = own.map((one) => (one.id === id ? { ...one, proof: answer.proof } : one));
  return {
    status: 'accepted',
    snapshotId: id,
    volumeId,
    seen: answer.was,
    was: good?.proof && { snapshotId: good.id, proof: good.proof },
    accepted: answer.proof,
    heldBefore: proofHold(own),
    heldAfter: proofHold(after),
  };
}

type Refused = Extract<Accepted, { status: 'refused' }>;
