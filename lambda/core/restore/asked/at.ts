import {
  before,
  clockInstant,
  clockText,
  dayNumber,
  dayText,
  instantOf,
  iso,
  startOfDay,
  weekday,
  Zone,
} from '../../calendar.ts';
import { plain } from '../../grammar/meant/lexed.ts';
import { UNITS } from '../../grammar/meant/units.ts';
import { nearest } from '../../grammar/nearest.ts';

/** The instant that a person means, or what they must write in its place and perhaps a value to use. */
export type InstantMeant =
  | { readonly ok: true; readonly value: Date }
  | { readonly ok: false; readonly must: string; readonly like: string | undefined };

/**
 * Reads what a person writes after `--at`: the newest snapshot that was taken by then is meant. Never throws.
 *
 * | written | means |
 * |---|---|
 * | `2026-11-20`, `yesterday`, `friday`, `last friday` | the end of that day; a day of the week is the last one before today |
 * | `2026-11-20 02:10`, `yesterday 02:10` | the end of that minute (with seconds: of that second), as a listed time leaves out what is smaller |
 * | `02:10` | today, or yesterday where that is still to come |
 * | `2026-11-20T02:10Z`, `… +01:00`, `… UTC` | the same by the clocks that are named |
 * | `90 minutes ago`, `3h ago`, `2 days ago` | that long before `now`; from days on the same time of that day |
 * | `now`, `today` | `now` |
 *
 * Without an offset the clocks of `zone` count. A time that is skipped is when they go forward; of one that comes
 * twice the first is meant. What has begun and is not over ends now.
 */
export function instantMeant(text: string, now: Date, zone: Zone): InstantMeant {
  const looking = { now, zone };
  const read = text.length > LONGEST ? { must: MUST } : readingOf(text, looking);
  if ('value' in read) return { ok: true, value: read.value };
  return { ok: false, must: read.must, like: read.like ?? guessed(text, looking) };
}

/** An instant as ISO 8601, in a form that is read as the same instant again. */
export function instantText(instant: Date): string {
  return instant.getTime() % SECOND === SECOND - 1 ? iso(instant) : instant.toISOString();
}

const MUST =
  'be a date, a time or how long ago it was, like 2026-11-20, "2026-11-20 02:10", 2026-11-20T02:10Z, yesterday or "2 days ago"';

const LONGEST = 100;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

interface Looking {
  readonly now: Date;
  readonly zone: Zone;
}

type Reading = { readonly value: Date } | { readonly must: string; readonly like?: string };

function readingOf(text: string, looking: Looking): Reading {
  const words = text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  if (words === 'now') return { value: looking.now };
  const [, digits, unit = ''] = AGO.exec(words) ?? [];
  return digits === undefined
    ? whenIn(words, looking)
    : agoIn(Number.parseInt(digits, 10) || 1, unit, looking);
}

/** `a` and `an` are 1. */
const AGO = /^(an?|[1-9]\d{0,3}) ?([a-z]+) ago$/;

const MINUTES = new Set(['min', 'mins', 'minute', 'minutes']);

function agoIn(count: number, word: string, { now, zone }: Looking): Reading {
  if (MINUTES.has(word)) return { value: new Date(now.getTime() - count * MINUTE) };
  if (word === 'm') return { must: 'say min for minutes or months for months' };
  const unit = UNITS.get(word);
  return unit === undefined ? { must: MUST } : since1970(before(now, { count, unit }, zone));
}

function since1970(value: Date): Reading {
  return value.getTime() < 0 ? { must: 'lie after 1970' } : { value };
}

const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const DAY = String.raw`(?<date>\d{4}-\d\d-\d\d)|(?<near>today|yesterday)|(?:last )?(?<name>${WEEK.join('|')}|${WEEK.map((day) => day.slice(0, 3)).join('|')})`;
const TIME = String.raw`(?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:\.(?<fraction>\d{3}))?)?`;
const CLOCKS = String.raw` ?(?<clocks>z|[+-](?:[01]\d|2[0-3]):[0-5]\d)| (?<zone>[a-z][\w+/-]*)`;
const ONLY_DAY = new RegExp(`^(?:${DAY})$`);
const WITH_TIME = new RegExp(`^(?:(?:${DAY})(?:t|,? ))?${TIME}(?:${CLOCKS})?$`);

type Groups = Readonly<Record<string, string | undefined>>;

const UTC = new Zone('UTC');
const NO_SUCH = { must: 'be a day and a time that exist' };

