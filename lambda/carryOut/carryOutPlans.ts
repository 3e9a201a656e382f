import type { Clock } from '../clock.ts';
import type { Outcome } from '../core/outcome.ts';
import type { ImagePlan, Plan } from '../core/plan/plan.ts';
import { begin, type Watch } from './carryOut.ts';
import { carryOutImages } from './images/carryOutImages.ts';
import type { ImageWriter } from './images/imageWriter.ts';
import type { Writer } from './writer.ts';

/** What is sent for snapshots, and, where there are any, for images. */
export interface Both<Snapshots, Images> {
  readonly snapshots: Snapshots;
  readonly images?: Images | undefined;
}

/**
 * Carries out the plans of one region and gives the outcomes of both.
 *
 * The first image is made when the last snapshot was asked for; deletions wait for nothing of the other plan. An image
 * starts a snapshot of each volume, and AWS limits how many of a volume (one of an st1 or sc1 volume) and of a region
 * are pending: what an image takes of that, which may be pending for hours, must not be missing to a snapshot.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-resource-quotas.html
 */
export async function carryOutPlans(
  plans: Both<Pick<Plan, 'creates' | 'deletes'>, Pick<ImagePlan, 'creates' | 'deletes'>>,
  writers: Both<Writer, ImageWriter>,
  clock: Clock,
  stopAt: Date,
  watch: Watch = {},
): Promise<Outcome[]> {
  const snapshots = begin(plans.snapshots, writers.snapshots, clock, stopAt, watch);
  const { images } = plans;
  const writer = writers.images;
  if (images === undefined || writer === undefined) return snapshots.ended;
  const imaging = carryOutImages(images, writer, clock, stopAt, watch, snapshots.created);
  // Both are waited for, so that a bug in one does not end the other in the middle.
  await Promise.allSettled([snapshots.ended, imaging]);
  return [...(await snapshots.ended), ...(await imaging)];
}
