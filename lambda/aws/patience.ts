import type { EC2ClientConfig } from '@aws-sdk/client-ec2';
import type { Clock } from '../clock.ts';

/** How long a call is sent again for which AWS is too busy. */
export interface Patience {
  readonly clock: Clock;
  readonly until: Date;
}

/** Kept free for the writes of a run whose reads were throttled, in milliseconds. */
const TIME_TO_ACT = 120_000;

/** A person's command has no deadline, but who waits for it is told of the trouble after this. */
const LONGEST = 900_000;

/** Reads wait as long as there is time, but leave two minutes to act, or half of the time where that is less. */
export function patienceUntil(stopAt: Date, clock: Clock): Patience {
  const now = clock.now().getTime();
  const left = Math.max(0, stopAt.getTime() - now);
  return { clock, until: new Date(now + Math.min(LONGEST, left - Math.min(TIME_TO_ACT, left / 2))) };
}

/** How long a run waits for what it can do without. */
const ASIDE = 60_000;

/** For the report, the last thing of a run: as long as there is time, and two tries in any case. */
export function patienceToReport(stopAt: Date, clock: Clock): Patience {
  return { clock, until: new Date(Math.max(stopAt.getTime(), clock.now().getTime() + TWO_TRIES)) };
}

/** Of 5 s each, and the pause between them. */
const TWO_TRIES = 6_000;

/** For the report where nothing says how much time there is. */
export function aMinute(clock: Clock): Patience {
  return { clock, until: new Date(clock.now().getTime() + ASIDE) };
}

/** For a look whose failure is only a note: at most a minute, so that it does not cost the time of the others. */
export function forAside(patience: Patience | undefined): Patience | undefined {
  if (patience === undefined) return undefined;
  const minute = aMinute(patience.clock);
  return patience.until < minute.until ? patience : minute;
}

type RetryStrategy = NonNullable<EC2ClientConfig['retryStrategy']>;

/** What the SDK says of an error that it asks about. */
interface Failure {
  readonly errorType: string;
}

interface Token {
  readonly getRetryCount: () => number;
  readonly getRetryDelay: () => number;
}

const FIRST_PAUSE = { throttled: 500, transient: 50 };
const LONGEST_PAUSE = 20_000;

/**
 * The SDK's retries with the patience of a run: a throttled call is sent again until the time is up, after pauses
 * that double up to 20 s. After any other trouble that may pass, a call is sent at most `attempts` times, so an
 * endpoint that is dead fails soon, and not again when the time is up: a call without an answer may take 20 s.
 *
 * The SDK's own retries give up after three throttles, about two seconds.
 */
export function patientRetries({ clock, until }: Patience, attempts: number): RetryStrategy {
  return {
    acquireInitialRetryToken: async () => tokenOf(0),
    async refreshRetryTokenForRetry(token: Token, { errorType }: Failure) {
      const failures = token.getRetryCount() + 1;
      const isThrottled = errorType === 'THROTTLING';
      const isPassing = isThrottled || errorType === 'TRANSIENT';
      const first = isThrottled ? FIRST_PAUSE.throttled : FIRST_PAUSE.transient;
      const pause = Math.min(LONGEST_PAUSE, first * 2 ** (failures - 1));
      const [isFew, isInTime] = [failures < attempts, clock.now().getTime() + pause < until.getTime()];
      const isAgain = isThrottled ? isFew || isInTime : isPassing && isFew && isInTime;
      if (!isAgain) throw new Error('not sent again');
      await clock.sleep(pause);
      return tokenOf(failures);
    },
    recordSuccess: () => undefined,
  };
}

function tokenOf(failures: number): Token {
  return { getRetryCount: () => failures, getRetryDelay: () => 0 };
}
