import type { Action } from '../core/plan/plan.ts';

/** How AWS answered one writing call. */
export type Reply<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** Too busy: nothing happened, and the same call can be sent again. */
  | { readonly kind: 'throttled'; readonly code: string; readonly message: string }
  /** Refused with a reason: nothing happened. */
  | Refused
  /** No clear answer: it may have happened. */
  | { readonly kind: 'unclear'; readonly code: string; readonly message: string };

export interface Refused {
  readonly kind: 'refused';
  readonly code: string;
  readonly message: string;
}

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

/** Second looks at volumes, after AWS refused something. Undefined where AWS does not answer. */
export interface SecondLook {
  /** Those of these volumes that exist and are not being deleted, with the instances they are attached to. */
  readonly living: (
    volumeIds: readonly string[],
  ) => Promise<ReadonlyMap<string, readonly string[]> | undefined>;
  /** Those of these volumes of which a snapshot with this prefix as its mark was started since then. */
  readonly takenSince: (
    since: Date,
    volumeIds: readonly string[],
    prefix: string,
  ) => Promise<ReadonlySet<string> | undefined>;
}

/** Sends each kind of action in one region. */
export type Writer = {
  readonly [Kind in Action['kind']]: (action: Extract<Action, { kind: Kind }>) => Promise<Replies[Kind]>;
} & SecondLook & { readonly close: () => void };
