import { weekday } from '../../calendar.ts';
import { isBare, type SimulatedDay, type SimulatedVolume } from '../diary.ts';
import type { Things } from '../words.ts';
import { dateTold, hoursText, monthName, stockText, WEEKDAYS } from '../../page/html.ts';

/** One day as the page tells it. */
export interface ToldDay extends SimulatedDay {
  /** `2026-03-10` */
  readonly date: string;
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  /** Its largest gap is much longer than is usual for the volume. */
  readonly isGaping: boolean;
  /** `Tue 2026-03-10: 7 snapshots, oldest 2026-03-04 05:00, largest gap 24 hours` */
  readonly told: string;
}

/** The days of one volume, in words. */
export function toldDays(
  { byDay }: SimulatedVolume,
  dates: readonly string[],
  clock: (instant: string) => string,
  things: Things,
): ToldDay[] {
  const usual = usualGap(byDay);
  return byDay.map((day, index) => {
    const date = dates[index] ?? '';
    const onDay = weekday(Date.parse(date) / DAY);
    const { snapshots, pinned, oldest, largestGapHours } = day;
    const stock = isBare(day)
      ? `no ${things.one}`
      : `${stockText(things, snapshots, pinned)}${oldest === undefined ? '' : `, oldest ${clock(oldest)}`}, largest gap ${hoursText(largestGapHours)}`;
    return {
      ...day,
      date,
      weekday: onDay,
      isGaping: largestGapHours > usual * MUCH_LONGER,
      told: `${dateTold(date)}: ${stock}`,
    };
  });
}

/**
 * A gap that is not exceeded on three of four days with a snapshot.
 *
 * It is not the median: a schedule that pauses on weekends has a longer gap on three days of each week, and
 * that is usual.
 */
export function usualGap(byDay: readonly SimulatedDay[]): number {
  const gaps = byDay.filter((day) => !isBare(day)).map(({ largestGapHours }) => largestGapHours);
  return gaps.toSorted((a, b) => a - b)[Math.ceil(gaps.length * 0.75) - 1] ?? 0;
}

/**
 * The days as a grid: weeks are columns and weekdays rows.
 *
 * Several years are cut into strips of equal length, one below the other.
 */
export function calendarGrid(days: readonly ToldDay[], most: number, label: string): string {
  const weeks = weeksOf(days);
  const strips = Math.ceil(weeks.length / MOST_WEEKS);
  const length = Math.ceil(weeks.length / strips);
  const cell = dayCell(most, days.at(-1));
  const bodies = Array.from({ length: strips }, (_, index) =>
    strip(weeks.slice(index * length, (index + 1) * length), cell),
  );
  const size = SIZES.find(({ upTo }) => weeks.length <= upTo)?.name ?? 'small';
  return `<table role="grid" aria-readonly="true" aria-label="${label}" class="${size}">${bodies.join('')}</table>`;
}

const DAY = 86_400_000;
const MUCH_LONGER = 1.5;
const LEVELS = 'abcd';
const MOST_WEEKS = 60;
/** How many weeks are as wide as the name of a month, and as the name with the year. */
const NAME_NEEDS = 2;
const YEAR_NEEDS = 4;
const SIZES = [
  { name: 'large', upTo: 12 },
  { name: 'middle', upTo: 30 },
];

/** Days from Monday to Sunday; the first and the last week can lack some. */
type Week = readonly (ToldDay | undefined)[];

function weeksOf(days: readonly ToldDay[]): Week[] {
  const before: undefined[] = Array.from({ length: (days[0]?.weekday ?? 1) - 1 });
  const all = [...before, ...days];
  return Array.from({ length: Math.ceil(all.length / 7) }, (_, week) =>
    WEEKDAYS.map((_name, day) => all[week * 7 + day]),
  );
}

type Cell = (day: ToldDay | undefined) => string;

function strip(weeks: readonly Week[], cell: Cell): string {
  const rows = WEEKDAYS.map(
    (name, row) =>
      `<tr><th scope="row"><span>${name}</span></th>${weeks.map((week) => cell(week[row])).join('')}</tr>`,
  );
  return `<tbody><tr>${monthRow(weeks)}</tr>\n${rows.join('\n')}</tbody>\n`;
}

/** The weeks over which one month stands. */
interface Stretch {
  /** `2026-03` */
  readonly month: string;
  readonly weeks: number;
}

/** A month stands over the weeks that end in it, so over the one in which it begins. */
function monthRow(weeks: readonly Week[]): string {
  const months = weeks.map((week) => week.findLast((day) => day !== undefined)?.date.slice(0, 7) ?? '');
  const starts = months.flatMap((month, week) => (month === months[week - 1] ? [] : [{ month, week }]));
  const stretches = starts.map(
    ({ month, week }, index): Stretch => ({
      month,
      weeks: (starts[index + 1]?.week ?? months.length) - week,
    }),
  );
  const roomy = stretches.filter((one) => one.weeks >= YEAR_NEEDS);
  const withYear = new Set(roomy.filter(({ month }, index) => index === 0 || month.endsWith('-01')));
  const heads = stretches.map((one) => {
    if (one.weeks < NAME_NEEDS && stretches.length > 1) return `<td colspan="${one.weeks}"></td>`;
    const year = withYear.has(one) ? ` ’${one.month.slice(2, 4)}` : '';
    return `<th scope="col" colspan="${one.weeks}"><span>${monthName(one.month)}${year}</span></th>`;
  });
  return `<td></td>${heads.join('')}`;
}

/** The markup of a day is written tens of thousands of times, so its class names are letters. */
function dayCell(most: number, entrance: ToldDay | undefined): Cell {
  return (day) => {
    if (day === undefined) return '<td></td>';
    const { snapshots, isGaping, told } = day;
    const level = isBare(day) ? 'z' : LEVELS[Math.max(1, Math.ceil((snapshots / most) * LEVELS.length)) - 1];
    const focus = day === entrance ? ' tabindex="0" aria-selected="true"' : '';
    return `<td class="${level}${isGaping ? ' g' : ''}" title="${told}"${focus}></td>`;
  };
}
