import { keysOf } from '../keys.ts';
import { neverReached } from '../neverReached.ts';
import type { Unmanaged } from '../policy/attachments.ts';

/** Why no images are made of an instance that is there, by the keys of its tags. */
export function unscheduledImages(why: Unmanaged['why'], prefix: string): string {
  const { image, ignore } = keysOf(prefix);
  switch (why) {
    case 'ignored':
      return `${ignore} is set on it`;
    case 'paused':
      return `${image} asks for no images (count 0)`;
    case 'untagged':
      return `no tag ${image} on it`;
    default:
      return neverReached(why);
  }
}
