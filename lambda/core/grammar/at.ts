import { fault } from './parsed.ts';
import { slice, split, type Word } from './words.ts';

/** Hours of some days. Each list is in order and has each number once. */
export type Calendar = WeekCalendar | MonthCalendar;

/** Hours of some days of the week. */
export interface WeekCalendar {
  /** 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[];
  /** 0 to 23. */
  readonly hours: readonly number[];
}

/** Hours of some days of each month. */
export interface MonthCalendar {
  /** 1 to 31. A date that a month lacks is its last day, so 31 is the last day of each month. */
  readonly dates: readonly number[];
  /** 0 to 23. */
  readonly hours: readonly number[];
}

const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const MIDNIGHT = [0];

/** The last day of each month. */
const LAST = 31;

/** Every day from midnight. */
export const DAILY: Calendar = { days: EVERY_DAY, hours: MIDNIGHT };

/** Reads `@sat`, `@mon-fri@8,12`, `@1st+15th@3`, `@2`: days, hours, or both; days before hours. */
export function calendarIn(word: Word): Calendar {
  const [first, second, third] = split(slice(word, 1), /@/);
  if (third !== undefined) fault(third, 'nothing is expected after the hours');
  if (first.text === '') {
    return fault(first, 'days like mon-fri or 1st, or hours like 8+12 are expected after the @');
  }
  if (second !== undefined) return { ...daysIn(first), hours: listIn(second, hourIn, 24, 0) };
  return /^\d/.test(first.text) && !A_DATE.test(first.text)
    ? { days: EVERY_DAY, hours: listIn(first, hourIn, 24, 0) }
    : { ...daysIn(first), hours: MIDNIGHT };
}

/** A calendar as it is written in a tag, with `+` because the tagging API refuses commas; empty for every day. */
export function calendarText(calendar: Calendar): string {
  const { hours } = calendar;
  const isMidnight = hours.length === 1 && hours[0] === 0;
  const dayPart = daysText(calendar);
  return isMidnight ? dayPart : `${dayPart}@${listText(hours, String)}`;
}

/** `1st`, `22nd`, `last`. */
export function dateText(date: number): string {
  if (date === LAST) return 'last';
  const ending = ['th', 'st', 'nd', 'rd'][Math.floor(date / 10) === 1 ? 0 : date % 10] ?? 'th';
  return `${date}${ending}`;
}

function daysText(calendar: Calendar): string {
  if ('dates' in calendar) return `@${calendar.dates.map(dateText).join('+')}`;
  const isEveryDay = calendar.days.length === EVERY_DAY.length;
  return isEveryDay ? '' : `@${listText(calendar.days, (day) => DAY_NAMES[day - 1])}`;
}

const A_DATE = /^(\d+(st|nd|rd|th)|last)/;

function daysIn(word: Word): Pick<WeekCalendar, 'days'> | Pick<MonthCalendar, 'dates'> {
  return A_DATE.test(word.text)
    ? { dates: inOrder(split(word, /[,+]/).map(readDate)) }
    : { days: listIn(word, dayIn, 7, 1) };
}

function readDate(word: Word): number {
  return dateIn(word.text) ?? fault(word, 'a date is one of 1st, 2nd, 3rd, 4th and so on to 31st, or last');
}

/** The date that `1st`, `22nd` or `last` names. */
export function dateIn(text: string): number | undefined {
  const date = text === 'last' ? LAST : Number.parseInt(text, 10);
  return date >= 1 && date <= LAST && [dateText(date), '31st'].includes(text) ? date : undefined;
}

function dayIn(word: Word): number {
  const index = DAY_NAMES.indexOf(word.text);
  return index < 0
    ? fault(word, `a day is one of ${DAY_NAMES.join(', ')}, or a date like 1st or last`)
    : index + 1;
}

function hourIn(word: Word): number {
  return /^([01]?\d|2[0-3])$/.test(word.text) ? Number(word.text) : fault(word, 'an hour is 0 to 23');
}

/** Reads single values and ranges; a range may wrap, as `fri-mon` or `22-4` do. */
function listIn(word: Word, valueIn: (word: Word) => number, size: number, first: number): number[] {
  const values = split(word, /[,+]/).flatMap((item) => {
    const [from, to, extra] = split(item, /-/);
    if (extra !== undefined) fault(extra, 'a range has one beginning and one end');
    if (to === undefined) return [valueIn(from)];
    const begin = valueIn(from);
    const length = (valueIn(to) - begin + size) % size;
    return Array.from({ length: length + 1 }, (_, step) => ((begin - first + step) % size) + first);
  });
  return inOrder(values);
}

/** In order, and each once. */
export function inOrder(values: readonly number[]): number[] {
  return [...new Set(values)].toSorted((a, b) => a - b);
}

/** Three and more in a row are a range. */
function listText(values: readonly number[], name: (value: number) => string | undefined): string {
  const runs: number[][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run?.at(-1) === value - 1) run.push(value);
    else runs.push([value]);
  }
  return runs
    .flatMap((run) => {
      const names = run.map(name);
      return names.length > 2 ? `${names[0]}-${names.at(-1)}` : names;
    })
    .join('+');
}
