import type { CreateOne, CreateSet } from '../core/plan/creation.ts';

/** What AWS made of one writing call. */
export type Reply<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** Too busy: nothing happened, and the same call may be sent again. */
  | { readonly kind: 'throttled'; readonly code: string; readonly message: string }
  /** A reason against it: nothing happened, and the same call would be refused again. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** No clear answer: it may have happened. */
  | { readonly kind: 'unclear'; readonly code: string; readonly message: string };

export type DeleteReply =
  | Reply<void>
  /** The snapshot was gone already. */
  | { readonly kind: 'gone' }
  /** AWS holds on to the snapshot: an AMI uses it, a lock or another service keeps it. */
  | { readonly kind: 'held'; readonly because: string };

export interface Made {
  readonly snapshotId: string;
  readonly volumeId: string;
}

/** The three calls that change a region. */
export interface Writer {
  createOne(request: CreateOne): Promise<Reply<Made[]>>;
  createSet(request: CreateSet): Promise<Reply<Made[]>>;
  deleteOne(snapshotId: string): Promise<DeleteReply>;
  close(): void;
}
