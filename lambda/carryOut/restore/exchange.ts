import { neverReached } from '../../core/neverReached.ts';
import type { RestoredVolume } from '../../core/restore/facts.ts';
import type { Replaced } from '../../core/restore/restorePlan.ts';
import { said } from '../../core/text.ts';
import { attachVolumes, STILL_ATTACHING } from './attachVolumes.ts';
import { detachOld } from './detachOld.ts';
import type { End, Failure } from './reach.ts';
import type { Attachment } from './restorer.ts';
import { attachLine, type Restoring } from './restoring.ts';

/**
 * Detaches the old volume and attaches the new one at its device.
 *
 * Where AWS refuses to attach the new one, the old one is attached again.
 */
export async function exchange(
  place: Attachment,
  old: Replaced,
  restoring: Restoring,
): Promise<End<Attachment>> {
  const look = async () => restoring.restorer.volumes([old.volumeId, place.volumeId]);
  const detached = await detachOld(place, old, look, restoring);
  if (detached.kind !== 'reached') return detached;
  const attached = await attachOne(place, look, restoring);
  if (attached.kind === 'reached' || detached.value === 'gone') return attached;
  const line = attachLine(old.volumeId, place.instanceId, old.device, restoring.region);
  if (attached.kind === 'interrupted') return { ...attached, message: isOff(old, line) };
  return attached.code === STILL_ATTACHING
    ? { ...attached, message: `${attached.message}; ${isOff(old, line)}` }
    : putBack(place, old, attached, restoring);
}

/** What a person has to know of a server that lacks a disk. */
function isOff({ volumeId }: Replaced, line: string): string {
  return `the old volume ${volumeId} is detached; the same command goes on from there, or attach it again with: ${line}`;
}

type Look = () => Promise<readonly RestoredVolume[]>;

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
