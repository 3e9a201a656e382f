import { type Age, before, iso, type Zone } from './calendar.ts';

/** The one instant a run decides for, and a note where that is not its scheduled time. */
export interface Now {
  readonly now: Date;
  readonly notes: readonly string[];
}

/** When a run is to decide for. */
export interface Asked {
  readonly scheduledTime?: Date | undefined;
  /** So much later than the run that it follows. */
  readonly followUp?: Age | undefined;
  readonly zone: Zone;
}

/** The instant of a run, and why it does nothing, where it does nothing. */
export interface Moment extends Now {
  readonly idle?: string | undefined;
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
  const wrong = doubtIn(scheduled, clock);
  return wrong === undefined
    ? { now: scheduled, notes: [] }
    : { now: clock, notes: [`The scheduled time ${iso(scheduled)} ${wrong}, so the clock decides`] };
}

/**
 * Takes the scheduled time of a run; of a follow-up, the time of the run that it follows.
 *
 * A follow-up must decide for the same instant as that run, or it would take a snapshot of another slot. So
 * one whose time is missing or wrong does nothing.
 */
export function momentOf({ scheduledTime, followUp, zone }: Asked, clock: Date): Moment {
  if (followUp === undefined) return nowFor(scheduledTime, clock);
  if (scheduledTime === undefined) return { now: clock, notes: [], idle: 'scheduled_time is not given' };
  const now = before(scheduledTime, followUp, zone);
  const wrong = doubtIn(scheduledTime, clock) ?? doubtIn(now, clock);
  return wrong === undefined
    ? { now, notes: [] }
    : { now: clock, notes: [], idle: `the run that it follows, of ${iso(now)}, ${wrong}` };
}

function doubtIn(time: Date, clock: Date): string | undefined {
  const age = clock.getTime() - time.getTime();
  if (age < -TOLERANCE) return 'lies in the future';
  return age > DAY ? 'is more than 24 hours old' : undefined;
}
