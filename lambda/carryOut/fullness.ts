import { said } from '../core/text.ts';
import type { Refused, Reply } from './writer.ts';

/** AWS takes no more in this region, so the call was not sent. */
export interface RegionIsFull {
  readonly kind: 'region is full';
  readonly because: string;
}

/** Sends creating calls until a refusal says that AWS takes no more in this region; none after it. */
export function untilFull(
  saysFull: (refused: Refused) => boolean,
): <T>(call: () => Promise<Reply<T>>) => Promise<Reply<T> | RegionIsFull> {
  let because: string | undefined;
  return async (call) => {
    if (because !== undefined) return { kind: 'region is full', because };
    const reply = await call();
    if (reply.kind === 'refused' && saysFull(reply)) because = `${reply.code}: ${said(reply.message)}`;
    return reply;
  };
}
