import { clockText, type Zone } from '../../calendar.ts';
import { grouped } from '../../grouped.ts';
import { placeOf } from '../../text.ts';
import type { RegionReport } from '../region.ts';
import type { Level } from '../told.ts';

/** One reason why a report needs a person: the one place for its level, its words and its lines. */
export interface Cause {
  readonly level: Exclude<Level, 'OK'>;
  /** Of how many things some regions have it. It is made of totals, so it is the same after lists were cut. */
  readonly count: (regions: readonly RegionReport[]) => number;
  /** For the first line. It is given the regions that have the cause, and all. */
  readonly headline: (having: readonly RegionReport[], all: readonly RegionReport[]) => string;
  /** The same in as few words as the subject of a mail has room for. */
  readonly subject: (having: readonly RegionReport[]) => string;
  /** What to do, a line for each thing to do, however many volumes it concerns. */
  readonly lines: (having: readonly RegionReport[], context: LineContext) => readonly CauseLine[];
}

/** One line of a cause, and what it stands for. */
export interface CauseLine {
  readonly text: string;
  /** How many of `count` it tells of. */
  readonly entries: number;
  readonly regions: readonly RegionReport[];
}

/** What lines need to know of the run. */
export interface LineContext {
  readonly prefix: string;
  readonly now: Date;
  /** In which days are read. */
  readonly zone: Zone;
  /** `eu-west-1: `, or nothing where the run found something in one region only. */
  readonly at: (region: RegionReport) => string;
}

/** The sum over some regions. */
export function sumOf(regions: readonly RegionReport[], count: (region: RegionReport) => number): number {
  return regions.reduce((sum, region) => sum + count(region), 0);
}

/** A line for each group of the entries of each region. */
export function linesOf<Entry>(
  regions: readonly RegionReport[],
  entriesIn: (region: RegionReport) => readonly Entry[],
  keyOf: (entry: Entry) => string,
  text: (entries: readonly [Entry, ...Entry[]], region: RegionReport) => string,
): CauseLine[] {
  return regions.flatMap((region) =>
    [...grouped(entriesIn(region), keyOf).values()].map((entries) => ({
      text: text(entries, region),
      entries: entries.length,
      regions: [region],
    })),
  );
}

/** Many first: one of these mends most. */
export function manyFirst(lines: readonly CauseLine[]): CauseLine[] {
  return lines.toSorted((a, b) => b.entries - a.entries);
}

/** Names as many as are read at a glance, and counts the others. */
export function named(texts: readonly string[], one: string, many: string): string {
  const left = texts.length - MOST_IN_HEADLINE;
  return [
    ...texts.slice(0, MOST_IN_HEADLINE),
    ...(left > 0 ? [`${left} ${left === 1 ? one : many}`] : []),
  ].join('; ');
}

/** More regions would make the first line unreadable. */
export const MOST_IN_HEADLINE = 3;

interface WithLast {
  readonly lastSnapshot?: string | undefined;
}

/** Since when the volumes of some entries have had no new snapshot: of the one that has waited longest. */
export function noneSince(entries: readonly WithLast[], days: Days): string {
  const { last, without } = lastOf(entries.map(({ lastSnapshot }) => lastSnapshot));
  if (without === entries.length) return 'no snapshot yet';
  if (without > 0) return `${without} of them without any snapshot`;
  return last === undefined ? '' : `none since ${dayWords(last, days)}`;
}

/** The first of some times, and how many are absent. */
export function lastOf(times: readonly (string | undefined)[]): {
  last: string | undefined;
  without: number;
} {
  const known = times.filter((time) => time !== undefined).toSorted();
  return { last: known[0], without: times.length - known.length };
}

export type Days = Pick<LineContext, 'now' | 'zone'>;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The day in the time zone: `12 Nov`, with the year where it is not this one. */
export function dayWords(time: string, { now, zone }: Days): string {
  const [year, month, day] = clockText(new Date(time), zone).slice(0, 10).split('-').map(Number);
  const isThisYear = clockText(now, zone).startsWith(`${year}-`);
  return `${day} ${MONTHS[(month ?? 1) - 1]}${isThisYear ? '' : ` ${year}`}`;
}

export function placesOf(regions: readonly RegionReport[]): string[] {
  return regions.map((region) => placeOf(region));
}
