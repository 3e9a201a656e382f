import { type CreateOne, type CreateSet, volumesOf } from '../plan/creation.ts';
import type { Inventory } from '../inventory.ts';
import { labelled, type ListedSnapshot, type Snapshot } from '../snapshot.ts';
import { makePlan } from '../plan/makePlan.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanSettings } from '../plan/planSettings.ts';

/** One run of a simulated life: what was decided, and which snapshots are there when it has been done. */
export interface SimulatedRun {
  readonly now: Date;
  readonly plan: Plan;
  readonly snapshots: readonly Snapshot[];
}

/**
 * Simulates the life of an inventory: the decisions of a run, on a clock that moves from one instant of `runs`
 * to the next.
 *
 * AWS does all that is asked: each snapshot is pending when its run ends and complete when the next one
 * begins. Nobody else changes anything.
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
    const made = plan.creates.flatMap((create) => snapshotsFrom(create, sizes, now));
    const numbered = made.map((one, index) =>
      labelled({ ...one, id: newId(taken + index + 1) }, settings.prefix),
    );
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

function snapshotsFrom(
  create: CreateOne | CreateSet,
  sizes: ReadonlyMap<string, number>,
  now: Date,
): Omit<ListedSnapshot, 'id'>[] {
  return volumesOf(create).map((volumeId) => ({
    volumeId,
    state: 'pending',
    tier: 'standard',
    startedAt: now.getTime(),
    sizeGiB: sizes.get(volumeId) ?? 0,
    tags: create.tags,
    description: create.description,
  }));
}

function completed(snapshot: Snapshot): Snapshot {
  return snapshot.state === 'pending' ? { ...snapshot, state: 'completed' } : snapshot;
}
