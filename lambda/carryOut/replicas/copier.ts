import type { ReplicaOf } from '../../core/lineage.ts';
import type { DeleteOne, LockOne } from '../../core/plan/plan.ts';
import type { CopyCall } from '../../core/replicas/copyCall.ts';
import type { Tags } from '../../core/snapshot.ts';
import type { Place } from '../../core/text.ts';
import type { DeleteReply, Reply } from '../writer.ts';

/** The calls for the copies of one place. */
export interface Copier {
  /**
   * The tags of those of these snapshots that can be copied now, by id.
   *
   * @throws the SDK's error where they cannot be read.
   */
  readonly sources: (place: Place, ids: readonly string[]) => Promise<ReadonlyMap<string, Tags>>;
  /** Lets the account of the copies read a snapshot of another account. */
  readonly share: (of: ReplicaOf) => Promise<Reply<void>>;
  /** Begins a copy and gives its id. It is sent once: AWS has no client token for it, and a second call makes a second copy. */
  readonly copy: (call: CopyCall) => Promise<Reply<string>>;
  /** Locks a replica in governance mode; one that is pending from its completion. Nothing here can unlock one. */
  readonly lock: (one: LockOne) => Promise<Reply<void>>;
  readonly 'delete one': (one: DeleteOne) => Promise<DeleteReply>;
  readonly close: () => void;
}
