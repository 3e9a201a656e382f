import { dayNumber, iso, startOfDay } from './calendar.ts';
import { neverReached } from './neverReached.ts';

/**
 * How often a volume is owed a snapshot.
 *
 * Time is cut into slots, and a schedule asks for one copy each `every` slots. A slot is a calendar day
 * where the unit is whole days, so that a daily copy survives a trigger that comes early or late and both
 * changes of the clocks; any other unit is cut from the epoch.
 */
export type Schedule =
  | { readonly kind: 'days'; readonly every: number }
  | { readonly kind: 'seconds'; readonly slotSeconds: number; readonly every: number };

const DAY_SECONDS = 86_400;

/** The schedule "one copy each `count` units". */
export function everyUnits(count: number, unitSeconds: number): Schedule {
  return unitSeconds % DAY_SECONDS === 0
    ? { kind: 'days', every: count * (unitSeconds / DAY_SECONDS) }
    : { kind: 'seconds', slotSeconds: unitSeconds, every: count };
}

/** The slot in which an instant lies. Slots are numbered through, so two can be subtracted. */
export function slotOf(schedule: Schedule, instant: Date, timeZone: string): number {
  switch (schedule.kind) {
    case 'days':
      return dayNumber(instant, timeZone);
    case 'seconds':
      return Math.floor(instant.getTime() / 1000 / schedule.slotSeconds);
    default:
      return neverReached(schedule);
  }
}

/** Whether a volume is owed a copy now, since when, and in words why or why not. */
export interface Due {
  readonly isDue: boolean;
  /** When the next copy is or was owed; the beginning of time for a volume that has none. */
  readonly since: Date;
  /** How many copies the schedule asked for before this one and did not get. */
  readonly missed: number;
  readonly because: string;
}

/**
 * Says whether a volume is owed a copy at `now`, when its newest copy stands for `newest`.
 *
 * A missed copy is caught up once, however many were missed; a schedule of several slots goes on from there.
 */
export function dueAt(schedule: Schedule, newest: Date | undefined, now: Date, timeZone: string): Due {
  if (newest === undefined) {
    return { isDue: true, since: new Date(0), missed: 0, because: 'has no copy yet' };
  }
  const served = slotOf(schedule, newest, timeZone);
  const slotsBack = slotOf(schedule, now, timeZone) - served;
  const since = startOfSlot(schedule, served + schedule.every, timeZone);
  const last = `last copy ${iso(newest)}`;
  return slotsBack >= schedule.every
    ? {
        isDue: true,
        since,
        missed: Math.floor(slotsBack / schedule.every) - 1,
        because: `due since ${iso(since)}, ${last}`,
      }
    : { isDue: false, since, missed: 0, because: `next due ${iso(since)}, ${last}` };
}

function startOfSlot(schedule: Schedule, slot: number, timeZone: string): Date {
  switch (schedule.kind) {
    case 'days':
      return startOfDay(slot, timeZone);
    case 'seconds':
      return new Date(slot * schedule.slotSeconds * 1000);
    default:
      return neverReached(schedule);
  }
}
