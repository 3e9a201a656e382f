import pLimit from 'p-limit';
import type { Clock } from '../clock.ts';
import { INTERRUPTED, OUT_OF_TIME } from '../core/outcome.ts';
import type { Interruption } from './interruption.ts';
import { openTokenBucket } from './tokenBucket.ts';

/** Sends a call when it is its turn. When the time is up, or the run is to end, no call is sent, also not a second time. */
export type Pacer = <Reply extends { readonly kind: string }>(
  call: () => Promise<Reply>,
) => Promise<Exclude<Reply, { readonly kind: 'throttled' }> | NotSent>;

export interface NotSent {
  readonly kind: 'not sent';
  readonly because: string;
}

/** Enough for ten times what AWS publishes, also where each call takes a second. */
const SIDE_BY_SIDE = 50;

/**
 * Sends the calls of one action in one region in their order, as fast as AWS's token bucket allows.
 *
 * A throttled call did nothing, so it is sent again until it gets through or the time is up. It uses up no
 * attempts.
 */
export function openPacer(clock: Clock, stopAt: Date, interruption?: Interruption): Pacer {
  const limit = pLimit(SIDE_BY_SIDE);
  const bucket = openTokenBucket(clock.now().getTime());
  const inTurn = pLimit(1);

  /** Waits for a token. Gives why none comes. */
  async function refusedToken(): Promise<string | undefined> {
    for (;;) {
      if (interruption?.isAsked()) return INTERRUPTED;
      const now = clock.now().getTime();
      const at = bucket.nextAt(now);
      if (Math.max(at, now) >= stopAt.getTime()) return OUT_OF_TIME;
      if (at <= now) {
        bucket.take(now);
        return undefined;
      }
      await clock.sleep(at - now);
    }
  }

  return (call) =>
    limit(async () => {
      for (;;) {
        const because = await inTurn(refusedToken);
        if (because !== undefined) return { kind: 'not sent', because };
        const sentAt = clock.now().getTime();
        const reply = await call();
        const now = clock.now().getTime();
        if (gotThrough(reply)) {
          bucket.passed(sentAt, now);
          return reply;
        }
        bucket.throttled(sentAt, now);
      }
    });
}

function gotThrough<Reply extends { readonly kind: string }>(
  reply: Reply,
): reply is Exclude<Reply, { readonly kind: 'throttled' }> {
  return reply.kind !== 'throttled';
}
