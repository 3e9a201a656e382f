import type { Account } from './accounts.ts';
import type { Removable } from './faults.ts';
import type { Params } from './wire/request.ts';

/** What a bucket holds, and what flows into it, in calls a second at a time. */
export interface Bucket {
  readonly action: string;
  /** @default 100 */
  readonly burst?: number;
  /** What is in it at first. @default the burst */
  readonly level?: number;
  readonly refill: (now: Date) => number;
}

/** The writing calls of a run, as AWS publishes them: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html */
export const PUBLISHED: readonly Bucket[] = ['CreateSnapshot', 'CreateSnapshots', 'DeleteSnapshot'].map(
  (action) => ({ action, refill: () => 5 }),
);

/** Gives an action one token bucket in each region of each account, or of one account, on the cloud's clock. */
export function addTokenBucket(
  cloud: Pick<Account, 'clock' | 'fault'>,
  { action, burst = 100, level = burst, refill }: Bucket,
): Removable {
  const levels = new Map<string, { level: number; asOf: number }>();
  const opened = cloud.clock.now().getTime();
  return cloud.fault({
    action,
    when: (_: Params, place) => {
      const key = `${place.account} ${place.region}`;
      const bucket = levels.get(key) ?? { level, asOf: opened };
      const now = cloud.clock.now().getTime();
      bucket.level = Math.min(burst, bucket.level + ((now - bucket.asOf) / 1000) * refill(cloud.clock.now()));
      bucket.asOf = now;
      levels.set(key, bucket);
      // A hair's breadth for sums of fractions.
      if (bucket.level < 1 - 1e-6) return true;
      bucket.level -= 1;
      return false;
    },
    effect: { error: 'RequestLimitExceeded', message: 'Request limit exceeded.' },
  });
}
