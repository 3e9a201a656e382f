import { type Found, volumesMeant } from '../find.ts';
import { inQuotes } from '../text.ts';
import type { RestoreOrder } from './order.ts';
import type { Refusal } from './restorePlan.ts';

/** The instance on which volumes are exchanged: the one that is named, or that has the volume; undefined for another mode. */
export function serverInPlace({ name, mode }: RestoreOrder, found: Found): string | Refusal | undefined {
  if (mode.kind !== 'in place') return undefined;
  if (found.kind === 'instance') return found.instance.id;
  const [volume] = volumesMeant(found);
  const [instanceId, ...others] = volume?.instanceIds ?? [];
  if (volume !== undefined && others.length > 0)
    return {
      code: 'multi-attach',
      message: `${volume.id} is attached to ${volume.instanceIds.join(' and ')}, so it is not exchanged; leave --in-place out, and exchange it on each of them yourself`,
    };
  if (instanceId !== undefined) return instanceId;
  const why = volume === undefined ? 'is gone' : `is attached to nothing (${volume.id})`;
  return {
    code: 'nothing-to-replace',
    message: `${inQuotes(name)} ${why}, so there is no place to restore in; leave --in-place out, or use --attach-to with an instance`,
  };
}
