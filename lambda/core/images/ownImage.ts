import type { Image, ImageSnapshot } from '../inventory.ts';
import { keysOf, MARK } from '../keys.ts';
import { descriptionStart, isManagedByAws, type Tags } from '../label.ts';
import { imageNameIn } from './imageName.ts';

/** An image as AWS lists it. */
export interface ListedImage extends Omit<Image, 'instanceId'> {
  readonly description: string;
}

/** How the description of an image of one instance begins. A tool that copies tags does not copy it. */
export function imageDescriptionStart(prefix: string, instanceId: string): string {
  return `${descriptionStart(prefix)}image of ${instanceId} `;
}

/**
 * Reads an image that is ours; undefined for any other.
 *
 * It is ours by three signs together: the mark, the name, and the beginning of the description, all of one instance.
 * One that AWS Backup or Data Lifecycle Manager deletes is never ours.
 */
export function ownImage({ description, ...image }: ListedImage, prefix: string): Image | undefined {
  const { name, tags } = image;
  const named = imageNameIn(name, prefix);
  if (tags[MARK] !== prefix || named === undefined || isManagedByAws(tags)) return undefined;
  const { instanceId } = named;
  const { [keysOf(prefix).instance]: written = instanceId } = tags;
  const isDescribed = description.startsWith(imageDescriptionStart(prefix, instanceId));
  return isDescribed && written === instanceId ? { ...image, instanceId } : undefined;
}

/** A snapshot as AWS lists it, as far as an image's is known by it. */
export interface ListedImageSnapshot extends Pick<ImageSnapshot, 'id' | 'startedAt' | 'failed'> {
  readonly tags: Tags;
  readonly description: string;
}

/** AWS's own words. They name the image for good, also when it is gone. */
const MADE_BY_AWS = /^Created by CreateImage\((i-[0-9a-z]+)\) for (ami-[0-9a-z]+)(?![0-9a-z])/;

/**
 * Reads a snapshot that an image of ours is made of, or was; undefined for any other.
 *
 * One tag is not enough: the name of the image, the instance in its own tag and AWS's description name one instance.
 */
export function imageSnapshot(listed: ListedImageSnapshot, prefix: string): ImageSnapshot | undefined {
  const { description, ...snapshot } = listed;
  const { tags } = snapshot;
  const keys = keysOf(prefix);
  const { [keys.imageSnapshot]: name = '', [keys.instance]: instanceId } = tags;
  const [, describedInstance, imageId] = MADE_BY_AWS.exec(description) ?? [];
  const isOne = instanceId !== undefined && instanceId === describedInstance;
  if (imageId === undefined || !isOne || imageNameIn(name, prefix)?.instanceId !== instanceId)
    return undefined;
  if (MARK in tags || isManagedByAws(tags)) return undefined;
  return { ...snapshot, imageName: name, instanceId, imageId };
}
