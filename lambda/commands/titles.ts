import type { Inventory } from '../core/inventory.ts';
import { givenName } from '../core/inventory.ts';
import { type Attachment, attachmentOf, byNameAndDevice, placedTitle } from '../core/policy/place.ts';

/** A volume as a person looks for it. */
export interface Place extends Attachment {
  readonly volumeId: string;
  readonly name?: string | undefined;
}

/** Where a volume of an inventory is; of one that is gone only its id is known. */
export function placeIn({ volumes, instances }: Inventory, volumeId: string): Place {
  const volume = volumes.find(({ id }) => id === volumeId);
  if (volume === undefined) return { volumeId };
  const host = instances.find(({ id }) => id === volume.instanceIds[0]);
  return { volumeId, name: givenName(volume.tags), ...attachmentOf(volume, host) };
}

/** `web-1 /dev/xvda, vol-1 (data)` */
export function volumeTitle(inventory: Inventory, volumeId: string): string {
  return placedTitle(placeIn(inventory, volumeId));
}

/** Some lines in the order in which people look: by the Name of the server, then by device. */
export function inPlaces<Line extends { readonly volumeId: string }>(
  inventory: Inventory,
  lines: readonly Line[],
): Line[] {
  const places = new Map(lines.map(({ volumeId }) => [volumeId, placeIn(inventory, volumeId)]));
  const placeOf = ({ volumeId }: Line): Place => places.get(volumeId) ?? { volumeId };
  return lines.toSorted((a, b) => byNameAndDevice(placeOf(a), placeOf(b)));
}
