import type { Instance, Volume } from './records.ts';
import { attachmentTo, type Place, volumesOf } from './world.ts';

/** Takes a volume from one instance, or from all; without any it is available. */
export function detach(volume: Volume, instance?: Instance): void {
  volume.attachments = volume.attachments.filter(
    (attachment) => instance !== undefined && attachment.instance !== instance,
  );
  if (volume.attachments.length === 0) volume.state = 'available';
}

/** Ends an instance, with the volumes that are deleted with it. */
export function terminate(place: Place, instance: Instance): void {
  for (const volume of volumesOf(place, instance)) {
    if (attachmentTo(volume, instance)?.deleteOnTermination) place.volumes.remove(volume);
    detach(volume, instance);
  }
  instance.state = 'terminated';
}
