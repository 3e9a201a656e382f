import type { Action } from '../core/plan/plan.ts';

/** How AWS answered one writing call. */
export type Reply<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** Too busy: nothing happened, and the same call can be sent again. */
  | { readonly kind: 'throttled'; readonly code: string; readonly message: string }
  /** Refused with a reason: nothing happened, and the same call would be refused again. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** No clear answer: it may have happened. */
  | { readonly kind: 'unclear'; readonly code: string; readonly message: string };

export type DeleteReply =
  | Reply<void>
  /** The snapshot was gone already. */
  | { readonly kind: 'gone' }
  /** AWS keeps the snapshot: an AMI uses it, or a lock or another service holds it. */
  | { readonly kind: 'held'; readonly because: string };

export interface Made {
  readonly snapshotId: string;
  readonly volumeId: string;
}

/** How AWS answers each kind of action. */
interface Replies {
  readonly 'create one': Reply<Made[]>;
  readonly 'create set': Reply<Made[]>;
  readonly 'delete one': DeleteReply;
}

/** Sends each kind of action in one region. */
export type Writer = {
  readonly [Kind in Action['kind']]: (action: Extract<Action, { kind: Kind }>) => Promise<Replies[Kind]>;
} & { readonly close: () => void };
