import { iso } from '../calendar.ts';
import { isBad, isGood } from '../proved.ts';
import { newestFirst, type Snapshot, standsFor } from '../snapshot.ts';
import { type ProofHold, proofHold } from './proofHold.ts';

/** A volume of which nothing is deleted because of what was seen in its snapshots: also one that is gone or left alone. */
export interface Unsound extends Pick<ProofHold, 'snapshotId' | 'verdict'> {
  readonly volumeId: string;
  /** What was seen in its newest snapshot that is not as it should be; of an unreadable one why: `key`. Empty for nothing. */
  readonly kinds: string;
  /** When the first of these snapshots in a row was taken, ISO 8601. */
  readonly since: string;
  /** The newest one before them that was sound, or that a person accepted; absent where none was. */
  readonly good?: GoodSnapshot | undefined;
  /** How many newer ones are sound. They end the hold when they are three of one kind. */
  readonly newerGood: number;
}

export interface GoodSnapshot {
  readonly snapshotId: string;
  readonly kinds: string;
  /** When it was taken, ISO 8601. */
  readonly taken: string;
}

/** The volumes whose proofs hold their snapshots. @param own All own snapshots of each volume, in any order. */
export function unsoundIn(own: ReadonlyMap<string, readonly Snapshot[]>): Unsound[] {
  return [...own].flatMap(([volumeId, snapshots]) => unsoundOf(volumeId, snapshots) ?? []);
}

/** What its proofs hold a volume for; undefined where they do not. @param snapshots All own snapshots of it, in any order. */
export function unsoundOf(volumeId: string, snapshots: readonly Snapshot[]): Unsound | undefined {
  const hold = proofHold(snapshots);
  if (hold === undefined) return undefined;
  const { snapshotId, verdict } = hold;
  const ordered = snapshots.toSorted(newestFirst);
  const held = ordered.findIndex(({ id }) => id === snapshotId);
  const since = ordered.slice(held);
  const before = since.findIndex(({ proof }) => proof !== undefined && isGood(proof.verdict));
  const row = before === -1 ? since : since.slice(0, before);
  const first = row.findLast(({ proof }) => proof !== undefined && isBad(proof.verdict));
  const good = since[before];
  return {
    volumeId,
    snapshotId,
    verdict,
    kinds: since[0]?.proof?.kinds ?? '',
    since: first === undefined ? '' : taken(first),
    newerGood: ordered.slice(0, held).filter(({ proof }) => proof !== undefined && isGood(proof.verdict))
      .length,
    ...(good === undefined
      ? {}
      : { good: { snapshotId: good.id, kinds: good.proof?.kinds ?? '', taken: taken(good) } }),
  };
}

function taken(snapshot: Snapshot): string {
  return iso(standsFor(snapshot));
}
