import { dayNumber, startOfDay, type Zone } from '../calendar.ts';
import type { Inventory } from '../inventory.ts';
import { neverReached } from '../neverReached.ts';
import { standsFor } from '../snapshot.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { nextOwed, type Schedule } from '../policy/schedule.ts';
import { lifeOf, mainRuns } from '../simulation/life.ts';
import type { Managed } from '../plan/survey.ts';

/** When the snapshots of one volume will be deleted, as far as one can look ahead. */
export interface Departures {
  /** By snapshot id. */
  readonly goes: ReadonlyMap<string, Date>;
  /** What is not in `goes` stays at least until then. */
  readonly until: Date;
}

/** More runs than days in a year, so that all of a tier of twelve months is seen. */
const MOST_RUNS = 400;

/**
 * Looks ahead by simulation: a run comes now, unless one took the newest snapshot and the next is still to
 * come, then whenever a snapshot can be owed and at least once a day.
 *
 * The region's brake is not foreseen, because it depends on all other volumes.
 */
export function departuresOf(
  { volume, policies, snapshots }: Managed,
  inventory: Inventory,
  settings: PlanSettings,
  now: Date,
): Departures {
  const { zone } = settings;
  const alone: Inventory = {
    ...inventory,
    volumes: [volume],
    snapshots: inventory.snapshots.filter(({ volumeId }) => volumeId === volume.id),
  };
  const next = (time: Date): Date =>
    new Date(
      Math.min(
        startOfDay(dayNumber(time, zone) + 1, zone).getTime(),
        ...policies.map(({ schedule }) => runAfter(schedule.value, time, zone).getTime()),
      ),
    );
  const times = snapshots
    .filter(({ state }) => state !== 'error')
    .map((one) => next(standsFor(one)).getTime());
  const first = new Date(Math.max(now.getTime(), ...times));
  const goes = new Map<string, Date>();
  let until = now;
  for (const run of lifeOf(alone, settings, mainRuns(instants(first, next)))) {
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
function runAfter(schedule: Schedule, time: Date, zone: Zone): Date {
  switch (schedule.kind) {
    case 'days':
      return startOfDay(dayNumber(time, zone) + 1, zone);
    case 'seconds': {
      const period = schedule.every * schedule.slotSeconds;
      const step = DAY_SECONDS % period === 0 ? period : schedule.slotSeconds;
      return new Date((Math.floor(time.getTime() / 1000 / step) + 1) * step * 1000);
    }
    case 'calendar':
      return nextOwed(schedule, time, zone);
    default:
      return neverReached(schedule);
  }
}
