import { givenName, type Instance, type Volume } from '../inventory.ts';
import { titled, told } from '../text.ts';

/** Where a person looks for a volume: on which server, and as which device. */
export interface Attachment {
  /** The Name of the instance, or its id where it has none; absent for a detached volume. */
  readonly instance?: string | undefined;
  /** Like `/dev/xvda`. */
  readonly device?: string | undefined;
}

/** Of a Multi-Attach volume, the instance that it is taken with, else the first. */
export function attachmentOf(volume: Volume, taken: Instance | undefined): Attachment {
  const instanceId = taken?.id ?? volume.instanceIds[0];
  if (instanceId === undefined) return {};
  return {
    instance: (taken && givenName(taken.tags)) ?? instanceId,
    device: volume.disk.devices[volume.instanceIds.indexOf(instanceId)]?.name,
  };
}

interface Placed extends Attachment {
  readonly volumeId: string;
  readonly name?: string | undefined;
}

/**
 * By the Name of the server, then by device; a detached volume stands where its own Name would.
 *
 * Numbers in Names count as numbers: web-2 comes before web-10. Ties are broken by id.
 */
export function byNameAndDevice(a: Placed, b: Placed): number {
  return (
    compared(a.instance ?? a.name ?? a.volumeId, b.instance ?? b.name ?? b.volumeId) ||
    compared(a.device ?? '', b.device ?? '') ||
    compared(a.volumeId, b.volumeId)
  );
}

function compared(a: string, b: string): number {
  return COLLATOR.compare(a, b) || (a < b ? -1 : Number(a > b));
}

const COLLATOR = new Intl.Collator('en', { numeric: true });

/** `web-1 /dev/xvda, vol-1 (data)`; a detached volume by its id and Name alone. */
export function placedTitle({ instance, device, volumeId, name }: Placed): string {
  const title = titled(volumeId, name);
  if (instance === undefined) return title;
  return `${told(instance)}${device === undefined ? '' : ` ${told(device)}`}, ${title}`;
}
