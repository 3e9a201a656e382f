/** Why an action was skipped that the deadline left no time to start. */
export const OUT_OF_TIME = 'out of time';

/** What became of one step of a plan, for one volume: a set has an outcome for each of its members. */
export type Outcome =
  | (CreateStep & { readonly status: 'done'; readonly snapshotId: string })
  | (DeleteStep & { readonly status: 'done' })
  /** The snapshot was gone already: what we wanted is so, but it was not our doing. */
  | (DeleteStep & { readonly status: 'gone' })
  /** AWS holds on to the snapshot, which is its right and no failure. */
  | (DeleteStep & { readonly status: 'held'; readonly because: string })
  | (Step & { readonly status: 'failed'; readonly code: string; readonly message: string })
  | (Step & { readonly status: 'skipped'; readonly because: string });

export interface CreateStep {
  readonly kind: 'create';
  readonly volumeId: string;
}

export interface DeleteStep {
  readonly kind: 'delete';
  readonly volumeId: string;
  readonly snapshotId: string;
}

export type Step = CreateStep | DeleteStep;
