import type { Problem } from '../policy/policy.ts';
import { counted } from '../text.ts';
import type { FailureLine, SnapshotLine, VolumeLine } from './lines.ts';

/**
 * The entries of the report's lists of replicas. A replica is a copy in another region of a snapshot. It is told by the
 * volume that the copied snapshot was taken of.
 */

/** A copy that a run would begin. */
export interface CopyLine extends VolumeLine {
  /** What is copied: `eu-west-1/snap-…`. */
  readonly from?: string | undefined;
}

/** A copy that was begun. `snapshotId` is the replica's. */
export interface ReplicaLine extends CopyLine, SnapshotLine {}

/** The copies of one volume that wait. */
export interface WaitingCopiesLine extends VolumeLine {
  readonly count: number;
}

/** What is not as it should be with the replicas of one volume. */
export type ReplicaTrouble = ReplicaTagTrouble | ReplicaFailure | ReplicaException;

export const REPLICA_TROUBLE_KINDS = [
  'unreadable tag',
  'other tag',
  'no replica',
  'not copied',
  'not deleted',
  'not locked',
  'failed',
  'slow',
  'unasked',
  'waiting',
  'skipped',
  'not locked yet',
] as const;

export type ReplicaTroubleKind = (typeof REPLICA_TROUBLE_KINDS)[number];

interface WithLastReplica {
  /** The time that the newest replica which restores stands for; absent where there is none. */
  readonly lastReplica?: string | undefined;
}

/** A tag that asks for copies and cannot be read or followed: nothing is copied for it. */
export interface ReplicaTagTrouble
  extends VolumeLine,
    Pick<Problem, 'key' | 'value' | 'source' | 'place' | 'remedy' | 'use'> {
  readonly kind: 'unreadable tag' | 'other tag';
}

/** What AWS refused. */
export interface ReplicaFailure extends CopyLine, WithLastReplica, Pick<FailureLine, 'code' | 'message'> {
  readonly kind: 'not copied' | 'not deleted' | 'not locked';
  /** The replica that was not deleted, or not locked. */
  readonly snapshotId?: string | undefined;
}

/**
 * `no replica`: none that restores, none in progress, and none that only waits, though there is a snapshot to copy.
 * `failed`: AWS could not finish a copy. `slow`: it has been making one for a day. `unasked`: one of these two, of a volume that
 * does not ask for copies here, so that no run mends it. `waiting`: two slots or more, and a day,
 * behind, because the window is full again and again. `skipped`: left for the next run. `not locked yet`: its lock is.
 */
export interface ReplicaException extends CopyLine, WithLastReplica {
  readonly kind: 'no replica' | 'failed' | 'slow' | 'unasked' | 'waiting' | 'skipped' | 'not locked yet';
  readonly snapshotId?: string | undefined;
  /** What AWS says of a failed copy; absent where it says nothing. */
  readonly message?: string | undefined;
}

/** How it is with the replicas that a region keeps, at the end of the run. Absent where no replicas are kept. */
export interface ReplicaStanding {
  /** Why nothing was decided about replicas in this run, so that all else here is 0. Absent where it was. */
  readonly unplanned?: string | undefined;
  /** Volumes of which copies are kept here. */
  readonly volumes: number;
  /** As many restorable replicas as the tag asks for. */
  readonly full: number;
  /** At least one restorable replica, but not yet all. */
  readonly filling: number;
  /** No restorable replica yet. */
  readonly bare: number;
  /** Completed replicas of these volumes. */
  readonly kept: number;
  /** Copies that AWS still makes. */
  readonly pending: number;
  /** Copies for which the window has no more room. */
  readonly waiting: number;
  /** Replicas of volumes that do not ask for copies here, or that are gone. They are kept. */
  readonly unasked: number;
  /** Replicas that a run could have deleted, except those that somebody else deleted meanwhile. */
  readonly deletable: number;
  /** Replicas that this run locked; in a dry run those that a run would lock. */
  readonly newLocks: number;
  /** Replicas that would be deleted if no lock kept them. */
  readonly keptByLock: number;
  /** How many entries `replicaTrouble` had of each kind before any was cut. */
  readonly trouble: { readonly [Kind in ReplicaTroubleKind]: number };
}

type Counts = Omit<ReplicaStanding, 'trouble' | 'unplanned'>;

/** Whether copies are kept of anything. */
export function areReplicasHere<Some extends Counts>(replicas: Some | undefined): replicas is Some {
  return replicas !== undefined && replicas.volumes + replicas.unasked > 0;
}

/** `12 volumes, 80 kept, 3 being copied, 5 waiting` */
export function replicasText({
  volumes,
  kept,
  pending,
  waiting,
  bare,
  unasked,
  newLocks,
  keptByLock,
}: Counts): string {
  return [
    counted(volumes, 'volume'),
    `${kept} kept`,
    ...(pending === 0 ? [] : [`${pending} being copied`]),
    ...(waiting === 0 ? [] : [`${waiting} waiting`]),
    ...(bare === 0 ? [] : [`${counted(bare, 'volume')} without one that restores`]),
    ...(unasked === 0 ? [] : [`${unasked} more of volumes that do not ask`]),
    ...(newLocks === 0 ? [] : [counted(newLocks, 'new lock')]),
    ...(keptByLock === 0 ? [] : [`${keptByLock} not deleted because locked`]),
  ].join(', ');
}
