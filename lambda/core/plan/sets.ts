import { canExclude, type CreateOne, createOne, type CreateSet, createSet, type Owed } from './creation.ts';
import { grouped } from '../grouped.ts';
import type { Instance, Inventory, Volume } from '../inventory.ts';
import type { PlanSettings } from './planSettings.ts';

/** A volume of which a snapshot is to be taken. */
export interface OwedSnapshot extends Owed {
  /** Its newest snapshot failed before this day's run. A set fails as a whole, so such a volume is taken alone. */
  readonly lastFailed: boolean;
}

/** The calls for some volumes, in their order. The volumes of one instance are one set. */
export function createsFor(
  owed: readonly OwedSnapshot[],
  inventory: Inventory,
  settings: PlanSettings,
  now: Date,
): (CreateOne | CreateSet)[] {
  const attachments = grouped(
    inventory.volumes.flatMap((volume) => volume.instanceIds.map((instanceId) => ({ instanceId, volume }))),
    ({ instanceId }) => instanceId,
  );
  const groups = grouped(owed, (one) => (mayJoinSet(one, settings) ? one.instance : one.volume.id));
  const attachedTo = (instance: Instance | undefined): readonly Volume[] =>
    (instance && attachments.get(instance.id))?.map(({ volume }) => volume) ?? [];
  return [...groups].flatMap(([instance, members]): (CreateOne | CreateSet)[] => {
    if (typeof instance === 'object' && members.length > 1) {
      const volumes = members.map(({ volume }) => volume);
      const set = createSet(instance, volumes, attachedTo(instance), now, settings);
      if (canExclude(set)) return [set];
    }
    return members.map((one) => createOne(one, attachedTo(one.instance), now, settings));
  });
}

function mayJoinSet({ instance, lastFailed }: OwedSnapshot, { consistency }: PlanSettings): boolean {
  return consistency === 'instance' && instance !== undefined && !lastFailed;
}
