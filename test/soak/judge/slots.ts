/**
 * Slots and periods, counted in another way than the program does: by what `Intl` says the clocks show.
 *
 * A mark is what the clocks show when a slot begins. The clocks have reached a mark once they have shown it or
 * anything later; so an hour that is skipped is reached when they have gone on, and of one that comes twice only the
 * first time counts.
 */

export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** Hours of some days of the week, where 0 is Monday, or of some dates of each month. */
export interface Marks {
  readonly days: readonly number[] | { readonly dates: readonly number[] };
  readonly hours: readonly number[];
}

/** How often a copy is owed. */
export type Rhythm =
  | { readonly kind: 'days'; readonly every: number }
  | { readonly kind: 'hours'; readonly every: number }
  | { readonly kind: 'marks'; readonly marks: readonly Marks[] };

/** The slot in which an instant lies: the later, the higher. */
export function slotAt(rhythm: Rhythm, time: number, zone: string): number {
  if (rhythm.kind === 'hours') return Math.floor(time / HOUR);
  if (rhythm.kind === 'days') return Math.floor(shown(time, zone) / DAY);
  const reached = highest(time, zone);
  return Math.max(...rhythm.marks.map((marks) => latestMark(marks, reached)));
}

/** How many slots lie between two copies that a rhythm asks for. */
export function stride(rhythm: Rhythm): number {
  return rhythm.kind === 'marks' ? 1 : rhythm.every;
}

function latestMark({ days, hours }: Marks, reached: number): number {
  const today = Math.floor(reached / DAY);
  for (let day = today; day > today - 33; day -= 1) {
    if (!('dates' in days ? isOneOf(days.dates, day) : days.includes((((day + 3) % 7) + 7) % 7))) continue;
    let latest = Number.NEGATIVE_INFINITY;
    for (const hour of hours) {
      const mark = day * DAY + hour * HOUR;
      if (mark <= reached && mark > latest) latest = mark;
    }
    if (latest > Number.NEGATIVE_INFINITY) return latest;
  }
  throw new Error(`no mark of ${JSON.stringify({ days, hours })} is reached`);
}

/** A date that a month lacks is its last day. */
function isOneOf(dates: readonly number[], day: number): boolean {
  const date = new Date(day * DAY);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return dates.some((one) => Math.min(one, last) === date.getUTCDate());
}

/** The latest that the clocks have shown so far. They never go back by more than three hours. */
function highest(time: number, zone: string): number {
  let most = shown(time, zone);
  if (zone === 'UTC' || offset(time - 4 * HOUR, zone) === offset(time, zone)) return most;
  for (let end = Math.floor(time / STRETCH) * STRETCH; end > time - 3 * HOUR; end -= STRETCH) {
    most = Math.max(most, shown(end - 1, zone));
  }
  return most;
}

export type Tier = 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly';

/** A name for the hour, day, week from Monday, month or year that the clocks show. */
export function periodAt(tier: Tier, time: number, zone: string): string {
  const names = periods.get(tier + zone) ?? new Map<number, string>();
  periods.set(tier + zone, names);
  const stretch = Math.floor(time / STRETCH);
  const name = names.get(stretch) ?? nameOf(tier, time, zone);
  names.set(stretch, name);
  return name;
}

const periods = new Map<string, Map<number, string>>();

function nameOf(tier: Tier, time: number, zone: string): string {
  const wall = shown(time, zone);
  if (tier === 'weekly') {
    const day = Math.floor(wall / DAY);
    return `from ${day - ((((day + 3) % 7) + 7) % 7)}`;
  }
  return new Date(wall).toISOString().slice(0, LETTERS[tier]);
}

const LETTERS = { hourly: 13, daily: 10, monthly: 7, yearly: 4 } as const;

/** When a zone's clocks change next; where they do not within a year, tomorrow. */
export function nextChange(time: number, zone: string): number {
  const now = offset(time, zone);
  for (let day = 1; day < 366; day += 1) {
    if (offset(time + day * DAY, zone) === now) continue;
    let change = Math.ceil((time + (day - 1) * DAY) / STRETCH) * STRETCH;
    while (offset(change, zone) === now) change += STRETCH;
    return change;
  }
  return time + DAY;
}

/** What the clocks of a zone show, as if they showed UTC. */
function shown(time: number, zone: string): number {
  return zone === 'UTC' ? time : time + offset(time, zone);
}

/** Zones change their clocks at a full or half hour of UTC. */
const STRETCH = HOUR / 2;

const byDay = new Map<string, Map<number, number | 'changes'>>();
const byStretch = new Map<string, Map<number, number>>();

function offset(time: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const days = byDay.get(zone) ?? new Map<number, number | 'changes'>();
  byDay.set(zone, days);
  const day = Math.floor(time / DAY);
  let known = days.get(day);
  if (known === undefined) {
    const first = asked(day * DAY, zone);
    known = first === asked((day + 1) * DAY - 1, zone) ? first : 'changes';
    days.set(day, known);
  }
  return known === 'changes' ? offsetOfStretch(time, zone) : known;
}

function offsetOfStretch(time: number, zone: string): number {
  const stretches = byStretch.get(zone) ?? new Map<number, number>();
  byStretch.set(zone, stretches);
  const stretch = Math.floor(time / STRETCH);
  const known = stretches.get(stretch) ?? asked(stretch * STRETCH, zone);
  stretches.set(stretch, known);
  return known;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function asked(time: number, zone: string): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  formats.set(zone, format);
  const parts = Object.fromEntries(
    format.formatToParts(time).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(time / MINUTE) * MINUTE;
}
