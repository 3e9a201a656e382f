import type { Age } from '../calendar.ts';
import { type CreateOne, type CreateSet, volumesOf } from '../plan/creation.ts';
import type { Inventory } from '../inventory.ts';
import { labelled, type ListedSnapshot, type Snapshot } from '../snapshot.ts';
import { makePlan } from '../plan/makePlan.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanSettings } from '../plan/planSettings.ts';

/** A run to simulate. */
export interface Start {
  /** When it comes. */
  readonly at: Date;
  /** The instant it decides for: that of the run before where it follows one. */
  readonly now: Date;
  readonly followUp?: Age;
}

/** One run of a simulated life: what was decided, and which snapshots are there when it has been done. */
export interface SimulatedRun extends Start {
  readonly plan: Plan;
  readonly snapshots: readonly Snapshot[];
}

/**
 * Simulates the life of an inventory: the decisions of a run, on a clock that moves from one start to the next.
 *
 * AWS does all that is asked: each snapshot is pending when its run ends and complete when the next one
 * begins. Nobody else changes anything.
 */
export function* lifeOf(
  inventory: Inventory,
  settings: PlanSettings,
  starts: Iterable<Start>,
): Generator<SimulatedRun> {
  const sizes = new Map(inventory.volumes.map(({ id, sizeGiB }) => [id, sizeGiB]));
  let { snapshots } = inventory;
  let taken = 0;
  for (const start of starts) {
    const { at, now, followUp } = start;
    const plan = makePlan({ ...inventory, snapshots }, { ...settings, followUp }, now);
    const gone = new Set(plan.deletes.map(({ snapshotId }) => snapshotId));
    const made = plan.creates.flatMap((create) => snapshotsFrom(create, sizes, at));
    const numbered = made.map((one, index) =>
      labelled({ ...one, id: newId(taken + index + 1) }, settings.prefix),
    );
    taken += made.length;
    snapshots = snapshots.filter(({ id }) => !gone.has(id)).concat(numbered);
    yield { ...start, plan, snapshots };
    snapshots = snapshots.map(completed);
  }
}

/** One main run at each instant. */
export function* mainRuns(times: Iterable<Date>): Generator<Start> {
  for (const at of times) yield { at, now: at };
}

/**
 * The runs of a trigger that comes each `hours`, the first at `from`, all before `until`.
 *
 * As the stack does by default, a second run follows an hour later, unless the trigger comes more often than
 * every three hours.
 */
export function* everyHours(hours: number, from: Date, until: Date): Generator<Start> {
  for (let time = from.getTime(); time < until.getTime(); time += hours * HOUR) {
    const now = new Date(time);
    const at = new Date(time + FOLLOW_UP.count * HOUR);
    yield { at: now, now };
    if (isFollowed(hours) && at < until) yield { at, now, followUp: FOLLOW_UP };
  }
}

/** How much later the second run comes. */
export const FOLLOW_UP: Age = { count: 1, unit: 'hours' };

/** Whether a trigger comes so seldom that the stack sets a second one for what was pending or has failed. */
export function isFollowed(triggerHours: number): boolean {
  return triggerHours >= 3;
}

const HOUR = 3_600_000;

function newId(number: number): string {
  return `new-${String(number).padStart(7, '0')}`;
}

function snapshotsFrom(
  create: CreateOne | CreateSet,
  sizes: ReadonlyMap<string, number>,
  at: Date,
): Omit<ListedSnapshot, 'id'>[] {
  return volumesOf(create).map((volumeId) => ({
    volumeId,
    state: 'pending',
    tier: 'standard',
    startedAt: at.getTime(),
    sizeGiB: sizes.get(volumeId) ?? 0,
    tags: create.tags,
    description: create.description,
  }));
}

function completed(snapshot: Snapshot): Snapshot {
  return snapshot.state === 'pending' ? { ...snapshot, state: 'completed' } : snapshot;
}
