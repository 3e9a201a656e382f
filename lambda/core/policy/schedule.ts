import {
  clockText,
  dateOf,
  dayNumber,
  iso,
  startOfDay,
  startOfHour,
  weekday,
  type Zone,
} from '../calendar.ts';
import type { Calendar } from '../grammar/at.ts';
import type { Frequency } from '../grammar/frequency.ts';
import { neverReached } from '../neverReached.ts';
import { type Saved, SNAPSHOTS } from './saved.ts';

/**
 * How often a volume is owed a snapshot.
 *
 * Time is cut into slots, and a schedule asks for one snapshot each `every` slots. Where the unit is whole
 * days a slot is a calendar day: a trigger that comes early or late, and a change of the clocks, then cost no
 * daily snapshot. Any other unit is counted from 1970. In a calendar a slot lasts from one listed hour to the
 * next; several calendars together list the hours of all.
 */
export type Schedule =
  | { readonly kind: 'days'; readonly every: number }
  | { readonly kind: 'seconds'; readonly slotSeconds: number; readonly every: number }
  | { readonly kind: 'calendar'; readonly calendars: readonly Calendar[] };

const DAY_SECONDS = 86_400;
const UNIT_SECONDS = { h: 3600, d: DAY_SECONDS, w: 7 * DAY_SECONDS };

/**
 * The schedule that a frequency asks for; undefined where it asks for no new snapshots (count 0).
 *
 * A bare number counts units of `interval` seconds.
 */
export function scheduleOf(frequency: Frequency, interval: number): Schedule | undefined {
  switch (frequency.kind) {
    case 'units':
      return everyUnits(frequency.count, frequency.unit ? UNIT_SECONDS[frequency.unit] : interval);
    case 'calendar':
      return calendarSchedule([frequency.at]);
    case 'counted':
      return frequency.count === 0 ? undefined : calendarSchedule([frequency.at]);
    case 'sets': {
      const active = frequency.sets.filter(({ count }) => count > 0);
      return active.length === 0 ? undefined : calendarSchedule(active.map(({ at }) => at));
    }
    default:
      return neverReached(frequency);
  }
}

/** The schedule "one snapshot each `count` units". */
export function everyUnits(count: number, unitSeconds: number): Schedule {
  return unitSeconds % DAY_SECONDS === 0
    ? { kind: 'days', every: count * (unitSeconds / DAY_SECONDS) }
    : { kind: 'seconds', slotSeconds: unitSeconds, every: count };
}

/** Midnight of every day is what a day is, so it is counted like one: by number. */
export function calendarSchedule(calendars: readonly Calendar[]): Schedule {
  return calendars.every(isDaily) ? { kind: 'days', every: 1 } : { kind: 'calendar', calendars };
}

function isDaily(calendar: Calendar): boolean {
  return 'days' in calendar && calendar.days.length === 7 && String(calendar.hours) === '0';
}

/** The slot in which an instant lies. A later slot has a higher number. */
export function slotOf(schedule: Schedule, instant: Date, zone: Zone): number {
  switch (schedule.kind) {
    case 'days':
      return dayNumber(instant, zone);
    case 'seconds':
      return Math.floor(instant.getTime() / 1000 / schedule.slotSeconds);
    case 'calendar':
      return Math.max(...schedule.calendars.map((one) => latestStart(one, instant, zone)));
    default:
      return neverReached(schedule);
  }
}

/** When the slot began in which an instant lies. */
export function slotStart(schedule: Schedule, instant: Date, zone: Zone): Date {
  return startOf(schedule, slotOf(schedule, instant, zone), zone);
}

function startOf(schedule: Schedule, slot: number, zone: Zone): Date {
  if (schedule.kind === 'days') return startOfDay(slot, zone);
  return new Date(schedule.kind === 'seconds' ? slot * schedule.slotSeconds * 1000 : slot);
}

/** Whether a volume is owed a snapshot now, since when, and why or why not, in words. */
export interface Due {
  readonly isDue: boolean;
  /** When the next snapshot is or was owed; 1970 for a volume that has none. */
  readonly since: Date;
  /** How many earlier snapshots the schedule asked for and did not get; counted up to 1000. */
  readonly missed: number;
  /** Its times are those of the zone, which it names. */
  readonly because: string;
}

/**
 * Says whether a volume is owed a snapshot at `now`, when its newest one stands for `newest`.
 *
 * One snapshot makes up for all that were missed. A schedule of several slots continues from there; a
 * calendar never moves.
 */
export function dueAt(
  schedule: Schedule,
  newest: Date | undefined,
  now: Date,
  zone: Zone,
  { one }: Saved = SNAPSHOTS,
): Due {
  if (newest === undefined) {
    return { isDue: true, since: new Date(0), missed: 0, because: `has no ${one} yet` };
  }
  const since = nextOwed(schedule, newest, zone);
  const last = `last ${one} ${clockText(newest, zone)} ${zone.name}`;
  return since <= now
    ? {
        isDue: true,
        since,
        missed: missedSince(schedule, newest, now, zone),
        because: `due since ${clockText(since, zone)}, ${last}`,
      }
    : { isDue: false, since, missed: 0, because: `next due ${clockText(since, zone)}, ${last}` };
}

