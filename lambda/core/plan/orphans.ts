import { type Age, before } from '../calendar.ts';
import type { Unmanaged } from '../policy/attachments.ts';
import { isRestorable, newestFirst, type Snapshot } from '../snapshot.ts';
import { SNAPSHOTS } from '../policy/saved.ts';
import type { PlanSettings } from './planSettings.ts';
import { type ProofHold, proofHold, withProofHold } from './proofHold.ts';
import { PINNED, protection } from './protection.ts';
import type { Verdict } from './retention.ts';
import { inLists, type Verdicts } from './verdicts.ts';

/** Own snapshots of a volume that nothing manages: it is gone, ignored, paused (count 0) or no longer tagged. */
export interface Orphan extends Verdicts {
  readonly volumeId: string;
  readonly why: 'gone' | Unmanaged['why'];
  /** The proof that stops the deletion of its snapshots; absent where there is none. */
  readonly proofHold?: ProofHold | undefined;
}

/**
 * Judges the snapshots of a volume that nothing manages any more.
 *
 * They stay, because removing a tag must never cost a snapshot. With `orphan_retain`, the snapshots of a
 * volume that is gone are deleted together when the newest is older than that. The last restorable one
 * stays, unless the setting has an age for it, too. Where their proofs hold them, all of them stay.
 *
 * @param asOf What the ages are counted back from.
 */
export function judgeOrphan(
  { volumeId, why }: Pick<Orphan, 'volumeId' | 'why'>,
  snapshots: readonly Snapshot[],
  holds: ReadonlyMap<string, string>,
  { orphanRetain, zone, saved = SNAPSHOTS }: Pick<PlanSettings, 'orphanRetain' | 'zone' | 'saved'>,
  asOf: Date,
): Orphan {
  const ordered = snapshots.toSorted(newestFirst);
  const limitOf = (age: Age | undefined): number =>
    age === undefined ? Number.NEGATIVE_INFINITY : before(asOf, age, zone).getTime();
  const [limit, lastLimit] = [limitOf(orphanRetain), limitOf(orphanRetain?.last)];
  const isOld = ordered.every(({ startedAt }) => startedAt < limit);
  const last = ordered.find(isRestorable);
  const verdicts = ordered.map((snapshot): Verdict => {
    const keep = (because: string): Verdict => ({ snapshot, fate: 'keep', because });
    const { pin } = snapshot.label;
    if (pin !== undefined) return keep(`${PINNED}${pin.key}`);
    if (why !== 'gone') return keep(`the ${saved.of} is ${why}`);
    if (!isOld) return keep(`the ${saved.of} is gone`);
    const untouchable = protection(snapshot, holds);
    if (untouchable !== undefined) return keep(untouchable);
    if (snapshot === last && snapshot.startedAt >= lastLimit)
      return keep(`last ${saved.one} of ${saved.of === 'volume' ? 'a' : 'an'} ${saved.of} that is gone`);
    return {
      snapshot,
      fate: 'expire',
      because:
        snapshot === last
          ? `the ${saved.of} is gone and its last ${saved.one} is older than the last: of orphan_retain`
          : `the ${saved.of} is gone and its newest ${saved.one} is older than orphan_retain`,
    };
  });
  const hold = proofHold(snapshots);
  return {
    volumeId,
    why,
    ...inLists(withProofHold(verdicts, hold)),
    proofHold: hold,
  };
}
