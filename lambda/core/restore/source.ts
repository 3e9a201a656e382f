import type { Snapshot, Tags } from '../snapshot.ts';

/** A snapshot with everything that AWS and its tags say of the volume that can be made from it. */
export interface Source extends Snapshot {
  /** All of them, also those that no label keeps. */
  readonly tags: Tags;
  readonly description: string;
  /** It must be restored from the archive first; false while it is restored from there for some days. */
  readonly isArchived: boolean;
  /** Bytes of all its blocks, which a rate of initialisation is counted over; absent where AWS did not say. */
  readonly fullBytes?: number | undefined;
  readonly isEncrypted: boolean;
  /** The ARN of the KMS key; absent where it is not encrypted. */
  readonly keyArn?: string | undefined;
}

/** A volume can be made from it now. */
export function isUsable({ state, isArchived }: Source): boolean {
  return state === 'completed' && !isArchived;
}
