import type {
  ImageBrakeLine,
  ImageLine,
  ImageOrphanLine,
  ImageTrouble,
  InstanceLine,
  KeptImageLine,
  LeftOverLine,
} from './imageLines.ts';
import {
  imageOrphanText,
  imagesCreatedTogether,
  imagesDeletedTogether,
  imageText,
  instanceText,
  leftOverText,
} from './imageTexts.ts';
import type { Section } from './section.ts';

/** The lists of images in a region's report, each once. They are absent where images are off. */
export interface ImageLists {
  /** What is not as it should be with images. */
  readonly imageTrouble: readonly ImageTrouble[];
  readonly imageBrakes: readonly ImageBrakeLine[];
  readonly imagesCreated: readonly ImageLine[];
  /** Deregistered, with their snapshots. */
  readonly imagesDeleted: readonly ImageLine[];
  /** Snapshots that an earlier deregistration left. */
  readonly leftOversDeleted: readonly LeftOverLine[];
  /** In a dry run: the instances of which a run would make an image. */
  readonly wouldCreateImages: readonly InstanceLine[];
  readonly wouldDeleteImages: readonly ImageLine[];
  readonly wouldDeleteLeftOvers: readonly LeftOverLine[];
  /** What would be deleted if nothing needed it. */
  readonly imagesKept: readonly KeptImageLine[];
  /** What somebody else had deleted, or an unanswered call of ours. */
  readonly imagesGone: readonly KeptImageLine[];
  readonly imageOrphans: readonly ImageOrphanLine[];
}

type ImageListName = keyof ImageLists;

/** In the order in which they are told. */
export const IMAGE_SECTIONS: {
  readonly [Name in ImageListName]: Section<ImageLists[Name][number], ImageListName>;
} = {
  imageTrouble: { told: {}, runs: 'last' },
  imageBrakes: { told: {}, runs: 'last', uncut: 1 },
  imagesCreated: {
    told: { done: { heading: 'images created', line: imageText, together: imagesCreatedTogether } },
    kind: 'created',
    runs: 'all',
    work: 'imagesCreated',
  },
  imagesDeleted: {
    told: { done: { heading: 'images deleted', line: imageText, together: imagesDeletedTogether } },
    kind: 'deleted',
    runs: 'all',
    work: 'imagesDeleted',
  },
  leftOversDeleted: {
    told: { done: { heading: 'left-over snapshots of images deleted', line: leftOverText } },
    kind: 'deleted',
    runs: 'all',
    work: 'leftOversDeleted',
  },
  wouldCreateImages: {
    told: { done: { heading: 'would create images', line: instanceText, together: imagesCreatedTogether } },
    kind: 'created',
    runs: 'last',
    work: 'wouldCreateImages',
  },
  wouldDeleteImages: {
    told: { done: { heading: 'would delete images', line: imageText, together: imagesDeletedTogether } },
    kind: 'deleted',
    runs: 'last',
    work: 'wouldDeleteImages',
  },
  wouldDeleteLeftOvers: {
    told: { done: { heading: 'would delete left-over snapshots of images', line: leftOverText } },
    kind: 'deleted',
    runs: 'last',
    work: 'wouldDeleteLeftOvers',
  },
  imagesKept: {
    told: { found: { heading: 'images that are needed, so not deleted', line: imageText } },
    runs: 'last',
    work: 'imagesKept',
  },
  imagesGone: {
    told: { found: { heading: 'images gone already', line: imageText } },
    runs: 'all',
    work: 'imagesGone',
  },
  imageOrphans: {
    told: { found: { heading: 'instances with images (AMIs) that nothing manages', line: imageOrphanText } },
    runs: 'last',
  },
};
