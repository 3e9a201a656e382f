import { type Calendar, calendarText, dateIn, inOrder } from '../at.ts';
import { DAYS } from './days.ts';
import { dictionary, type Lexeme, lexed, together } from './lexed.ts';

/**
 * The calendar that some words clearly mean: `@monday:14`, `mon-fri at 8:30`, `every sunday`, `1st of the month`
 * → `@mon@14`, `@mon-fri@8`, `@sun`, `@1st`.
 *
 * Minutes are cut. Undefined where a word has no meaning, or the words could mean several calendars.
 */
export function meantCalendar(text: string): string | undefined {
  const tokens = lexed(text, LEXEMES);
  const calendar = tokens && calendarOf(tokens);
  return calendar && (calendarText(calendar) || '@0');
}

interface Token {
  /**
   * A day, a group of days, a date, an hour, a bare number (an hour behind an `@`), a range, a list, an `@`, a
   * colon, and the words every, weekly and monthly.
   */
  readonly is: 'D' | 'G' | 'T' | 'H' | 'N' | '-' | '+' | '@' | ':' | 'E' | 'W' | 'M';
  readonly values: readonly number[];
  /** As it was written, to tell 8:00 from 8:30. */
  readonly text: string;
}

const OF_MONTH = '(?: day)?(?: of (?:the|each|every) month)?(?![a-z])';
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

const LEXEMES: readonly Lexeme<Token>[] = [
  [/(\d{1,2})(?::(\d{2})(?::\d{2})?)? ?([ap])\.?m\.?(?![a-z])/y, halfDayTime],
  [
    /(\d{1,2}):(\d{2})(?::\d{2})?(?: ?uhr)?(?![a-z\d:])/y,
    ([text, hour, minute]) => clockTime(text, hour, minute),
  ],
  [/(\d{1,2}) ?uhr/y, ([text, hour]) => clockTime(text, hour)],
  [new RegExp(`(\\d{1,2}(?:st|nd|rd|th))${OF_MONTH}`, 'y'), ([text, date]) => dateToken(text, date)],
  [new RegExp(`last${OF_MONTH}`, 'y'), ([text]) => dateToken(text, 'last')],
  [/\d{1,2}(?![\d.a-z])/y, ([text]) => hourToken('N', text, Number(text))],
  [/noon(?![a-z])/y, ([text]) => hourToken('H', text, 12)],
  [/midnight(?![a-z])/y, ([text]) => hourToken('H', text, 0)],
  [/(?:every|each) day(?![a-z])/y, ([text]) => ({ is: 'G', values: EVERY_DAY, text })],
  [
    /(weekly|monthly)(?: on:)?(?![a-z])/y,
    ([text, pace]) => ({ is: pace === 'weekly' ? 'W' : 'M', values: [], text }),
  ],
  [/[a-zäöü]+/y, ([word]) => wordToken(word)],
  [/-|\.\.|[,;+&|]|(?<=[a-z])\/(?=[a-z])|@|:|\*-\*-\*/y, ([text]) => wordToken(text)],
];

const WORDS = dictionary<Token['is']>([
  ['-', '- .. to through bis'],
  ['+', ', ; + & | / and und'],
  ['@', '@ *-*-* at on um the'],
  [':', ':'],
  ['E', 'every each jeden'],
]);

function wordToken(text: string): Token | undefined {
  const days = DAYS.get(text);
  if (days !== undefined) return { is: days.length === 1 ? 'D' : 'G', values: days, text };
  const is = WORDS.get(text);
  return is && { is, values: [], text };
}

function halfDayTime([text, hour, minute = '00', half]: RegExpExecArray): Token | undefined {
  const isTime = Number(hour) >= 1 && Number(hour) <= 12 && Number(minute) < 60;
  return isTime ? hourToken('H', text, (Number(hour) % 12) + (half === 'p' ? 12 : 0)) : undefined;
}

function clockTime(text: string, hour = '', minute = '00'): Token | undefined {
  const isTime = Number(minute) < 60 && (Number(hour) < 24 || minute === '00');
  return isTime ? hourToken('H', text, Number(hour)) : undefined;
}

/** Hour 24 ends a range, and is hour 0 elsewhere. */
function hourToken(is: 'H' | 'N', text: string, hour: number): Token | undefined {
  return hour > 24 ? undefined : { is, values: [hour], text };
}

