import { Temporal } from 'temporal-polyfill';
import { told, visible } from '../../text.ts';

/** Makes any text safe between tags and in quoted attributes. */
export function escaped(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

interface Titled {
  readonly volumeId: string;
  readonly name?: string | undefined;
}

/** The id with the name where there is one. A name that is written from right to left turns only itself. */
export function title({ volumeId, name }: Titled): string {
  return name === undefined ? escaped(volumeId) : `${escaped(volumeId)} (<bdi>${escaped(told(name))}</bdi>)`;
}

/** `1,000` */
export function number(count: number): string {
  return count.toLocaleString('en');
}

/** `1 volume`, `1,000 volumes`. */
export function many(count: number, one: string, more = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : more}`;
}

/** `1 copy`, `1,000 copies`. */
export function snapshotsText(count: number): string {
  return many(count, 'copy', 'copies');
}

/** `12 minutes`, `24 hours`, `31 days`: more than three days are not counted in hours. */
export function hoursText(hours: number): string {
  if (hours > 0 && hours < 1) return many(Math.round(hours * 60), 'minute');
  return hours <= 72 ? many(hours, 'hour') : many(Math.round(hours / 2.4) / 10, 'day');
}

/** Writes instants as the clocks of a zone show them: `2026-03-10 05:00`. */
export function wallClock(timeZone: string): (instant: string) => string {
  const known = new Map<string, string>();
  return (instant) => {
    const text =
      known.get(instant) ??
      Temporal.Instant.from(instant)
        .toZonedDateTimeISO(timeZone)
        .toPlainDateTime()
        .toString({ smallestUnit: 'minute' })
        .replace('T', ' ');
    known.set(instant, text);
    return text;
  };
}
