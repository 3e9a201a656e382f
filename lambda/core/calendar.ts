import { Temporal } from 'temporal-polyfill';
import { neverReached } from './neverReached.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const EPOCH_DAY = new Temporal.PlainDate(1970, 1, 1);

/** The time between two changes of a zone's clocks, and how far they are ahead of UTC meanwhile. */
interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

/**
 * An IANA time zone.
 *
 * It remembers the offsets of its clocks: asking the library takes microseconds for each snapshot, and the clocks
 * change twice a year.
 */
export class Zone {
  /** Like `Europe/Berlin`. */
  readonly name: string;
  readonly #stretches: Stretch[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** How far the clocks of the zone are ahead of UTC at an instant, in milliseconds. */
  offsetAt(time: number): number {
    // Stryker disable next-line all: of UTC the library would say the same, only slower
    if (this.name === 'UTC') return 0;
    const found = this.#stretches.find(({ from, until }) => from <= time && time < until);
    if (found !== undefined) return found.offset;
    const zoned = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(this.name);
    const until = zoned.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
    const stretch = { from: time, until, offset: zoned.offsetNanoseconds / 1e6 };
    // Stryker disable all: which stretch is replaced changes only how often the library is asked
    const sameEnd = this.#stretches.findIndex((other) => other.until === until);
    if (sameEnd < 0) this.#stretches.push(stretch);
    else this.#stretches[sameEnd] = stretch;
    // Stryker restore all
    return stretch.offset;
  }
}

/** The number of the calendar day in which an instant lies for a person in `zone`; 1970-01-01 is day 0. */
export function dayNumber(instant: Date, zone: Zone): number {
  return Math.floor(wallTime(instant.getTime(), zone) / DAY);
}

/** The instant at which a calendar day begins in `zone`: midnight, or what follows a skipped midnight. */
export function startOfDay(day: number, zone: Zone): Date {
  const zoned = EPOCH_DAY.add({ days: day }).toZonedDateTime(zone.name);
  return new Date(zoned.epochMilliseconds);
}

/** The date of a day number: `2026-01-31`. */
export function dayText(day: number): string {
  return EPOCH_DAY.add({ days: day }).toString();
}

/** The day of the week of a day number: 1 is Monday, 7 is Sunday. */
export function weekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The day of the month of a day number: 1 to 31. */
export function dateOf(day: number): number {
  return new Date(day * DAY).getUTCDate();
}

/** The instant at which the clocks of `zone` show a full hour of a day: see `clockInstant`. */
export function startOfHour(day: number, hour: number, zone: Zone): Date {
  return clockInstant(day, hour * HOUR, zone);
}

/**
 * The instant at which the clocks of `zone` show a time of a day.
 *
 * A time that is skipped that day is the instant at which the clocks go forward. Of a time that comes twice the
 * first is meant.
 *
 * @param time In milliseconds since the clocks showed midnight, less than a day.
 */
export function clockInstant(day: number, time: number, zone: Zone): Date {
  const wall = day * DAY + time;
  const offset = zone.offsetAt(wall - DAY);
  // Where the clocks do not change, the rest would give the same, more slowly.
  if (offset === zone.offsetAt(wall + DAY)) return new Date(wall - offset);
  const wanted = EPOCH_DAY.add({ days: day }).toPlainDateTime().add({ milliseconds: time });
  const first = wanted.toZonedDateTime(zone.name, { disambiguation: 'earlier' });
  const isSkipped = !first.toPlainDateTime().equals(wanted);
  const start = isSkipped ? first.getTimeZoneTransition('next') : first;
  return new Date((start ?? first).epochMilliseconds);
}

/** A natural stretch of the calendar. */
export type Period = 'hour' | 'day' | 'week' | 'month' | 'year';

/** The number of the hour, day, ISO week (from Monday), month or year in which an instant lies in `zone`. */
export function periodOf(instant: Date, period: Period, zone: Zone): number {
  const wall = wallTime(instant.getTime(), zone);
  switch (period) {
    case 'hour':
      return Math.floor(wall / HOUR);
    case 'day':
      return Math.floor(wall / DAY);
    case 'week':
      return Math.floor((Math.floor(wall / DAY) + 3) / 7);
    case 'month':
      return new Date(wall).getUTCFullYear() * 12 + new Date(wall).getUTCMonth();
    case 'year':
      return new Date(wall).getUTCFullYear();
    default:
      return neverReached(period);
  }
}

/** What the clocks of a zone show at an instant, as if they showed UTC. */
function wallTime(time: number, zone: Zone): number {
  return time + zone.offsetAt(time);
}

/** An age as people write it: `90d`, `6m`. */
export interface Age {
  readonly count: number;
  readonly unit: 'hours' | 'days' | 'weeks' | 'months' | 'years';
}

/** The instant that lies an age before another, by the calendar of `zone`. */
export function before(instant: Date, { count, unit }: Age, zone: Zone): Date {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone.name);
  return new Date(zoned.subtract({ [unit]: count }).epochMilliseconds);
}

/** The instant an ISO 8601 text names; undefined for any other text, also for one without an offset. */
export function instantOf(text: string): Date | undefined {
  try {
    return new Date(Temporal.Instant.from(text).epochMilliseconds);
  } catch {
    return undefined;
  }
}

/** An instant as people and AWS read it, to the second: `2026-01-01T03:00:00Z`. */
export function iso(instant: Date): string {
  return instant.toISOString().replace(/\.\d+/, '');
}

/** What the clocks of `zone` show at an instant, to the minute: `2026-03-10 05:00`. Whoever prints it names the zone. */
export function clockText(instant: Date, zone: Zone): string {
  return new Date(wallTime(instant.getTime(), zone)).toISOString().slice(0, 16).replace('T', ' ');
}

/** How far an instant lies from `now`, for a person who plans by it: `in 18 h`, `in 12 days`, `40 min ago`, `now`. */
export function awayText(instant: Date, now: Date): string {
  const away = Math.abs(instant.getTime() - now.getTime());
  if (away < MINUTE) return 'now';
  const length =
    away < HOUR
      ? `${Math.floor(away / MINUTE)} min`
      : away <= 3 * DAY
        ? `${Math.floor(away / HOUR)} h`
        : `${Math.floor(away / DAY)} days`;
  return instant > now ? `in ${length}` : `${length} ago`;
}
