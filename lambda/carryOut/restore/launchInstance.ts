import type { Clock } from '../../clock.ts';
import { neverReached } from '../../core/neverReached.ts';
import {
  isOver,
  type LaunchedInstance,
  type LaunchOutcome,
  type LaunchPlan,
} from '../../core/restore/launched/launchPlan.ts';
import { said } from '../../core/text.ts';
import type { Interruption } from '../interruption.ts';
import type { Launcher } from './launcher.ts';
import { type Failure, reach, type Verdict } from './reach.ts';
import { isSpent, MOST_ATTEMPTS, tokenOf } from './token.ts';

/** With what, and for whom, an instance is launched. */
export interface LaunchWatch {
  readonly launcher: Pick<Launcher, 'launch' | 'launched'>;
  readonly clock: Clock;
  /** When it is asked for, no call is sent any more. */
  readonly interruption?: Interruption | undefined;
  /** Shown a short line when something has changed. */
  readonly onProgress?: ((line: string) => void) | undefined;
}

/**
 * Launches the instance of a plan, and waits until it runs. Deletes nothing.
 *
 * The call follows a look at what is there, so the same plan can be carried out again after a death, and launches no
 * second instance. One that was ended since is launched anew. What goes wrong is an outcome.
 */
export async function launchInstance(
  plan: LaunchPlan,
  { launcher, clock, interruption, onProgress }: LaunchWatch,
): Promise<LaunchOutcome> {
  const over = new Set<string>();
  let attempt = 1;
  /** The instance that is waited for. */
  let own: string | undefined;

  const look = async (): Promise<readonly LaunchedInstance[]> => {
    const all = await launcher.launched(plan.id);
    for (const { id, state } of all) if (isOver(state) && id !== own) over.add(id);
    return all;
  };

  const judge = (_: LaunchPlan, seen: readonly LaunchedInstance[]): Verdict<LaunchedInstance> => {
    const instance = seen.find(({ id }) => id === own) ?? seen.findLast(({ state }) => !isOver(state));
    if (instance === undefined) return { kind: 'missing' };
    own = instance.id;
    if (isOver(instance.state)) return ended(instance);
    return instance.state === 'pending' ? { kind: 'on its way' } : { kind: 'reached', value: instance };
  };

  const send = async () => {
    const reply = await launcher.launch(plan, tokenOf(plan.id, plan.image.imageId, attempt));
    const isKnown = reply.kind === 'done' || over.size > 0;
    if (isKnown && isSpent(reply, over) && attempt < MOST_ATTEMPTS) {
      attempt += 1;
      return { kind: 'again' } as const;
    }
    if (reply.kind === 'done') {
      own = reply.value;
      onProgress?.(`${own} is launched; waiting until it runs`);
    }
    return reply;
  };

  const ends = await reach(
    [plan],
    { look, judge, send, lost: () => gone(own ?? ''), late: () => stillPending(own ?? '') },
    { clock, interruption },
  );
  const end = ends.get(plan) ?? { kind: 'interrupted' };
  switch (end.kind) {
    case 'reached':
      return { status: 'done', instanceId: end.value.id, privateIp: end.value.privateIp };
    case 'failed':
      return { status: 'failed', instanceId: own, code: end.code, message: end.message };
    case 'interrupted':
      return { status: 'interrupted', instanceId: own };
    default:
      return neverReached(end);
  }
}

const AGAIN = 'the same command launches another one';

/** AWS launches an instance and ends it where a key of its disks cannot be used, or a quota is used up. */
function ended({ id, state, failure }: LaunchedInstance): Failure {
  const why =
    failure === undefined
      ? 'often a key of its disks cannot be used (CloudTrail has the reason)'
      : said(failure);
  return {
    kind: 'failed',
    code: 'InstanceEnded',
    message: `${id} is ${state} and never ran: ${why}; when that is mended, ${AGAIN}`,
  };
}

function gone(id: string): Failure {
  return {
    kind: 'failed',
    code: 'InstanceGone',
    message: `AWS answered with ${id}, but a minute later there is no such instance; ${AGAIN}`,
  };
}

function stillPending(id: string): Failure {
  return {
    kind: 'failed',
    code: 'StillPending',
    message: `${id} does not run after 15 minutes; AWS goes on with it, and the same command goes on from there`,
  };
}
