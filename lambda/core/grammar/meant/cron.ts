import { calendarText, inOrder } from '../at.ts';
import { DAYS } from './days.ts';
import { together } from './lexed.ts';

/**
 * The calendar of a cron expression: `0 3 * * *` → `@3`, `30 2 1 * *` → `@1st@2`, `cron(0 3 ? * SUN *)` → `@sun@3`.
 *
 * Minutes are cut. Undefined for what comes more often than hourly, in some months only, or by another rhythm.
 */
export function meantCron(text: string): string | undefined {
  const [, aws] = /^cron ?\(([^()]*)\)$/.exec(text) ?? [];
  const fields = (aws ?? text).trim().split(' ');
  const [minute = '', hour = '', date = '', month = '', day = '', year = '*'] = fields;
  if (fields.length !== (aws === undefined ? 5 : 6) || !isAny(month) || !isAny(year)) return undefined;
  const hours = numbersIn(hour, 0, 23);
  if (!/^[0-5]?\d$/.test(minute) || hours === undefined) return undefined;
  // Unix counts the weekdays from Sunday as 0, and takes 7 for it, too; EventBridge counts it as 1.
  const sunday = aws === undefined ? 0 : 1;
  const days = isAny(day)
    ? []
    : numbersIn(named(day, sunday), sunday, 7)?.map((one) => ((one - sunday + 6) % 7) + 1);
  const dates = isAny(date) ? [] : datesIn(date);
  if (days === undefined || dates === undefined || (days.length > 0 && dates.length > 0)) return undefined;
  if (dates.length > 0) return calendarText({ dates, hours });
  return calendarText({ days: days.length > 0 ? inOrder(days) : [1, 2, 3, 4, 5, 6, 7], hours }) || '@0';
}

function isAny(field: string): boolean {
  return field === '*' || field === '?';
}

/** Cron skips the months that lack a date, and our calendars do not, so those dates have another rhythm. */
function datesIn(field: string): number[] | undefined {
  if (field === 'l') return [31];
  const dates = numbersIn(field, 1, 31);
  return dates?.every((date) => date <= 28) ? dates : undefined;
}

function named(field: string, sunday: number): string {
  return field.replaceAll(/[a-z]{3}/g, (name) => {
    const day = DAYS.get(name)?.[0];
    return day === undefined ? name : String((day % 7) + sunday);
  });
}

/** `*`, `8`, `8-18`, `8,12`, and steps of `*` and of ranges; in order, each once. */
function numbersIn(field: string, least: number, most: number): number[] | undefined {
  const numbers = together(
    field.split(',').map((part) => {
      const [, all, from, to, step] = /^(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
      const isSingle = to === undefined && all === undefined;
      const [first, last] = all === undefined ? [Number(from), Number(to ?? from)] : [least, most];
      const by = Number(step ?? 1);
      const isRange = first >= least && first <= last && last <= most && by >= 1;
      // A step from a single number means another thing in each cron.
      if (!isRange || (isSingle && step !== undefined)) return undefined;
      return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by);
    }),
  );
  return numbers && inOrder(numbers);
}
