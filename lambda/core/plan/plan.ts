import type { Unmanaged } from '../policy/attachments.ts';
import type { Problem } from '../policy/policy.ts';
import type { Called } from '../policy/called.ts';
import type { Brake } from './brake.ts';
import type { Hint } from './hints/hint.ts';
import type { CopyOne, CopySome, CreateImage, CreateOne, CreateSet } from './creation.ts';
import type { Orphan } from './orphans.ts';
import type { Managed, PassedOver } from './survey.ts';
import type { Unsound } from './unsound.ts';
import type { Vanished } from './vanished.ts';

/** What is deleted, and why. */
export interface Deletion {
  /** A failed snapshot is deleted before its volume's next one is taken, an expired one after it. */
  readonly cause: 'failed' | 'expired' | 'orphaned' | 'left over';
  readonly snapshotId: string;
  readonly volumeId: string;
  readonly because: string;
}

/** One `DeleteSnapshot` call. */
export interface DeleteOne extends Deletion {
  readonly kind: 'delete one';
  /** Of what an image left: it failed, so it is deleted before the next image is made. */
  readonly failed?: true;
}

/** One `DeregisterImage` call, which also deletes the snapshots of the image. `snapshotId` is the image's id. */
export interface DeleteImage extends Deletion {
  readonly kind: 'delete image';
  readonly name: string;
}

export type Action = CreateOne | CreateSet | DeleteOne;

/** A plan of images: each `volumeId` is the id of an instance, and each `snapshotId` that of an image. */
export interface ImagePlan extends Plan<CreateImage, DeleteImage | DeleteOne> {
  /** Why nothing is decided: the images could not be listed. Absent where they were. */
  readonly unread?: string | undefined;
}

/** What is copied to one place, and deleted there. Each `volumeId` is that of the volume that was copied. */
export interface ReplicaPlan extends Plan<CopySome> {
  /** Copies for which the window has no more room. The next runs make them. */
  readonly waiting: readonly WaitingCopies[];
  /** Those of them that begin in this run where others are refused, in this order: at most as many as the window has room. */
  readonly next: readonly NextCopy[];
  /** Copies that AWS still makes. */
  readonly pending: number;
  /** The most copies of ours that AWS makes at one time. */
  readonly window: number;
  /** Replicas that are there and get a lock in this run. */
  readonly locks: readonly LockOne[];
  /** Replicas that would be deleted if no lock kept them. They are not in `held`. */
  readonly keptByLock: readonly Spared[];
}

/** One `LockSnapshot` call. */
export interface LockOne {
  readonly volumeId: string;
  readonly snapshotId: string;
  readonly days: number;
}

/** The copies of one volume that wait. */
export interface WaitingCopies {
  readonly volumeId: string;
  readonly count: number;
  /** Those of them that are newer than its newest replica; 0 where it has none. */
  readonly behind: number;
}

/** A copy that waits, and takes the room of one that is refused. */
export interface NextCopy {
  readonly volumeId: string;
  readonly copy: CopyOne;
  /** Whether it is one of `behind`. */
  readonly isBehind: boolean;
}

export type AnyPlan = Plan<CreateOne | CreateSet | CreateImage | CopySome, DeleteImage | DeleteOne>;

/** What is taken and deleted in one region. Carrying it out can only spare more. */
export interface Plan<Create = CreateOne | CreateSet, Delete extends Deletion = DeleteOne> {
  /** Absent in a run that works in its own account only. */
  readonly account?: string | undefined;
  readonly region: string;
  /** It follows another run and decides with that one's time. */
  readonly isFollowUp: boolean;
  /** What a person calls what else is told: instances by their Names, and volumes that are not managed. */
  readonly called: readonly Called[];
  readonly managed: readonly Managed[];
  readonly problems: readonly Problem[];
  readonly passedOver: readonly PassedOver[];
  /** Living volumes that nothing manages, by id. */
  readonly unmanaged: ReadonlyMap<string, Unmanaged>;
  /** The command that schedules a first thing, see beginning.ts. */
  readonly beginning?: string | undefined;
  readonly orphans: readonly Orphan[];
  /** Volumes of which nothing is deleted, because of what was seen in their snapshots; managed or not. */
  readonly unsound: readonly Unsound[];
  readonly vanished: Vanished;
  readonly brakes: readonly Brake[];
  readonly hints: readonly Hint[];
  /** Notes about volumes. The report shows equal ones in one line, as it does with hints. */
  readonly volumeNotes: readonly Hint[];
  readonly notes: readonly string[];
  /** Most overdue first; a volume without any snapshot comes before all others. */
  readonly creates: readonly Create[];
  /** Oldest first. */
  readonly deletes: readonly Delete[];
  /** Snapshots that would be deleted if nothing in AWS held them. */
  readonly held: readonly Spared[];
  /** Snapshots that retention would delete and that stay: see spared.ts. */
  readonly spared: readonly Spared[];
  /** Own snapshots of managed volumes and orphans that nothing protects: not pinned, held, pending or archived. */
  readonly deletable: number;
}

/** A snapshot that retention would delete and that stays all the same. */
export interface Spared {
  readonly volumeId: string;
  readonly snapshotId: string;
  readonly because: string;
}
