import { Temporal } from 'temporal-polyfill';

const DAY = 86_400_000;
const EPOCH_DAY = Temporal.PlainDate.from('1970-01-01');

/** The number of the calendar day in which an instant lies for a person in `timeZone`; 1970-01-01 is day 0. */
export function dayNumber(instant: Date, timeZone: string): number {
  const time = instant.getTime();
  if (timeZone === 'UTC') return Math.floor(time / DAY);
  const zoned = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(timeZone);
  return Math.floor((time + zoned.offsetNanoseconds / 1e6) / DAY);
}

/** The instant at which a calendar day begins in `timeZone`: midnight, or what follows a skipped midnight. */
export function startOfDay(day: number, timeZone: string): Date {
  const zoned = EPOCH_DAY.add({ days: day }).toZonedDateTime(timeZone);
  return new Date(zoned.epochMilliseconds);
}

/** An age as people write it: `90d`, `6m`. */
export interface Age {
  readonly count: number;
  readonly unit: 'hours' | 'days' | 'weeks' | 'months' | 'years';
}

/** The instant that lies an age before another, by the calendar of `timeZone`. */
export function before(instant: Date, { count, unit }: Age, timeZone: string): Date {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
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
  return instant.toISOString().replace(/\.\d+Z$/, 'Z');
}
