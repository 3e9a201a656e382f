import type { Image } from '../../inventory.ts';
import { isAws, isReserved, keysOf, NAME } from '../../keys.ts';
import type { Tags } from '../../snapshot.ts';

/**
 * The tags of a new instance: the server's own, as its image has them, its Name, and those of the restore.
 *
 * The tags of a schedule do not come back, as on a volume that is restored beside the old one: the data would be
 * scheduled twice.
 */
export function launchTags(image: Image, id: string, prefix: string): Tags {
  const { restored, restore, server } = keysOf(prefix);
  const name = image.tags[server];
  const ours: Tags = { [restored]: image.id, [restore]: id };
  const own = [
    ...(name === undefined ? [] : [[NAME, name] as const]),
    ...Object.entries(image.tags).filter(([key]) => key !== NAME && !isAws(key) && !isReserved(key, prefix)),
  ].slice(0, MOST_TAGS - Object.keys(ours).length);
  return { ...Object.fromEntries(own), ...ours };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const MOST_TAGS = 50;
