import type { PlannedDisk, RestorePlan } from '../../core/restore/restorePlan.ts';
import { NOT_TAGGED } from '../../core/restore/outcome.ts';
import { neverReached } from '../../core/neverReached.ts';
import { counted } from '../../core/text.ts';
import { attachOne, exchange } from './exchange.ts';
import type { End, Failure } from './reach.ts';
import { replaceRoot } from './replaceRoot.ts';
import type { Attachment } from './restorer.ts';
import type { Restoring } from './restoring.ts';
import { setAside } from './setAside.ts';

/**
 * Puts new volumes in the place of the old ones, one after the other: data disks by their device, the root last.
 *
 * After one that is not in place the others keep their old volumes, because a server whose disks are of several
 * times may start and damage its data.
 */
export async function takePlaces(
  plan: RestorePlan,
  places: ReadonlyMap<PlannedDisk, Attachment>,
  restoring: Restoring,
): Promise<Map<PlannedDisk, End<Attachment>>> {
  const ends = new Map<PlannedDisk, End<Attachment>>();
  let failed: PlannedDisk | undefined;
  for (const [disk, place] of [...places].toSorted(rootLast)) {
    const end = failed === undefined ? await takePlace(plan, disk, place, restoring) : notExchanged(failed);
    ends.set(disk, end);
    if (end.kind === 'failed' && end.code !== NOT_TAGGED) failed ??= disk;
    const done = [...ends.values()].filter(({ kind }) => kind === 'reached').length;
    if (end.kind === 'reached') restoring.tell(`in place: ${done} of ${counted(places.size, 'volume')}`);
  }
  return ends;
}

function rootLast([a, { device }]: [PlannedDisk, Attachment], [b, other]: [PlannedDisk, Attachment]): number {
  return Number(a.isRoot) - Number(b.isRoot) || (device < other.device ? -1 : 1);
}

async function takePlace(
  { id }: RestorePlan,
  { replaces }: PlannedDisk,
  place: Attachment,
  restoring: Restoring,
): Promise<End<Attachment>> {
  if (replaces === undefined) {
    return attachOne(place, async () => restoring.restorer.volumes([place.volumeId]), restoring);
  }
  const end = await exchanged(id, place, replaces, restoring);
  if (end.kind !== 'reached') return end;
  const aside = await setAside(replaces, place.volumeId, restoring);
  return aside.kind === 'reached' ? end : aside;
}

async function exchanged(
  planId: string,
  place: Attachment,
  old: NonNullable<PlannedDisk['replaces']>,
  restoring: Restoring,
): Promise<End<Attachment>> {
  switch (old.how) {
    case 'exchange':
      return exchange(place, old, restoring);
    case 'root task':
      return replaceRoot(planId, place, old, restoring);
    default:
      return neverReached(old.how);
  }
}

/** Why a disk keeps its old volume after another one failed. */
export function notExchanged({ snapshotId, device }: PlannedDisk): Failure {
  return {
    kind: 'failed',
    code: 'NotExchanged',
    message: `not put in place, because that failed for ${device ?? snapshotId}: the disks must be of one instant; the same command goes on from there`,
  };
}
