import { clockText, weekday, type Zone } from '../calendar.ts';
import { type Called, serverOf, volumeTitle } from '../policy/called.ts';
import { told, visible } from '../text.ts';

/** Makes any text safe between tags and in quoted attributes. */
export function escaped(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The title of a volume. A name that is written from right to left turns only itself. */
export function title(called: Called): string {
  return volumeTitle({ ...called, volumeId: escaped(called.volumeId) }, own);
}

/** The same as a heading, with the id in its own writing. */
export function heading(called: Called): string {
  const { volumeId, name, device } = called;
  const server = serverOf(called);
  const id = `<span class="id">${escaped(volumeId)}</span>`;
  if (server === undefined) return name === undefined ? id : `${own(name)} ${id}`;
  const words = name === undefined ? '' : ` <span class="others">${own(name)}</span>`;
  return `${own(server)}${device === undefined ? '' : ` ${own(device)}`} ${id}${words}`;
}

/** Somebody's own words. */
export function own(name: string): string {
  return `<bdi>${escaped(told(name))}</bdi>`;
}

/** `1,000` */
export function number(count: number): string {
  return count.toLocaleString('en');
}

/** `Snapshots`, at the beginning of a sentence. */
export function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** `1 volume`, `1,000 volumes`. */
export function many(count: number, one: string, more = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : more}`;
}

/** `1 snapshot`, `1,000 images and 2 pinned`. */
export function stockText({ one }: { readonly one: string }, count: number, pinned = 0): string {
  return `${many(count, one)}${pinned === 0 ? '' : ` and ${number(pinned)} pinned`}`;
}

/** `12 minutes`, `24 hours`, `31 days`: more than three days are not counted in hours. */
export function hoursText(hours: number): string {
  if (hours > 0 && hours < 1) return many(Math.round(hours * 60), 'minute');
  return hours <= 72 ? many(hours, 'hour') : many(Math.round(hours / 2.4) / 10, 'day');
}

/** `Tue 2026-03-10` */
export function dateTold(date: string): string {
  return `${WEEKDAYS[weekday(Date.parse(date) / DAY) - 1]} ${date}`;
}

const DAY = 86_400_000;

export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** `Mar`, of `2026-03-10` */
export function monthName(date: string): string {
  return MONTHS[Number(date.slice(5, 7)) - 1] ?? '';
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Writes instants as the clocks of a zone show them: `2026-03-10 05:00`. */
export function wallClock(zone: Zone): (instant: string) => string {
  const known = new Map<string, string>();
  return (instant) => {
    const text = known.get(instant) ?? clockText(new Date(instant), zone);
    known.set(instant, text);
    return text;
  };
}
