import type { ProofHold } from '../core/plan/proofHold.ts';
import type { ProofCounts } from '../core/proof/cost.ts';
import type { PlannedProof, SweptVolume, UnreachablePlace } from '../core/proof/proving.ts';
import type { SeenProof } from '../core/proved.ts';
import type { FirstRun } from '../core/report/firstRun.ts';
import type { FailureLine } from '../core/report/lines.ts';
import type { Head, TagLine } from './documentParts.ts';

/** `prove`, and the prover's function: which snapshots were to be proved, and what became of each. */
export interface ProofDocument extends Head<'proof'> {
  /** When the prover began. */
  readonly now: string;
  readonly prefix: string;
  /** Whether it only says which come first: no block was read, and each of `proofs` is `planned`. */
  readonly dryRun: boolean;
  readonly proofs: readonly ProofLine[];
  /** How many more were well and have no room in the answer of a function; absent where all are there. */
  readonly omitted?: number | undefined;
  /** How many snapshots could be proved in all. */
  readonly provable: number;
  /** Blocks that the budget of the month left before. */
  readonly blocksLeft: number;
  /** Why fewer were proved than were asked for; absent where there were as many. */
  readonly cutBecause?: string | undefined;
  readonly unreachable: readonly UnreachablePlace[];
  /** Volumes that an earlier `prove --volume` left, and those that this one could not delete. */
  readonly swept: readonly SweptVolume[];
  /** What was asked of AWS, and about how many US dollars that costs in us-east-1. */
  readonly spent: ProofCounts & { readonly dollars: number };
}

/** One snapshot that was to be proved. */
export interface ProofLine extends Omit<PlannedProof, 'startedAt'> {
  readonly startedAt: string;
  readonly status: 'planned' | 'proved' | 'not proved' | 'skipped';
  /** What was written on the snapshot; absent where it was not proved. */
  readonly proof?: SeenProof | undefined;
  /** What is not as it should be, or why it was skipped; absent where all is well. */
  readonly reason?: string | undefined;
  /** Why it was not proved, by AWS's code; absent where it was. */
  readonly failure?: Pick<FailureLine, 'code' | 'message'> | undefined;
  /** How many calls listed its blocks. */
  readonly lists: number;
  /** How many blocks were read. */
  readonly reads: number;
  /** GiB × seconds that AWS charges for the volume that was made of it; 0 where none was. */
  readonly gibSeconds: number;
}

/** `prove --accept`: a snapshot that is accepted as it is, and what that means for its volume. */
export interface AcceptDocument extends Head<'accept'> {
  readonly region: string;
  readonly volumeId: string;
  readonly snapshotId: string;
  readonly tag: TagLine;
  readonly seen: SeenProof;
  /** The newest older snapshot that was as it should be; absent where there is none. */
  readonly was?: (SeenProof & { readonly snapshotId: string }) | undefined;
  /** What holds the deletions of the volume; absent where nothing does. */
  readonly heldBefore?: ProofHold | undefined;
  /** The same afterwards. */
  readonly heldAfter?: ProofHold | undefined;
  /** What the first run afterwards will do to the volume. */
  readonly firstRun: FirstRun;
  /** Whether the tag was written: not where nobody agreed. */
  readonly applied: boolean;
}
