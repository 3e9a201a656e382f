import type { Proof } from '../proved.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Seen } from './look.ts';

/** What a look at one snapshot gave: what was seen, or why nothing could be. */
export type Looked = Seen | { readonly verdict: 'unreadable'; readonly kinds: 'key' | 'checksum' };

/** A record to write, and what it says in words. */
export interface Judged {
  readonly proof: Proof;
  /** For a person: `the ext4 file system at 1 MiB: …`, `was "gpt ext4" in snap-1 of 2026-11-27`. Empty where all is well. */
  readonly because: string;
}

/**
 * Compares what was seen in a snapshot with what was proved of older ones of its volume.
 *
 * @param own All own snapshots of the volume, in any order.
 */
export function judgeProof(looked: Looked, snapshot: Snapshot, own: readonly Snapshot[], now: Date): Judged {
  throw new Error(`not built yet (${looked.verdict} ${snapshot.id} ${own.length} ${now.getTime()})`);
}
