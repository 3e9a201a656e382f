import { before } from '../calendar.ts';
import { type Fates, fatesOf } from './verdicts.ts';
import { isRestorable, newestFirst, type Snapshot } from '../inventory.ts';
import { isPinned, keysOf, protection } from '../ownership.ts';
import type { PlanSettings } from './planSettings.ts';
import type { Verdict } from './retention.ts';
import type { Unmanaged } from './survey.ts';

/** Own snapshots of a volume that nothing manages: it is gone, ignored, paused (count 0) or no longer tagged. */
export interface Orphan extends Fates {
  readonly volumeId: string;
  readonly why: 'gone' | Unmanaged;
}

/**
 * Judges the copies of a volume that nothing manages any more.
 *
 * They stay, because taking a tag away must never cost a copy. Only where `orphan_retain` is set, and only
 * for a volume that is gone, may they go: all together when the newest is older than that, and never the
 * last restorable one.
 */
export function judgeOrphan(
  volumeId: string,
  why: Orphan['why'],
  snapshots: readonly Snapshot[],
  holds: ReadonlyMap<string, string>,
  settings: PlanSettings,
  now: Date,
): Orphan {
  const ordered = snapshots.toSorted(newestFirst);
  const limit = settings.orphanRetain && before(now, settings.orphanRetain, settings.timeZone);
  const isOld = limit !== undefined && ordered.every((snapshot) => snapshot.startedAt < limit.getTime());
  const last = ordered.find(isRestorable);
  const verdicts = ordered.map((snapshot): Verdict => {
    const keep = (because: string): Verdict => ({ snapshot, fate: 'keep', because });
    if (isPinned(snapshot, settings.prefix)) return keep(`pinned by ${keysOf(settings.prefix).keep}`);
    if (why !== 'gone') return keep(`the volume is ${why}`);
    if (!isOld) return keep('the volume is gone');
    const untouchable = protection(snapshot, settings.prefix, holds);
    if (untouchable !== undefined) return keep(untouchable);
    if (snapshot === last) return keep('last copy of a volume that is gone');
    return {
      snapshot,
      fate: 'expire',
      because: 'the volume is gone and its newest copy is older than orphan_retain',
    };
  });
  return { volumeId, why, ...fatesOf(verdicts) };
}
