import { iso } from '../calendar.ts';
import { type BadVerdict, isBad, type Proof } from '../proved.ts';
import { newestFirst, type Snapshot } from '../snapshot.ts';
import { protection } from './protection.ts';
import type { Verdict } from './retention.ts';

/** A proof that holds the pruning of its volume. */
export interface ProofHold {
  /** The newest snapshot that is not as it should be. */
  readonly snapshotId: string;
  readonly verdict: BadVerdict;
  /** In words, for the reason of each snapshot that stays. */
  readonly because: string;
}

/** How many newer snapshots of one kind release a hold. */
const ENOUGH = 3;

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
  if (!own.some(({ proof }) => proof !== undefined && holds(proof))) return undefined;
  const proved = own.filter(isProved).toSorted(newestFirst);
  const accepted = proved.find(({ proof }) => proof.verdict === 'accepted')?.proof.kinds;
  const newer = new Map<string, number>();
  for (const { id, proof } of proved) {
    const { verdict, kinds } = proof;
    if (verdict === 'accepted') return undefined;
    if (verdict === 'sound' || verdict === 'opaque') {
      const count = (newer.get(kinds) ?? 0) + 1;
      if (count === ENOUGH) return undefined;
      newer.set(kinds, count);
    }
    if (holds(proof) && !(verdict === 'changed' && kinds === accepted)) return holdBy(id, proof);
  }
  return undefined;
}

type Proved = Snapshot & { readonly proof: Proof };

function isProved(one: Snapshot): one is Proved {
  return one.proof !== undefined;
}

type Holding = Proof & Pick<ProofHold, 'verdict'>;

function holds(proof: Proof): proof is Holding {
  return isBad(proof.verdict);
}

function holdBy(snapshotId: string, { at, verdict }: Holding): ProofHold {
  const seen = `${snapshotId} is ${verdict}, proved on ${iso(new Date(at)).slice(0, 10)}`;
  return {
    snapshotId,
    verdict,
    because: `held: ${seen}; ${acceptCommand(snapshotId)} ends that`,
  };
}

/** The command by which a person says that a snapshot is as it should be. */
function acceptCommand(snapshotId: string): string {
  return `"aws-snapper prove --accept ${snapshotId}"`;
}

/** Of a volume whose proofs hold it, only what failed is deleted. */
export function withProofHold(verdicts: readonly Verdict[], hold: ProofHold | undefined): readonly Verdict[] {
  if (hold === undefined) return verdicts;
  return verdicts.map((verdict) =>
    verdict.fate === 'expire' && !isDeletedAlways(verdict.snapshot)
      ? { ...verdict, fate: 'keep', because: hold.because }
      : verdict,
  );
}

/** A failed snapshot restores nothing, so there is nothing to be proved of it. */
function isDeletedAlways({ state }: Snapshot): boolean {
  return state === 'error';
}

/** What can be deleted of a volume: what nothing protects, and what its proofs do not hold. */
export function deletableOf(
  {
    snapshots,
    proofHold: hold,
  }: { readonly snapshots: readonly Snapshot[]; readonly proofHold?: ProofHold | undefined },
  inAws: ReadonlyMap<string, string>,
): Snapshot[] {
  return snapshots.filter(
    (one) => protection(one, inAws) === undefined && (hold === undefined || isDeletedAlways(one)),
  );
}
