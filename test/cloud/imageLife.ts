import { DAY, MINUTE } from './clock.ts';
import { volumesOf } from './world.ts';
import type { Place, World } from './world.ts';
import type { Image, Instance, Snapshot } from './records.ts';
import { later } from './upcoming.ts';

/** How long the name of a deregistered image stays taken; AWS says that it does, and not how long. */
export const NAME_IS_HELD = 5 * MINUTE;

/** AWS reports a launch a day after it. */
const LAUNCH_IS_HIDDEN = DAY;

/** How long an image stays protected after its protection with a cooldown was disabled. */
export const COOLDOWN = DAY;

/** How an image of an instance ends, and when; a volume whose snapshots fail fails the image. */
export function endOf(
  { clock, settings }: World,
  place: Place,
  instance: Instance,
): { readonly at: Date | undefined; readonly state: 'available' | 'failed' } {
  const { imagesComplete: wished } = instance;
  const volumes = volumesOf(place, instance);
  const fails = wished === 'failed' || volumes.some((volume) => volume.snapshotsComplete === 'error');
  const never = wished === 'never' || volumes.some((volume) => volume.snapshotsComplete === 'never');
  const after = typeof wished === 'number' ? wished : settings.imageAvailableAfter;
  return {
    at: never ? undefined : new Date(clock.now().getTime() + after),
    state: fails ? 'failed' : 'available',
  };
}

/** Brings a pending image to its end, unless a test or a call did so before. */
export function endsAs(
  place: Place,
  image: Image,
  { at, state }: { readonly at: Date; readonly state: 'available' | 'failed' },
): void {
  later(place, at, 0, () => {
    if (image.state === 'pending') image.state = state;
  });
}

/** Takes an image out of its place; listings that lag behind go on showing it as it was. */
export function deregister({ clock }: World, place: Place, image: Image): void {
  place.deregisteredImages.set(image.id, { image: { ...image }, at: clock.now() });
  place.images.remove(image);
  image.state = 'deregistered';
}

/** The image that has a name, or has had it until a moment ago. */
export function holderOf(name: string, { clock }: World, place: Place): Image | undefined {
  const since = clock.now().getTime() - NAME_IS_HELD;
  const gone = [...place.deregisteredImages.values()].filter(({ at }) => at.getTime() > since);
  const holders = [...place.images.inOrder(), ...gone.map(({ image }) => image)];
  return holders.find((image) => image.name === name);
}

/** A disabled, deprecated, pending or failed image still holds its snapshots; only a deregistered one does not. */
export function holds(image: Image, snapshot: Snapshot): boolean {
  return image.state !== 'deregistered' && image.devices.some((device) => device.snapshot === snapshot);
}

/** When it was launched last, as far as AWS tells. */
export function lastLaunch({ launchedAt }: Image, now: Date): Date | undefined {
  return launchedAt.findLast((at) => now.getTime() - at.getTime() >= LAUNCH_IS_HIDDEN);
}

/** What AWS tells of the protection; of one that cools down it documents nothing, so we tell what still holds. */
export function protectionOf({ protection, coolsUntil }: Image, now: Date): Image['protection'] {
  const cooling = coolsUntil !== undefined && coolsUntil > now;
  return cooling && protection === 'disabled' ? 'enabled-with-cooldown' : protection;
}
