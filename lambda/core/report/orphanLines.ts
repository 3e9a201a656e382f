import { iso } from '../calendar.ts';
import type { Orphan } from '../plan/orphans.ts';
import { deletableOf } from '../plan/proofHold.ts';
import { isPinned, type Snapshot } from '../snapshot.ts';

/** The snapshots of one volume that nothing manages. */
export interface OrphanLine {
  readonly volumeId: string;
  readonly why: Orphan['why'];
  readonly count: number;
  /** Those of them that a person pinned. */
  readonly pinned: number;
  /** The full size of the volumes of these snapshots. AWS bills less, because it counts changed blocks. */
  readonly sizeGiB: number;
  readonly oldest: string;
  readonly newest: string;
  /** Deletes those that can be deleted, up to 100, for a person who has looked; absent where none can, or where their proofs hold them. */
  readonly command?: string | undefined;
}

/** What is known at the end of a run. */
interface AtEnd {
  readonly region: string;
  /** Snapshots that are gone. */
  readonly away: ReadonlySet<string>;
  /** Volumes whose snapshots a person has to look at before any is deleted. */
  readonly unsound: ReadonlySet<string>;
}

/** As far as they are still there. */
export function orphanLines(
  { volumeId, why, snapshots, proofHold }: Orphan,
  { away, unsound, region }: AtEnd,
): OrphanLine[] {
  const left = snapshots.filter(({ id }) => !away.has(id));
  const [newest] = left;
  if (newest === undefined) return [];
  const oldest = left.at(-1) ?? newest;
  return [
    {
      volumeId,
      why,
      count: left.length,
      pinned: left.filter(isPinned).length,
      sizeGiB: left.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0),
      oldest: iso(new Date(oldest.startedAt)),
      newest: iso(new Date(newest.startedAt)),
      command: unsound.has(volumeId)
        ? undefined
        : deleteCommand(deletableOf({ snapshots: left, proofHold }, new Map()), region),
    },
  ];
}

/** Whether a living volume lost its tags; to ignore it, to write count 0 or to pin all of its snapshots is a choice. */
export function needsPerson({ why, count, pinned }: Pick<OrphanLine, 'why' | 'count' | 'pinned'>): boolean {
  return why === 'untagged' && pinned < count;
}

/** The most ids in one command. A person can still copy a line of this length. */
const MOST_IDS = 100;

/** Names each snapshot that can be deleted: not a pinned one, nor one that AWS manages or a proof holds. */
function deleteCommand(deletable: readonly Snapshot[], region: string): string | undefined {
  if (deletable.length === 0) return undefined;
  const ids = deletable.slice(0, MOST_IDS).map(({ id }) => id);
  return `printf '%s\\n' ${ids.join(' ')} | xargs -n1 aws ec2 delete-snapshot --region ${region} --snapshot-id`;
}
