import type { Volume } from './records.ts';
import type { Place, World } from './world.ts';

/** What becomes of a new volume, and when. */
export interface Fate {
  readonly at: Date;
  readonly becomes: 'available' | 'gone';
}

/** Puts a volume that is being created into its place; without a fate it stays so for ever. */
export function keepVolume(place: Place, volume: Volume, fate: Fate | undefined): void {
  place.volumes.add(volume);
  if (fate) place.newVolumes.set(volume, fate);
}

/** When a volume that a call makes now is done; undefined where the test wants it never to be. */
export function doneAt({ clock, settings: { availableAfter } }: World): Date | undefined {
  return availableAfter === 'never' ? undefined : new Date(clock.now().getTime() + availableAfter);
}

/** A test may have changed the state by hand; then that counts. */
export function settleVolumes(place: Place, now: Date): void {
  for (const [volume, { at, becomes }] of place.newVolumes) {
    if (volume.state === 'creating' && at > now) continue;
    place.newVolumes.delete(volume);
    if (volume.state !== 'creating') continue;
    if (becomes === 'gone') place.volumes.remove(volume);
    else volume.state = 'available';
  }
}