/** When the snapshot after one that stands for `newest` is owed. Always later than `newest`. */
export function nextOwed(schedule: Schedule, newest: Date, zone: Zone): Date {
  return schedule.kind === 'calendar'
    ? new Date(Math.min(...schedule.calendars.map((one) => nextStart(one, newest, zone))))
    : startOf(schedule, slotOf(schedule, newest, zone) + schedule.every, zone);
}

/** How many slots of a calendar are looked at to know their length: an hourly one of a week has no more. */
const LOOKED_AT = 168;

/** The length of the slots of a schedule that come after `now`, on average, in milliseconds; with its `every`. */
export function averageSlot(schedule: Schedule, now: Date, zone: Zone): number {
  switch (schedule.kind) {
    case 'days':
      return schedule.every * DAY_SECONDS * 1000;
    case 'seconds':
      return schedule.every * schedule.slotSeconds * 1000;
    case 'calendar': {
      const end = comingSlots(schedule, now, zone).at(-1) ?? now;
      return (end.getTime() - now.getTime()) / LOOKED_AT;
    }
    default:
      return neverReached(schedule);
  }
}

/** When the next slots of a schedule begin after `now`, as many as it takes to know its rhythm. */
export function comingSlots(schedule: Schedule, now: Date, zone: Zone): Date[] {
  const starts: Date[] = [];
  let time = now;
  while (starts.length < LOOKED_AT) {
    time = nextOwed(schedule, time, zone);
    starts.push(time);
  }
  return starts;
}

/** How many snapshots a schedule asks for on a day. */
export function slotsOn(day: number, schedule: Schedule, zone: Zone): number {
  const end = startOfDay(day + 1, zone);
  let slots = 0;
  let time = nextOwed(schedule, new Date(startOfDay(day, zone).getTime() - 1), zone);
  while (time < end) {
    slots += 1;
    time = nextOwed(schedule, time, zone);
  }
  return slots;
}

/** The missed slots of an hourly calendar over years are not all counted. */
const MOST_MISSED = 1000;

/** One snapshot serves all calendars at once, so a slot is missed where one of them has begun another since. */
function missedSince(schedule: Schedule, newest: Date, now: Date, zone: Zone): number {
  if (schedule.kind !== 'calendar') {
    const slotsBack = slotOf(schedule, now, zone) - slotOf(schedule, newest, zone);
    return Math.max(0, Math.min(Math.floor(slotsBack / schedule.every) - 1, MOST_MISSED));
  }
  const begun = schedule.calendars.map((one) => slotsBegun(one, newest, now, zone));
  return Math.max(...begun) - 1;
}

function slotsBegun(calendar: Calendar, after: Date, until: Date, zone: Zone): number {
  let start = nextStart(calendar, after, zone);
  let begun = 0;
  while (start <= until.getTime() && begun <= MOST_MISSED) {
    begun += 1;
    start = nextStart(calendar, new Date(start), zone);
  }
  return begun;
}

/**
 * No calendar pauses for longer than from one date of a month to the next, and a zone can skip a day.
 *
 * The first day with a slot ends the search, so a day more or less changes nothing.
 */
const LONGEST_PAUSE = 33;

/** The last start of a calendar's slots that is not after an instant. */
function latestStart(calendar: Calendar, instant: Date, zone: Zone): number {
  const today = dayNumber(instant, zone);
  for (let day = today; day >= today - LONGEST_PAUSE; day -= 1) {
    const past = startsOn(calendar, day, zone).filter((start) => start <= instant.getTime());
    if (past.length > 0) return Math.max(...past);
  }
  throw new Error(`no slot of ${JSON.stringify(calendar)} before ${iso(instant)}`);
}

/** The first start of a calendar's slots that is after an instant. */
function nextStart(calendar: Calendar, instant: Date, zone: Zone): number {
  const today = dayNumber(instant, zone);
  for (let day = today - 1; day <= today + LONGEST_PAUSE; day += 1) {
    const coming = startsOn(calendar, day, zone).filter((start) => start > instant.getTime());
    if (coming.length > 0) return Math.min(...coming);
  }
  throw new Error(`no slot of ${JSON.stringify(calendar)} after ${iso(instant)}`);
}

function startsOn(calendar: Calendar, day: number, zone: Zone): number[] {
  return isListed(calendar, day) ? calendar.hours.map((hour) => startOfHour(day, hour, zone).getTime()) : [];
}

function isListed(calendar: Calendar, day: number): boolean {
  if ('days' in calendar) return calendar.days.includes(weekday(day));
  const date = dateOf(day);
  const isLastOfMonth = dateOf(day + 1) === 1;
  return calendar.dates.some((listed) => listed === date || (isLastOfMonth && listed > date));
}
