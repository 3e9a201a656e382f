import type { WhyUnasked } from '../policy/attachments.ts';
import type { Called } from '../policy/called.ts';
import type { Problem } from '../policy/policy.ts';
import type { NewestProof } from '../proof/ofVolume.ts';
import type { Objective } from './objective.ts';
import type { Producer } from './producers.ts';

/**
 * How a volume stands now.
 *
 * | standing | objective | newest restorable snapshot |
 * |---|---|---|
 * | `outside` | yes | older than that; or there is none, and the volume itself is older |
 * | `inside` | yes | as young as that, or the volume itself is |
 * | `unprotected` | no | none |
 * | `no objective` | no | of any age |
 */
export type Standing = 'outside' | 'inside' | 'unprotected' | 'no objective';

/** Every producer and every volume of one region of one account. It can be computed apart, and merged. */
export interface RegionCoverage {
  /** Absent in a run that works in its own account only. */
  readonly account?: string | undefined;
  readonly region: string;
  /** The worst first; perhaps not all. */
  readonly volumes: readonly CoveredVolume[];
  /** How many volumes were left out of the list, though the sums contain them. @default none */
  readonly left?: number | undefined;
  /** The newest restorable replica that is here of each volume, wherever that is. */
  readonly replicas: readonly ReplicaHere[];
  /** Snapshots that are copies, but no replicas: nothing says of which volume. */
  readonly copies: number;
  readonly sums: CoverageSums;
}

export interface CoveredVolume extends Called {
  readonly account?: string | undefined;
  readonly region: string;
  readonly sizeGiB: number;
  readonly standing: Standing;
  /** Whether a tag or the default policy asks for our snapshots, or why nothing does. */
  readonly asked: 'scheduled' | 'wrong tag' | 'unseen' | WhyUnasked;
  readonly objective?: Objective | undefined;
  /**
   * Hours since the start of the newest restorable snapshot of any producer; where there is none, since the volume was
   * created. Absent where AWS does not say when that was.
   */
  readonly age?: number | undefined;
  /** What protects it: each producer with a restorable snapshot, that with the newest first. */
  readonly producers: readonly NewestOf[];
  /** Those that are known, each in another region, the newest first. */
  readonly replicas: readonly NewestReplica[];
  /** Of the newest own snapshot that was proved; absent where none was. */
  readonly proof?: NewestProof | undefined;
  readonly ledger: VolumeLedger;
  /** Tags that cannot be read. */
  readonly problems: readonly Problem[];
}

/** The newest restorable snapshot of one producer. */
export interface NewestOf {
  readonly producer: Producer;
  readonly snapshotId: string;
  /** When AWS began to copy the data. */
  readonly at: string;
  /** How many of this producer are restorable. */
  readonly restorable: number;
  /** Which program it looks like; absent where it looks like none, or where it is known who made it. */
  readonly hint?: string | undefined;
}

export interface NewestReplica {
  readonly account?: string | undefined;
  readonly region: string;
  readonly snapshotId: string;
  /** The time of the data. */
  readonly at: string;
}

export interface ReplicaHere extends Pick<NewestReplica, 'snapshotId' | 'at'> {
  /** Of which volume, and in which region that is or was. */
  readonly volumeId: string;
  readonly volumeRegion: string;
}

/** How old the newest complete snapshot was at every instant, of one volume. In hours. */
export interface VolumeLedger {
  /** As far back as its snapshots tell all; absent where they tell nothing. */
  readonly since?: string | undefined;
  readonly known: number;
  /** Inside the objective; 0 where there is none. */
  readonly inside: number;
  /** It can have been more: what others deleted, or when something was archived, cannot be seen. */
  readonly isAtLeast: boolean;
  /** The oldest that the newest complete snapshot became, and when that ended. */
  readonly worst?: { readonly age: number; readonly at: string } | undefined;
  /** Restorable snapshots of which AWS does not tell when they were complete: they count from their start. */
  readonly assumed: number;
  /** The date of the first of its days, like `2026-11-01`. */
  readonly firstDay: string;
  /** One for each day, see Ledger. */
  readonly oldest: readonly number[];
  readonly percent: readonly number[];
}

/** Sums over volumes, also over those that a list leaves out. */
export interface CoverageSums {
  readonly volumes: Readonly<Record<Standing, number>>;
  /** Volumes for which nothing asks: no tag of them can be read as a wish. */
  readonly untagged: number;
  /** Hours of the ledgers of the volumes with an objective: all, and those inside. */
  readonly known: number;
  readonly inside: number;
  readonly isAtLeast: boolean;
  readonly assumed: number;
  /** Since when the first of these ledgers tells; absent where none does. */
  readonly since?: string | undefined;
  /** The volume that was the longest time beyond its objective; absent where none ever was. */
  readonly worst?: WorstGap | undefined;
  /** The highest age of the volumes with an objective; absent where there is none. */
  readonly oldest?: number | undefined;
}

export interface WorstGap extends Called {
  readonly account?: string | undefined;
  readonly region: string;
  /** How old the newest complete snapshot became, and how many of these hours were beyond the objective. */
  readonly age: number;
  readonly beyond: number;
  /** When that ended. */
  readonly at: string;
}
