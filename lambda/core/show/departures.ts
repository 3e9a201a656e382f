import type { Inventory } from '../inventory.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import type { Managed } from '../plan/survey.ts';
import { deletableOf } from '../plan/proofHold.ts';
import { holdOn } from '../plan/protection.ts';
import { isPinned } from '../snapshot.ts';
import { completed, lifeOf } from '../simulation/life.ts';
import { foreseenRuns } from './foreseenRuns.ts';

/** When the snapshots of one volume will be deleted, as far as one can look ahead. */
export interface Departures {
  /** By snapshot id. */
  readonly goes: ReadonlyMap<string, Date>;
  /** What is not in `goes` stays at least until then. */
  readonly until: Date;
  /** Which runs are assumed, in words. */
  readonly assumedRuns: string;
}

/**
 * Looks ahead by simulation of the runs to come, and of their follow-ups.
 *
 * The region's brake is not foreseen, because it depends on all other volumes. Neither is the end of a hold by a proof.
 */
export function departuresOf(
  managed: Managed,
  inventory: Inventory,
  settings: PlanSettings,
  now: Date,
): Departures {
  const { volume } = managed;
  const { starts, firstAt, inWords } = foreseenRuns(managed, settings, now);
  const own = inventory.snapshots.filter(({ volumeId }) => volumeId === volume.id);
  // What is pending now is complete when a later run comes.
  const snapshots = firstAt > now ? own.map(completed) : own;
  const instances = inventory.instances.filter(({ id }) => volume.instanceIds.includes(id));
  const alone: Inventory = { ...inventory, instances, volumes: [volume], snapshots };
  const goes = new Map<string, Date>();
  const canGo =
    managed.proofHold === undefined
      ? own.filter((one) => !isPinned(one) && holdOn(one, inventory.holds) === undefined)
      : deletableOf(managed, inventory.holds);
  let until = now;
  for (const { at, plan } of lifeOf(alone, settings, starts)) {
    for (const { snapshotId } of plan.deletes) goes.set(snapshotId, at);
    until = at;
    if (canGo.every(({ id }) => goes.has(id))) break;
  }
  return { goes, until, assumedRuns: inWords };
}
