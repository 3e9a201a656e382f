import type { RestoredVolume } from '../../core/restore/facts.ts';
import type { Replaced } from '../../core/restore/restorePlan.ts';
import { isSpent, MOST_ATTEMPTS, tokenOf } from './token.ts';
import { type End, type Failure, reach, type Verdict } from './reach.ts';
import type { Attachment, RootTask } from './restorer.ts';
import { attachLine, attachmentTo, type Restoring } from './restoring.ts';

interface Seen {
  readonly volumes: readonly RestoredVolume[];
  readonly tasks: readonly RootTask[];
}

/**
 * Lets AWS replace the root volume of a running instance, and waits for it. AWS restarts the instance.
 *
 * A task that runs already is waited for, because it may be this one, sent before a death.
 */
export async function replaceRoot(
  planId: string,
  place: Attachment,
  old: Replaced,
  { restorer, waiting, region }: Restoring,
): Promise<End<Attachment>> {
  const { instanceId, volumeId, device } = place;
  const over = new Set<string>();
  let attempt = 1;
  /** The task that is waited for; perhaps somebody else's, as long as none was sent. */
  let own: string | undefined;
  let isSent = false;

  const look = async (): Promise<Seen> => {
    const volumes = await restorer.volumes([volumeId]);
    const isAttached = isRoot(volumes);
    return {
      volumes,
      tasks: isAttached || waiting.interruption?.isAsked() ? [] : await restorer.rootTasks(instanceId),
    };
  };
  const isRoot = (volumes: readonly RestoredVolume[]): boolean => {
    const here = attachmentTo(
      instanceId,
      volumes.find(({ id }) => id === volumeId),
    );
    return here?.device === device && here.state === 'attached';
  };

  const judge = (_: Attachment, { volumes, tasks }: Seen): Verdict<Attachment> => {
    if (isRoot(volumes)) return { kind: 'reached', value: place };
    const task = tasks.find(({ id }) => id === own) ?? tasks.find(({ state }) => !isOver(state));
    for (const { id, state } of tasks) if (isOver(state) && id !== own) over.add(id);
    own ??= task?.id;
    const isOthers = task?.state === 'succeeded' && !isSent;
    if (task === undefined || isOthers) return { kind: 'missing' };
    if (task.state === 'failed' || task.state === 'failed-detached')
      return taskFailed(task.state, place, old, region);
    return { kind: 'on its way' };
  };

  const send = async () => {
    const reply = await restorer.replaceRoot(instanceId, volumeId, tokenOf(planId, 'root', attempt));
    if (isSpent(reply, over) && attempt < MOST_ATTEMPTS) {
      attempt += 1;
      return { kind: 'again' } as const;
    }
    if (reply.kind === 'done') [own, isSent] = [reply.value, true];
    return reply;
  };

  const stillReplacing = (): Failure => ({
    kind: 'failed',
    code: 'StillReplacing',
    message: `${volumeId} is not the root of ${instanceId} yet; AWS goes on with it, and the same command goes on from there`,
  });
  const ends = await reach(
    [place],
    { look, judge, send, lost: stillReplacing, late: stillReplacing },
    waiting,
  );
  const end = ends.get(place) ?? { kind: 'interrupted' };
  return end.kind === 'interrupted' && own !== undefined
    ? {
        ...end,
        message: `AWS goes on replacing the root of ${instanceId}; the same command goes on from there`,
      }
    : end;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRootVolumeTask.html */
function isOver(state: string): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'failed-detached';
}

function taskFailed(
  state: 'failed' | 'failed-detached',
  { instanceId, volumeId }: Attachment,
  old: Replaced,
  region: string,
): Failure {
  return state === 'failed'
    ? {
        kind: 'failed',
        code: 'RootTaskFailed',
        message: `AWS could not make ${volumeId} the root of ${instanceId}; its old root ${old.volumeId} is attached again, and the same command tries once more`,
      }
    : {
        kind: 'failed',
        code: 'RootTaskFailedDetached',
        message: `AWS could not make ${volumeId} the root of ${instanceId}, which has no root now; stop it, attach the old one, and start it: ${attachLine(old.volumeId, instanceId, old.device, region)}`,
      };
}
