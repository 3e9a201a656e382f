import { type Found, volumesMeant } from '../../find/find.ts';
import { neverReached } from '../../neverReached.ts';
import { inQuotes } from '../../text.ts';
import type { RestoredVolume } from '../facts.ts';
import type { RestoreOrder } from '../asked/order.ts';
import { replacedIn, replacedOn } from './restoredTags.ts';
import type { Refusal } from '../restorePlan.ts';

/**
 * The instance on which volumes are exchanged: the one that is named, or that has the volume, or on which this restore
 * has begun to exchange it; undefined for another mode.
 *
 * @param begun Volumes that this restore has made before.
 */
export function serverInPlace(
  { name, mode }: RestoreOrder,
  found: Found,
  begun: readonly RestoredVolume[],
): string | Refusal | undefined {
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
  const exchanging = exchangingOn(found, begun);
  if (exchanging !== undefined) return exchanging;
  const gone = found.kind === 'snapshot' ? `the volume of ${found.snapshot.id}` : inQuotes(name);
  const why = volume === undefined ? `${gone} is gone` : `${volume.id} is attached to nothing`;
  return {
    code: 'nothing-to-replace',
    message: `${why}, so there is no place to restore in; leave --in-place out, or use --attach-to with an instance`,
  };
}

/** An exchanged volume is attached to nothing, and between two calls the new one is not attached either. */
function exchangingOn(found: Found, begun: readonly RestoredVolume[]): string | undefined {
  const { prefix } = found.inventory;
  const volumeId = volumeIn(found);
  if (volumeId === undefined) return undefined;
  const made = begun.find(({ tags }) => replacedIn(tags, prefix)?.volumeId === volumeId);
  return made && (made.attached[0]?.instanceId ?? replacedOn(made.tags, prefix));
}

function volumeIn(found: Found): string | undefined {
  switch (found.kind) {
    case 'volume':
      return found.volume.id;
    case 'vanished volume':
      return found.volumeId;
    case 'snapshot':
      return found.snapshot.volumeId;
    case 'instance':
    case 'vanished instance':
    case 'image':
      return undefined;
    default:
      return neverReached(found);
  }
}
