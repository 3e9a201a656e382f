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

/**
 * How many calls a second each call adds to the guess at first, if it had to wait for its token and got through:
 * then the guess doubles each second. A quota can be far above the published one.
 */
const FIRST_HASTE = 0.7;

/** After this number of calls since a throttle, the guess is one call above what AWS let through before. */
const HASTE = { below: 18, above: 150 };

/** With this number of tokens left, calls do not wait for them. */
const IDLE = 10;

/** A measure over fewer calls can be much too high. */
const ENOUGH = 25;

const LONGEST_PAUSE = 20_000;

/**
 * Starts from what AWS publishes and learns what is really given.
 *
 * A throttled call shows that the bucket is empty now, so the calls that got through since the last such moment
 * were its refill: others may use the same bucket. Until that is known, the guess grows fast, as in TCP's slow
 * start. From there it rises with the cube of the calls that get through, quickly back to the usual refill and
 * slowly beyond it. The pauses before a bucket that gives nothing get longer and longer.
 */
export function openTokenBucket(opened: number): TokenBucket {
  let tokens = BURST;
  let asOf = opened;
  let phase: 'unknown' | 'measured' = 'unknown';
  /** The guess until it is measured, then the last measure. */
  let known = REFILL;
  /** The refill that is quickly returned to. */
  let usual = REFILL;
  let through = 0;
  let emptyAt = Number.NEGATIVE_INFINITY;
  /** Since when calls wait for their tokens; calls that are held up by something else show nothing. */
  let waitingSince = Number.POSITIVE_INFINITY;
  let pause = 0;

  const risen = (haste: number): number => known * (1 + (3 * through ** 2) / haste ** 3);
  const refill = (): number =>
    phase === 'unknown' ? known : Math.max(Math.min(usual, risen(HASTE.below)), risen(HASTE.above));
  const catchUp = (now: number): void => {
    if (now <= asOf) return;
    tokens = Math.min(BURST, tokens + (refill() * (now - asOf)) / 1000);
    asOf = now;
    if (tokens >= IDLE) waitingSince = Number.POSITIVE_INFINITY;
  };

  /** The refill since the bucket was last empty; a bucket that was never seen empty was full at first. */
  function measured(now: number): number {
    return emptyAt === Number.NEGATIVE_INFINITY
      ? Math.max(REFILL, ((through - BURST) * 1000) / (now - opened))
      : Math.max(known / 2, (through * 1000) / (now - emptyAt));
  }

  return {
    nextAt(now) {
      catchUp(now);
      return tokens >= 1 ? asOf : asOf + Math.ceil(((1 - tokens) / refill()) * 1000);
    },
    take(now) {
      catchUp(now);
      tokens -= 1;
      if (tokens < 1) waitingSince = Math.min(waitingSince, now);
    },
    passed(sentAt, now) {
      catchUp(now);
      if (sentAt <= emptyAt) return;
      through += 1;
      pause = 0;
      if (phase === 'unknown' && sentAt > waitingSince) known += FIRST_HASTE;
    },
    throttled(sentAt, now) {
      catchUp(now);
      if (sentAt <= emptyAt) return;
      if (through > 0) {
        known = Math.min(refill(), measured(now));
        if (emptyAt > Number.NEGATIVE_INFINITY) phase = 'measured';
        if (through >= ENOUGH) usual = Math.max(usual, known);
      } else if (emptyAt > Number.NEGATIVE_INFINITY) {
        pause = Math.min(LONGEST_PAUSE, Math.max(2 * pause, Math.ceil(2000 / known)));
      }
      tokens = pause > 0 ? 1 : 0;
      asOf = now + pause;
      through = 0;
      emptyAt = now;
    },
  };
}
