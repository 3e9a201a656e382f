import { iso } from '../calendar.ts';
import { type SeenProof, seenProof } from '../proved.ts';
import { newestFirst, type Snapshot } from '../snapshot.ts';

/** What is proved of the snapshots of one volume. */
export interface VolumeProofs {
  /** The record of the newest snapshot that has one; absent where none has. */
  readonly proof?: NewestProof | undefined;
  /** How long a restore of it takes to begin; absent where that was never measured. */
  readonly restoreTime?: RestoreTime | undefined;
}

export interface NewestProof extends Omit<SeenProof, 'volume'> {
  readonly snapshotId: string;
}

/** How long AWS took to make a volume of a snapshot, when that was measured last. */
export interface RestoreTime {
  readonly seconds: number;
  readonly at: string;
  readonly snapshotId: string;
  readonly sizeGiB: number;
}

/** @param own All own snapshots of one volume, in any order. */
export function proofsOf(own: readonly Snapshot[]): VolumeProofs {
  const ordered = own.filter(({ proof }) => proof !== undefined).toSorted(newestFirst);
  return { proof: newestProof(ordered), restoreTime: lastMeasured(ordered) };
}

function newestProof([newest]: readonly Snapshot[]): NewestProof | undefined {
  if (newest?.proof === undefined) return undefined;
  const { at, verdict, kinds } = seenProof(newest.proof);
  return { at, verdict, kinds, snapshotId: newest.id };
}

function lastMeasured(ordered: readonly Snapshot[]): RestoreTime | undefined {
  const measured = ordered.flatMap(({ id, sizeGiB, proof }) =>
    proof?.volume === undefined ? [] : { ...proof.volume, snapshotId: id, sizeGiB },
  );
  const [last] = measured.toSorted((a, b) => b.at - a.at);
  return last && { ...last, at: iso(new Date(last.at)) };
}
