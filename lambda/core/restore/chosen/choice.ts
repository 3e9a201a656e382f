import type { Zone } from '../../calendar.ts';
import type { Found } from '../../find/find.ts';
import { shortId } from '../../plan/disks.ts';
import { newestFirst } from '../../snapshot.ts';
import type { RestoreOrder } from '../asked/order.ts';
import { isUsable, type Source } from '../source.ts';

/** From what is chosen. */
export interface Choice {
  readonly order: RestoreOrder;
  readonly found: Found;
  /** All snapshots of the thing, in any order. */
  readonly sources: readonly Source[];
  /** `volume`: snapshots that are taken one by one are the normal case. */
  readonly consistency: 'instance' | 'volume';
  /** Snapshots of which this restore has made volumes before. */
  readonly begun: ReadonlySet<string>;
  readonly zone: Zone;
}

/** A volume can be made from it now, or this restore has made one of it before. */
export function canBeChosen(source: Source, begun: ReadonlySet<string>): boolean {
  return isUsable(source) || begun.has(source.id);
}

/**
 * The snapshots of one disk that can be restored, those first of which volumes are made, then the newest.
 *
 * @param volume The last eight characters of its id.
 */
export function usableOf(volume: string, own: readonly Source[], begun: ReadonlySet<string>): Source[] {
  const usable = own
    .filter((one) => shortId(one.volumeId) === volume && canBeChosen(one, begun))
    .toSorted(newestFirst);
  return [...usable.filter(({ id }) => begun.has(id)), ...usable.filter(({ id }) => !begun.has(id))];
}
