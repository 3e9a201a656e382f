/** A cron expression of EventBridge Scheduler, as it is read in the trigger's time zone. */
export interface Cron {
  /** The starts of a day, in minutes after midnight and in order. */
  readonly times: readonly number[];
  readonly startsOn: (day: Day) => boolean;
  /** The fields that say on which days it starts: day of the month, month, day of the week, year. */
  readonly days: readonly [dayOfMonth: string, month: string, dayOfWeek: string, year: string];
}

/** A day of the calendar. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 1 is Sunday. */
  readonly weekday: number;
  /** The last day of its month. */
  readonly last: number;
}

type IsDay = (day: Day) => boolean;

/** The values of a field. */
interface Field {
  readonly first: number;
  readonly last: number;
  /** Of the values, from `first`. */
  readonly names?: readonly string[];
}

const MINUTES: Field = { first: 0, last: 59 };
const HOURS: Field = { first: 0, last: 23 };
const DAYS: Field = { first: 1, last: 31 };
const MONTHS: Field = {
  first: 1,
  last: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
const WEEKDAYS: Field = {
  first: 1,
  last: 7,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};
export const YEARS: Field = { first: 1970, last: 2199 };

const SIX_FIELDS = /^cron\((\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\)$/;

/**
 * Reads `cron(minutes hours day-of-month month day-of-week year)`; undefined for what EventBridge Scheduler
 * refuses. What its page leaves open (ranges that wrap, `LW`, `L-3`, lists of `15W`) is read, because AWS
 * refuses at deploy what it does not know.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function readCron(expression: string): Cron | undefined {
  const [, minute, hour, ...rest] = SIX_FIELDS.exec(expression) ?? [];
  if (minute === undefined || hour === undefined) return undefined;
  const [dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = rest.map((field) => field.toUpperCase());
  const minutes = valuesIn(minute, MINUTES);
  const hours = valuesIn(hour, HOURS);
  const months = valuesIn(month, MONTHS);
  const years = valuesIn(year, YEARS);
  const isDate = dayOfMonth === '?' ? always : datesIn(dayOfMonth);
  const isWeekday = dayOfWeek === '?' ? always : weekdaysIn(dayOfWeek);
  const hasOneQuestionMark = (dayOfMonth === '?') !== (dayOfWeek === '?');
  if (!minutes || !hours || !months || !years || !isDate || !isWeekday || !hasOneQuestionMark) {
    return undefined;
  }
  return {
    times: sorted(hours).flatMap((h) => sorted(minutes).map((m) => h * 60 + m)),
    startsOn: (day) => years.has(day.year) && months.has(day.month) && isDate(day) && isWeekday(day),
    days: [dayOfMonth, month, dayOfWeek, year],
  };
}

/** The weekdays of a field that lists nothing else; undefined where it says `L` or `#`. */
export function plainWeekdays(dayOfWeek: string): readonly number[] | undefined {
  const values = valuesIn(dayOfWeek, WEEKDAYS);
  return values && sorted(values);
}

/** `2` → `MON`. After 7 comes 1. */
export function weekdayName(weekday: number): string {
  return WEEKDAYS.names?.[(weekday - 1) % 7] ?? '';
}

function always(): boolean {
  return true;
}

/** The values of a list of numbers, names, ranges and steps. A range can wrap: `20-2`. */
function valuesIn(text: string, field: Field): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const part of text.toUpperCase().split(',')) {
    const range = rangeIn(part, field);
    if (range === undefined) return undefined;
    const size = field.last - field.first + 1;
    for (let ahead = 0; ahead <= range.length; ahead += range.step) {
      values.add(field.first + ((range.from - field.first + ahead) % size));
    }
  }
  return values;
}

/** The first value, how many follow it, and every which of them counts. */
function rangeIn(
  part: string,
  field: Field,
): { readonly from: number; readonly length: number; readonly step: number } | undefined {
  const [, start, end, stepText] = /^(\*|\w*)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  if (start === undefined) return undefined;
  const isOpen = start === '*' || (start === '' && stepText !== undefined && end === undefined);
  if (isOpen && end !== undefined) return undefined;
  const step = stepText === undefined ? 1 : Number(stepText);
  const from = isOpen ? field.first : valueOf(start, field);
  const single = stepText === undefined ? from : field.last;
  const to = isOpen ? field.last : end === undefined ? single : valueOf(end, field);
  if (from === undefined || to === undefined || step < 1 || step > field.last) return undefined;
  const isWrapped = to < from;
  if (isWrapped && field === YEARS) return undefined;
  return { from, length: to - from + (isWrapped ? field.last - field.first + 1 : 0), step };
}

function valueOf(text: string, { first, last, names = [] }: Field): number | undefined {
  const named = names.indexOf(text);
  if (named >= 0) return first + named;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= first && value <= last ? value : undefined;
}

function datesIn(text: string): IsDay | undefined {
  return anyOf(text, (part) => {
    if (part === 'L') return ({ day, last }) => day === last;
    if (part === 'LW') return (day) => day.day === nearestWorkingDay(day.last, day);
    const before = /^L-(\d{1,2})$/.exec(part)?.[1];
    if (before !== undefined) return ({ day, last }) => day === last - Number(before);
    const near = valueOf(/^(\d+)W$/.exec(part)?.[1] ?? '', DAYS);
    if (near !== undefined) return (day) => near <= day.last && day.day === nearestWorkingDay(near, day);
    const values = valuesIn(part, DAYS);
    return values && (({ day }) => values.has(day));
  });
}

/** The working day nearest to a date, in the same month. */
function nearestWorkingDay(date: number, { day, weekday, last }: Day): number {
  const weekdayOfDate = (((weekday - 1 + date - day) % 7) + 7) % 7;
  if (weekdayOfDate === 6) return date === 1 ? 3 : date - 1;
  if (weekdayOfDate === 0) return date === last ? date - 2 : date + 1;
  return date;
}

/** `6#3` is the third Friday, and AWS allows nothing beside it; `6L` is the last, and `L` alone is Saturday. */
function weekdaysIn(text: string): IsDay | undefined {
  const [, nth = '', count] = /^(\w+)#([1-5])$/.exec(text) ?? [];
  const nthDay = valueOf(nth, WEEKDAYS);
  if (nthDay !== undefined) {
    return ({ weekday, day }) => weekday === nthDay && Math.ceil(day / 7) === Number(count);
  }
  return anyOf(text, (part) => {
    if (part === 'L') return ({ weekday }) => weekday === WEEKDAYS.last;
    const final = valueOf(/^(\w+)L$/.exec(part)?.[1] ?? '', WEEKDAYS);
    if (final !== undefined) return ({ weekday, day, last }) => weekday === final && day > last - 7;
    const values = valuesIn(part, WEEKDAYS);
    return values && (({ weekday }) => values.has(weekday));
  });
}

/** Where one part of a list cannot be read, the list cannot. */
function anyOf(text: string, read: (part: string) => IsDay | undefined): IsDay | undefined {
  const parts = text.split(',').map(read);
  const known = parts.filter((part) => part !== undefined);
  return known.length < parts.length ? undefined : (day) => known.some((isDay) => isDay(day));
}

function sorted(values: ReadonlySet<number>): number[] {
  return [...values].toSorted((a, b) => a - b);
}
