/** What became of a volume that was made of a snapshot to prove it. */
export type VolumeEnd =
  /** Whole seconds from the call until the volume was available. */
  | { readonly kind: 'measured'; readonly seconds: number }
  /** AWS may not use the key of the snapshot. */
  | { readonly kind: 'key' }
  | VolumeFailure;

/** Why none was available, which says nothing about the snapshot. */
export interface VolumeFailure {
  readonly kind: 'failed';
  readonly code: string;
  readonly message: string;
}
