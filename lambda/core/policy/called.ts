import { givenName, type Instance, type Inventory, type Volume } from '../inventory.ts';
import type { Snapshot } from '../snapshot.ts';
import { titled, told } from '../text.ts';

/** Where a volume is attached, or was when its newest snapshot was taken. A detached one has none of these. */
export interface Attachment {
  /** Absent where only the Name is remembered. */
  readonly instanceId?: string | undefined;
  /** Absent where the instance has none. */
  readonly instanceName?: string | undefined;
  /** Like `/dev/xvda`. */
  readonly device?: string | undefined;
}

/** A volume as a person looks for it. */
export interface Called extends Attachment {
  readonly volumeId: string;
  readonly name?: string | undefined;
}

/**
 * A volume of today.
 *
 * @param taken The instance that it is taken with. @default the first that has it
 * @param instances Where the first is looked up. @default it is told by its id
 */
export function calledNow(
  { id: volumeId, tags, instanceIds, disk }: Volume,
  taken: Instance | undefined,
  instances?: ReadonlyMap<string, Instance>,
): Called {
  const name = givenName(tags);
  const instanceId = taken?.id ?? instanceIds.toSorted()[0];
  if (instanceId === undefined) return { volumeId, name };
  const instance = taken ?? instances?.get(instanceId);
  const instanceName = instance && givenName(instance.tags);
  return {
    volumeId,
    name,
    instanceId,
    instanceName,
    device: disk.devices[instanceIds.indexOf(instanceId)]?.name,
  };
}

/** A volume that is gone, as its newest snapshot remembers it. */
export function calledThen({ volumeId, names }: Snapshot): Called {
  const { volume: name, server: instanceName, instanceId } = names ?? {};
  return instanceName === undefined && instanceId === undefined
    ? { volumeId, name }
    : { volumeId, name, instanceId, instanceName };
}

/** The volumes of an inventory by id; of one that is gone only its id is known. */
export function calledIn({ volumes, instances }: Inventory): (volumeId: string) => Called {
  const servers = new Map(instances.map((instance) => [instance.id, instance]));
  const living = new Map(volumes.map((volume) => [volume.id, volume]));
  return (volumeId) => {
    const volume = living.get(volumeId);
    return volume === undefined ? { volumeId } : calledNow(volume, undefined, servers);
  };
}

/**
 * `web-1 /dev/sda1 (vol-1, data)`: the server by its Name or id, the device, the id, and the volume's own Name.
 *
 * A detached volume is told by its own Name: `data (vol-1)`.
 *
 * @param own Makes somebody's own words safe to show.
 */
export function volumeTitle(called: Called, own: (words: string) => string = told): string {
  const { volumeId, name, device } = called;
  const server = serverOf(called);
  if (server === undefined) return titled(volumeId, name, own);
  const as = device === undefined ? '' : ` ${own(device)}`;
  return `${own(server)}${as} (${volumeId}${name === undefined ? '' : `, ${own(name)}`})`;
}

/** The Name of the instance that has a volume, or its id; undefined for a detached volume. */
export function serverOf({ instanceName, instanceId }: Attachment): string | undefined {
  return instanceName ?? instanceId;
}

/**
 * By the Name of the server, then by device; a detached volume stands where its own Name would.
 *
 * Numbers count as numbers: web-2 comes before web-10. Servers of one Name stay apart. Ties are broken by id.
 */
export function byServerAndDevice(a: Called, b: Called): number {
  return (
    compared(serverOf(a) ?? a.name ?? a.volumeId, serverOf(b) ?? b.name ?? b.volumeId) ||
    compared(a.instanceId ?? '', b.instanceId ?? '') ||
    compared(a.device ?? '', b.device ?? '') ||
    compared(a.volumeId, b.volumeId)
  );
}

/** Lines about volumes in the same order; those of one volume stay in theirs. */
export function inPlaces<Line extends { readonly volumeId: string }>(
  lines: readonly Line[],
  calledBy: (volumeId: string) => Called,
): Line[] {
  const ids = [...new Set(lines.map(({ volumeId }) => volumeId))];
  const places = ids.map(calledBy).toSorted(byServerAndDevice);
  const ranks = new Map(places.map(({ volumeId }, index) => [volumeId, index]));
  const rankOf = ({ volumeId }: Line): number => ranks.get(volumeId) ?? 0;
  return lines.toSorted((a, b) => rankOf(a) - rankOf(b));
}

function compared(a: string, b: string): number {
  return COLLATOR.compare(a, b) || (a < b ? -1 : Number(a > b));
}

const COLLATOR = new Intl.Collator('en', { numeric: true });
