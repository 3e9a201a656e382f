/** A guess at AWS's token bucket for one action in one region, made from the answers to its calls. */
export interface TokenBucket {
  /** When the next call can be sent, in whole milliseconds since 1970; a time in the past means now. */
  nextAt(now: number): number;
  /** A call is sent. */
  take(now: number): void;
  /** AWS took a call that was sent at `sentAt`. */
  passed(sentAt: number, now: number): void;
  /** AWS throttled a call that was sent at `sentAt`: its bucket was empty. */
  throttled(sentAt: number, now: number): void;
}

/**
 * What AWS publishes for each of CreateSnapshot, CreateSnapshots and DeleteSnapshot: 100 calls at once, then
 * five a second.
 *
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const BURST = 100;
const REFILL = 5;

/** After this number of calls since a throttle, the guess is one call above what AWS let through before. */
const HASTE = { below: 25, above: 150 };

const LONGEST_PAUSE = 20_000;

/**
 * Starts from what AWS publishes and learns what is really left.
 *
 * A throttled call shows that the bucket is empty now, so the calls that got through since the last such
 * moment were its refill: others may use the same bucket. From there the guess rises with the cube of the
 * calls that get through, quickly back to the published refill and slowly beyond it, for accounts with a
 * raised quota. The pauses before a bucket that gives nothing get longer and longer.
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
