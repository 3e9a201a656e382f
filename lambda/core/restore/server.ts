import { type Found, volumesMeant } from '../find.ts';
import { inQuotes } from '../text.ts';
import type { RestoreOrder } from './order.ts';
import type { Refusal } from './restorePlan.ts';

/** The instance on which volumes are exchanged: the one that is named, or that has the volume; undefined for another mode. */
export function serverInPlace({ name, mode }: RestoreOrder, found: Found): string | Refusal | undefined {
  if (mode.kind !== 'in place') return undefined;
  if (found.kind === 'instance') return found.instance.id;
  const [volume] = found.kind === 'vanished instance' ? [] : volumesMeant(found);
  const [instanceId, ...others] = volume?.instanceIds ?? [];
  if (volume !== undefined && others.length > 0)
    return {
      code: 'multi-attach',
      message: `${volume.id} is attached to ${volume.instanceIds.join(' and ')}, so it is not exchanged; leave --in-place out, and exchange it on each of them yourself`,
    };
  if (instanceId !== undefined) return instanceId;
  const gone = found.kind === 'snapshot' ? `the volume of ${found.snapshot.id}` : inQuotes(name);
  const why = volume === undefined ? `${gone} is gone` : `${volume.id} is attached to nothing`;
  return {
    code: 'nothing-to-replace',
    message: `${why}, so there is no place to restore in; leave --in-place out, or use --attach-to with an instance`,
  };
}
