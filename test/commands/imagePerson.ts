import { imageName } from '../../lambda/core/images/imageName.ts';
import { freshCloud } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Image, Instance, Tags, Volume } from '../cloud/records.ts';
import type { ImageWish } from '../cloud/wishes.ts';
import { ROLE_WITH_IMAGES } from '../scenarios/imaging.ts';
import { hostOf, nth } from '../scenarios/story.ts';
import { OPERATOR } from './person.ts';

/** A week of images in which the last is a day old. */
export const A_WEEK: readonly string[] = ['04', '05', '06', '07', '08', '09', '10'].map(
  (day) => `2026-03-${day}T12:00:00Z`,
);

export const DAILY_IMAGES: Tags = { autosnap_image: '1', autosnap_image_retain: '7' };

/** A server `web` with one volume, on Wednesday, 11 March 2026, at noon, and what an operator of images may do. */
export async function webServer(
  tags: Tags = {},
  imagesOf: readonly string[] = [],
): Promise<{ cloud: Cloud; host: Instance; volume: Volume; images: Image[] }> {
  const cloud = await freshCloud({ at: '2026-03-11T12:00:00Z' });
  cloud.policy = [...OPERATOR, ...ROLE_WITH_IMAGES];
  const volume = cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...tags });
  const host = hostOf(volume);
  const images = imagesOf.map((at) => imageOf(cloud, host, at));
  return { cloud, host, volume, images };
}

/** An image as this tool makes it, with one snapshot. */
export function imageOf(cloud: Cloud, { id }: Instance, at: string, wish: Partial<ImageWish> = {}): Image {
  const region = cloud.region('eu-west-1');
  const name = imageName('autosnap', { instanceId: id, slot: new Date(at) });
  const image = region.image({
    name,
    snapshots: [region.snapshot({ startedAt: at })],
    createdAt: at,
    description: `autosnap: image of ${id} from ${at}`,
    ...wish,
    tags: { snapshot_tool: 'autosnap', autosnap_instance: id, ...wish.tags },
  });
  const snapshot = nth(image.devices, 0).snapshot;
  snapshot.description = `Created by CreateImage(${id}) for ${image.id}`;
  snapshot.tags = { autosnap_image_snapshot: name, autosnap_instance: id };
  return image;
}

/** The images of a region that are not deregistered, oldest first. */
export function imagesIn(cloud: Cloud): Image[] {
  return cloud
    .region('eu-west-1')
    .images()
    .filter(({ state }) => state !== 'deregistered');
}
