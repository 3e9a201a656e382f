import { type CreateOne, type CreateSet, volumesOf } from '../plan/creation.ts';
import type { Inventory, Snapshot } from '../inventory.ts';
import { makePlan, type Plan } from '../plan/plan.ts';
import type { PlanSettings } from '../plan/planSettings.ts';

/** One run of a simulated life: what was decided, and which snapshots are there when it has been done. */
export interface SimulatedRun {
  readonly now: Date;
  readonly plan: Plan;
  readonly snapshots: readonly Snapshot[];
}

/**
 * Lives on from an inventory: the same decisions as a run's, on a clock that moves from one instant of
 * `runs` to the next.
 *
 * AWS does all that is asked: each copy is pending when its run ends and complete when the next one begins,
 * and nobody else touches anything.
 */
export function* lifeOf(
  inventory: Inventory,
  settings: PlanSettings,
  runs: Iterable<Date>,
): Generator<SimulatedRun> {
  const sizes = new Map(inventory.volumes.map(({ id, sizeGiB }) => [id, sizeGiB]));
  let { snapshots } = inventory;
  let taken = 0;
  for (const now of runs) {
    const plan = makePlan({ ...inventory, snapshots }, settings, now);
    const gone = new Set(plan.deletes.map(({ snapshotId }) => snapshotId));
    const made = plan.creates.flatMap((create) => copiesFrom(create, sizes, now));
    const numbered = made.map((copy, index) => ({ ...copy, id: newId(taken + index + 1) }));
    taken += made.length;
    snapshots = snapshots.filter(({ id }) => !gone.has(id)).concat(numbered);
    yield { now, plan, snapshots };
    snapshots = snapshots.map(completed);
  }
}

/** The instants of a trigger that comes each `hours`, the first at `from`, all before `until`. */
export function* everyHours(hours: number, from: Date, until: Date): Generator<Date> {
  for (let time = from.getTime(); time < until.getTime(); time += hours * HOUR) yield new Date(time);
}

const HOUR = 3_600_000;

function newId(number: number): string {
  return `new-${String(number).padStart(7, '0')}`;
}

function copiesFrom(
  create: CreateOne | CreateSet,
  sizes: ReadonlyMap<string, number>,
  now: Date,
): Omit<Snapshot, 'id'>[] {
  return volumesOf(create).map((volumeId) => ({
    volumeId,
    state: 'pending',
    tier: 'standard',
    startedAt: now.getTime(),
    sizeGiB: sizes.get(volumeId) ?? 0,
    tags: create.tags,
  }));
}

function completed(snapshot: Snapshot): Snapshot {
  return snapshot.state === 'pending' ? { ...snapshot, state: 'completed' } : snapshot;
}
