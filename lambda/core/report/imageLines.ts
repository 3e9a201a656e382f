import type { BrakeLine, FailureLine } from './lines.ts';
import type { BrakeOnVolume } from './brakeText.ts';
import type { ExceptionKind } from './exceptions.ts';
import type { OrphanLine } from './orphanLines.ts';
import type { Problem } from '../policy/policy.ts';

/** The entries of the report's lists of images. An image is an AMI of a whole instance. */

/** Something about one instance. */
export interface InstanceLine {
  readonly instanceId: string;
  readonly because: string;
}

export interface ImageLine extends InstanceLine {
  readonly imageId: string;
}

/** A snapshot that was a part of an image which is gone. */
export interface LeftOverLine extends InstanceLine {
  readonly snapshotId: string;
}

/** What retention would delete and something needs. */
export interface KeptImageLine extends InstanceLine {
  /** Absent where it is a left-over snapshot. */
  readonly imageId?: string | undefined;
  readonly snapshotId?: string | undefined;
}

/** What is not as it should be with the images of one instance. */
export type ImageTrouble = ImageTagTrouble | ImageFailure | ImageException;

export const IMAGE_TROUBLE_KINDS = [
  'unreadable tag',
  'other tag',
  'not created',
  'not deleted',
  'no image',
  'failed',
  'missed',
  'waiting',
  'slow',
  'passed over',
  'skipped',
] as const;

export type ImageTroubleKind = (typeof IMAGE_TROUBLE_KINDS)[number];

interface WithLastImage {
  /** When the newest image that restores was made; absent where there is none. */
  readonly lastImage?: string | undefined;
}

/** A tag of the instance that cannot be read, is missing or contradicts another: no image is made or deleted. */
export interface ImageTagTrouble
  extends InstanceLine,
    WithLastImage,
    Pick<Problem, 'key' | 'value' | 'place' | 'remedy' | 'use'> {
  readonly kind: 'unreadable tag' | 'other tag';
}

/** What AWS refused. */
export interface ImageFailure extends InstanceLine, WithLastImage, Pick<FailureLine, 'code' | 'message'> {
  readonly kind: 'not created' | 'not deleted';
  /** Absent where none was made, or where it is a left-over snapshot. */
  readonly imageId?: string | undefined;
  readonly snapshotId?: string | undefined;
}

/**
 * `no image`: none that restores, and none in progress. `waiting`: due and not made; `missed`: a slot; `failed`,
 * `slow`: one of its images. `passed over`, `skipped`: left for the next run.
 */
export interface ImageException extends InstanceLine, WithLastImage {
  readonly kind: 'no image' | ExceptionKind | 'passed over' | 'skipped';
  readonly imageId?: string | undefined;
  /** Of a left-over. */
  readonly snapshotId?: string | undefined;
  /** What AWS says of a failed image; absent where it says nothing. */
  readonly message?: string | undefined;
}

/** The images of one instance that nothing manages. */
export interface ImageOrphanLine extends Pick<OrphanLine, 'why' | 'count' | 'pinned' | 'oldest' | 'newest'> {
  readonly instanceId: string;
}

type OnInstance<One> = One extends BrakeOnVolume
  ? Omit<One, 'volumeId'> & { readonly instanceId: string }
  : One;

/** A brake on images, and what a person calls its instance. */
export type ImageBrakeLine = OnInstance<BrakeLine>;

/** A brake as the report's JSON names things. */
export function onInstance(brake: BrakeLine): ImageBrakeLine {
  if (!('volumeId' in brake)) return brake;
  const { volumeId: instanceId, ...rest } = brake;
  return { instanceId, ...rest };
}

/** The same brake as the plan has it. */
export function asPlanned(brake: ImageBrakeLine): BrakeLine {
  if (!('instanceId' in brake)) return brake;
  const { instanceId: volumeId, ...rest } = brake;
  return { volumeId, ...rest };
}

/** How it is with the images of a region at the end of the run. Absent where images are off. */
export interface ImageStanding {
  /** Why the images could not be listed: nothing was decided about them. Absent where they were. */
  readonly unread?: string | undefined;
  /** Instances of which images are made. */
  readonly managed: number;
  /** No slot missed. */
  readonly onSchedule: number;
  /** As many restorable images as the tags ask for. */
  readonly full: number;
  /** At least one restorable image, but not yet all. */
  readonly filling: number;
  /** No restorable image yet, but the first one is in progress. */
  readonly starting: number;
  /** No restorable image, and none in progress. */
  readonly bare: number;
  /** Instances with a tag that cannot be read: no image of them is made or deleted. */
  readonly leftAlone: number;
  /** Images that are still there, of instances of which images are made. */
  readonly kept: number;
  /** Images that a run could have deleted, except those that somebody else deleted meanwhile. */
  readonly deletable: number;
  /** Images that AWS could not finish, also those that this run deleted. */
  readonly failedImages: number;
  /** Instances that are gone since their last image, see plan/vanished.ts. */
  readonly instancesGone: number;
  readonly instancesReplaced: number;
  /** Living instances whose images nothing manages any more, and the number of these. */
  readonly unmanagedInstances: number;
  readonly unmanagedImages: number;
  /** Those of what AWS refused to delete that are left-over snapshots. */
  readonly leftOversNotDeleted: number;
  /** Those of the skipped actions for which there was no time. */
  readonly outOfTime: number;
  /** How many entries `imageTrouble` had of each kind before any was cut. */
  readonly trouble: { readonly [Kind in ImageTroubleKind]: number };
}
