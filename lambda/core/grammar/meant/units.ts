import type { Age } from '../../calendar.ts';
import { dictionary, plain } from './lexed.ts';

export type Unit = Age['unit'];

/** `m` is months, as in the grammar of ages; no word here means minutes. */
export const UNITS = dictionary<Unit>([
  ['hours', 'h hr hrs hour hours std stunde stunden'],
  ['days', 'd day days tag tage tagen'],
  ['weeks', 'w wk wks week weeks woche wochen'],
  ['months', 'm mo month months monat monate monaten'],
  ['years', 'y yr yrs year years jahr jahre jahren'],
]);

/** ISO 8601 durations of one part in words: `p1m` → `1 month`, `pt6h` → `6 h`. Others stay. */
export function withoutIso(text: string): string {
  return text.replaceAll(ISO_DURATION, (_, days: string | undefined, unit: string, hours: string) =>
    days === undefined ? `${hours} h` : `${days} ${unit === 'm' ? 'month' : unit}`,
  );
}

const ISO_DURATION = /(?<![a-z\d])p(?:(\d+)([dwmy])|t(\d+)h)(?![a-z\d])/g;

/** `90 days`, `P90D`, `older than 3 months` → `90d`, `90d`, `3m`; undefined where that would be a guess. */
export function meantAge(value: string): string | undefined {
  const [, digits, word = ''] = AGE.exec(withoutIso(plain(value))) ?? [];
  const unit = UNITS.get(word);
  return unit && `${digits}${unit.charAt(0)}`;
}

const AGE = /^(?:(?:older than|within|after|keep|for)[ :=]*)?([1-9]\d*) ?([a-z]+)$/;
