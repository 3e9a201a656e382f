import { grouped } from '../grouped.ts';
import type { ImageSnapshot, Inventory } from '../inventory.ts';
import { keysOf } from '../keys.ts';
import { makePlan } from '../plan/makePlan.ts';
import type { DeleteOne, Plan } from '../plan/plan.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { labelOf } from '../label.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Shelf } from './shelf.ts';

/** With what left-overs are judged. */
export interface Judging {
  readonly prefix: string;
  readonly now: Date;
  /** The images that the same plan deletes: with `max_deletes` these go first. */
  readonly going: Plan['deletes'];
}

/**
 * The snapshots that a deregistration left and that can be deleted: their image is in no list, nothing else uses them,
 * and retention would let the image go if it were still there.
 *
 * A run can die between an image and its snapshots. But a person may also have deregistered an image and mean to
 * register its snapshots again: those stay as long as the image would have stayed. Failed ones restore nothing and
 * count against the limit of pending snapshots of their volumes, so they go with their failed image.
 */
export function leftOvers(
  { images, holds }: Inventory,
  shelf: Shelf,
  { prefix, now, going }: Judging,
): DeleteOne[] {
  if (images === undefined) return [];
  const failed = new Set(going.flatMap(({ cause, snapshotId }) => (cause === 'failed' ? snapshotId : [])));
  const isLeft = ({ imageId, failed: isFailed }: ImageSnapshot): boolean =>
    !images.listed.has(imageId) || (isFailed === true && failed.has(imageId));
  const left = images.snapshots.filter((one) => isLeft(one) && !holds.has(one.id));
  const ofImage = grouped(left, keyOf);
  if (ofImage.size === 0) return [];
  const there = shelf.inventory.snapshots;
  const asIfThere = [...ofImage].map(([key, ones]) => asImage(key, ones, prefix));
  const snapshots = [...there, ...asIfThere];
  const { most, settings } = unlimited(shelf.settings, going.length);
  const { deletes } = makePlan({ ...shelf.inventory, snapshots }, settings, now);
  const gone = deletes.filter(({ snapshotId: key }) => ofImage.has(key)).slice(0, most);
  return gone.flatMap(({ snapshotId: key, volumeId, cause, because }) =>
    (ofImage.get(key) ?? []).map(
      ({ id, imageName }): DeleteOne => ({
        kind: 'delete one',
        snapshotId: id,
        volumeId,
        cause: 'left over',
        ...(cause === 'failed'
          ? { failed: true, because: `left over from the image ${imageName}, which failed` }
          : { because: `left over from the image ${imageName}, which is gone: ${because}` }),
      }),
    ),
  );
}

/** Of one image some snapshots can have failed and others not: those are judged apart. */
function keyOf({ imageId, failed }: ImageSnapshot): string {
  return failed === true ? `${imageId}, failed` : imageId;
}

/** What one image left counts as one deletion, as the image would have. The limit is applied to left-overs alone. */
function unlimited(settings: PlanSettings, deregistered: number) {
  const { maxDeletes } = settings;
  if (maxDeletes === undefined) return { most: undefined, settings };
  const most = Math.max(0, maxDeletes - deregistered);
  return { most, settings: { ...settings, maxDeletes: Number.POSITIVE_INFINITY } };
}

/** The image as it was; pinned where one of its snapshots is. */
function asImage(id: string, ones: readonly [ImageSnapshot, ...ImageSnapshot[]], prefix: string): Snapshot {
  const [{ instanceId: volumeId, failed }] = ones;
  const tags = Object.assign({}, ...ones.map((one) => one.tags));
  const label = labelOf({ id, volumeId, tags, described: 'as ours' }, prefix);
  return {
    id,
    volumeId,
    state: failed === true ? 'error' : 'completed',
    tier: 'standard',
    startedAt: Math.max(...ones.map(({ startedAt }) => startedAt)),
    sizeGiB: 0,
    label: { ...label, ownership: 'ours', mark: keysOf(prefix).image },
  };
}