/** `1th` may have lost a digit and `11st` have one too many, so neither has a meaning. */
function dateToken(text: string, date = ''): Token | undefined {
  const parsed = dateIn(date);
  return parsed === undefined ? undefined : { is: 'T', values: [parsed], text };
}

const HOURS = String.raw`(?<hours>[HN](?:-[HN])?(?:\+[HN](?:-[HN])?)*)`;
const DAY_LIST = String.raw`(?<days>(?:D(?:-D)?|G)(?:\+?(?:D(?:-D)?|G))*)`;
const DATE_LIST = String.raw`(?<dates>T(?:-T)?(?:\+T(?:-T)?)*)`;
/** Behind another word a colon may belong to a name: `nightly:7` is a named set more likely than an hour. */
const THEN_HOURS = String.raw`(?:(?:@+|(?<=[DT]):|\+?(?=H))${HOURS})?`;
const HOURS_FIRST = `(?:@+|(?=H))${HOURS}`;

/** Which rows of tokens are a calendar. Days and dates together are several. */
const SHAPES = [
  `[@EW]*${DAY_LIST}${THEN_HOURS}`,
  `[@M]*${DATE_LIST}${THEN_HOURS}`,
  HOURS_FIRST,
  `${HOURS_FIRST}[@E]*${DAY_LIST}`,
  `${HOURS_FIRST}[@M]*${DATE_LIST}`,
].map((shape) => new RegExp(`^${shape}$`, 'd'));

function calendarOf(tokens: readonly Token[]): Calendar | undefined {
  const row = tokens.map(({ is }) => is).join('');
  const groups = SHAPES.map((shape) => shape.exec(row)?.indices?.groups).find((found) => found !== undefined);
  if (groups === undefined) return undefined;
  const listed = (name: string, read: (item: Item) => readonly number[] | undefined) => {
    const [from, to] = groups[name] ?? [0, 0];
    return together(itemsOf(tokens.slice(from, to)).map(read));
  };
  const hours = listed('hours', hoursOf);
  const days = listed('days', daysOf);
  const dates = listed('dates', datesOf);
  // Daily, mon-fri: one of them is not so.
  if (days && days.length > EVERY_DAY.length) return undefined;
  // In 9+5pm the nine may be one in the evening, too.
  if (tokens.some(isHalf) && row.includes('N')) return undefined;
  // Of two times with one hour the snapshot of one would be lost.
  if (!hours || !days || !dates || new Set(hours).size < hours.length) return undefined;
  const inForce = hours.length === 0 ? [0] : inOrder(hours);
  if (dates.length > 0) return { dates: inOrder(dates), hours: inForce };
  return { days: days.length === 0 ? EVERY_DAY : inOrder(days), hours: inForce };
}

/** A single value, or a range from one to another. */
type Item = readonly [from: Token, to: Token | undefined];

function itemsOf(tokens: readonly Token[]): Item[] {
  return tokens.flatMap((token, index): Item[] => {
    const isValue = token.values.length > 0 && tokens[index - 1]?.is !== '-';
    if (!isValue) return [];
    const to = tokens[index + 1]?.is === '-' ? tokens[index + 2] : undefined;
    return [[token, to]];
  });
}

function daysOf([{ values }, to]: Item): readonly number[] {
  const [[first = 1], last] = [values, to?.values[0]];
  if (last === undefined) return values;
  return span(first, last < first ? last + 7 : last).map((day) => ((day - 1) % 7) + 1);
}

function datesOf([from, to = from]: Item): number[] | undefined {
  const [first = 1, last = 1] = [from.values[0], to.values[0]];
  return first > last ? undefined : span(first, last);
}

/** A range of times with minutes is a window more likely than a list of hours. Midnight may end one as hour 24. */
function hoursOf([from, to = from]: Item): number[] | undefined {
  const [first = 0, last = 0] = [from.values[0], to.values[0]];
  const isWindow = [from, to].some(({ text }) => /:(?!00)/.test(text));
  if (from !== to && (isWindow || isHalf(from) !== isHalf(to))) return undefined;
  return [...new Set(span(first, last < first ? last + 24 : last).map((hour) => hour % 24))];
}

/** Whether a time is one of the twelve-hour clock. */
function isHalf({ text }: Token): boolean {
  return /[ap]\.?m/.test(text);
}

function span(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, step) => first + step);
}
