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
  /** The zones of the region in which a volume can be made now. */
  readonly zones: () => Promise<Reply<readonly string[]>>;
  readonly source: (snapshotId: string) => Promise<Reply<VolumeSource>>;
  /** Makes a volume of a snapshot, with the tag `<prefix>_proof`, and gives its id. The same token never makes a second one. */
  readonly make: (order: VolumeOrder) => Promise<Reply<string>>;
  /** The state of a volume: `creating`, `available`, …; undefined where AWS shows none. */
  readonly stateOf: (volumeId: string) => Promise<Reply<string | undefined>>;
  /** Why a KMS key cannot be used; undefined where it can, or where nobody may ask. */
  readonly unusableKey: (key: string) => Promise<string | undefined>;
  /** The volumes that carry `<prefix>_proof`. */
  readonly left: () => Promise<readonly ProofVolume[]>;
  /** Is sent once. */
  readonly remove: (volumeId: string) => Promise<Reply<void>>;
  readonly close: () => void;
}

/** What a snapshot says of the volume that is made of it. */
export interface VolumeSource {
  /** The key that it is encrypted with; absent where it is not. */
  readonly key?: string | undefined;
  /** Where its volume was; absent where its tags do not say it. */
  readonly zone?: string | undefined;
}

export interface VolumeOrder {
  readonly snapshotId: string;
  readonly zone: string;
  /** The snapshot's own; absent where it is not encrypted. */
  readonly key?: string | undefined;
  readonly token: string;
}
