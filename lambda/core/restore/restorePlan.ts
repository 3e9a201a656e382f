import type { Target } from '../find/find.ts';
import type { ReplicaOf } from '../lineage.ts';
import type { Tags } from '../snapshot.ts';

/** What a restore will make, with the source of each value. What is done is exactly this. */
export interface RestorePlan {
  /** Of this restore; each new volume carries it as `<prefix>_restore`. */
  readonly id: string;
  readonly region: string;
  readonly target: Target;
  readonly moment: Moment;
  readonly mode: PlannedMode;
  readonly disks: readonly PlannedDisk[];
  /** Disks that are remembered and not restored, and why. */
  readonly left: readonly LeftDisk[];
  readonly notes: readonly string[];
}

/** The instant that is restored. */
export interface Moment {
  /** `one instant`: one set, or one snapshot. `several times`: each disk is of its own time. */
  readonly kind: 'one instant' | 'several times';
  /** When the data was taken, ISO 8601; of several times the newest. */
  readonly takenAt: string;
}

export type PlannedMode =
  | { readonly kind: 'beside' }
  | {
      readonly kind: 'attach' | 'in place';
      readonly instanceId: string;
      /** Absent where it has none. */
      readonly name?: string | undefined;
      readonly state: string;
    };

export interface PlannedDisk {
  readonly snapshotId: string;
  /** The volume that the snapshot was taken of. */
  readonly volumeId: string;
  /** Of which snapshot of another region the snapshot is a replica; absent where it is none. */
  readonly replicaOf?: ReplicaOf | undefined;
  /** When the data was taken, ISO 8601; of a replica the time that the copied snapshot stands for. */
  readonly takenAt: string;
  /** `/dev/xvda`; absent where none is remembered. */
  readonly device?: string | undefined;
  readonly isRoot: boolean;
  /** Whether it was deleted with its instance. The new one never is. */
  readonly isDeletedOnTermination: boolean;
  readonly zone: Valued<string>;
  readonly type: Valued<string>;
  readonly sizeGiB: Valued<number>;
  readonly iops?: Valued<number> | undefined;
  /** MiB a second. */
  readonly throughput?: Valued<number> | undefined;
  readonly isMultiAttach?: Valued<true> | undefined;
  /** The KMS key that encrypts it; absent where it is not encrypted. */
  readonly key?: Valued<string> | undefined;
  /** MiB a second at which AWS loads its blocks; absent where it loads them when they are read. */
  readonly rate?: number | undefined;
  /** Seconds until all blocks are loaded at that rate. */
  readonly seconds?: number | undefined;
  /** US dollars a month, list price; absent for a type without one. */
  readonly monthly?: number | undefined;
  /** What the new volume is tagged with in the creating call. */
  readonly tags: Tags;
  readonly replaces?: Replaced | undefined;
  /** The volume that this restore has made of it before; absent where it is still to be made. */
  readonly made?: string | undefined;
}

/** A value, and where it comes from. */
export interface Valued<Value> {
  readonly value: Value;
  readonly from: ValueSource;
}

export type ValueSource =
  | 'option'
  | 'disk map'
  | 'living volume'
  | 'snapshot'
  | 'instance'
  /** A zone of the region of a replica, because the zone that it remembers is in another region. */
  | 'region of the replica'
  | 'default';

/** The volume whose place a new one takes. It stays. */
export interface Replaced {
  readonly volumeId: string;
  readonly device: string;
  readonly isDeletedOnTermination: boolean;
  /** `exchange`: detached and attached. `root task`: AWS replaces the root of a running instance. */
  readonly how: 'exchange' | 'root task';
}

export interface LeftDisk {
  readonly volumeId: string;
  readonly device?: string | undefined;
  readonly because: string;
  /** A command that restores it, too; absent where none does. */
  readonly like?: string | undefined;
}

/** Why nothing is made. A code never changes its meaning. */
export interface Refusal {
  readonly code: RefusalCode | LaunchRefusalCode;
  /** A whole sentence: what is wrong, what was found, what to use. */
  readonly message: string;
  /** The disk that it is about, by its snapshot. */
  readonly snapshotId?: string | undefined;
  /** A value or a command that works. */
  readonly like?: string | undefined;
}

export type RefusalCode =
  | 'at-not-for-snapshot'
  | 'device-taken'
  | 'instance-running'
  | 'iops-missing'
  | 'iops-not-for-type'
  | 'iops-out-of-range'
  | 'key-not-usable'
  | 'marketplace-code'
  | 'multi-attach'
  | 'no-complete-set'
  | 'no-device'
  | 'no-zone'
  | 'not-ours'
  | 'nothing-to-replace'
  | 'nothing-to-restore'
  | 'one-disk-only'
  | 'rate-not-in-zone'
  | 'rate-out-of-range'
  | 'rate-over-quota'
  | 'size-out-of-range'
  | 'snapshot-archived'
  | 'snapshot-not-complete'
  | 'throughput-not-for-type'
  | 'throughput-out-of-range'
  | 'too-many-volumes'
  | 'unknown-disk'
  | 'unknown-type'
  | 'wrong-instance-state'
  | 'wrong-zone';

/** Why nothing is launched from an image, beside `key-not-usable` and `nothing-to-restore`. */
export type LaunchRefusalCode =
  | 'at-not-for-image'
  | 'group-not-found'
  | 'image-not-available'
  | 'key-pair-not-found'
  | 'launch-refused'
  | 'not-allowed'
  | 'profile-not-found'
  | 'subnet-not-found'
  | 'type-missing'
  | 'type-not-offered'
  | 'wrong-network';

export type Restoration =
  | { readonly kind: 'plan'; readonly plan: RestorePlan }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };
