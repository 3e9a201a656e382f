import type { Setting } from './setting.ts';
import * as shape from './shape.ts';

/** The settings of images, which are of whole servers. */
export const imageRows = {
  images: {
    name: 'images',
    cli: { flags: '--images', of: 'every command' },
    prop: 'images',
    kind: 'flag',
    schema: shape.flag,
    must: 'be true or false',
    like: true,
    fallback: false,
    words: 'makes and deletes images (AMIs) of servers by their tags',
  },
  image_in_use: {
    name: 'imageInUse',
    cli: { flags: '--image-in-use <days>', of: 'every command' },
    prop: 'imageInUse',
    kind: 'number',
    schema: shape.wholeNumber(1, shape.MOST_DAYS),
    must: `be a whole number of days from 1 to ${shape.MOST_DAYS}`,
    like: 30,
    fallback: 30,
    words: `days for which an image is kept after a server was last started from it: 1 to ${shape.MOST_DAYS}; only with \`images\``,
  },
} as const satisfies Readonly<Record<string, Setting>>;
