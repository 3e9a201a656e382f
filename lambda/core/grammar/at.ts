import { fault } from './parsed.ts';
import { slice, split, type Word } from './words.ts';

/** Hours of some days of the week. Each list is in order and has each number once. */
export interface Calendar {
  /** 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[];
  /** 0 to 23. */
  readonly hours: readonly number[];
}

const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const MIDNIGHT = [0];

/** Every day from midnight. */
export const DAILY: Calendar = { days: EVERY_DAY, hours: MIDNIGHT };

/** Reads `@sat`, `@mon-fri@8,12`, `@2`: days of the week, hours, or both; days before hours. */
export function calendarIn(word: Word): Calendar {
  const [first, second, third] = split(slice(word, 1), /@/);
  if (third !== undefined) fault(third, 'nothing is expected after the hours');
  if (first.text === '') {
    return fault(first, 'days like mon-fri or hours like 8+12 are expected after the @');
  }
  if (second !== undefined) return { days: listIn(first, dayIn, 7, 1), hours: listIn(second, hourIn, 24, 0) };
  return /^\d/.test(first.text)
    ? { days: EVERY_DAY, hours: listIn(first, hourIn, 24, 0) }
    : { days: listIn(first, dayIn, 7, 1), hours: MIDNIGHT };
}

/** A calendar as it is written in a tag, with `+` because the tagging API refuses commas; empty for every day. */
export function calendarText({ days, hours }: Calendar): string {
  const isEveryDay = days.length === EVERY_DAY.length;
  const isMidnight = hours.length === 1 && hours[0] === 0;
  const dayPart = isEveryDay ? '' : `@${listText(days, (day) => DAY_NAMES[day - 1])}`;
  return isMidnight ? dayPart : `${dayPart}@${listText(hours, String)}`;
}

function dayIn(word: Word): number {
  const index = DAY_NAMES.indexOf(word.text);
  return index < 0 ? fault(word, `a day is one of ${DAY_NAMES.join(', ')}`) : index + 1;
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
