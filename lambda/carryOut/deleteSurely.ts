import { neverReached } from '../core/neverReached.ts';
import type { DeleteOutcome } from '../core/outcome.ts';
import type { Deletion } from '../core/plan/plan.ts';
import type { NotSent } from './pacer.ts';
import type { DeleteReply } from './writer.ts';

const DELETE_ATTEMPTS = 3;

type Answer = Exclude<DeleteReply, { kind: 'throttled' }> | NotSent;

/** Deletes one thing. A second deletion does no harm, so the call is sent again after an unclear answer. */
export async function deleteSurely(
  { snapshotId, volumeId }: Deletion,
  send: () => Promise<Answer>,
): Promise<DeleteOutcome> {
  const step = { kind: 'delete', snapshotId, volumeId } as const;
  let reply = await send();
  for (let attempt = 1; reply.kind === 'unclear' && attempt < DELETE_ATTEMPTS; attempt += 1) {
    reply = await send();
  }
  switch (reply.kind) {
    case 'done':
    case 'gone':
      return { ...step, status: reply.kind };
    case 'held':
      return { ...step, status: 'held', because: reply.because };
    case 'refused':
    case 'unclear':
      return { ...step, status: 'failed', code: reply.code, message: reply.message };
    case 'not sent':
      return { ...step, status: 'skipped', because: reply.because };
    default:
      return neverReached(reply);
  }
}
