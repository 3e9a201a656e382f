import type { ProofVolume } from '../../core/proof/leftOver.ts';
import type { Reply } from '../writer.ts';

export type { ProofVolume };

/** The one call of a proof by blocks that writes, in one region. */
export interface Recorder {
  /** Writes the tag `<prefix>_proved` on one own snapshot, and no other tag. It can be sent again. */
  readonly record: (snapshotId: string, value: string) => Promise<Reply<void>>;
  readonly close: () => void;
}

/** The calls of a proof by a volume, in one region. They need rights that only a person has. */
export interface VolumeProver {
  /** Makes a volume of a snapshot, with the tag `<prefix>_proof`, and gives its id. The same token never makes a second one. */
  readonly make: (order: VolumeOrder) => Promise<Reply<string>>;
  /** The volumes that carry `<prefix>_proof`. */
  readonly left: () => Promise<readonly ProofVolume[]>;
  /** Is sent once. */
  readonly remove: (volumeId: string) => Promise<Reply<void>>;
  readonly close: () => void;
}

export interface VolumeOrder {
  readonly snapshotId: string;
  readonly zone: string;
  readonly token: string;
}
