import type { Clock } from '../../clock.ts';
import type { Reply } from '../writer.ts';
import type { VolumeProver } from './prover.ts';

/** Why a volume is still there. */
export interface NotRemoved {
  readonly code: string;
  readonly message: string;
}

/** AWS does not know for a time what it has just made, and deletes no volume that it still makes. In milliseconds. */
const LONGEST = 60_000;

const PAUSE = 5_000;

const GONE = 'InvalidVolume.NotFound';

/** What passes: a new volume is not known everywhere yet, or not made yet. */
const PASSING = new Set([GONE, 'IncorrectState']);

/** States of a volume that AWS deletes. */
const LEAVING = new Set<string | undefined>(['deleting', 'deleted']);

/**
 * Deletes a volume; undefined, or why it stays.
 *
 * A second deletion does no harm, so the call is sent again for a minute after an unclear answer, and where time cures
 * the refusal.
 */
export async function removeVolume(
  volumeId: string,
  { prover, clock }: { readonly prover: VolumeProver; readonly clock: Clock },
): Promise<NotRemoved | undefined> {
  const until = clock.now().getTime() + LONGEST;
  for (;;) {
    const reply = await prover.remove(volumeId);
    if (reply.kind === 'done' || (await isLeaving(volumeId, prover))) return undefined;
    const { code, message } = reply;
    if (clock.now().getTime() >= until || isFinal(reply))
      return code === GONE ? undefined : { code, message };
    await clock.sleep(PAUSE);
  }
}

function isFinal({ kind, code }: Exclude<Reply<void>, { readonly kind: 'done' }>): boolean {
  return kind === 'refused' && !PASSING.has(code);
}

async function isLeaving(volumeId: string, prover: VolumeProver): Promise<boolean> {
  const state = await prover.stateOf(volumeId);
  return state.kind === 'done' && LEAVING.has(state.value);
}