function whenIn(words: string, { now, zone }: Looking): Reading {
  const groups: Groups | undefined = (WITH_TIME.exec(words) ?? ONLY_DAY.exec(words))?.groups;
  if (groups === undefined) return { must: MUST };
  const clocks = clocksIn(groups, zone);
  if (clocks === undefined) {
    return { must: `have an offset like +01:00, Z for UTC, or none for the clocks of ${zone.name}` };
  }
  const today = dayNumber(now, clocks);
  const day = dayIn(groups, today);
  if (day === undefined) return NO_SUCH;
  if (groups['hour'] === undefined) {
    return ended(startOfDay(day, clocks), startOfDay(day + 1, clocks), { now, zone });
  }
  const time = timeIn(groups);
  if (time === undefined) return NO_SUCH;
  const from = clockInstant(day, time.from, clocks);
  const isToCome = from > now && groups['date'] === undefined && groups['near'] === undefined;
  const start = isToCome ? clockInstant(day - 1, time.from, clocks) : from;
  return ended(start, new Date(start.getTime() + time.length), { now, zone });
}

/** The last millisecond of a stretch of time, or now where it is not over. */
function ended(from: Date, next: Date, { now, zone }: Looking): Reading {
  if (from > now) {
    return { must: `not lie in the future (now is ${clockText(now, zone)} ${zone.name})`, like: 'now' };
  }
  return since1970(next > now ? now : new Date(next.getTime() - 1));
}

/** Undefined for clocks that are not known here: CET stands for several. */
function clocksIn({ clocks, zone: named }: Groups, zone: Zone): Zone | undefined {
  if (clocks === 'z' || named === 'utc') return UTC;
  if (clocks !== undefined) return new Zone(clocks);
  return named === undefined || named === zone.name.toLowerCase() ? zone : undefined;
}

/** The number of a day; undefined where the calendar has none like that. */
function dayIn({ date, near, name }: Groups, today: number): number | undefined {
  if (date !== undefined) {
    const day = Date.parse(`${date}T00:00Z`) / (24 * HOUR);
    return Number.isInteger(day) && dayText(day) === date ? day : undefined;
  }
  if (name === undefined) return near === 'yesterday' ? today - 1 : today;
  const wanted = WEEK.findIndex((one) => one.startsWith(name)) + 1;
  return today - (((weekday(today) - wanted + 6) % 7) + 1);
}

/** The time of a day in milliseconds, and how long it lasts: a minute, or what is written more finely. */
function timeIn({ hour, minute, second, fraction }: Groups): { from: number; length: number } | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return undefined;
  const from =
    Number(hour) * HOUR + Number(minute) * MINUTE + Number(second ?? 0) * SECOND + Number(fraction ?? 0);
  return { from, length: fraction !== undefined ? 1 : second !== undefined ? SECOND : MINUTE };
}

/** What a person clearly meant, in words that are read; undefined where nothing is clear. */
function guessed(text: string, looking: Looking): string | undefined {
  if (text.length > LONGEST) return undefined;
  const plainly = plain(text);
  const mended = MENDING.reduce((words, [pattern, mend]) => words.replace(pattern, mend), plainly)
    .replaceAll(/[a-z]+/g, nearestWord)
    .trim();
  const compact = instantOf(text.trim().toUpperCase());
  const each = [plainly, mended, `${mended} ago`, ...(compact === undefined ? [] : [isoText(compact)])];
  return each.find((one) => 'value' in readingOf(one, looking));
}

function isoText(time: Date): string {
  return time.getTime() % SECOND === 0 ? iso(time) : time.toISOString();
}

type Mending = readonly [pattern: RegExp, mend: (...parts: string[]) => string];

/** How people write days and times elsewhere. Of a date with strokes nobody knows which number is the month. */
const MENDING: readonly Mending[] = [
  [/\b(?:at|on|the)\b|(?<= )@(?= ?\d)|^-(?=\d)/g, () => ''],
  [/\b(\d\d?)\.(\d\d?)\.(\d{4})\b/, (_, day = '', month = '', year = '') => dateText(year, month, day)],
  [/\b(\d{4})[-/.](\d\d?)[-/.](\d\d?)\b/, (_, year = '', month = '', day = '') => dateText(year, month, day)],
  [
    /(\d\d?)(?::(\d\d))? ?([ap])m\b/,
    (_, hour = '', minute = '00', half = '') =>
      `${twoDigits((Number(hour) % 12) + (half === 'p' ? 12 : 0))}:${minute}`,
  ],
  [/(?<![\d:+-])(\d:\d\d)/, (_, time = '') => `0${time}`],
  [/ +/g, () => ' '],
];

/** The last day of the month where it has fewer. */
function dateText(year: string, month: string, day: string): string {
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return `${year}-${twoDigits(month)}-${twoDigits(Math.min(Number(day), last))}`;
}

function twoDigits(number: number | string): string {
  return String(number).padStart(2, '0');
}

const KNOWN = [
  ...WEEK,
  ...WEEK.map((day) => day.slice(0, 3)),
  ...'now today yesterday last ago minute minutes hour hours day days week weeks month months year years'.split(
    ' ',
  ),
];

function nearestWord(word: string): string {
  const [near, another] = nearest(word, KNOWN);
  return near !== undefined && another === undefined ? near : word;
}
