import { keysOf } from '../keys.ts';
import { neverReached } from '../neverReached.ts';
import type { Unmanaged } from '../policy/attachments.ts';
import type { Tags } from '../snapshot.ts';

/** No instance is made for a proof, and none is a replica. */
type Why = Exclude<Unmanaged['why'], 'proof' | 'unread'>;

/**
 * Why no images are made of an instance that is there, by the keys of its own tags.
 *
 * One that is ignored, but has no tag of images, is one without a tag: the other tag is for its volumes.
 */
export function withoutImages(why: Why, tags: Tags, prefix: string): Unmanaged & { readonly why: Why } {
  const { image, imageRetain, ignore } = keysOf(prefix);
  switch (why) {
    case 'ignored':
      return image in tags || imageRetain in tags
        ? { why, because: `${ignore} is set on it` }
        : withoutImages('untagged', tags, prefix);
    case 'paused':
      return { why, because: `${image} asks for no images (count 0)` };
    case 'untagged':
      return { why, because: `no tag ${image} on it` };
    default:
      return neverReached(why);
  }
}
