import type { Site } from '../aws/clients.ts';
import { errorOf } from '../aws/errors.ts';
import { foundVolumes } from '../aws/volumes.ts';
import type { Plan } from '../core/plan/plan.ts';
import { vanishedVolumes, withoutLivingVolumes, withoutVanishedVolumes } from '../core/plan/spared.ts';
import { said } from '../core/text.ts';

/**
 * Asks AWS by id for each vanished volume whose snapshots would be deleted, and spares those that are there.
 *
 * A listing that leaves a volume out would make orphans of its snapshots. A question that fails spares all.
 */
export async function recheckVolumes(plan: Plan, site: Site): Promise<Plan> {
  const volumeIds = vanishedVolumes(plan);
  if (volumeIds.length === 0) return plan;
  try {
    const found = await foundVolumes(site, volumeIds);
    return withoutLivingVolumes(plan, new Set(found.map(({ id }) => id)));
  } catch (error) {
    const { code, message } = errorOf(error);
    return withoutVanishedVolumes(plan, `${code}: ${said(message)}`);
  }
}
