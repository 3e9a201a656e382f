import type { Account } from './accounts.ts';
import type { Effect, Removable } from './faults.ts';
import type { Params } from './wire/request.ts';

/** What a bucket holds, and what flows into it, in calls a second at a time. */
export interface Bucket {
  readonly action: string;
  /** @default 100 */
  readonly burst?: number;
  /** What is in it at first. @default the burst */
  readonly level?: number;
  readonly refill: (now: Date, region: string) => number;
  /** What else has a bucket of its own, by its id in the call. @default each region of each account alone */
  readonly of?: (params: Params) => string;
  /** @default RequestLimitExceeded */
  readonly refusal?: Effect;
}

/** The writing calls of a run, as AWS publishes them: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html */
export const PUBLISHED: readonly Bucket[] = ['CreateSnapshot', 'CreateSnapshots', 'DeleteSnapshot'].map(
  (action) => ({ action, refill: () => 5 }),
);

/** That of CopySnapshot, from the same page. */
export const COPY_BUCKET: Bucket = { action: 'CopySnapshot', burst: 50, refill: () => 5 };

/** Where more blocks can be read a second. */
const LARGE = new Set(['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'ap-southeast-1']);

const THROTTLED = 'RequestThrottledException';
const ACCOUNT_THROTTLED = { error: THROTTLED, reason: 'ACCOUNT_THROTTLED' } as const;

/**
 * The calls of EBS direct. AWS says how many a second, and nothing of bursts, so a bucket holds those of one second.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-resource-quotas.html
 */
export const BLOCK_QUOTAS: readonly Bucket[] = [
  { action: 'ListSnapshotBlocks', burst: 50, refill: () => 50, refusal: ACCOUNT_THROTTLED },
  { action: 'ListChangedBlocks', burst: 50, refill: () => 50, refusal: ACCOUNT_THROTTLED },
  {
    action: 'GetSnapshotBlock',
    burst: 1000,
    refill: () => 1000,
    of: ({ SnapshotId = '' }) => SnapshotId,
    refusal: { error: THROTTLED, reason: 'RESOURCE_LEVEL_THROTTLE' },
  },
  {
    action: 'GetSnapshotBlock',
    burst: 1000,
    refill: (_, region) => (LARGE.has(region) ? 5000 : 1000),
    refusal: ACCOUNT_THROTTLED,
  },
];

const BUSY = { error: 'RequestLimitExceeded', message: 'Request limit exceeded.' } as const;

/** Gives an action one token bucket in each region of each account, or of one account, on the cloud's clock. */
export function addTokenBucket(
  cloud: Pick<Account, 'clock' | 'fault'>,
  { action, burst = 100, level = burst, refill, of = () => '', refusal = BUSY }: Bucket,
): Removable {
  const levels = new Map<string, { level: number; asOf: number }>();
  const opened = cloud.clock.now().getTime();
  return cloud.fault({
    action,
    when: (params: Params, place) => {
      const key = `${place.account} ${place.region} ${of(params)}`;
      const bucket = levels.get(key) ?? { level, asOf: opened };
      const now = cloud.clock.now().getTime();
      bucket.level = Math.min(
        burst,
        bucket.level + ((now - bucket.asOf) / 1000) * refill(cloud.clock.now(), place.region),
      );
      bucket.asOf = now;
      levels.set(key, bucket);
      // A hair's breadth for sums of fractions.
      if (bucket.level < 1 - 1e-6) return true;
      bucket.level -= 1;
      return false;
    },
    effect: refusal,
  });
}
