import type { Site } from '../aws/clients.ts';
import { forAside } from '../aws/patience.ts';
import { foundInstances } from '../aws/images/foundInstances.ts';
import { sharedWith } from '../aws/images/sharing.ts';
import type { ImagePlan } from '../core/plan/plan.ts';
import { withoutNeeded } from '../core/plan/spared.ts';
import { IMAGES } from '../core/policy/saved.ts';
import { recheckVanished } from './recheckVolumes.ts';

/**
 * Asks AWS again about what a plan of images would delete: whether instances that are gone in the list are gone when
 * asked for by id, and with whom images are shared, which no list tells.
 *
 * A question that fails, or that comes after a minute, spares what it is about: no snapshot waits for longer.
 */
export async function recheckImages(plan: ImagePlan, given: Site): Promise<ImagePlan> {
  const site = { ...given, patience: forAside(given.patience) };
  const living = async (ids: readonly string[]) =>
    (await foundInstances(site, ids)).filter(({ state }) => state !== 'terminated').map(({ id }) => id);
  return withoutShared(await recheckVanished(plan, living, IMAGES), site);
}

async function withoutShared(plan: ImagePlan, site: Site): Promise<ImagePlan> {
  const ids = plan.deletes.flatMap((one) => (one.kind === 'delete image' ? one.snapshotId : []));
  return ids.length === 0 ? plan : withoutNeeded(plan, await sharedWith(site, ids));
}
