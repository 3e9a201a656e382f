import { careOf } from '../care.ts';
import type { Inventory, Volume } from '../inventory.ts';
import type { PlanSettings } from '../planSettings.ts';
import { nextOwed, type Schedule } from '../schedule.ts';
import { lifeOf } from '../simulation/life.ts';

/** When the copies of one volume will go, as far as one can look ahead. */
export interface Departures {
  /** By snapshot id. */
  readonly goes: ReadonlyMap<string, Date>;
  /** What is not in `goes` stays at least until then. */
  readonly until: Date;
}

/** More runs than days in a year, so that a tier of twelve months is seen through. */
const MOST_RUNS = 400;
const DAY = 86_400_000;

/**
 * Looks ahead by living on: a run comes now, then at the start of each slot and at least once a day.
 *
 * The region's brake is not foreseen, because it depends on all other volumes.
 */
export function departuresOf(
  volume: Volume,
  inventory: Inventory,
  settings: PlanSettings,
  now: Date,
): Departures {
  const alone: Inventory = {
    ...inventory,
    volumes: [volume],
    snapshots: inventory.snapshots.filter(({ volumeId }) => volumeId === volume.id),
  };
  const instances = new Map(inventory.instances.map((one) => [one.id, one]));
  const schedules = careOf(volume, instances, settings).policies.map(({ schedule }) => schedule.value);
  const goes = new Map<string, Date>();
  let until = now;
  for (const run of lifeOf(alone, settings, slotStarts(schedules, now, settings.timeZone))) {
    for (const { snapshotId } of run.plan.deletes) goes.set(snapshotId, run.now);
    until = run.now;
    if (alone.snapshots.every(({ id }) => goes.has(id))) break;
  }
  return { goes, until };
}

function* slotStarts(schedules: readonly Schedule[], now: Date, timeZone: string): Generator<Date> {
  let time = now;
  for (let run = 0; run < MOST_RUNS; run += 1) {
    yield time;
    const starts = schedules.map((schedule) => nextOwed(schedule, time, timeZone).getTime());
    time = new Date(Math.min(...starts, time.getTime() + DAY));
  }
}
