import type { Reply } from '../carryOut/writer.ts';
import { errorOf, hasCorrectedClock, isRefusal, isThrottle } from './errors.ts';

/** Sends a writing call, and says how AWS answered. */
export async function replyTo<T>(send: () => Promise<T>): Promise<Reply<T>> {
  try {
    return { kind: 'done', value: await send().catch(async (error: unknown) => sentAgain(error, send)) };
  } catch (error) {
    if (isThrottle(error)) return { kind: 'throttled', ...errorOf(error) };
    return { kind: isRefusal(error) ? 'refused' : 'unclear', ...errorOf(error) };
  }
}

/** Sends a call once more where AWS refused it and the SDK has put the clock right by the refusal. */
async function sentAgain<T>(error: unknown, send: () => Promise<T>): Promise<T> {
  if (isRefusal(error) && hasCorrectedClock(error)) return send();
  throw error;
}
