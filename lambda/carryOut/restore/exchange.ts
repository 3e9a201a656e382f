import { neverReached } from '../../core/neverReached.ts';
import type { RestoredVolume } from '../../core/restore/facts.ts';
import type { Replaced } from '../../core/restore/restorePlan.ts';
import { said } from '../../core/text.ts';
import { attachVolumes } from './attachVolumes.ts';
import { type End, type Failure, reach, type Verdict } from './reach.ts';
import type { Attachment } from './restorer.ts';
import { attachLine, attachmentTo, type Restoring } from './restoring.ts';

/**
 * Detaches the old volume and attaches the new one at its device.
 *
 * Where the new one cannot be attached, the old one is attached again.
 */
export async function exchange(
  place: Attachment,
  old: Replaced,
  restoring: Restoring,
): Promise<End<Attachment>> {
  const look = async () => restoring.restorer.volumes([old.volumeId, place.volumeId]);
  const detached = await detach(place, old, look, restoring);
  if (detached.kind !== 'reached') return detached;
  const attached = await attachOne(place, look, restoring);
  if (attached.kind !== 'failed' || detached.value === 'gone') return attached;
  return putBack(place, old, attached, restoring);
}

type Look = () => Promise<readonly RestoredVolume[]>;

/** The old volume is no longer attached here, or is no longer there at all. */
async function detach(
  { volumeId, instanceId, device }: Attachment,
  old: Replaced,
  look: Look,
  { restorer, waiting }: Restoring,
): Promise<End<'free' | 'gone'>> {
  const stillDetaching = (): Failure => ({
    kind: 'failed',
    code: 'StillDetaching',
    message: `${old.volumeId} is still attached to ${instanceId}, so ${volumeId} is not attached; the same command goes on from there`,
  });
  const judge = (one: string, seen: readonly RestoredVolume[]): Verdict<'free' | 'gone'> => {
    const isExchanged =
      attachmentTo(
        instanceId,
        seen.find(({ id }) => id === volumeId),
      )?.device === device;
    if (isExchanged) return { kind: 'reached', value: 'free' };
    const volume = seen.find(({ id }) => id === one);
    if (volume === undefined) return { kind: 'reached', value: 'gone' };
    const here = attachmentTo(instanceId, volume);
    if (here !== undefined) return here.state === 'attached' ? { kind: 'missing' } : { kind: 'on its way' };
    const isFree = volume.state !== 'in-use' || volume.attached.length > 0;
    return isFree ? { kind: 'reached', value: 'free' } : { kind: 'on its way' };
  };
  const ends = await reach(
    [old.volumeId],
    {
      look,
      judge,
      send: async (one) => restorer.detach({ volumeId: one, instanceId, device: old.device }),
      lost: stillDetaching,
      late: stillDetaching,
    },
    waiting,
  );
  return ends.get(old.volumeId) ?? { kind: 'interrupted' };
}

/** Attaches one volume. */
export async function attachOne(
  place: Attachment,
  look: Look,
  restoring: Restoring,
): Promise<End<Attachment>> {
  return (await attachVolumes([place], look, restoring)).get(place) ?? { kind: 'interrupted' };
}

async function putBack(
  { volumeId, instanceId }: Attachment,
  old: Replaced,
  why: Failure,
  restoring: Restoring,
): Promise<Failure> {
  const place = { volumeId: old.volumeId, instanceId, device: old.device };
  const back = await attachOne(place, async () => restoring.restorer.volumes([old.volumeId]), restoring);
  const message = `${volumeId} could not be attached: ${said(why.message)}; ${becameOf(back, place, restoring.region)}`;
  return { ...why, message };
}

function becameOf(
  back: End<Attachment>,
  { volumeId, instanceId, device }: Attachment,
  region: string,
): string {
  const line = attachLine(volumeId, instanceId, device, region);
  switch (back.kind) {
    case 'reached':
      return `the old volume ${volumeId} is attached at ${device} again`;
    case 'failed':
      return `the old volume ${volumeId} is detached and could not be attached again (${back.code}: ${said(back.message)}); attach it with: ${line}`;
    case 'interrupted':
      return `the old volume ${volumeId} is detached; attach it with: ${line}`;
    default:
      return neverReached(back);
  }
}
