import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import type { Cloud } from './cloud.ts';

/** The cloud's clock, moving by itself. */
export interface PassingTime {
  /** For the program under test. */
  readonly clock: { now(): Date; sleep(milliseconds: number): Promise<void> };
  stop(): void;
}

/** So many turns of the event loop without news mean that everybody waits. */
const QUIET_TURNS = 6;

/**
 * Lets a cloud's time pass whenever everybody waits for it, and every call take `latency` milliseconds of it.
 *
 * The calls are real ones over HTTP; only the waiting is skipped: when each request of this process is held
 * back by its latency and the program sleeps, the clock moves on to whatever ends first.
 */
export function passTime(cloud: Cloud, latency: number): PassingTime {
  const alarms: { readonly at: number; readonly ring: () => void }[] = [];
  let news = 0;
  let requests = 0;
  let held = 0;
  let isWatched = false;

  const sleep = async (milliseconds: number): Promise<void> => {
    news += 1;
    await new Promise<void>((ring) => {
      const at = cloud.clock.now().getTime() + milliseconds;
      const later = alarms.findIndex((other) => other.at > at);
      alarms.splice(later < 0 ? alarms.length : later, 0, { at, ring });
      watch();
    });
  };

  function watch(): void {
    if (isWatched) return;
    isWatched = true;
    let [seen, quiet] = [news, 0];
    const look = (): void => {
      // A call to a function lasts while the function waits for others.
      quiet = news === seen && requests <= held + cloud.running ? quiet + 1 : 0;
      seen = news;
      if (quiet === QUIET_TURNS) {
        quiet = 0;
        ringNext();
      }
      if (alarms.length > 0) setImmediate(look);
      else isWatched = false;
    };
    setImmediate(look);
  }

  function ringNext(): void {
    const [next] = alarms;
    if (next === undefined) return;
    if (next.at > cloud.clock.now().getTime()) cloud.clock.set(new Date(next.at));
    while (alarms[0] !== undefined && alarms[0].at <= next.at) alarms.shift()?.ring();
  }

  const started = (message: unknown): void => {
    if (typeof message !== 'object' || message === null || !('request' in message)) return;
    const { request } = message;
    if (!(request instanceof ClientRequest)) return;
    news += 1;
    requests += 1;
    request.once('close', () => {
      news += 1;
      requests -= 1;
    });
  };
  subscribe('http.client.request.start', started);
  const latencies = cloud.before('any', async () => {
    held += 1;
    await sleep(latency);
    held -= 1;
    news += 1;
  });
  return {
    clock: { now: () => cloud.clock.now(), sleep },
    stop() {
      latencies.remove();
      unsubscribe('http.client.request.start', started);
    },
  };
}
