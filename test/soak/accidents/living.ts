import { expect } from 'vitest';
import type { Report } from '../../../lambda/core/report/report.ts';
import { lastMail, runSnapper } from '../../scenarios/story.ts';
import type { Estate } from '../estate/estate.ts';
import { truthOf } from '../estate/truth.ts';
import { goneIn, newIn } from '../judge/ran.ts';
import { spared } from '../judge/safety.ts';
import { copiesOf, FULL, HELD, REGIONS, tomorrow, VOLUMES } from '../estate/full.ts';
import { keep } from '../figures.ts';
import { amount } from '../../amounts.ts';
import { wholeLines } from '../../wholeLines.ts';

/** What one run did, by what exists before and after it, and what it said first. */
export interface Day {
  readonly deleted: number;
  readonly created: number;
  /** The fewest restorable copies that any watched volume was left with. */
  readonly least: number;
  /** The first line of the report that was published. */
  readonly line: string;
  readonly report: Report;
}

/** All is as it should be. */
export const CALM = calmLine(REGIONS.length * VOLUMES);

export function calmLine(volumes: number): string {
  return `OK: ${volumes} of ${volumes} volumes on schedule; ${volumes} full, 0 still filling, 0 without a restorable snapshot.`;
}

/** A line that begins with what is wrong, and goes on as one on which all is well. */
export function warned(says: string, line = CALM): string {
  return line.replace('OK: ', `WARNING: ${says}; `);
}

/** Copies in the whole estate before anything happened. */
export const ALL = REGIONS.length * (VOLUMES * FULL + HELD);

/** What the trigger says beside what it always does. */
type Asked = Readonly<Record<string, unknown>> & { readonly tag_prefix?: string };

/** One run of the real handler; what may never happen is asked of each. */
export async function oneRun(estate: Estate, event: Asked = {}): Promise<Day> {
  const { cloud, regions, topic } = estate;
  const before = truthOf(cloud, regions);
  const report = await runSnapper(cloud, { ...estate.event, ...event });
  const after = truthOf(cloud, regions);
  expect(spared(estate, { before, after }, event.tag_prefix)).toEqual([]);
  const [deleted, created] = [goneIn({ before, after }).length, newIn({ before, after }).length];
  expect(report.headline).toMatchObject({ deleted, created });
  const line = withoutUsual(wholeLines(lastMail(cloud, topic)).split('\n')[0] ?? '');
  return { deleted, created, least: leastOf(estate), line, report };
}

/** What an image and a lock hold in each region is told in every run: here it says nothing new. */
function withoutUsual(line: string): string {
  return line.replace(/; (?:2|4) snapshots held by AWS, so not deleted(?=[;.])/, '');
}

/** A run a day. */
export async function live(estate: Estate, days: number, event: Asked = {}): Promise<Day[]> {
  const lived: Day[] = [];
  for (let day = 0; day < days; day += 1) {
    lived.push(await oneRun(estate, event));
    tomorrow(estate);
  }
  return lived;
}

/** How long an accident is lived through before anybody undoes it. */
export const DAYS = amount({ sample: 2, soak: 10 }, 'DAYS');

/** Days with an accident, kept for the table of figures. */
export async function suffer(accident: string, estate: Estate, event: Asked = {}): Promise<Day[]> {
  const before = restorableIn(estate);
  const days = await live(estate, DAYS, event);
  keep(accident, {
    days: days.length,
    'copies before': before,
    'deleted a day': inShort(deletedOn(days)),
    'fewest of a volume': Math.min(...days.map(({ least }) => least)),
    'first line': days[0]?.line ?? '',
  });
  return days;
}

/** `0 ×1, 48 ×9`: the same number on days that follow each other is said once. */
function inShort(numbers: readonly number[]): string {
  const groups: { number: number; times: number }[] = [];
  for (const number of numbers) {
    const last = groups.at(-1);
    if (last?.number === number) last.times += 1;
    else groups.push({ number, times: 1 });
  }
  return groups.map(({ number, times }) => `${number} ×${times}`).join(', ');
}

/** Runs until all is as it should be, and says how many days that took. */
export async function heal(estate: Estate, event: Asked = {}): Promise<number> {
  for (let day = 1; day <= 2 * FULL; day += 1) {
    const { line, least } = await oneRun(estate, event);
    tomorrow(estate);
    if (line === CALM && restorableIn(estate) === ALL + estate.watched.length) {
      expect(least).toBe(FULL);
      return day;
    }
  }
  throw new Error(`not healed after ${2 * FULL} days`);
}

export function restorableIn({ cloud, watched }: Estate): number {
  return watched.reduce((sum, volume) => sum + copiesOf(cloud, volume).length, 0);
}

export function leastOf({ cloud, watched }: Estate): number {
  return Math.min(...watched.map((volume) => copiesOf(cloud, volume).length));
}

export function deletedOn(days: readonly Day[]): number[] {
  return days.map(({ deleted }) => deleted);
}

/** The same number for each of some days. */
export function daily(number: number, days = DAYS): number[] {
  return Array.from({ length: days }, () => number);
}
