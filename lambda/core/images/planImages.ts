import type { ImageInventory, Inventory } from '../inventory.ts';
import { makePlan } from '../plan/makePlan.ts';
import type { CreateImage } from '../plan/creation.ts';
import type { DeleteImage, DeleteOne, ImagePlan, Plan } from '../plan/plan.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { slotStart } from '../policy/schedule.ts';
import type { Snapshot } from '../snapshot.ts';
import { createImage } from './createImage.ts';
import { leftOvers } from './leftOvers.ts';
import { type Shelf, shelfOf } from './shelf.ts';

/**
 * Decides which images are made and deleted in one region; undefined where images are off.
 *
 * The rules are those of snapshots: `makePlan` decides. Where the images could not be listed nothing is decided, and
 * `unread` says why.
 */
export function planImages(inventory: Inventory, settings: PlanSettings, now: Date): ImagePlan | undefined {
  const { images } = inventory;
  if (images === undefined) return undefined;
  const shelf = shelfOf(inventory, settings, now);
  if (images.unread !== undefined) return unread(shelf, images.unread, now);
  const plan = makePlan(shelf.inventory, shelf.settings, now);
  return {
    ...plan,
    beginning: undefined,
    creates: createsOf(plan, inventory, settings, now),
    deletes: [
      ...plan.deletes.map((one) => asDeregistration(one, images)),
      ...leftOvers(inventory, shelf, { prefix: settings.prefix, now, going: plan.deletes }),
    ],
    notes: [...plan.notes, ...unknownUses(images)],
  };
}

function unread(shelf: Shelf, because: string, now: Date): ImagePlan {
  const inventory = { ...shelf.inventory, volumes: [], snapshots: [] };
  return { ...makePlan(inventory, shelf.settings, now), creates: [], deletes: [], unread: because };
}

function unknownUses({ usesUnknown }: ImageInventory): string[] {
  return usesUnknown === undefined ? [] : [`No image is deleted: ${usesUnknown}`];
}

function createsOf(
  { creates, managed }: Plan,
  { instances, images }: Inventory,
  settings: PlanSettings,
  now: Date,
): ImagePlan['creates'] {
  const byId = new Map(instances.map((instance) => [instance.id, instance]));
  const byInstance = new Map(managed.map((one) => [one.volume.id, one]));
  const taken = new Set(images?.listed.values());
  return creates.flatMap((create) => {
    const instanceId = create.kind === 'create one' ? create.volumeId : '';
    const [instance, of] = [byId.get(instanceId), byInstance.get(instanceId)];
    const [policy] = of?.policies ?? [];
    if (instance === undefined || policy === undefined) return [];
    const slot = slotStart(policy.schedule.value, now, settings.zone);
    return [withoutSecondReboot(createImage({ instance, slot, taken }, now, settings), of?.snapshots)];
  });
}

/** A failed image serves no slot, so each run makes the next: a server must not be restarted as often. */
function withoutSecondReboot(create: CreateImage, [newest]: readonly Snapshot[] = []): CreateImage {
  return newest?.state === 'error' ? { ...create, manner: 'as it runs' } : create;
}

function asDeregistration(one: DeleteOne, { listed }: ImageInventory): DeleteImage {
  return { ...one, kind: 'delete image', name: listed.get(one.snapshotId) ?? '' };
}
