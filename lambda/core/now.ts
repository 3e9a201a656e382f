import { iso } from './calendar.ts';

/** The one instant a run decides for, and a note where it is not the one the trigger meant. */
export interface Now {
  readonly now: Date;
  readonly notes: readonly string[];
}

const DAY = 86_400_000;

/** Two clocks differ by less than this, and a trigger at midnight must not fall into the day before. */
const TOLERANCE = 300_000;

/**
 * Takes the time the trigger meant the run to happen, so that a retry or a duplicate decides the same.
 *
 * Not where that is more than 24 hours old or still to come by more than five minutes: then something is
 * wrong with it, and the clock decides.
 */
export function nowFor(scheduled: Date | undefined, clock: Date): Now {
  if (scheduled === undefined) return { now: clock, notes: [] };
  const age = clock.getTime() - scheduled.getTime();
  const isAhead = age < -TOLERANCE;
  if (!isAhead && age <= DAY) return { now: scheduled, notes: [] };
  const wrong = isAhead ? 'lies in the future' : 'is more than 24 hours old';
  return { now: clock, notes: [`The scheduled time ${iso(scheduled)} ${wrong}, so the clock decides`] };
}
