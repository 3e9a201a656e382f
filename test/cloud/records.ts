import type { Content } from './content.ts';

/** What exists in the cloud: plain records that a test reads and changes as it likes. */
export type Tags = Record<string, string>;

export type Resource = Instance | Volume | Snapshot | Image;

interface Owned {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  tags: Tags;
}

export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

export interface Instance extends Owned {
  readonly kind: 'instance';
  readonly reservation: string;
  state: InstanceState;
  type: string;
  zone: string;
  imageId: string;
  subnetId: string;
  /** The ids of its security groups. */
  securityGroups: readonly string[];
  /** The ARN of its instance profile. */
  profile: string | undefined;
  keyName: string | undefined;
  /** The volume attached under this name is the root volume. */
  rootDevice: string;
  /** The ids of all volumes that were its root volume, the first one first. */
  rootVolumes: string[];
  productCodes: readonly ProductCode[];
  launchedAt: Date;
  /** How replacing its root volume ends from now on. */
  rootReplacement: 'succeeded' | 'failed' | 'failed-detached';
  /**
   * What becomes of images made from now on: available after the cloud's usual
   * time or after a number of milliseconds, failed after the usual time, or pending for ever.
   */
  imagesComplete: 'as usual' | 'never' | 'failed' | number;
  /** When it was rebooted, oldest first. */
  rebootedAt: Date[];
}

export type VolumeState = 'creating' | 'available' | 'in-use' | 'deleting' | 'deleted' | 'error';

export interface Attachment {
  readonly instance: Instance;
  device: string;
  state: 'attaching' | 'attached' | 'detaching';
  attachedAt: Date;
  deleteOnTermination: boolean;
}

export interface Volume extends Owned {
  readonly kind: 'volume';
  state: VolumeState;
  size: number;
  type: string;
  /** As AWS tells them; none of a type that has none. */
  iops: number | undefined;
  throughput: number | undefined;
  zone: string;
  encrypted: boolean;
  /** The ARN of its key. @default the key that EBS made */
  kmsKeyId: string | undefined;
  multiAttach: boolean;
  createdAt: Date;
  /** The snapshot that it was made from. */
  fromSnapshot: string | undefined;
  /** Of what was made from a snapshot. */
  initialization: Initialization | undefined;
  productCodes: readonly ProductCode[];
  /** What status checks find. */
  health: 'ok' | 'warning' | 'impaired' | 'insufficient-data';
  attachments: Attachment[];
  /** What is on it. A test changes it by `region.write` and `region.wipe`, or puts another one here. */
  content: Content;
  /** The state that an attachment of it does not come out of, as where the guest still uses the volume. */
  stuck: 'attaching' | 'detaching' | undefined;
  /**
   * What becomes of copies made from now on: completed after the cloud's usual
   * time or after a number of milliseconds, an error after the usual time, or pending for ever.
   */
  snapshotsComplete: 'as usual' | 'never' | 'error' | number;
}

/** How the blocks of a snapshot come to a volume. */
export interface Initialization {
  /** The rate that is paid for, in MiB/s. */
  readonly rate: number | undefined;
  /** The snapshot's full size. */
  readonly bytes: number;
}

/** The mark of what was sold in the Marketplace. */
export interface ProductCode {
  readonly id: string;
  readonly type: 'marketplace' | 'devpay';
}

export type SnapshotState = 'pending' | 'completed' | 'error' | 'recoverable' | 'recovering';

export interface Snapshot extends Owned {
  readonly kind: 'snapshot';
  readonly volumeId: string;
  size: number;
  state: SnapshotState;
  stateMessage: string | undefined;
  startedAt: Date;
  completedAt: Date | undefined;
  /** When a pending one comes to its end; without it, it stays pending. */
  endsAt: Date | undefined;
  endsAs: 'completed' | 'error';
  /** A pending one that was deleted goes when it comes to its end. */
  deleteRequested: boolean;
  description: string;
  encrypted: boolean;
  /** The ARN of its key. @default the key that EBS made */
  kmsKeyId: string | undefined;
  productCodes: readonly ProductCode[];
  tier: 'standard' | 'archive';
  restoreExpiresAt: Date | undefined;
  lock: Lock | undefined;
  /** Of what CopySnapshot made. */
  copy: Copy | undefined;
  /**
   * What becomes of copies of it that are made from now on: completed after the usual time or after a number of
   * milliseconds, an error after the usual time, or pending for ever.
   */
  copiesComplete: 'as usual' | 'never' | 'error' | number;
  public: boolean;
  sharedWith: string[];
  ownerAlias: string | undefined;
  /** What was on the volume when it was taken. */
  content: Content;
}

/** Where a copy comes from, which only its description and tags tell to the API. */
export interface Copy {
  readonly region: string;
  readonly sourceId: string;
  /** The volume that the first snapshot of the chain of copies is of. */
  readonly lineage: string;
  /** Whether it moves only what is new since the last copy; AWS tells it in an event. */
  readonly incremental: boolean;
  /** Of a time-based copy. */
  readonly minutes: number | undefined;
  /** Of a time-based copy, in MiB/s. */
  readonly rate: number | undefined;
  readonly endsAt: Date | undefined;
  /** In percent, while it is pending. */
  progress: number;
}

export interface Lock {
  /** As it was locked, or `expired`; what has become of it by now is in `lockLife.ts`. */
  state: 'governance' | 'compliance' | 'compliance-cooloff' | 'expired';
  /** Undefined of a lock that has a date. */
  days: number | undefined;
  /** The date that it was locked until. */
  until: Date | undefined;
  lockedAt: Date;
  /** Whether the snapshot was pending then: its days begin when it is complete. */
  readonly fromCompletion: boolean;
  /** In hours, of a lock in compliance mode. */
  coolOff: number | undefined;
}

export interface Image extends Owned {
  readonly kind: 'image';
  name: string;
  description: string;
  state: 'available' | 'disabled' | 'deregistered' | 'pending' | 'failed';
  createdAt: Date;
  deprecatedAt: Date | undefined;
  public: boolean;
  /** Who may launch it: accounts, and organizations or their units by their ARNs. */
  sharedWith: string[];
  rootDevice: string;
  devices: readonly ImageDevice[];
  /** Of one that CreateImage made. */
  readonly sourceInstance: string | undefined;
  /** When instances were launched from it, oldest first. */
  launchedAt: Date[];
  protection: 'disabled' | 'enabled-without-cooldown' | 'enabled-with-cooldown';
  /** Until when it stays protected after its protection with a cooldown was disabled. */
  coolsUntil: Date | undefined;
}

/** What a launch makes one volume of. */
export interface ImageDevice {
  readonly device: string;
  readonly snapshot: Snapshot;
  readonly size: number;
  readonly type: string;
  /** As AWS tells them; none of a type that has none. */
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
  readonly deleteOnTermination: boolean;
}

/** The replacing of a root volume. */
export interface RootTask extends Owned {
  readonly instance: Instance;
  state:
    | 'pending'
    | 'in-progress'
    | 'failing'
    | 'succeeded'
    | 'failed'
    | 'failing-detached'
    | 'failed-detached';
  readonly snapshotId: string | undefined;
  readonly deletesReplaced: boolean;
  readonly startedAt: Date;
  completedAt: Date | undefined;
}

export interface Message {
  readonly subject: string | undefined;
  readonly message: string;
  /** Those of the type String, by their names. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly at: Date;
}
