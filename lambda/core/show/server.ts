import { mannerOfImages } from '../images/createImage.ts';
import { shelfOf } from '../images/shelf.ts';
import { withoutImages } from '../images/withoutImages.ts';
import type { Inventory } from '../inventory.ts';
import { makePlan } from '../plan/makePlan.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import type { Tags } from '../snapshot.ts';
import type { ShownServer, ShownSnapshot, ShownVolume } from './shown.ts';
import { showVolume } from './volumes.ts';

/**
 * Explains the images of one server, also of one that is gone, as `show` explains the snapshots of a volume.
 *
 * Where it is not known what uses images, each is told as if nothing did: those who run can see what this person cannot.
 *
 * Undefined where nobody looked at images. Where images are off, or could not be listed, nothing is due and none is
 * deleted.
 */
export function showServer(
  instanceId: string,
  inventory: Inventory,
  settings: PlanSettings,
  now: Date,
): ShownServer | undefined {
  const { images, instances } = inventory;
  if (images === undefined) return undefined;
  const { usesUnknown, ...known } = images;
  const shelf = shelfOf({ ...inventory, images: known }, settings, now);
  const plan = makePlan(shelf.inventory, shelf.settings, now);
  const shown = inTheirWords(showVolume(instanceId, { ...shelf, plan, now }), inventory);
  const instance = instances.find(({ id }) => id === instanceId);
  const manner =
    instance && shown.policies.length > 0 ? mannerOfImages(instance, settings.prefix) : undefined;
  const { unread } = images;
  if (unread !== undefined)
    return { ...idle(shown), last: undefined, snapshots: [], manner, is: 'unread', unread };
  if (settings.images !== true) return { ...idle(shown), manner, is: 'off' };
  return { ...shown, manner, is: 'on', usesUnknown };
}

/** On the shelf the keys begin with another prefix, and images are in the states of snapshots. */
function inTheirWords(shown: ShownVolume, inventory: Inventory): ShownVolume {
  const { images, instances } = inventory;
  const states = new Map(images?.own.map(({ id, state }) => [id, state]));
  const tags = instances.find(({ id }) => id === shown.volumeId)?.tags ?? {};
  return {
    ...shown,
    ...whyNot(shown, tags, inventory),
    snapshots: shown.snapshots.map((one) => ({ ...one, state: states.get(one.snapshotId) ?? one.state })),
  };
}

function whyNot(
  { status, because }: ShownVolume,
  tags: Tags,
  { prefix }: Inventory,
): Pick<ShownVolume, 'status' | 'because'> {
  if (status !== 'ignored' && status !== 'paused' && status !== 'untagged') return { status, because };
  const { why, because: words } = withoutImages(status, tags, prefix);
  return { status: why, because: words };
}

/** As it is while no run makes or deletes images. */
function idle(shown: ShownVolume): ShownVolume {
  return {
    ...shown,
    next: undefined,
    lacking: undefined,
    lookedUntil: undefined,
    assumedRuns: undefined,
    snapshots: shown.snapshots.map(staying),
  };
}

function staying(one: ShownSnapshot): ShownSnapshot {
  const because = one.pin === undefined ? 'images are off' : one.because;
  return { ...one, fate: 'keep', because, goes: undefined, hold: undefined };
}
