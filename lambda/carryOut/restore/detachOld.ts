import type { RestoredVolume } from '../../core/restore/facts.ts';
import type { Replaced } from '../../core/restore/restorePlan.ts';
import type { Refused } from '../writer.ts';
import { type End, type Failure, reach, type Verdict } from './reach.ts';
import type { Attachment } from './restorer.ts';
import { attachLine, attachmentTo, type Restoring } from './restoring.ts';

/**
 * Detaches the volume whose place is taken, never by force.
 *
 * Only while the new one can be attached, and with the right to attach both: else a server would lose a disk and get
 * none. And only while the instance is stopped, because somebody can have started it since the plan was made.
 *
 * @returns `free`: it is not attached here any more, or was not before. `gone`: it does not exist any more.
 */
export async function detachOld(
  place: Attachment,
  old: Replaced,
  look: () => Promise<readonly RestoredVolume[]>,
  { restorer, waiting, region }: Restoring,
): Promise<End<'free' | 'gone'>> {
  const { volumeId, instanceId } = place;
  let isSent = false;
  const isAsked = (): boolean => waiting.interruption?.isAsked() ?? false;
  const stillDetaching = (): Failure => ({
    kind: 'failed',
    code: 'StillDetaching',
    message: `AWS took the call, but ${old.volumeId} is not detached from ${instanceId} yet, so ${volumeId} is not attached; the same command goes on from there`,
  });
  const ends = await reach(
    [old],
    {
      look,
      judge: (_, seen) => judge(place, old, seen),
      send: async () => {
        const state = await restorer.stateOf(instanceId);
        if (state.kind !== 'done') return state;
        if (state.value !== 'stopped') return notStopped(state.value, place, old, region);
        const back = { volumeId: old.volumeId, instanceId, device: old.device };
        for (const one of [place, back]) {
          if (isAsked()) return { kind: 'again' };
          const may = await restorer.mayAttach(one);
          if (may.kind !== 'done') return may;
        }
        if (isAsked()) return { kind: 'again' };
        isSent = true;
        return restorer.detach(back);
      },
      lost: stillDetaching,
      late: stillDetaching,
    },
    waiting,
  );
  const end = ends.get(old) ?? { kind: 'interrupted' };
  if (end.kind !== 'interrupted' || !isSent) return end;
  const line = attachLine(old.volumeId, instanceId, old.device, region);
  return {
    kind: 'interrupted',
    message: `the old volume ${old.volumeId} is being detached; the same command goes on from there, or attach it again with: ${line}`,
  };
}

function notStopped(state: string, { instanceId }: Attachment, old: Replaced, region: string): Refused {
  return {
    kind: 'refused',
    code: 'NotStopped',
    message: `${instanceId} is ${state} now, and a disk is exchanged only while it is stopped, so ${old.volumeId} stays where it is; stop it with: aws ec2 stop-instances --region ${region} --instance-ids ${instanceId}; then the same command goes on from there`,
  };
}

function judge(
  { volumeId, instanceId, device }: Attachment,
  old: Replaced,
  seen: readonly RestoredVolume[],
): Verdict<'free' | 'gone'> {
  const fresh = seen.find(({ id }) => id === volumeId);
  if (attachmentTo(instanceId, fresh)?.device === device) return { kind: 'reached', value: 'free' };
  const volume = seen.find(({ id }) => id === old.volumeId);
  if (volume === undefined) return { kind: 'reached', value: 'gone' };
  const here = attachmentTo(instanceId, volume);
  if (here?.state === 'attached')
    return fresh?.state === 'available' ? { kind: 'missing' } : notFree(volumeId, fresh, old);
  if (here !== undefined) return { kind: 'on its way' };
  const isFree = volume.state !== 'in-use' || volume.attached.length > 0;
  return isFree ? { kind: 'reached', value: 'free' } : { kind: 'on its way' };
}

function notFree(volumeId: string, fresh: RestoredVolume | undefined, old: Replaced): Failure {
  const is = fresh === undefined ? 'gone' : `in the state ${fresh.state}`;
  return {
    kind: 'failed',
    code: 'NotAvailable',
    message: `${volumeId} is ${is} and cannot be attached, so ${old.volumeId} stays where it is; when it is available, the same command goes on from there`,
  };
}
