import { dayNumber, startOfDay } from '../calendar.ts';
import type { Inventory } from '../inventory.ts';
import { neverReached } from '../neverReached.ts';
import { standsFor } from '../ownership.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { nextOwed, type Schedule } from '../policy/schedule.ts';
import { lifeOf } from '../simulation/life.ts';
import type { Managed } from '../plan/survey.ts';

/** When the copies of one volume will go, as far as one can look ahead. */
export interface Departures {
  /** By snapshot id. */
  readonly goes: ReadonlyMap<string, Date>;
  /** What is not in `goes` stays at least until then. */
  readonly until: Date;
}

/** More runs than days in a year, so that a tier of twelve months is seen through. */
const MOST_RUNS = 400;

/**
 * Looks ahead by living on: a run comes now, unless one took the newest copy and the next is still to come,
 * then whenever a copy may be owed and at least once a day.
 *
 * The region's brake is not foreseen, because it depends on all other volumes.
 */
export function departuresOf(
  { volume, policies, copies }: Managed,
  inventory: Inventory,
  settings: PlanSettings,
  now: Date,
): Departures {
  const alone: Inventory = {
    ...inventory,
    volumes: [volume],
    snapshots: inventory.snapshots.filter(({ volumeId }) => volumeId === volume.id),
  };
  const next = (time: Date): Date =>
    new Date(
      Math.min(
        startOfDay(dayNumber(time, settings.timeZone) + 1, settings.timeZone).getTime(),
        ...policies.map(({ schedule }) => runAfter(schedule.value, time, settings.timeZone).getTime()),
      ),
    );
  const times = copies
    .filter(({ state }) => state !== 'error')
    .map((copy) => next(standsFor(copy, settings.prefix)).getTime());
  const first = new Date(Math.max(now.getTime(), ...times));
  const goes = new Map<string, Date>();
  let until = now;
  for (const run of lifeOf(alone, settings, instants(first, next))) {
    for (const { snapshotId } of run.plan.deletes) goes.set(snapshotId, run.now);
    until = run.now;
    if (alone.snapshots.every(({ id }) => goes.has(id))) break;
  }
  return { goes, until };
}

function* instants(first: Date, next: (time: Date) => Date): Generator<Date> {
  let time = first;
  for (let run = 0; run < MOST_RUNS; run += 1) {
    yield time;
    time = next(time);
  }
}

const DAY_SECONDS = 86_400;

/** Periods that part a day evenly come at the same hours each day; any other may begin in any of its slots. */
function runAfter(schedule: Schedule, time: Date, timeZone: string): Date {
  switch (schedule.kind) {
    case 'days':
      return startOfDay(dayNumber(time, timeZone) + 1, timeZone);
    case 'seconds': {
      const period = schedule.every * schedule.slotSeconds;
      const step = DAY_SECONDS % period === 0 ? period : schedule.slotSeconds;
      return new Date((Math.floor(time.getTime() / 1000 / step) + 1) * step * 1000);
    }
    case 'calendar':
      return nextOwed(schedule, time, timeZone);
    default:
      return neverReached(schedule);
  }
}
