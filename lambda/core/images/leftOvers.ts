import { grouped } from '../grouped.ts';
import type { ImageSnapshot, Inventory } from '../inventory.ts';
import { keysOf } from '../keys.ts';
import { makePlan } from '../plan/makePlan.ts';
import type { DeleteOne } from '../plan/plan.ts';
import { labelOf, type Snapshot } from '../snapshot.ts';
import type { Shelf } from './shelf.ts';

/**
 * The snapshots that a deregistration left and that can be deleted: their image is in no list, nothing else uses them,
 * and retention would let the image go if it were still there.
 *
 * A run can die between an image and its snapshots. But a person may also have deregistered an image and mean to
 * register its snapshots again: those stay as long as the image would have stayed.
 */
export function leftOvers(
  { images, holds }: Inventory,
  shelf: Shelf,
  prefix: string,
  now: Date,
): DeleteOne[] {
  if (images === undefined) return [];
  const left = images.snapshots.filter(({ id, imageId }) => !images.listed.has(imageId) && !holds.has(id));
  const ofImage = grouped(left, ({ imageId }) => imageId);
  if (ofImage.size === 0) return [];
  const there = shelf.inventory.snapshots;
  const asIfThere = [...ofImage.values()].map((ones) => asImage(ones, prefix));
  const snapshots = [...there, ...asIfThere];
  const { deletes } = makePlan({ ...shelf.inventory, snapshots }, shelf.settings, now);
  return deletes.flatMap(({ snapshotId: imageId, volumeId, because }) =>
    (ofImage.get(imageId) ?? []).map(
      ({ id, imageName }): DeleteOne => ({
        kind: 'delete one',
        cause: 'left over',
        snapshotId: id,
        volumeId,
        because: `left over from the image ${imageName}, which is gone: ${because}`,
      }),
    ),
  );
}

/** The image as it was; pinned where one of its snapshots is. */
function asImage(ones: readonly [ImageSnapshot, ...ImageSnapshot[]], prefix: string): Snapshot {
  const [{ imageId: id, instanceId: volumeId }] = ones;
  const tags = Object.assign({}, ...ones.map((one) => one.tags));
  const label = labelOf({ id, volumeId, tags, isDescribed: true }, prefix);
  return {
    id,
    volumeId,
    state: 'completed',
    tier: 'standard',
    startedAt: Math.max(...ones.map(({ startedAt }) => startedAt)),
    sizeGiB: 0,
    label: { ...label, ownership: 'ours', mark: keysOf(prefix).image },
  };
}
