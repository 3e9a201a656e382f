import type { Inventory } from '../../inventory.ts';
import { keysOf } from '../../keys.ts';
import type { PlanSettings } from '../planSettings.ts';
import type { Hint } from './hint.ts';

/** Hints about the tag `<prefix>_replicate` where it does nothing, because no replicas are kept. */
export function replicateTagHints({ instances, volumes }: Inventory, settings: PlanSettings): Hint[] {
  const { replicate } = keysOf(settings.prefix);
  if (settings.replicas !== undefined) return [];
  const says = `has the tag ${replicate}, but replicas are off, so its snapshots are not copied to another region; name the regions in the setting replicas, or remove the tag`;
  return [
    ...instances
      .filter(({ state, tags }) => state !== 'terminated' && replicate in tags)
      .map(({ id }): Hint => ({ of: 'instance', id, says })),
    ...volumes.filter(({ tags }) => replicate in tags).map(({ id }): Hint => ({ of: 'volume', id, says })),
  ];
}
