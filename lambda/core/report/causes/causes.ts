import type { RegionReport } from '../region.ts';
import {
  deletedAtOnce,
  imagesDeletedAtOnce,
  instancesGone,
  replicasDeletedAtOnce,
  volumesGone,
} from './accidents.ts';
import { notCreated, notDeleted, skipped } from './actions.ts';
import { brakes, limits } from './brakes.ts';
import type { Cause } from './cause.ts';
import { imagesNotCreated, imagesNotDeleted, imagesSkipped } from './imageActions.ts';
import { imagesUnmanaged, imagesUnread } from './imageCare.ts';
import {
  imagesFailed,
  imagesMissed,
  imagesPassedOver,
  imagesSlow,
  imagesWaiting,
  imageTags,
  noImage,
} from './images.ts';
import { imageBrakes, replicaBrakes } from './moreBrakes.ts';
import { problems } from './problems.ts';
import { lostRuns, nothingAsked, nothingAskedOfVault, replicasUnplanned, unreachable } from './regions.ts';
import { noReplica, replicas, replicasNotLocked, replicaTags } from './replicas.ts';
import { unmanaged } from './unmanaged.ts';
import { changed, damaged, unreadable } from './unsound.ts';
import { bare, failed, missed, passedOver, slow, waiting } from './volumes.ts';

/** Why a report needs a person, the most dangerous first: first what costs snapshots, then what makes none. */
export const CAUSES = {
  changed,
  damaged,
  unreadable,
  deletedAtOnce,
  imagesDeletedAtOnce,
  replicasDeletedAtOnce,
  volumesGone,
  instancesGone,
  brakes,
  limits,
  imageBrakes,
  replicaBrakes,
  lostRuns,
  unreachable,
  imagesUnread,
  replicasUnplanned,
  bare,
  noImage,
  noReplica,
  notCreated,
  imagesNotCreated,
  problems,
  imageTags,
  replicaTags,
  replicasNotLocked,
  failed,
  imagesFailed,
  replicas,
  missed,
  imagesMissed,
  waiting,
  imagesWaiting,
  slow,
  imagesSlow,
  notDeleted,
  imagesNotDeleted,
  passedOver,
  imagesPassedOver,
  unmanaged,
  imagesUnmanaged,
  skipped,
  imagesSkipped,
  nothingAsked,
  nothingAskedOfVault,
} satisfies Record<string, Cause>;

export type CauseName = keyof typeof CAUSES;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of an object literal are its own
export const CAUSE_NAMES = Object.keys(CAUSES) as readonly CauseName[];

/** The causes that tell of images: the first of them in a report says what an image is. */
export const IMAGE_CAUSES: ReadonlySet<CauseName> = new Set([
  'imagesDeletedAtOnce',
  'instancesGone',
  'imageBrakes',
  'imagesUnread',
  'noImage',
  'imagesNotCreated',
  'imageTags',
  'imagesFailed',
  'imagesMissed',
  'imagesWaiting',
  'imagesSlow',
  'imagesNotDeleted',
  'imagesPassedOver',
  'imagesUnmanaged',
  'imagesSkipped',
] as const);

/** The causes that some regions have, the most dangerous first. */
export function causesIn(regions: readonly RegionReport[]): CauseName[] {
  return CAUSE_NAMES.filter((name) => CAUSES[name].count(regions) > 0);
}

/** Causes that one region alone cannot have. */
const OF_ALL_REGIONS: ReadonlySet<CauseName> = new Set(['nothingAsked', 'nothingAskedOfVault']);

/** Whether a region has anything that needs a person. */
export function isTroubled(region: RegionReport): boolean {
  return CAUSE_NAMES.some((name) => !OF_ALL_REGIONS.has(name) && CAUSES[name].count([region]) > 0);
}

/** The regions that have a cause. */
export function having(name: CauseName, regions: readonly RegionReport[]): readonly RegionReport[] {
  return OF_ALL_REGIONS.has(name) ? regions : regions.filter((one) => CAUSES[name].count([one]) > 0);
}
