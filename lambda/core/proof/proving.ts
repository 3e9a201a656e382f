import type { Proof } from '../proved.ts';
import type { ProofCounts } from './cost.ts';

/** One snapshot that is to be proved. */
export interface PlannedProof {
  /** Absent in a run that works in its own account only. */
  readonly account?: string | undefined;
  readonly region: string;
  readonly snapshotId: string;
  readonly volumeId: string;
  /** The Name that its volume had or has; absent where there is none. */
  readonly name?: string | undefined;
  readonly sizeGiB: number;
  /** When the snapshot was taken, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Why it is proved now. */
  readonly because: string;
}

/** What becomes of one snapshot that was planned, and what it took. */
export type ProofOutcome = PlannedProof &
  ProofCounts &
  (
    | {
        readonly status: 'proved';
        readonly proof: Proof;
        /** What is not as it should be; empty where all is well. */
        readonly reason: string;
      }
    /** Nothing was recorded: this says nothing about the snapshot. */
    | { readonly status: 'not proved'; readonly code: string; readonly message: string }
    /** It was not begun: the time or the budget was used up, or a person ended it. */
    | { readonly status: 'skipped'; readonly reason: string }
  );

/** What is to be proved, before anything is read. */
export interface ProofPlan {
  /** In the order in which they are proved. */
  readonly proofs: readonly PlannedProof[];
  /** How many snapshots could be proved in all. */
  readonly provable: number;
  /** Blocks that this month's budget leaves to this run. */
  readonly blocksLeft: number;
  /** Why fewer are proved than were asked for; absent where there are as many. */
  readonly cutBecause?: string | undefined;
  readonly unreachable: readonly UnreachablePlace[];
  /** How many regions could be read, over all accounts. */
  readonly regionsRead: number;
}

export interface UnreachablePlace {
  readonly account?: string | undefined;
  readonly region: string;
  readonly code: string;
  readonly message: string;
}

/** A volume that an earlier proof left, or that this one could not delete, and what became of it. */
export interface SweptVolume {
  readonly region: string;
  readonly volumeId: string;
  readonly status: 'deleted' | 'left';
  /** Why it was deleted, or why it stays and what a person can do. */
  readonly because: string;
}

/** What a prover did. */
export interface Proving {
  readonly plan: ProofPlan;
  readonly outcomes: readonly ProofOutcome[];
  /** Volumes of earlier proofs, and those that could not be deleted; none where no volume is made. */
  readonly swept: readonly SweptVolume[];
  /** In milliseconds since 1970. */
  readonly now: number;
}
