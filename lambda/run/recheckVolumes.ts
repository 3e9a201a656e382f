import type { Site } from '../aws/clients.ts';
import { errorOf } from '../aws/errors.ts';
import { stillThere } from '../aws/volumes.ts';
import type { Plan } from '../core/plan/plan.ts';

/**
 * Lets copies of a vanished volume go only when AWS, asked for that very volume, does not know it either.
 *
 * A listing that leaves volumes out would make orphans of their copies. A question that fails spares all.
 */
export async function withoutFalseOrphans(plan: Plan, site: Site): Promise<Plan> {
  const orphaned = plan.deletes.filter(({ cause }) => cause === 'orphaned').map(({ volumeId }) => volumeId);
  if (orphaned.length === 0) return plan;
  const volumeIds = [...new Set(orphaned)];
  try {
    const living = await stillThere(site, volumeIds);
    if (living.size === 0) return plan;
    return sparing(
      plan,
      ({ volumeId }) => living.has(volumeId),
      `${[...living].join(', ')} missing in the list of volumes, but there when asked for by id: no copy of theirs is deleted`,
    );
  } catch (error) {
    const { code, message } = errorOf(error);
    return sparing(
      plan,
      ({ cause }) => cause === 'orphaned',
      `${volumeIds.length} vanished volumes could not be asked for by id (${code}: ${message}): no copy of theirs is deleted`,
    );
  }
}

function sparing(plan: Plan, isSpared: (one: Plan['deletes'][number]) => boolean, note: string): Plan {
  return {
    ...plan,
    deletes: plan.deletes.filter((one) => !isSpared(one)),
    notes: [...plan.notes, note],
  };
}
