import type { Age } from './calendar.ts';
import type { RetentionPolicy } from './retention.ts';
import { everyUnits, type Schedule } from './schedule.ts';

/** What a text means, or what was expected of it and a text that would do. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly expected: string; readonly wouldDo: string };

/**
 * Reads how often: `1`, `6h`, `2d`, `1w`. A bare number counts units of `interval` seconds.
 *
 * Surrounding spaces and upper case are allowed; zero, signs, fractions and digits of other scripts are not.
 */
export function parseFrequency(text: string, interval: number): Parsed<Schedule> {
  const [, digits, unit] = /^([1-9]\d{0,3})([hdw]?)$/.exec(normal(text)) ?? [];
  if (digits === undefined) {
    return {
      ok: false,
      expected: 'is not a frequency (a whole number from 1 to 9999, alone or with h, d or w)',
      wouldDo: '1',
    };
  }
  const unitSeconds = UNIT_SECONDS.get(unit ?? '') ?? interval;
  return { ok: true, value: everyUnits(Number(digits), unitSeconds) };
}

const UNIT_SECONDS = new Map([
  ['h', 3600],
  ['d', 86_400],
  ['w', 7 * 86_400],
]);

/** Reads what to keep: `7`, the newest seven restorable copies. */
export function parseRetention(text: string): Parsed<RetentionPolicy> {
  const [digits] = /^[1-9]\d{0,3}$/.exec(normal(text)) ?? [];
  return digits === undefined
    ? { ok: false, expected: 'is not a number of copies (a whole number from 1 to 9999)', wouldDo: '7' }
    : { ok: true, value: { kind: 'count', count: Number(digits) } };
}

const AGE_UNITS = new Map<string | undefined, Age['unit']>([
  ['h', 'hours'],
  ['d', 'days'],
  ['w', 'weeks'],
  ['m', 'months'],
  ['y', 'years'],
]);

/** Reads an age: `12h`, `90d`, `8w`, `6m` (months), `2y`. */
export function parseAge(text: string): Parsed<Age> {
  const [, digits, letter] = /^([1-9]\d{0,3})([hdwmy])$/.exec(normal(text)) ?? [];
  const unit = AGE_UNITS.get(letter);
  return unit === undefined
    ? {
        ok: false,
        expected: 'is not an age (a whole number from 1 to 9999 with h, d, w, m or y)',
        wouldDo: '90d',
      }
    : { ok: true, value: { count: Number(digits), unit } };
}

function normal(text: string): string {
  return text.trim().toLowerCase();
}
