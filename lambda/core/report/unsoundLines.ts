import type { Unsound } from '../plan/unsound.ts';
import { neverReached } from '../neverReached.ts';
import { inQuotes } from '../text.ts';
import type { TitleOf } from './entryTexts.ts';

/** A volume whose proofs hold its snapshots, and what was seen. */
export type UnsoundLine = Unsound;

/** What a person does something about. Blocks that do not match AWS's checksum are damaged data. */
export function troubleOf({
  verdict,
  kinds,
}: Pick<UnsoundLine, 'verdict' | 'kinds'>): 'changed' | 'damaged' | 'key' {
  switch (verdict) {
    case 'changed':
    case 'damaged':
      return verdict;
    case 'unreadable':
      return isChecksum({ verdict, kinds }) ? 'damaged' : 'key';
    default:
      return neverReached(verdict);
  }
}

export function isChecksum({ verdict, kinds }: Pick<UnsoundLine, 'verdict' | 'kinds'>): boolean {
  return verdict === 'unreadable' && kinds === 'checksum';
}

/** What was seen, or why nothing could be. */
export function seenWords(one: Pick<UnsoundLine, 'verdict' | 'kinds'>): string {
  if (one.verdict !== 'unreadable') return kindsWords(one.kinds);
  return isChecksum(one) ? "blocks that do not match AWS's checksum" : 'unreadable without its key';
}

/** A tag has no room for more. */
const LONGEST_KINDS = 256;

/** Anybody who can write tags can write kinds, too. */
export function kindsWords(kinds: string): string {
  return kinds === '' ? 'blank' : inQuotes(kinds, LONGEST_KINDS);
}

export function unsoundText(one: UnsoundLine, title: TitleOf): string {
  const { volumeId, verdict, snapshotId, since, good } = one;
  const before =
    good === undefined
      ? 'no older one is known to be good'
      : `good: ${good.snapshotId} of ${dayOf(good.taken)}, ${kindsWords(good.kinds)}`;
  return `${title(volumeId)}: ${verdict} since ${dayOf(since)}: ${snapshotId}, ${seenWords(one)}; ${before}`;
}

/** Why nothing is deleted, in one line with other things. */
export function holdWords({ snapshotId, verdict }: Pick<UnsoundLine, 'snapshotId' | 'verdict'>): string {
  return `nothing of it is deleted, because ${snapshotId} is ${verdict}`;
}

function dayOf(time: string): string {
  return time.slice(0, 10);
}
