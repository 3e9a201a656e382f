/** The cloud's own time. It stands still until a test moves it. */
export interface Clock {
  now(): Date;
  /** Also backwards: AWS's clock and the caller's need not agree. */
  set(to: Date | string): void;
  advance(milliseconds: number): void;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Calls `moved` after each change, so that what time brings about has happened when the test looks. */
export function createClock(start: Date | string, moved: () => void): Clock {
  let time = instant(start);
  const clock: Clock = {
    now: () => new Date(time),
    set(to) {
      time = instant(to);
      moved();
    },
    advance(milliseconds) {
      clock.set(new Date(time + milliseconds));
    },
  };
  return clock;
}

function instant(when: Date | string): number {
  const time = new Date(when).getTime();
  if (Number.isNaN(time)) throw new Error(`a time must be like 2026-01-01T03:00:00Z, but is ${String(when)}`);
  return time;
}
