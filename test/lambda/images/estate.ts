import type { ImageInventory, Inventory } from '../../../lambda/core/inventory.ts';
import { imageName } from '../../../lambda/core/images/imageName.ts';
import { readInventory } from '../../../lambda/aws/readInventory.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import type { Image } from '../../cloud/records.ts';
import type { ImageWish } from '../../cloud/wishes.ts';
import { settings } from '../../core/fixtures.ts';
import { freshCloud } from '../../cloud/callers.ts';
import { withEnvironment } from '../../scenarios/snapper.ts';

/** When the newest image of the stories was made. */
const NOON = '2026-03-10T12:00:00Z';

/** A cloud in which it is a day later. */
export function cloudWithImages(): Promise<Cloud> {
  return freshCloud({ at: '2026-03-11T12:00:00Z' });
}

/** An image of `i-1` as this tool makes it, with its snapshots. A story changes one thing. */
export function ownImage(cloud: Cloud, change: Partial<ImageWish> = {}, day = NOON): Image {
  const region = cloud.region('eu-west-1');
  const instanceId = 'i-0123456789abcdef0';
  const name = imageName('autosnap', { instanceId, slot: new Date(day) });
  const tags = { snapshot_tool: 'autosnap', autosnap_instance: instanceId };
  const disk = region.volume({ size: 20 });
  const snapshot = region.snapshot({ of: disk, startedAt: day });
  region.remove(disk);
  const image = region.image({
    name,
    snapshots: [snapshot],
    createdAt: day,
    description: `autosnap: image of ${instanceId} from ${day}`,
    ...change,
    tags: { ...tags, ...change.tags },
  });
  snapshot.description = `Created by CreateImage(${instanceId}) for ${image.id}`;
  snapshot.tags = { ...change.tags, autosnap_image_snapshot: name, autosnap_instance: instanceId };
  return image;
}

/** What a run with images on reads of `eu-west-1`. */
export function read(cloud: Cloud): Promise<Inventory> {
  const on = settings({ images: true });
  return withEnvironment(cloud.env, () => readInventory({ region: 'eu-west-1' }, on));
}

export async function readImages(cloud: Cloud): Promise<ImageInventory> {
  const { images } = await read(cloud);
  if (images === undefined) throw new Error('images were not read');
  return images;
}
