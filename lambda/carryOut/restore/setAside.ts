import { keysOf } from '../../core/keys.ts';
import { neverReached } from '../../core/neverReached.ts';
import type { RestoredVolume } from '../../core/restore/facts.ts';
import type { Replaced } from '../../core/restore/restorePlan.ts';
import { NOT_TAGGED } from '../../core/restore/outcome.ts';
import type { Tags } from '../../core/snapshot.ts';
import { said, shellWord } from '../../core/text.ts';
import { type End, type Failure, reach, type Verdict } from './reach.ts';
import type { Restoring } from './restoring.ts';

/**
 * Tags a volume whose place another one took, so that it is no longer snapshotted.
 *
 * The last step of an exchange: whatever happens before it, each disk is still on a schedule. Tags that it has stay.
 */
export async function setAside(
  old: Replaced,
  newId: string,
  { restorer, waiting, prefix, region }: Restoring,
): Promise<End<void>> {
  const { replaced, ignore } = keysOf(prefix);
  const wanted: Tags = {
    [replaced]: waiting.clock.now().toISOString(),
    [ignore]: `replaced by ${newId}`,
  };
  let has: Tags = {};
  const judge = (id: string, seen: readonly RestoredVolume[]): Verdict<void> => {
    const volume = seen.find((one) => one.id === id);
    has = volume?.tags ?? {};
    const isDone = volume === undefined || Object.keys(wanted).every((key) => key in has);
    return isDone ? { kind: 'reached', value: undefined } : { kind: 'missing' };
  };
  const ends = await reach(
    [old.volumeId],
    {
      look: async () => restorer.volumes([old.volumeId]),
      judge,
      send: async (id) =>
        restorer.tag(id, Object.fromEntries(Object.entries(wanted).filter(([key]) => !(key in has)))),
      lost: notSeen,
      late: notSeen,
    },
    waiting,
  );
  const end = ends.get(old.volumeId) ?? { kind: 'interrupted' };
  const tag = shellWord(`Key=${ignore},Value=replaced by ${newId}`);
  const line = `aws ec2 create-tags --resources ${old.volumeId} --tags ${tag} --region ${region}`;
  switch (end.kind) {
    case 'reached':
      return end;
    case 'interrupted':
      return {
        ...end,
        message: `${newId} is in place, but ${old.volumeId} is not tagged, so it is still on its schedule; the same command tags it, or: ${line}`,
      };
    case 'failed':
      return {
        kind: 'failed',
        code: NOT_TAGGED,
        message: `${newId} is in place, but ${old.volumeId} could not be tagged (${end.code}: ${said(end.message)}), so it is still on its schedule; tag it with: ${line}`,
      };
    default:
      return neverReached(end);
  }
}

const notSeen = (): Failure => ({
  kind: 'failed',
  code: 'NotSeen',
  message: 'AWS took the call, but the tags are not there',
});
