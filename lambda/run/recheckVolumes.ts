import type { Site } from '../aws/clients.ts';
import { errorOf } from '../aws/errors.ts';
import { foundVolumes } from '../aws/volumes.ts';
import type { Deletion, Plan } from '../core/plan/plan.ts';
import { vanishedVolumes, withoutLivingVolumes, withoutVanishedVolumes } from '../core/plan/spared.ts';
import { type Saved, SNAPSHOTS } from '../core/policy/saved.ts';
import { said } from '../core/text.ts';

/** Asks AWS by id for each vanished volume whose snapshots would be deleted, and spares those that are there. */
export async function recheckVolumes(plan: Plan, site: Site): Promise<Plan> {
  const living = async (ids: readonly string[]) => (await foundVolumes(site, ids)).map(({ id }) => id);
  return recheckVanished(plan, living, SNAPSHOTS);
}

/**
 * Asks by id for each vanished volume, or instance, of which something would be deleted, and spares what is of those
 * that are there.
 *
 * A listing that leaves one out would make orphans of its snapshots. A question that fails spares all.
 *
 * @param living Those of these ids that exist.
 */
export async function recheckVanished<C, D extends Deletion>(
  plan: Plan<C, D>,
  living: (ids: readonly string[]) => Promise<readonly string[]>,
  saved: Saved,
): Promise<Plan<C, D>> {
  const ids = vanishedVolumes(plan);
  if (ids.length === 0) return plan;
  try {
    return withoutLivingVolumes(plan, new Set(await living(ids)), saved);
  } catch (error) {
    const { code, message } = errorOf(error);
    return withoutVanishedVolumes(plan, `${code}: ${said(message)}`, saved);
  }
}
