/** Why an action was skipped for which there was no time. */
export const OUT_OF_TIME = 'out of time';

/** Why an action was skipped that was not started yet when a person or the system ended the run. */
export const INTERRUPTED = 'interrupted';

/** What happened to one step of a plan, for one volume: a set has an outcome for each of its members. */
export type Outcome = CreateOutcome | DeleteOutcome;

/** What happened to one step of a plan of replicas. */
export type ReplicaOutcome = Outcome | LockOutcome;

/** The steps of which plans are made. */
export type Step = CreateStep | DeleteStep;

/** Whether a step is about an image, or what one left: such a step names an instance in place of a volume. */
export function isOfImage({ volumeId }: Step): boolean {
  return volumeId.startsWith('i-');
}

export interface CreateStep {
  readonly kind: 'create';
  readonly volumeId: string;
  /** The snapshot of the volume that is copied; absent where none is copied. */
  readonly copyOf?: string | undefined;
}

export interface DeleteStep {
  readonly kind: 'delete';
  readonly volumeId: string;
  readonly snapshotId: string;
}

export type CreateOutcome = CreateStep &
  (
    | {
        readonly status: 'done';
        readonly snapshotId: string;
        /** Why the snapshot has our own tags alone: AWS refused the others. */
        readonly tagsRefused?: string;
      }
    | NotCreated
  );

/** How a create can end without a snapshot. */
export type NotCreated =
  /** The volume has vanished or was detached since the look, so it is owed no snapshot. This is no failure. */
  { readonly status: 'gone'; readonly because: string } | NotDone;

export type DeleteOutcome = DeleteStep &
  (
    | { readonly status: 'done' }
    /** The snapshot was already gone, which is what we wanted, but we did not delete it. */
    | { readonly status: 'gone' }
    /** AWS keeps the snapshot. It has the right to, so this is no failure. */
    | { readonly status: 'held'; readonly because: string }
    | NotDone
  );

/** What became of the lock of a replica. */
export type LockOutcome = {
  readonly kind: 'lock';
  readonly volumeId: string;
  readonly snapshotId: string;
} & (
  | { readonly status: 'done' }
  /** Somebody else deleted the replica, so there is nothing to lock. */
  | { readonly status: 'gone' }
  | NotDone
);

/** How any step can end without effect. */
export type NotDone =
  | { readonly status: 'failed'; readonly code: string; readonly message: string }
  | { readonly status: 'skipped'; readonly because: string };
