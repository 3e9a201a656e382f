import type { RestoredVolume } from '../../core/restore/facts.ts';
import { type End, reach, type Verdict } from './reach.ts';
import type { Attachment } from './restorer.ts';
import { attachmentTo, type Restoring } from './restoring.ts';

/** The code of a volume that AWS is attaching and that is not attached yet. */
export const STILL_ATTACHING = 'StillAttaching';

/** Attaches volumes that are not attached yet, side by side, and waits until they are. */
export async function attachVolumes(
  attachments: readonly Attachment[],
  look: () => Promise<readonly RestoredVolume[]>,
  { restorer, waiting }: Restoring,
  onReached: (count: number) => void = () => undefined,
): Promise<Map<Attachment, End<Attachment>>> {
  return reach(
    attachments,
    {
      look,
      judge,
      send: async (one) => restorer.attach(one),
      lost: (one) => stillAttaching(one),
      late: (one) => stillAttaching(one),
      onReached,
    },
    waiting,
  );
}

function judge(one: Attachment, seen: readonly RestoredVolume[]): Verdict<Attachment> {
  const here = attachmentTo(
    one.instanceId,
    seen.find(({ id }) => id === one.volumeId),
  );
  if (here === undefined) return { kind: 'missing' };
  if (here.device !== one.device) {
    return {
      kind: 'failed',
      code: 'OtherDevice',
      message: `${one.volumeId} is attached to ${one.instanceId} at ${here.device}, not at ${one.device}; it stays there`,
    };
  }
  return here.state === 'attached' ? { kind: 'reached', value: one } : { kind: 'on its way' };
}

function stillAttaching({ volumeId, instanceId, device }: Attachment) {
  return {
    kind: 'failed',
    code: STILL_ATTACHING,
    message: `AWS took the call, but ${volumeId} is not attached to ${instanceId} at ${device} yet; the same command goes on from there`,
  } as const;
}
