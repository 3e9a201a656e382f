import { neverReached } from '../neverReached.ts';
import type { Proof } from '../proved.ts';
import { newestFirst, type Snapshot } from '../snapshot.ts';
import { said } from '../text.ts';
import { comparable } from './kindsOf.ts';
import type { Seen } from './look.ts';
import type { VolumeEnd } from './volumeEnd.ts';
import { dateTextOf, wholeMinute } from './when.ts';

/** What a look at one snapshot gave: what was seen, or why nothing could be. */
export type Looked = Seen | { readonly verdict: 'unreadable'; readonly kinds: 'key' | 'checksum' };

/** AWS may not use the key of a snapshot. */
export const KEY: Looked = { verdict: 'unreadable', kinds: 'key' };

/** A record to write, and what it says in words. */
export interface Judged {
  readonly proof: Proof;
  /** For a person: `the ext4 file system at 1 MiB: …`, `was "gpt ext4" in snap-1 of 2026-11-27`. Empty where all is well. */
  readonly because: string;
}

/**
 * Compares what was seen in a snapshot with what was proved of older ones of its volume.
 *
 * | what was seen | verdict |
 * |---|---|
 * | the same kinds that a person accepted on this very snapshot | `accepted`, as it was |
 * | something damaged, or nothing could be read | that |
 * | other kinds than in the newest older one that was `sound`, `opaque` or `accepted` | `changed` |
 * | all else | what was seen |
 *
 * Whether a kind is damaged is not compared, so a disk that was repaired has not changed. The measured volume of the
 * snapshot's earlier record is kept.
 *
 * @param own All own snapshots of the volume, in any order.
 */
export function judgeProof(looked: Looked, snapshot: Snapshot, own: readonly Snapshot[], now: Date): Judged {
  const { kinds } = looked;
  const { proof: earlier } = snapshot;
  const record = (verdict: Proof['verdict'], because: string): Judged => ({
    proof: {
      at: wholeMinute(now.getTime()),
      verdict,
      kinds,
      ...(earlier?.volume === undefined ? {} : { volume: earlier.volume }),
    },
    because,
  });
  if (earlier?.verdict === 'accepted' && earlier.kinds === kinds) {
    return record('accepted', '');
  }
  if (looked.verdict === 'unreadable') return record(looked.verdict, WHY_UNREADABLE[looked.kinds]);
  if (looked.verdict === 'damaged') return record(looked.verdict, looked.damages.join('; '));
  const before = otherBefore(kinds, snapshot, own);
  if (before !== undefined) {
    return record(
      'changed',
      `was ${inWords(before.kinds)} in ${before.id} of ${dateTextOf(before.startedAt)}`,
    );
  }
  return record(looked.verdict, '');
}

/** A record together with what a volume of the snapshot showed. A record of something bad does not wait for a volume. */
export function withVolume(judged: Judged, end: VolumeEnd, now: Date): Judged {
  const { proof, because } = judged;
  switch (end.kind) {
    case 'measured': {
      const volume = { seconds: end.seconds, at: wholeMinute(now.getTime()) };
      return { proof: { ...proof, volume }, because };
    }
    case 'failed': {
      const without = `no volume was measured: ${end.code}: ${said(end.message)}`;
      return { proof, because: [because, without].filter(Boolean).join('; ') };
    }
    case 'key':
      return judged;
    default:
      return neverReached(end);
  }
}

const WHY_UNREADABLE = {
  key: 'AWS may not use its key, so nothing can be restored of it',
  checksum: 'what AWS sends of it does not match its checksum',
} as const;

function inWords(kinds: string): string {
  return kinds === '' ? 'blank' : `"${kinds}"`;
}

interface Reference {
  readonly id: string;
  readonly startedAt: number;
  readonly kinds: string;
}

/**
 * Whether a record is of a time when no older snapshot was known to be good, and such a one is known now: `unknown` or
 * `blank`, where a proof today would say `changed`.
 */
export function isOvertaken(snapshot: Snapshot, own: readonly Snapshot[]): boolean {
  const { proof } = snapshot;
  if (proof?.verdict !== 'unknown' && proof?.verdict !== 'blank') return false;
  return otherBefore(proof.kinds, snapshot, own) !== undefined;
}

/** The newest older one that shows what the volume should hold, if that is something else than these kinds. */
function otherBefore(kinds: string, snapshot: Snapshot, own: readonly Snapshot[]): Reference | undefined {
  const before = referenceOf(snapshot, own);
  return before === undefined || comparable(before.kinds) === comparable(kinds) ? undefined : before;
}

/** The newest older one that shows what the volume should hold. */
function referenceOf(snapshot: Snapshot, own: readonly Snapshot[]): Reference | undefined {
  const older = own.filter((one) => newestFirst(snapshot, one) < 0 && one.id !== snapshot.id);
  return older
    .toSorted(newestFirst)
    .flatMap(({ id, startedAt, proof }) =>
      proof !== undefined && showsKinds(proof) ? [{ id, startedAt, kinds: proof.kinds }] : [],
    )
    .at(0);
}

/** What a person accepted although nothing could be read of it shows no kinds. */
function showsKinds({ verdict, kinds }: Proof): boolean {
  if (verdict === 'accepted') return comparable(kinds) !== undefined;
  return verdict === 'sound' || verdict === 'opaque';
}
