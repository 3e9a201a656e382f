import { dayNumber, startOfDay, type Zone } from '../calendar.ts';
import type { Inventory } from '../inventory.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { SNAPSHOTS } from '../policy/saved.ts';
import { isOurs, type Snapshot } from '../snapshot.ts';
import { type Book, openBook, type Simulated, type Span } from './book.ts';
import { policiesInWords } from './diary.ts';
import { everyHours, lifeOf, type Start } from './life.ts';

/** A record of more snapshots than this would not fit into memory beside the rest. */
export const MOST_RECORDED = 400_000;

/**
 * Simulates some days of an inventory.
 *
 * Yields the instant of each run, so that the progress can be shown.
 */
export function* simulate(
  inventory: Inventory,
  settings: PlanSettings,
  span: Span,
): Generator<Date, Simulated> {
  const book = bookOf(inventory, settings, span);
  for (const run of lifeOf(inventory, settings, startsIn(span, settings.zone), span.holdsAt)) {
    book.enter({ ...run, snapshots: run.snapshots.filter(isBooked) });
    if (run.followUp === undefined) yield run.now;
  }
  return book.close();
}

/** The book of a region. */
export function bookOf({ region, snapshots }: Inventory, settings: PlanSettings, span: Span): Book {
  const { zone, saved = SNAPSHOTS } = settings;
  return openBook({
    region,
    saved,
    zone,
    span,
    mostRecorded: MOST_RECORDED,
    before: snapshots.length,
    words: (managed) => policiesInWords(managed, settings),
  });
}

/** The runs of some days. */
export function startsIn({ from, days, triggerHours }: Span, zone: Zone): Iterable<Start> {
  return everyHours(triggerHours, from, startOfDay(dayNumber(from, zone) + days, zone));
}

/** Whether it is there for a person: failed ones are none. */
export function isBooked(one: Snapshot): boolean {
  return isOurs(one) && one.state !== 'error';
}
