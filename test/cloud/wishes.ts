import type { Image, Instance, Snapshot, SnapshotState, Volume } from './records.ts';

/** What a test may wish of a new record; the rest is as it mostly is. */
type Moment = Date | string;

export interface InstanceWish
  extends Partial<
    Pick<
      Instance,
      | 'tags'
      | 'state'
      | 'type'
      | 'zone'
      | 'imageId'
      | 'subnetId'
      | 'securityGroups'
      | 'profile'
      | 'keyName'
      | 'rootDevice'
      | 'productCodes'
      | 'rootReplacement'
      | 'imagesComplete'
    >
  > {
  readonly launchedAt?: Moment;
  /** Another instance of the same reservation. */
  readonly launchedWith?: Instance;
}

export interface VolumeWish
  extends Partial<
    Pick<
      Volume,
      | 'tags'
      | 'size'
      | 'type'
      | 'iops'
      | 'throughput'
      | 'state'
      | 'zone'
      | 'encrypted'
      | 'kmsKeyId'
      | 'multiAttach'
      | 'stuck'
      | 'fromSnapshot'
      | 'initialization'
      | 'productCodes'
      | 'health'
      | 'content'
      | 'snapshotsComplete'
    >
  > {
  readonly createdAt?: Moment;
  readonly attachedTo?: Instance | readonly Instance[];
  readonly device?: string;
}

export interface SnapshotWish
  extends Partial<
    Pick<
      Snapshot,
      | 'tags'
      | 'size'
      | 'tier'
      | 'description'
      | 'encrypted'
      | 'kmsKeyId'
      | 'productCodes'
      | 'public'
      | 'sharedWith'
      | 'ownerAlias'
      | 'content'
      | 'copiesComplete'
    >
  > {
  /** Makes it a copy of this one, as somebody else made it. */
  readonly copyOf?: Snapshot;
  /** The volume, or the id of one that is no more. @default the id that copies of snapshots carry */
  readonly of?: Volume | string;
  readonly startedAt?: Moment;
  readonly state?: SnapshotState;
  readonly stateMessage?: string;
  readonly completedAt?: Moment;
  readonly endsAt?: Moment;
  readonly endsAs?: Snapshot['endsAs'];
  readonly restoreExpiresAt?: Moment;
}

export interface ImageWish
  extends Partial<
    Pick<
      Image,
      'name' | 'description' | 'state' | 'tags' | 'public' | 'sharedWith' | 'rootDevice' | 'protection'
    >
  > {
  /** The first is the root device's. */
  readonly snapshots: readonly Snapshot[];
  readonly createdAt?: Moment;
  /** When an instance was launched from it last. @default never */
  readonly launchedAt?: Moment;
  readonly disabled?: boolean;
  readonly deprecated?: boolean;
}
