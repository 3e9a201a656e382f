import { planImages } from '../../../lambda/core/images/planImages.ts';
import type {
  Image,
  ImageInventory,
  ImageSnapshot,
  Instance,
  Inventory,
} from '../../../lambda/core/inventory.ts';
import { imageName } from '../../../lambda/core/images/imageName.ts';
import type { ImagePlan } from '../../../lambda/core/plan/plan.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import { at, instance, inventory, NOW, settings } from '../fixtures.ts';

/** A small world in which all is well: one instance asks for a daily image and keeps three. A test changes one thing. */

export const DAILY_IMAGE = { autosnap_image: '1', autosnap_image_retain: '3' } as const;

export function server(change: Partial<Instance> = {}): Instance {
  return instance({ tags: { ...DAILY_IMAGE, Name: 'web' }, ...change });
}

/** An available image of ours, called by its time: `ami-03-09`. Tags are added to those it has. */
export function image(when: string, change: Partial<Image> = {}): Image {
  const instanceId = change.instanceId ?? 'i-1';
  return {
    id: `ami-${when}`,
    name: imageName('autosnap', { instanceId, slot: at(`${when.slice(0, 5)}T00:00`) }),
    instanceId,
    state: 'available',
    createdAt: at(when).getTime(),
    sizeGiB: 8,
    snapshotIds: [`snap-of-${when}`],
    isProtected: false,
    isPublic: false,
    ...change,
    tags: { snapshot_tool: 'autosnap', autosnap_instance: instanceId, ...change.tags },
  };
}

/** A snapshot of an image, called by the time of both: `snap-of-03-09`. */
export function imageSnapshotOf(when: string, change: Partial<ImageSnapshot> = {}): ImageSnapshot {
  const { name, instanceId, id } = image(when);
  return {
    id: `snap-of-${when}`,
    imageName: name,
    instanceId,
    imageId: id,
    startedAt: at(when).getTime(),
    tags: { autosnap_image_snapshot: name, autosnap_instance: instanceId },
    ...change,
  };
}

export function imagesOf(own: readonly Image[], change: Partial<ImageInventory> = {}): ImageInventory {
  return {
    own,
    listed: new Map(own.map(({ id, name }) => [id, name])),
    snapshots: [],
    uses: new Map(),
    ...change,
  };
}

/** The plan of the images of a world in which some things differ. */
export function imagePlanOf(
  own: readonly Image[],
  change: Partial<Inventory> = {},
  settingsChange: Partial<PlanSettings> = {},
): ImagePlan {
  const world = inventory({ instances: [server()], volumes: [], images: imagesOf(own), ...change });
  const plan = planImages(world, settings({ images: true, ...settingsChange }), NOW);
  if (plan === undefined) throw new Error('images are off');
  return plan;
}
