import { SECOND } from './clock.ts';
import type { Attachment, Instance, Volume } from './records.ts';
import { later } from './upcoming.ts';
import { attachmentTo, isRoot, volumesOf } from './world.ts';
import type { Place } from './world.ts';

/** How long a volume is `attaching`, and how long `detaching`. */
export const ATTACHING = 5 * SECOND;
export const DETACHING = 5 * SECOND;

/** Joins a volume to an instance in one state or the other; a volume's product codes become the instance's as well. */
export function join(volume: Volume, attachment: Attachment): void {
  const { instance, device } = attachment;
  volume.attachments.push(attachment);
  volume.state = 'in-use';
  const codes = [...instance.productCodes, ...volume.productCodes];
  instance.productCodes = [...new Map(codes.map((code) => [code.id, code])).values()];
  if (device === instance.rootDevice && !instance.rootVolumes.includes(volume.id))
    instance.rootVolumes.push(volume.id);
}

export function part(volume: Volume, attachment: Attachment): void {
  volume.attachments = volume.attachments.filter((other) => other !== attachment);
  if (volume.attachments.length === 0 && volume.state === 'in-use') volume.state = 'available';
}

/** Attaches a volume, which takes a while; where its key cannot be used, it comes off again. */
export function beginAttaching(
  place: Place,
  volume: Volume,
  { key, ...wish }: Omit<Attachment, 'state'> & { readonly key: 'usable' | 'unusable' },
): Attachment {
  const attachment: Attachment = { ...wish, state: 'attaching' };
  join(volume, attachment);
  if (volume.stuck === 'attaching') return attachment;
  later(place, wish.attachedAt, ATTACHING, () => {
    if (attachment.state !== 'attaching') return;
    if (key === 'usable') attachment.state = 'attached';
    else part(volume, attachment);
  });
  return attachment;
}

/** Detaches a volume, which takes a while; one that is stuck stays until it is forced or its instance stops. */
export function beginDetaching(
  place: Place,
  volume: Volume,
  attachment: Attachment,
  { from, forced }: { readonly from: Date; readonly forced: 'forced' | 'not forced' },
): void {
  attachment.state = 'detaching';
  if (volume.stuck === 'detaching' && forced === 'not forced' && attachment.instance.state !== 'stopped')
    return;
  later(place, from, DETACHING, () => {
    if (attachment.state === 'detaching') part(volume, attachment);
  });
}

/** A stopped instance holds back no volume that was to be detached. */
export function letGo(place: Place, instance: Instance): void {
  for (const volume of volumesOf(place, instance)) {
    const attachment = attachmentTo(volume, instance);
    if (attachment?.state === 'detaching') part(volume, attachment);
  }
}

export function rootOf(place: Place, instance: Instance): Volume | undefined {
  return volumesOf(place, instance).find((volume) => isRoot(volume, instance));
}
