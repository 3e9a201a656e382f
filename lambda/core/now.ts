import { iso } from './calendar.ts';

/** The one instant a run decides for, and a note where that is not its scheduled time. */
export interface Now {
  readonly now: Date;
  readonly notes: readonly string[];
}

const DAY = 86_400_000;

/** Two clocks differ by less than this, and a trigger at midnight must not count for the day before. */
const TOLERANCE = 300_000;

/**
 * Takes the scheduled time of the run, so that a retry or a duplicate decides the same.
 *
 * A time that is more than 24 hours old, or more than five minutes in the future, is wrong. Then the clock
 * decides.
 */
export function nowFor(scheduled: Date | undefined, clock: Date): Now {
  if (scheduled === undefined) return { now: clock, notes: [] };
  const age = clock.getTime() - scheduled.getTime();
  const isAhead = age < -TOLERANCE;
  if (!isAhead && age <= DAY) return { now: scheduled, notes: [] };
  const wrong = isAhead ? 'lies in the future' : 'is more than 24 hours old';
  return { now: clock, notes: [`The scheduled time ${iso(scheduled)} ${wrong}, so the clock decides`] };
}
