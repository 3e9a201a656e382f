import { iso } from '../calendar.ts';
import { givenName, type Instance } from '../inventory.ts';
import { isReserved, keysOf, MARK, NAME } from '../keys.ts';
import { type CreateImage, described } from '../plan/creation.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { cut, fewerTags, given, nameIn, wanted, withRoom } from '../plan/tags.ts';
import type { Tags } from '../snapshot.ts';
import { freeName, imageName } from './imageName.ts';
import { tagsOfLaunch } from './launch.ts';
import { imageDescriptionStart } from './ownImage.ts';

/** What one image is made of. */
export interface ToImage {
  readonly instance: Instance;
  /** When its slot began. */
  readonly slot: Date;
  /** The names that images of the account have. */
  readonly taken: ReadonlySet<string>;
}

/**
 * The image of one slot of an instance, with all its tags in the creating call.
 *
 * The image carries the mark. Its snapshots do not, or they would count as snapshots of their volumes: they carry the
 * name of the image.
 */
export function createImage(
  { instance, slot, taken }: ToImage,
  now: Date,
  settings: PlanSettings,
): CreateImage {
  const { prefix, pin } = settings;
  const keys = keysOf(prefix);
  const name = freeName(imageName(prefix, { instanceId: instance.id, slot }), taken);
  const title = givenName(instance.tags);
  const own = given({
    [MARK]: prefix,
    [keys.at]: iso(now),
    [keys.keep]: pin,
    [keys.instance]: instance.id,
    [NAME]: `${iso(now)}-${cut(title ?? instance.id)}`,
    [keys.server]: nameIn(instance),
    ...(instance.launch === undefined ? {} : tagsOfLaunch(instance.launch, prefix)),
  });
  const tags = withRoom(own, wanted(instance, undefined, settings));
  const start = imageDescriptionStart(prefix, instance.id);
  return {
    kind: 'create image',
    volumeId: instance.id,
    name,
    description: described(`${start}${title === undefined ? '' : `(${title}) `}from ${iso(now)}`),
    tags,
    snapshotTags: snapshotTags({ name, tags, instanceId: instance.id }, prefix),
    withFewer: fewerTags(own, settings, 'others too').map((fewer) => ({
      tags: fewer,
      snapshotTags: snapshotTags({ name, tags: fewer, instanceId: instance.id }, prefix),
    })),
    manner: mannerOfImages(instance, prefix),
  };
}

/** Whether AWS restarts an instance for an image. */
export function mannerOfImages({ tags }: Instance, prefix: string): CreateImage['manner'] {
  return tags[keysOf(prefix).imageReboot]?.trim().toLowerCase() === 'yes' ? 'reboot' : 'as it runs';
}

/** The tags of an image's snapshots: what they are of, and the tags of the image that are not this tool's. */
function snapshotTags({ name, tags, instanceId }: SnapshotsOf, prefix: string): Tags {
  const { imageSnapshot, instance, at } = keysOf(prefix);
  const others = Object.entries(tags).filter(([key]) => !isReserved(key, prefix) || key === at);
  return { [imageSnapshot]: name, [instance]: instanceId, ...Object.fromEntries(others) };
}

interface SnapshotsOf {
  readonly name: string;
  /** The tags of the image. */
  readonly tags: Tags;
  readonly instanceId: string;
}
