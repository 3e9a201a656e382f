import { iso } from '../calendar.ts';

const MINUTE = 60_000;

/** The day of an instant in UTC: `2026-11-02`. */
export function dateTextOf(at: number): string {
  return iso(new Date(at)).slice(0, 10);
}

/** An instant as a record has it, in whole minutes. */
export function wholeMinute(at: number): number {
  return Math.floor(at / MINUTE) * MINUTE;
}
