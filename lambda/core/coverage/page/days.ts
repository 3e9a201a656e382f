import { dayText } from '../../calendar.ts';
import { dateTold, many, monthName } from '../../page/html.ts';
import type { CoveredVolume } from '../covered.ts';

/** The columns of the map. */
export interface Columns {
  /** The date of the first day, like `2026-03-10`. */
  readonly firstDay: string;
  readonly days: number;
  /** How many days one column stands for; the last one can have fewer. */
  readonly each: number;
}

const MOST_COLUMNS = 62;

/** A day has a column as long as there is room for all; then a week has one. */
export function columnsOf(firstDay: string, days: number): Columns {
  return { firstDay, days, each: days <= MOST_COLUMNS ? 1 : WEEK };
}

const WEEK = 7;

/** The date of the first day of each column. */
export function datesOf({ firstDay, days, each }: Columns): string[] {
  return Array.from({ length: Math.ceil(days / each) }, (_, column) => dateAt(firstDay, column * each));
}

const DAY = 86_400_000;

function dateAt(firstDay: string, days: number): string {
  return dayText(Date.parse(firstDay) / DAY + days);
}

/**
 * The signs of a day, which are a chart where nothing draws it. The script knows them, too.
 *
 * | sign | share of the day outside the objective |
 * |---|---|
 * | `·` | none |
 * | `▂` | up to a quarter |
 * | `▄` | up to a half |
 * | `▆` | more |
 * | `█` | all of it |
 * | `–` | no objective, but a snapshot |
 * | `×` | no objective, and no snapshot |
 * | `?` | not known |
 */
export const SIGNS = {
  inside: '·',
  quarter: '▂',
  half: '▄',
  more: '▆',
  all: '█',
  without: '–',
  nothing: '×',
  unknown: '?',
} as const;

/** What the map shows of one volume, a value for each column: of several days the worst. */
export interface Drawn {
  readonly signs: string;
  /** The percent inside its objective, -1 where that is not known; empty where there is no objective. */
  readonly inside: readonly number[];
  /** The hours that the newest complete snapshot became old, -1 where that is not known. */
  readonly oldest: readonly number[];
}

export function drawn(volume: CoveredVolume, { each }: Columns): Drawn {
  const { ledger, objective } = volume;
  const oldest = ofColumns(ledger.oldest, each, (known) => Math.max(...known));
  const inside =
    objective === undefined ? [] : ofColumns(ledger.percent, each, (known) => Math.min(...known));
  const signs = oldest.map((age, column) => signOf(volume, age, inside[column]));
  return { signs: signs.join(''), inside, oldest };
}

function ofColumns(
  values: readonly number[],
  each: number,
  worst: (known: readonly number[]) => number,
): number[] {
  return Array.from({ length: Math.ceil(values.length / each) }, (_, column) => {
    const known = values.slice(column * each, (column + 1) * each).filter((value) => value >= 0);
    return known.length === 0 ? -1 : worst(known);
  });
}

function signOf({ producers }: CoveredVolume, oldest: number, inside: number | undefined): string {
  if (oldest < 0) return SIGNS.unknown;
  if (inside === undefined) return producers.length === 0 ? SIGNS.nothing : SIGNS.without;
  if (inside === 0) return SIGNS.all;
  if (inside === 100) return SIGNS.inside;
  return inside >= 75 ? SIGNS.quarter : inside >= 50 ? SIGNS.half : SIGNS.more;
}

/** Equal values in a row are written once: `100*28 62 0`. */
export function short(values: readonly number[]): string {
  const runs: { readonly value: number; count: number }[] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last?.value === value) last.count += 1;
    else runs.push({ value, count: 1 });
  }
  return runs.map(({ value, count }) => (count === 1 ? `${value}` : `${value}*${count}`)).join(' ');
}

/** As many stretches of days are named; the others are counted. */
const MOST_STRETCHES = 3;

/** `outside on 4 of 30 days: 8 Mar, 10 Mar to 12 Mar`; the last ones where they are many. Empty where there are none. */
export function daysOutside({ ledger }: CoveredVolume, firstDay: string): string {
  const outside = ledger.percent.flatMap((percent, day) => (percent >= 0 && percent < 100 ? [day] : []));
  if (outside.length === 0) return '';
  const known = ledger.percent.filter((percent) => percent >= 0).length;
  const stretches = stretchesOf(outside);
  const named = stretches.slice(-MOST_STRETCHES).map(({ from, to }) => {
    const [begin, end] = [dayAndMonth(dateAt(firstDay, from)), dayAndMonth(dateAt(firstDay, to))];
    return from === to ? begin : `${begin} to ${end}`;
  });
  const which = stretches.length > MOST_STRETCHES ? 'the last ' : '';
  return `outside on ${outside.length} of ${many(known, 'day')}: ${which}${named.join(', ')}`;
}

function stretchesOf(days: readonly number[]): { from: number; to: number }[] {
  const stretches: { from: number; to: number }[] = [];
  for (const day of days) {
    const last = stretches.at(-1);
    if (last?.to === day - 1) last.to = day;
    else stretches.push({ from: day, to: day });
  }
  return stretches;
}

/** `8 Mar` */
function dayAndMonth(date: string): string {
  return `${Number(date.slice(8))} ${monthName(date)}`;
}

/** The heads of the columns. Each has its date as its name, but one is written only where it has room. */
export function columnHeads(columns: Columns): string {
  const dates = datesOf(columns);
  const { isShown, words } = columns.each === 1 ? DAYS : WEEKS;
  return dates
    .map((date, index) => {
      const name = columns.each === 1 ? dateTold(date) : `${columns.each} days from ${dateTold(date)}`;
      const shown = isShown(date, index, dates)
        ? `<b aria-hidden="true">${words(date, index, dates)}</b>`
        : '';
      return `<i role="columnheader"><span class="unseen">${name}</span>${shown}</i>`;
    })
    .join('');
}

type OfColumn<Answer> = (date: string, index: number, dates: readonly string[]) => Answer;

interface Heads {
  readonly isShown: OfColumn<boolean>;
  readonly words: OfColumn<string>;
}

const DAYS: Heads = {
  isShown: (date) => dateTold(date).startsWith('Mon'),
  words: (date, index, dates) =>
    dates[index - WEEK]?.slice(0, 7) === date.slice(0, 7) ? `${Number(date.slice(8))}` : dayAndMonth(date),
};

/** Where a month begins; at the edge only where the next weeks are of the same one. */
const WEEKS: Heads = {
  isShown: (date, index, dates) => {
    const [before, after] = [dates[index - 1], dates[index + 3]];
    const isSame = (before ?? after)?.slice(0, 7) === date.slice(0, 7);
    return before === undefined ? isSame : !isSame;
  },
  words: monthName,
};
