import type { Clock } from '../../../lambda/clock.ts';
import type { Cloud } from '../../cloud/cloud.ts';

/** How long the program's calls wait for an answer, by lambda/aws/clients.ts. */
const PATIENCE = new Set([20_000, 15_000, 4_000]);

/** Timers of a connection's own: the SDK's look at it after a while, and its time to connect. */
const CONNECTION = new Set([1_000, 2_000, 3_000, 5_000, 18_000, 25_000]);

/** Turns of the event loop in which nothing happens before nothing can happen any more. */
const STILL = 40;

/**
 * Runs the program without waiting for anything.
 *
 * The SDK's pauses before it asks again end at once. A call that the cloud leaves without an answer is given
 * up, and who sleeps is woken, when no other call is under way; the cloud's clock moves by as much. So one that
 * waits costs the others nothing, and the same story goes the same way on any machine.
 */
export async function hurried<T>(
  cloud: Cloud,
  act: (sleep: Clock['sleep']) => Promise<T>,
  silence: 'silence' | 'no silence' = 'no silence',
): Promise<T> {
  const waiting = new Map<NodeJS.Timeout, { readonly delay: number; readonly call: () => void }>();
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  const [setReal, clearReal] = [globalThis.setTimeout, globalThis.clearTimeout];
  const silentBefore = silent(cloud);
  let pauses = 0;
  let givenUp = 0;
  let watches = silence === 'silence';
  let isOver = false;

  function later(call: () => void, delay = 0): NodeJS.Timeout {
    if (PATIENCE.has(delay)) {
      const timer = setReal(() => {
        waiting.delete(timer);
        call();
      }, delay);
      waiting.set(timer, { delay, call });
      return timer;
    }
    if (delay === 0 || CONNECTION.has(delay)) return setReal(call, delay);
    pauses += 1;
    return setReal(() => {
      pauses -= 1;
      call();
    }, 0);
  }

  function never(timer: NodeJS.Timeout | undefined): void {
    if (timer !== undefined) waiting.delete(timer);
    clearReal(timer);
  }

  function somebodyWaits(): boolean {
    return !isOver && (silence === 'silence' || sleepers.size > 0);
  }

  /** Ends what would wait for ever, each time when nothing else is under way. */
  async function watch(): Promise<void> {
    for (let still = 0; somebodyWaits(); ) {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      const unanswered = silent(cloud) - silentBefore - givenUp;
      const isBusy = pauses > 0 || waiting.size > unanswered;
      still = isBusy ? 0 : still + 1;
      if (still < STILL) continue;
      still = 0;
      if (unanswered > 0) {
        givenUp += unanswered;
        giveUpAll();
      } else {
        wakeFirst();
      }
    }
    watches = false;
  }

  /** Who waited for an answer has waited as long as it has patience, also by the cloud's clock. */
  function giveUpAll(): void {
    cloud.clock.advance(Math.max(...[...waiting.values()].map(({ delay }) => delay)));
    for (const [timer, { call }] of waiting) {
      never(timer);
      call();
    }
  }

  function wakeFirst(): void {
    const [first] = [...sleepers].toSorted((a, b) => a.until - b.until);
    if (first === undefined) return;
    sleepers.delete(first);
    if (first.until > cloud.clock.now().getTime()) cloud.clock.set(new Date(first.until));
    first.wake();
  }

  async function sleep(milliseconds: number): Promise<void> {
    await new Promise<void>((wake) => {
      sleepers.add({ until: cloud.clock.now().getTime() + milliseconds, wake });
      if (watches) return;
      watches = true;
      void watch();
    });
  }

  Object.assign(globalThis, { setTimeout: later, clearTimeout: never });
  try {
    if (watches) void watch();
    return await act(sleep);
  } finally {
    isOver = true;
    Object.assign(globalThis, { setTimeout: setReal, clearTimeout: clearReal });
  }
}

/** How many calls the cloud has left without an answer so far. */
function silent({ calls }: Cloud): number {
  return calls.filter(({ outcome }) => outcome === 'timeout' || outcome === 'timeout after').length;
}
