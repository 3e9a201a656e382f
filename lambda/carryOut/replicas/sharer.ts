import type { Reply } from '../writer.ts';

/** The calls by which a vault may read snapshots of another account. */
export interface Sharer {
  readonly share: (snapshotId: string) => Promise<Reply<void>>;
  readonly takeBack: (snapshotId: string) => Promise<Reply<void>>;
  readonly close: () => void;
}
