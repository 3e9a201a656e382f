/**
 * What looks like a mistake but stops nothing: said of a volume, of an instance, or of snapshots of one volume.
 *
 * `says` goes on after the title and is in the singular: equal words are told once, of all that they are said of.
 */
export type Hint =
  | { readonly of: 'volume' | 'instance'; readonly id: string; readonly says: string }
  | {
      readonly of: 'snapshot';
      /** The volume of the snapshots. */
      readonly id: string;
      readonly snapshotIds: readonly string[];
      readonly says: string;
    };

export function onVolume({ id }: { readonly id: string }, says: string): Hint {
  return { of: 'volume', id, says };
}
