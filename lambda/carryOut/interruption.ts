import type { Clock } from '../clock.ts';

/** Whether a person, or the system, has asked a run to end. */
export interface Interruption {
  readonly isAsked: () => boolean;
  /** Settles when it is asked; where nobody does, never. */
  readonly asked: Promise<unknown>;
}

/** A clock on which nobody sleeps longer once the run is to end. */
export function wakingClock(clock: Clock, { isAsked, asked }: Interruption): Clock {
  return {
    now: () => clock.now(),
    async sleep(milliseconds) {
      if (!isAsked()) await Promise.race([clock.sleep(milliseconds), asked]);
    },
  };
}
