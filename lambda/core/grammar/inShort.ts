import { neverReached } from '../neverReached.ts';
import { type Calendar, dateText } from './at.ts';
import type { Frequency } from './frequency.ts';

/**
 * A schedule in as few characters as a table has room for: `daily`, `every 6 h`, `Mon-Fri 02:00`.
 *
 * A bare number counts units of `interval` seconds. `inWords.ts` says the same in whole words.
 */
export function frequencyInShort(frequency: Frequency, interval: number): string {
  switch (frequency.kind) {
    case 'units':
      return everyInShort(frequency.count, frequency.unit ? SECONDS[frequency.unit] : interval);
    case 'calendar':
      return calendarInShort(frequency.at);
    case 'counted':
      return frequency.count === 0 ? 'paused' : calendarInShort(frequency.at);
    case 'sets':
      return frequency.sets
        .map(({ name, count, at }) => `${name} ${count === 0 ? 'paused' : calendarInShort(at)}`)
        .join('; ');
    default:
      return neverReached(frequency);
  }
}

const SECONDS = { h: 3600, d: 86_400, w: 7 * 86_400 };

const UNITS = [
  ['d', 'daily', 86_400],
  ['h', 'hourly', 3600],
  ['min', 'every min', 60],
  ['s', 'every s', 1],
] as const;

function everyInShort(count: number, seconds: number): string {
  const [unit, adverb, size] = UNITS.find(([, , each]) => seconds % each === 0) ?? UNITS[3];
  const number = count * (seconds / size);
  return number === 1 ? adverb : `every ${number} ${unit}`;
}

function calendarInShort(calendar: Calendar): string {
  const days = 'dates' in calendar ? datesInShort(calendar.dates) : daysInShort(calendar.days);
  const { hours } = calendar;
  if (hours.length > 1) return `${days} ${hours.join(',')} h`;
  return hours[0] === 0 ? days : `${days} ${String(hours[0]).padStart(2, '0')}:00`;
}

function datesInShort(dates: readonly number[]): string {
  return dates.map((date) => dateText(date).replace('last', 'last day')).join(',');
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Three or more days in a row are the first and the last of them. */
function daysInShort(days: readonly number[]): string {
  if (days.length === DAYS.length) return 'daily';
  const rows: number[][] = [];
  for (const day of days) {
    const row = rows.at(-1);
    if (row?.at(-1) === day - 1) row.push(day);
    else rows.push([day]);
  }
  return rows
    .map((row) => row.map((day) => DAYS[day - 1]))
    .map((names) => (names.length > 2 ? `${names[0]}-${names.at(-1)}` : names.join(',')))
    .join(',');
}
