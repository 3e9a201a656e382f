import pLimit from 'p-limit';
import type { Clock } from './clock.ts';

/** Sends a call when its turn has come. The call is not sent, or not again, when the time is up. */
export type Pacer = <Reply extends { readonly kind: string }>(
  call: () => Promise<Reply>,
) => Promise<Exclude<Reply, { readonly kind: 'throttled' }> | OutOfTime>;

export interface OutOfTime {
  readonly kind: 'out of time';
}

/** Enough to empty AWS's bucket of five calls a second at two seconds a call. */
const SIDE_BY_SIDE = 10;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 20_000;

/**
 * Sends the calls of one action in one region, a few at a time, and sends a throttled one again.
 *
 * AWS's buckets are per account, region and action, so a throttled call says that all others would be
 * throttled too: everything waits, longer each time, until a call gets through or the time is up.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export function openPacer(clock: Clock, stopAt: Date): Pacer {
  const limit = pLimit(SIDE_BY_SIDE);
  let pause = FIRST_PAUSE;
  let resumeAt = 0;

  return (call) =>
    limit(async () => {
      for (;;) {
        const now = clock.now().getTime();
        if (Math.max(now, resumeAt) >= stopAt.getTime()) return { kind: 'out of time' };
        if (resumeAt > now) await clock.sleep(resumeAt - now);
        const reply = await call();
        if (gotThrough(reply)) {
          pause = FIRST_PAUSE;
          return reply;
        }
        const refusedAt = clock.now().getTime();
        if (refusedAt >= resumeAt) {
          resumeAt = refusedAt + Math.ceil(pause * (0.5 + Math.random() / 2));
          pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
      }
    });
}

function gotThrough<Reply extends { readonly kind: string }>(
  reply: Reply,
): reply is Exclude<Reply, { readonly kind: 'throttled' }> {
  return reply.kind !== 'throttled';
}
