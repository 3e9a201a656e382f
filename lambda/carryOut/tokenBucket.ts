/** What is believed of AWS's token bucket for one action in one region, from how its calls fare. */
export interface TokenBucket {
  /** When the next call may be sent, in whole milliseconds since 1970, as clocks tell them; the past means at once. */
  nextAt(now: number): number;
  /** A call is sent. */
  take(now: number): void;
  /** AWS took a call that was sent at `sentAt`. */
  passed(sentAt: number, now: number): void;
  /** AWS throttled a call that was sent at `sentAt`: its bucket was empty. */
  throttled(sentAt: number, now: number): void;
}

/**
 * What AWS publishes for CreateSnapshot, CreateSnapshots and DeleteSnapshot, each by itself: 100 calls at
 * once, then five a second.
 *
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const BURST = 100;
const REFILL = 5;

/** So many calls after a throttle, the guess has risen by one call more than AWS let through before. */
const HASTE = { below: 25, above: 150 };

const LONGEST_PAUSE = 20_000;

/**
 * Starts from what AWS publishes and learns what is really left.
 *
 * A throttled call says that the bucket is empty now, so what went through since the last such moment was
 * its refill: others may use the same bucket. From there the guess rises with the cube of the calls that get
 * through, quickly back to the published refill and slowly beyond it, where accounts with a raised quota
 * are. A bucket that gives nothing at all is asked after ever longer pauses.
 */
export function openTokenBucket(opened: number): TokenBucket {
  let tokens = BURST;
  let asOf = opened;
  let known = REFILL;
  let through = 0;
  let emptyAt = Number.NEGATIVE_INFINITY;
  let pause = 0;

  const risen = (haste: number): number => known * (1 + (3 * through ** 2) / haste ** 3);
  const refill = (): number => Math.max(Math.min(REFILL, risen(HASTE.below)), risen(HASTE.above));
  const catchUp = (now: number): void => {
    if (now <= asOf) return;
    tokens = Math.min(BURST, tokens + (refill() * (now - asOf)) / 1000);
    asOf = now;
  };

  return {
    nextAt(now) {
      catchUp(now);
      return tokens >= 1 ? asOf : asOf + Math.ceil(((1 - tokens) / refill()) * 1000);
    },
    take(now) {
      catchUp(now);
      tokens -= 1;
    },
    passed(sentAt, now) {
      catchUp(now);
      if (sentAt <= emptyAt) return;
      through += 1;
      pause = 0;
    },
    throttled(sentAt, now) {
      catchUp(now);
      if (sentAt <= emptyAt) return;
      if (through > 0 && emptyAt > Number.NEGATIVE_INFINITY) {
        known = Math.min(refill(), Math.max(known / 2, (through * 1000) / (now - emptyAt)));
      } else if (through === 0 && emptyAt > Number.NEGATIVE_INFINITY) {
        pause = Math.min(LONGEST_PAUSE, Math.max(2 * pause, Math.ceil(2000 / known)));
      }
      tokens = pause > 0 ? 1 : 0;
      asOf = now + pause;
      through = 0;
      emptyAt = now;
    },
  };
}
