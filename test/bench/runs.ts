import { createHandler } from '../../lambda/handler.ts';
import type { Report } from '../../lambda/core/report/report.ts';
import { type Cloud, type CloudWish, startCloud } from '../cloud/cloud.ts';
import { passTime } from '../cloud/passingTime.ts';
import { addTokenBucket, type Bucket } from '../cloud/tokenBuckets.ts';
import { withEnvironment } from '../scenarios/snapper.ts';

/** A cloud for as long as something is measured in it. */
export async function inCloud<T>(measure: (cloud: Cloud) => Promise<T>, wish?: CloudWish): Promise<T> {
  const cloud = await startCloud(wish);
  try {
    return await measure(cloud);
  } finally {
    await cloud.close();
  }
}

/** What a call of EC2 takes from afar; at this latency a program that sends one call at a time is slower than the buckets. */
const LATENCY = 250;

export interface Circumstances {
  readonly event?: unknown;
  readonly buckets: readonly Bucket[];
  /** Milliseconds that each call takes. @default 250 */
  readonly latency?: number;
  /** What `getRemainingTimeInMillis` says at first. @default so much that it plays no part */
  readonly remaining?: number;
}

export interface Timed {
  readonly report: Report;
  /** Virtual ones, of the whole run: looks, waiting and the report. */
  readonly seconds: number;
  /** When each call that AWS took was sent, in virtual seconds from the beginning. */
  readonly taken: readonly { readonly action: string; readonly at: number }[];
  /** How many writing calls were throttled, of those that were sent. */
  readonly throttledShare: number;
}

/** One run of the real function in virtual time. */
export async function timedRun(cloud: Cloud, given: Circumstances): Promise<Timed> {
  const begun = cloud.clock.now().getTime();
  const since = (): number => (cloud.clock.now().getTime() - begun) / 1000;
  const buckets = given.buckets.map((bucket) => addTokenBucket(cloud, bucket));
  const sent: { readonly action: string; readonly at: number; readonly outcome: () => string }[] = [];
  const log = cloud.before('any', (call) => {
    sent.push({ action: call.action, at: since(), outcome: () => call.outcome });
  });
  const time = passTime(cloud, given.latency ?? LATENCY);
  try {
    const handler = createHandler(time.clock, () => undefined);
    const { remaining = 36_000_000 } = given;
    const report = await withEnvironment(cloud.env, () =>
      handler(given.event ?? {}, { functionName: 'snapper', getRemainingTimeInMillis: () => remaining }),
    );
    const seconds = since();
    const writes = sent.filter(({ action }) => /^(Create|Delete)/.test(action));
    const throttled = writes.filter(({ outcome }) => outcome() === 'RequestLimitExceeded');
    return {
      report,
      seconds,
      taken: sent.filter(({ outcome }) => outcome() === 'ok').map(({ action, at }) => ({ action, at })),
      throttledShare: writes.length === 0 ? 0 : throttled.length / writes.length,
    };
  } finally {
    time.stop();
    log.remove();
    for (const bucket of buckets) bucket.remove();
  }
}
