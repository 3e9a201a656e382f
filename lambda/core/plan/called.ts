import {
  type AttachedTo,
  type Called,
  givenName,
  type Instance,
  type Inventory,
  type Volume,
} from '../inventory.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Orphan } from './orphans.ts';

/** What a person calls each volume and instance of a region: of one that is gone, what its newest snapshot remembers. */
export function calledIn(
  { volumes, instances }: Inventory,
  orphans: readonly Orphan[],
): ReadonlyMap<string, Called> {
  const byId = new Map(instances.map((instance) => [instance.id, instance]));
  const living = volumes.map((volume) => [volume.id, calledNow(volume, byId)] as const);
  const gone = orphans.flatMap(({ why, volumeId, snapshots: [newest] }) =>
    why === 'gone' && newest !== undefined ? [[volumeId, calledThen(newest)] as const] : [],
  );
  const servers = instances.flatMap(({ id, tags }) => {
    const name = givenName(tags);
    return name === undefined ? [] : [[id, { name }] as const];
  });
  return new Map<string, Called>([...servers, ...living, ...gone]);
}

function calledNow({ tags, instanceIds, disk }: Volume, instances: ReadonlyMap<string, Instance>): Called {
  const [instanceId] = instanceIds;
  const name = givenName(tags);
  if (instanceId === undefined) return { name };
  const instance = instances.get(instanceId);
  const attachment: AttachedTo = {
    instanceId,
    instanceName: instance && givenName(instance.tags),
    device: disk.devices[0]?.name,
  };
  return { name, attachment };
}

function calledThen({ names }: Snapshot): Called {
  const { volume: name, server: instanceName } = names ?? {};
  return instanceName === undefined ? { name } : { name, attachment: { instanceName } };
}
